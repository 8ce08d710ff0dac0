/**
 * Which fields of a header the recipient's own servers wrote. Every server puts its fields before those
 * that are there, so what stands above the first Received of one's own is one's own; what stands below it
 * may have come with the message, unless it is known that one's own server removes such fields from
 * outside (RFC 8601 5).
 * @module
 */
import type { HeaderField } from "./header.ts";
import { parseReceived, type Received } from "./received.ts";

/**
 * Whose a field is: `own` of the recipient's own servers, `open` theirs or one that came with the message,
 * `foreign` of a server before them.
 */
export type Standing = "own" | "open" | "foreign";

/** The recipient's own servers, as the header shows them. */
export interface OwnServers {
  /** The names that they give themselves in Received, the last one first. */
  readonly names: readonly string[];
  /** How many fields stand above the Received of the first of them, that one included. */
  readonly above: number;
  /** How many fields stand above the Received of the server before them; all if there is none. */
  readonly below: number;
}

/**
 * Finds the recipient's own servers: the one that wrote the topmost Received, and the one below it as long
 * as the upper one says that it took the message inside: from the same machine, from a private address,
 * out of a mailbox, or from a host whose name, which it has looked up itself, is of its own domain. What
 * only the sender says, such as the name in its greeting, is not believed.
 *
 * @param fields The header.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseHeader } from "./header.ts";
 * import { findOwnServers } from "./own_server.ts";
 *
 * const header = "X-Spam-Flag: NO\n" +
 *   "Received: from mx.b.example (mx.b.example [10.0.0.1]) by imap.b.example; x\n" +
 *   "Received: from a.example (a.example [192.0.2.1]) by mx.b.example; x\n" +
 *   "Received: from pc by a.example; x\n";
 * const { fields } = parseHeader(new TextEncoder().encode(header));
 * const { names, above, below } = findOwnServers(fields);
 * assertEquals(names, ["imap.b.example", "mx.b.example"]);
 * assertEquals([above, below], [3, 3]);
 * ```
 */
export function findOwnServers(fields: readonly HeaderField[]): OwnServers {
  const names: string[] = [];
  let above = 0;
  let isInside = true;
  for (const [index, field] of fields.entries()) {
    if (field.name.toLowerCase() !== "received") continue;
    if (!isInside) return { names, above, below: index };
    const received = parseReceived(field.value);
    const by = hostOf(received.by);
    if (by !== undefined) names.push(by);
    above = index + 1;
    isInside = isFromInside(received, names);
  }
  return { names, above, below: fields.length };
}

/** Out of a mailbox, or on the last step into it (RFC 2033): such a server talks to its own side only. */
const INSIDE_ONLY = /^(?:IMAP|POP3?|LMTP)/i;
const PRIVATE =
  /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i;
/** Microsoft's servers among themselves write this network of theirs without brackets. */
const MICROSOFT = /^2603:10[0-9a-f]{2}:/i;

function isFromInside(received: Received, names: readonly string[]): boolean {
  const { from, fromHost, fromAddress, comments: [seen = ""] } = received;
  if (from === undefined || INSIDE_ONLY.test(received.with ?? "")) return true;
  if (PRIVATE.test(fromAddress ?? "") || MICROSOFT.test(seen)) return true;
  // A name behind HELO is the sender's word.
  const isChecked = fromAddress !== undefined && !/^(?:HELO|EHLO)\b|forged/i.test(seen);
  return isChecked && fromHost !== undefined && names.some((name) => isSameSite(name, fromHost));
}

/**
 * Whose a field is, by its place and by the server that it names.
 *
 * @param servers The recipient's own servers.
 * @param index The place of the field, from 0.
 * @param server The server that the field names as its writer, if it does.
 */
export function standingOf(servers: OwnServers, index: number, server?: string): Standing {
  const { names, above, below } = servers;
  if (index < above) return "own";
  if (index >= below) return "foreign";
  const host = hostOf(server);
  if (host === undefined || names.length === 0) return "open";
  return names.some((name) => isSameSite(name, host)) ? "own" : "foreign";
}

/** A name with a dot, in lower case: what is none, as in `by 2002:a05::` of Gmail, names no server. */
function hostOf(name: string | undefined): string | undefined {
  const host = name?.toLowerCase().replace(/\.$/, "") ?? "";
  return /^[\w-]+(?:\.[\w-]+)+$/.test(host) && !/^[\d.]+$/.test(host) ? host : undefined;
}

/** Below `.uk` and the like, names of an organization have three labels. */
const SECOND_LEVEL = /(?:^|\.)(?:ac|co|com|edu|gob|gov|mil|net|or|org|ne|go|gv)\.[a-z]{2}$/;

/**
 * Whether two hosts are likely to be of one organization: their names end in the same domain. (Where one
 * organization ends and another begins only the registries of all countries know.)
 *
 * @param one A host.
 * @param other Another.
 */
export function isSameSite(one: string, other: string): boolean {
  return siteOf(one) === siteOf(other);
}

function siteOf(host: string): string {
  const labels = host.toLowerCase().replace(/\.$/, "").split(".");
  return labels.slice(SECOND_LEVEL.test(host.toLowerCase()) ? -3 : -2).join(".");
}
