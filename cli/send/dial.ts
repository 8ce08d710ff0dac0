/**
 * How a connection is made, if not by TCP to the addresses of a host.
 * @module
 */
import { createLookup, type NameServer } from "../../dns/mod.ts";
import type { Dial } from "../../smtp/connection/connect.ts";
import type { ProxyUser } from "../../smtp/connection/socks5.ts";
import { serverAddresses } from "../../smtp/delivery/find.ts";
import { SmtpError } from "../../smtp/error.ts";
import { readPrivateFile } from "../account/secret.ts";
import { InputError } from "../terminal/exit.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { NamedProxy } from "../route/proxy.ts";

/** How the proxy is found. */
interface ProxyWay {
  /** The address families to use. */
  readonly families: readonly (4 | 6)[];
  /** The name server that was named. */
  readonly resolver: NameServer | undefined;
  /** The file with its user and password, if there is one. */
  readonly passwordFile: string | undefined;
  /** Where to warn. */
  readonly terminal: Terminal;
}

/**
 * Dials hosts through a proxy.
 *
 * @param proxy The proxy.
 * @param way How it is found.
 * @returns What connects.
 * @throws {CliError} 66 if the password file cannot be read, 65 if it holds no user and password.
 */
export async function dialThrough(
  { host, port, resolves }: NamedProxy,
  { families, resolver, passwordFile, terminal }: ProxyWay,
): Promise<Dial> {
  const { dialProxy } = await import("../../smtp/connection/socks5.ts");
  const user = passwordFile === undefined ? undefined : await readUser(passwordFile, terminal);
  const lookup = createLookup(resolver === undefined ? {} : { resolver });
  return dialProxy({
    addresses: async (signal) => {
      const found = await serverAddresses(host, families, lookup, signal);
      if (!("status" in found)) return found;
      throw new SmtpError(`the proxy: ${found.explanation}`, { kind: "connect", stage: "connect" });
    },
    port,
    resolves,
    user,
  });
}

async function readUser(path: string, terminal: Terminal): Promise<ProxyUser> {
  const [line = ""] = (await readPrivateFile(path, terminal)).split(/\r?\n/, 1);
  const [, name, password] = /^([^:]+):(.+)$/s.exec(line) ?? [];
  if (name !== undefined && password !== undefined) return { name, password };
  throw new InputError(`the first line of "${path}" must be USER:PASSWORD`);
}
