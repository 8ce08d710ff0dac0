/**
 * The name servers to ask, and which of them are taken at their word on DNSSEC.
 * @module
 */
import { addressScope, parseIpAddress } from "./ip.ts";
import { parseResolvConf, trustsAuthenticData } from "./resolv_conf.ts";

/** The port of DNS: RFC 1035 4.2. */
const DNS_PORT = 53;

/** A name server. */
export interface NameServer {
  /** Its IP address. */
  readonly address: string;
  /** Its port, for UDP and TCP. */
  readonly port: number;
}

/** A name server, and whether its AD bit says anything. */
export interface JudgedServer extends NameServer {
  /** Whether it is taken at its word that DNSSEC has validated an answer. */
  readonly believed: boolean;
}

/** Writes a name server for people: `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:5353`. */
export function formatNameServer({ address, port }: NameServer): string {
  if (port === DNS_PORT) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The name servers of this system; none where `/etc/resolv.conf` cannot be read or names none. */
export async function systemNameServers(): Promise<JudgedServer[]> {
  let text: string;
  try {
    text = await Deno.readTextFile("/etc/resolv.conf");
  } catch {
    return [];
  }
  const trusted = trustsAuthenticData(text);
  return parseResolvConf(text).map((ip) => {
    const server = { address: ip.text, port: DNS_PORT };
    return { ...server, believed: trusted || isBelieved(server) };
  });
}

/** Docker's own name server. It only passes on what comes from outside, with the AD bit of there. */
const DOCKER_FORWARDER = "127.0.0.11";

/**
 * Whether a name server is taken at its word on DNSSEC: only one on this machine. On the way from
 * any other, whoever can forge an answer can set the AD bit too (RFC 6840 5.8, RFC 7672 2.1.3); an
 * administrator who knows that way to be safe says so by `trust-ad` in `/etc/resolv.conf`.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { isBelieved } from "./name_server.ts";
 *
 * assert(isBelieved({ address: "127.0.0.53", port: 53 }));
 * assert(!isBelieved({ address: "192.0.2.53", port: 53 }));
 * ```
 */
export function isBelieved({ address }: NameServer): boolean {
  const ip = parseIpAddress(address);
  return ip !== undefined && addressScope(ip) === "loopback" && ip.text !== DOCKER_FORWARDER;
}
