/**
 * Links of the scheme mailto (RFC 6068), as people copy them out of pages and programs.
 * @module
 */
import { AddressError } from "./address.ts";
import { quoteForMessage } from "../encoding/character.ts";

const LINK = /^<?mailto:([^?>]*)(\?[^>]*)?>?$/i;

/**
 * Turns a link into the addresses that it leads to; any other text stays as it is.
 *
 * @param text A link such as `mailto:ana@example.com`, or anything else.
 * @returns The addresses as an address list has them, for whoever reads one.
 * @throws {AddressError} When the link says more than addresses, or is not UTF-8 when it is decoded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withoutMailto } from "./mailto.ts";
 *
 * assertEquals(withoutMailto("mailto:ana%2Blab@example.com"), "ana+lab@example.com");
 * assertEquals(withoutMailto("Ana <ana@example.com>"), "Ana <ana@example.com>");
 * ```
 */
export function withoutMailto(text: string): string {
  const [link, addresses, fields] = LINK.exec(text.trim()) ?? [];
  if (link === undefined || addresses === undefined) return text;
  if (fields !== undefined) {
    throw refusal(
      text,
      "only the addresses of a link are used; nothing may follow a question mark",
    );
  }
  try {
    return decodeURIComponent(addresses);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw refusal(text, "it is not UTF-8 in percent-encoding (RFC 6068 2)");
  }
}

function refusal(text: string, reason: string): AddressError {
  return new AddressError(`Cannot use the link ${quoteForMessage(text.trim())}: ${reason}`);
}
