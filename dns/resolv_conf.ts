/**
 * The name servers of `/etc/resolv.conf` (resolv.conf(5)).
 * @module
 */
import { type IpAddress, parseIpAddress } from "./ip.ts";

/** No more name servers than this are used: MAXNS of resolv.conf(5). */
const MAX_NAME_SERVERS = 3;

/**
 * Reads the name servers, in their order. What is no address is passed over: also an address with a
 * zone identifier, which says nothing outside this machine's interfaces.
 *
 * @param text The content of the file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseResolvConf } from "./resolv_conf.ts";
 *
 * const servers = parseResolvConf("search lab.test\nnameserver 127.0.0.53 # stub\n");
 * assertEquals(servers.map(({ text }) => text), ["127.0.0.53"]);
 * ```
 */
export function parseResolvConf(text: string): IpAddress[] {
  return text.split("\n")
    .map((line) => /^nameserver[ \t]+([^ \t\r#;]+)/.exec(line)?.[1] ?? "")
    .map(parseIpAddress)
    .filter((server) => server !== undefined)
    .slice(0, MAX_NAME_SERVERS);
}

/**
 * Whether the file says that the way to its name servers is safe, so that their AD bit counts
 * (`options trust-ad`).
 *
 * @param text The content of the file.
 */
export function trustsAuthenticData(text: string): boolean {
  return text.split("\n").some((line) =>
    /^options[ \t](?:[^#;]*[ \t])?trust-ad(?=[ \t\r#;]|$)/.test(line)
  );
}
