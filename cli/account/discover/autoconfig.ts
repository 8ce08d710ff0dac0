/**
 * The description of a domain's servers that mail programs fetch from its web server: XML with a
 * `clientConfig`, of which the servers for submission are read.
 * @module
 */
import type { FoundServer } from "./server.ts";

/** The entities of XML that have names. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["apos", "'"],
  ["gt", ">"],
  ["lt", "<"],
  ["quot", '"'],
]);

/** What TLS is called there; a server without is passed over. */
const SOCKETS: ReadonlyMap<string, FoundServer["tls"]> = new Map([
  ["SSL", "on-connect"],
  ["STARTTLS", "require"],
]);

/**
 * Reads the first server that mail can be submitted to under TLS.
 *
 * @param xml The text.
 * @param address The address of the person, for what stands for it in the text.
 * @param source Where the text came from, as {@linkcode FoundServer} has it.
 * @returns The server, if there is one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readAutoconfig } from "./autoconfig.ts";
 *
 * const xml = `<outgoingServer type="smtp"><hostname>smtp.%EMAILDOMAIN%</hostname>
 *   <port>465</port><socketType>SSL</socketType></outgoingServer>`;
 * assertEquals(readAutoconfig(xml, "ana@x.example", "there")?.host, "smtp.x.example");
 * ```
 */
export function readAutoconfig(
  xml: string,
  address: string,
  source: string,
): FoundServer | undefined {
  for (const part of withoutComments(xml).split("<outgoingServer").slice(1)) {
    const [element = ""] = part.split("</outgoingServer", 1);
    if (!/^\s[^<>]*\btype\s*=\s*["']smtp["']/.test(element)) continue;
    const server = readServer(element, address, source);
    if (server !== undefined) return server;
  }
  return undefined;
}

/** In time that grows with the length alone, whatever the text. */
function withoutComments(xml: string): string {
  return xml.split("<!--").map((part, index) => {
    if (index === 0) return part;
    const end = part.indexOf("-->");
    return end < 0 ? "" : part.slice(end + "-->".length);
  }).join("");
}

function readServer(content: string, address: string, source: string): FoundServer | undefined {
  const text = (name: string): string | undefined => {
    const [, found] = new RegExp(`<${name}\\b[^<>]*>([^<>]*)</${name}\\s*>`).exec(content) ?? [];
    return found && fillIn(decode(found.trim()), address);
  };
  const host = text("hostname")?.toLowerCase();
  const port = Number(text("port"));
  const tls = SOCKETS.get(text("socketType") ?? "");
  if (host === undefined || !isHost(host) || tls === undefined) return undefined;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const user = text("username");
  return { host, port, tls, source, trusted: true, ...(user === undefined ? {} : { user }) };
}

function isHost(text: string): boolean {
  return /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(
    text,
  );
}

function decode(text: string): string {
  return text.replaceAll(/&(\w+);/g, (all, name: string) => ENTITIES.get(name) ?? all);
}

/** What stands for parts of the address. */
function fillIn(text: string, address: string): string {
  const at = address.lastIndexOf("@");
  return text
    .replaceAll("%EMAILADDRESS%", () => address)
    .replaceAll("%EMAILLOCALPART%", () => address.slice(0, at))
    .replaceAll("%EMAILDOMAIN%", () => address.slice(at + 1));
}
