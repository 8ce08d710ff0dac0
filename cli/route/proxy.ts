/**
 * The proxy that `--proxy` or ALL_PROXY names.
 * @module
 */
import { UsageError } from "../terminal/exit.ts";
import { type HostPort, parseHostPort } from "./host_port.ts";

/** A proxy as it was named. */
export interface NamedProxy extends HostPort {
  /** The port. */
  readonly port: number;
  /** Whether it finds the addresses of hosts that have a name. */
  readonly resolves: boolean;
}

/** The port of SOCKS (RFC 1928 section 3). */
const SOCKS_PORT = 1080;

/** Stands for no proxy, where the environment names one. */
const NONE = "none";

/**
 * Reads a proxy: `socks5://HOST[:PORT]`; `socks5h://` has it find the addresses of hosts; `none`.
 *
 * @param text The text.
 * @returns The proxy, if one is named.
 * @throws {UsageError} If it is none of these. What may be a password is not repeated.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseProxy } from "./proxy.ts";
 * const proxy = { host: "127.0.0.1", port: 1080, resolves: true };
 * assertEquals(parseProxy("socks5h://127.0.0.1"), proxy);
 * ```
 */
export function parseProxy(text: string): NamedProxy | undefined {
  if (text === NONE) return undefined;
  if (text.includes("@")) {
    throw new UsageError("--proxy must not contain a user or a password: others can read it", {
      hint: "Put USER:PASSWORD into a file: --proxy-password-file FILE",
    });
  }
  const [, scheme, authority] = /^(socks5h?):\/\/([^/]+)\/?$/i.exec(text) ?? [];
  if (scheme === undefined || authority === undefined) {
    throw new UsageError(`--proxy must be socks5://HOST[:PORT] or socks5h://...; not "${text}"`, {
      hint: "If ALL_PROXY names another kind of proxy, this connects without it: --proxy none",
    });
  }
  const { host, port = SOCKS_PORT } = parseHostPort(authority, "--proxy");
  return { host, port, resolves: scheme.toLowerCase() === "socks5h" };
}
