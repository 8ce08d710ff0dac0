/**
 * Header fields in lines of a length that everybody can take (RFC 5322 2.1.1, 2.2.3).
 * @module
 */
import { utf8Length } from "../../octets/length.ts";

/** The length that a line should have at most, in octets without its end (RFC 5322 2.1.1). */
const LINE_LENGTH = 78;

/** The length of a line with an encoded word (RFC 2047 2). */
export const ENCODED_LINE_LENGTH = 76;

/**
 * Writes a field in lines. A line ends only before a piece, so that unfolding gives the value back.
 *
 * @param name The name of the field.
 * @param pieces The value in parts that stay whole, each with the blanks before it; the first has none.
 * @returns The field with CRLF at its end. A piece that is too long for a line has one of its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { foldField } from "./fold.ts";
 *
 * assertEquals(foldField("Subject", ["Hi,", " Ana"]), "Subject: Hi, Ana\r\n");
 * assertEquals(foldField("A", ["x".repeat(70), " " + "y".repeat(9)]), `A: ${"x".repeat(70)}\r\n yyyyyyyyy\r\n`);
 * ```
 */
export function foldField(name: string, pieces: readonly string[]): string {
  let field = `${name}:`;
  let length = field.length;
  for (const [index, piece] of pieces.entries()) {
    const text = index === 0 && piece !== "" ? ` ${piece}` : piece;
    const size = utf8Length(text);
    const room = text.includes("=?") ? ENCODED_LINE_LENGTH : LINE_LENGTH;
    // A line of blanks alone is none that all readers understand: RFC 5322 3.2.2.
    if (length + size > room && index > 0) {
      field += "\r\n";
      length = 0;
    }
    field += text;
    length += size;
  }
  return `${field}\r\n`;
}

/**
 * The words of a text, each with the blanks before it, for {@linkcode foldField}.
 *
 * @param text The text on one line.
 */
export function splitAtBlanks(text: string): string[] {
  return text.match(/^[^ ]+| +[^ ]+/g) ?? [];
}
