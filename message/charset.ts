/**
 * From octets to text by the name of a character set (RFC 2978, RFC 2045 5.1).
 * @module
 */

/** A text and how sure it is. */
export interface DecodedText {
  /** The text; U+FFFD stands for octets that are none in this character set. */
  readonly text: string;
  /** Whether the character set is known. */
  readonly known: boolean;
  /** Whether all octets were characters of it. */
  readonly intact: boolean;
}

/** Labels that decode octets above 127 as no character set of that name would. */
const SEVEN_BIT: ReadonlySet<string> = new Set(["", "us-ascii", "ascii", "ansi_x3.4-1968"]);

/**
 * Decodes octets. Of a character set that is not known, and of ASCII that is none, the text is read
 * as UTF-8 if it can be, and else as Latin-1: people see most of it.
 *
 * @param octets The octets.
 * @param charset The name as a message gives it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeCharset } from "./charset.ts";
 *
 * const { text, intact } = decodeCharset(Uint8Array.of(0x4f, 0x6c, 0xe1), "ISO-8859-1");
 * assertEquals([text, intact], ["Olá", true]);
 * ```
 */
export function decodeCharset(octets: Uint8Array, charset: string): DecodedText {
  const label = charset.trim().toLowerCase();
  if (SEVEN_BIT.has(label)) {
    const text = guess(octets);
    // deno-lint-ignore no-control-regex
    return { text, known: true, intact: /^[\x00-\x7f]*$/.test(text) };
  }
  const decoder = decoderOf(label);
  if (decoder === undefined) return { text: guess(octets), known: false, intact: true };
  const text = decoder.decode(octets);
  return { text, known: true, intact: !text.includes("\ufffd") };
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { ignoreBOM: true });
  } catch {
    return undefined;
  }
}

function guess(octets: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return new TextDecoder("latin1").decode(octets);
  }
}
