/**
 * Header text that loses no octet: what is not UTF-8 is kept as a lone surrogate, U+DC00 and the octet,
 * until it is known which character set it is of.
 * @module
 */
import { concatenate } from "./octets.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** A kept octet; a low surrogate behind a high one is half of a character and not matched. */
const KEPT = /[\udc80-\udcff]/u;
const ALL_KEPT = new RegExp(KEPT, "gu");

/** Characters of UTF-8 beyond ASCII, one a match, as octets with one UTF-16 code unit each. */
const CHARACTER =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/**
 * Decodes UTF-8 and keeps what is none.
 *
 * @param octets Any octets.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeKeeping, encodeKept } from "./raw_octet.ts";
 *
 * const octets = Uint8Array.of(0xc3, 0xa1, 0xe1);
 * assertEquals(decodeKeeping(octets), "á\udce1");
 * assertEquals(encodeKept("á\udce1"), octets);
 * ```
 */
export function decodeKeeping(octets: Uint8Array): string {
  try {
    return strict.decode(octets);
  } catch {
    const units = Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
    return units.replace(
      CHARACTER,
      (match) =>
        match.length > 1
          ? strict.decode(Uint8Array.from(match, (unit) => unit.charCodeAt(0)))
          : String.fromCharCode(0xdc00 + match.charCodeAt(0)),
    );
  }
}

/**
 * The octets of a text: UTF-8, and those that were kept.
 *
 * @param text A text of {@linkcode decodeKeeping}, or any other.
 */
export function encodeKept(text: string): Uint8Array {
  if (!KEPT.test(text)) return new TextEncoder().encode(text);
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (const { index } of text.matchAll(ALL_KEPT)) {
    pieces.push(new TextEncoder().encode(text.slice(start, index)));
    pieces.push(Uint8Array.of(text.charCodeAt(index) - 0xdc00));
    start = index + 1;
  }
  return concatenate([...pieces, new TextEncoder().encode(text.slice(start))]);
}

/** The text for a reader: U+FFFD stands for what is not UTF-8. */
export function withoutKept(text: string): string {
  return KEPT.test(text) ? utf8.decode(encodeKept(text)) : text;
}

/** Replaces each kept octet. */
export function replaceKept(text: string, replacement: (octet: number) => string): string {
  return text.replace(ALL_KEPT, (kept) => replacement(kept.charCodeAt(0) - 0xdc00));
}
