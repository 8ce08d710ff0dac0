/**
 * The name server that a user names.
 * @module
 */
import { parseIpAddress } from "../../dns/ip.ts";
import type { NameServer } from "../../dns/mod.ts";
import { UsageError } from "../terminal/exit.ts";
import { parseHostPort } from "./host_port.ts";

/** The port of DNS (RFC 1035 section 4.2). */
const DNS_PORT = 53;

/**
 * Reads a name server: an address with or without a port. A name is refused: to find its address
 * some other name server would have to be asked first, and the answer would be that one's.
 *
 * @param text `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53`, `[2001:db8::53]:5353`.
 * @param what What it is, for the error: `--resolver`.
 * @returns The name server.
 * @throws {UsageError} If it is no address, or the port is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readNameServer } from "./name_server.ts";
 *
 * assertEquals(readNameServer("[::1]:5353", "@RESOLVER"), { address: "::1", port: 5353 });
 * ```
 */
export function readNameServer(text: string, what: string): NameServer {
  const { host, port } = parseHostPort(text, what);
  if (parseIpAddress(host) === undefined) {
    throw new UsageError(`${what} must be an IP address, not the name "${host}"`);
  }
  return { address: host, port: port ?? DNS_PORT };
}
