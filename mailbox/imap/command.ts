/**
 * The one place that writes what goes into a command of IMAP (RFC 3501 section 6).
 * @module
 */
import { MailboxError } from "../mailbox.ts";

/**
 * A string in quotes (RFC 3501 section 9, `quoted`).
 *
 * @param text Visible ASCII and blanks.
 * @returns It with quotes.
 * @throws {MailboxError} `refused` if it holds anything else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quoted } from "./command.ts";
 * assertEquals(quoted('a"b'), '"a\\"b"');
 * ```
 */
export function quoted(text: string): string {
  if (/^[ -~]*$/.test(text)) return `"${text.replace(/["\\]/g, "\\$&")}"`;
  throw new MailboxError("refused", `${JSON.stringify(text)} cannot be sent in an IMAP command`);
}

/**
 * The name of a mailbox as IMAP writes it: in ASCII, other characters in a base64 of their UTF-16
 * (RFC 3501 section 5.1.3).
 *
 * @param name The name for people.
 * @returns The name for a command, without quotes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeMailboxName } from "./command.ts";
 * assertEquals(encodeMailboxName("Lixo & cia"), "Lixo &- cia");
 * assertEquals(encodeMailboxName("Olá"), "Ol&AOE-");
 * ```
 */
export function encodeMailboxName(name: string): string {
  return name.replace(/&|[^ -~]+/g, (piece) => piece === "&" ? "&-" : `&${base64OfUtf16(piece)}-`);
}

/**
 * Reads what {@linkcode encodeMailboxName} writes; a name that is not written so is taken as it is.
 *
 * @param name The name in a response.
 * @returns The name for people.
 */
export function decodeMailboxName(name: string): string {
  return name.replace(/&([^-]*)-/g, (whole, base64: string) => {
    if (base64 === "") return "&";
    try {
      const octets = Uint8Array.fromBase64(base64.replaceAll(",", "/"));
      return new TextDecoder("utf-16be", { fatal: true }).decode(octets);
    } catch {
      return whole;
    }
  });
}

function base64OfUtf16(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  const octets = Uint8Array.from(units.flatMap((unit) => [unit >> 8, unit & 0xff]));
  return octets.toBase64({ omitPadding: true }).replaceAll("/", ",");
}
