/**
 * `HOST`, `HOST:PORT`, `[2001:db8::1]:PORT` and bare addresses, as options and operands name a server.
 * @module
 */
import { hostNameFault, nameFromDns } from "../../dns/domain.ts";
import { parseIpAddress } from "../../dns/ip.ts";
import { UsageError } from "../terminal/exit.ts";
import { parsePort } from "../command/options.ts";

/** A server as it was named. */
export interface HostPort {
  /** A domain name in A-labels, or an address without brackets. */
  readonly host: string;
  /** The port, if one was named. */
  readonly port: number | undefined;
}

/**
 * Reads a host with or without a port. An IPv6 address may stand without brackets where no port follows.
 *
 * @param text The text.
 * @param what What it is, for the error: `--server`.
 * @returns The host and the port.
 * @throws {UsageError} If it is no host, or the port is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseHostPort } from "./host_port.ts";
 * assertEquals(parseHostPort("[::1]:2525", "--server"), { host: "::1", port: 2525 });
 * ```
 */
export function parseHostPort(text: string, what: string): HostPort {
  const bare = parseIpAddress(text);
  if (bare !== undefined) return { host: bare.text, port: undefined };
  const [, bracketed, name, digits] = /^(?:\[([^\]]*)\]|([^:[\]]+))(?::(.*))?$/.exec(text) ?? [];
  const host = bracketed === undefined ? name : parseIpAddress(bracketed)?.text;
  const port = digits === undefined ? undefined : parsePort(digits);
  if (text.includes("@")) throw new UsageError(`${what} must be HOST or HOST:PORT, without a user`);
  if (host === undefined || (digits !== undefined && port === undefined)) {
    throw new UsageError(`${what} must be HOST or HOST:PORT; not "${text}"`);
  }
  return { host: bracketed === undefined ? readHostName(host, what) : host, port };
}

/**
 * Reads the name of a host; it need not be one of mail.
 *
 * @param text The name, with U-labels or A-labels, or an address.
 * @param what What it is, for the error: `--tls-name`.
 * @returns The name in A-labels, in lower case and without a trailing dot, or the address.
 * @throws {UsageError} If it is none.
 */
export function readHostName(text: string, what: string): string {
  const address = parseIpAddress(text);
  if (address !== undefined) return address.text;
  const name = nameFromDns(text);
  const fault = hostNameFault(name);
  if (fault === undefined) return name;
  throw new UsageError(`${what} must be a host name; not "${text}": ${fault}`);
}
