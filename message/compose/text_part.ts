/**
 * Text as the body of a message or of a part: as it is where that is safe, else encoded, readable unless
 * that is much longer (RFC 2045 6).
 * @module
 */
import { Base64Encoder } from "../encoding/base64.ts";
import type { ContentEncoder } from "../encoding/content_encoding.ts";
import { concatenate } from "../encoding/octets.ts";
import { QuotedPrintableEncoder } from "../encoding/quoted_printable.ts";

/** How a text is written. */
type TextEncoding = "7bit" | "quoted-printable" | "base64";

/** A text, ready to stand below a header. */
interface TextPart {
  /** How it is written. */
  readonly encoding: TextEncoding;
  /** Its octets; the last line has an end only if the text has. */
  readonly octets: Uint8Array;
}

/** The longest line that goes as it is, in octets without its end (RFC 5322 2.1.1). */
const MAX_LINE = 998;

/** How much longer than base64 a text may become that people can read as it stands. */
export const READABLE_GROWTH = 1.5;

const CRLF = "\r\n";

/**
 * Writes a text in 7 bits.
 *
 * @param text The text, with line ends of any kind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeTextPart } from "./text_part.ts";
 *
 * assertEquals(["Hi", "Olá", "日本語"].map((text) => writeTextPart(text).encoding), [
 *   "7bit",
 *   "quoted-printable",
 *   "base64",
 * ]);
 * ```
 */
export function writeTextPart(text: string): TextPart {
  const whole = text.replace(/\r\n?|\n/g, CRLF);
  const octets = new TextEncoder().encode(whole);
  if (isSafe(whole)) return { encoding: "7bit", octets };
  const quoted = encode(new QuotedPrintableEncoder(), octets);
  const base64 = encode(new Base64Encoder(), octets);
  return quoted.length <= base64.length * READABLE_GROWTH
    ? { encoding: "quoted-printable", octets: quoted }
    : { encoding: "base64", octets: base64 };
}

/** Whether a text is of printable ASCII, tabs and lines that every server takes. */
function isSafe(text: string): boolean {
  return /^[\t\r\n -~]*$/.test(text) && text.split(CRLF).every((line) => line.length <= MAX_LINE);
}

function encode(encoder: ContentEncoder, octets: Uint8Array): Uint8Array {
  return concatenate([encoder.push(octets), encoder.end()]);
}
