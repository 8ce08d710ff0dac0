/**
 * Parameters of a MIME field: in quotes, or in pieces and any script (RFC 2045 5.1, RFC 2231).
 * @module
 */

/** Characters of a value that goes in one piece. */
const WHOLE_LENGTH = 60;
/** Characters of a piece; with its name the line is shorter than 78. */
const PIECE_LENGTH = 50;

const encoder = new TextEncoder();

/**
 * Writes a parameter.
 *
 * @param name The name.
 * @param value The value on one line, in any script.
 * @returns The parts, each with the blank before it and, but for the last, `;` behind it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeParameter } from "./parameter.ts";
 *
 * assertEquals(writeParameter("filename", 'a "b".txt'), [' filename="a \\"b\\".txt"']);
 * assertEquals(writeParameter("filename", "ção"), [" filename*=utf-8''%C3%A7%C3%A3o"]);
 * ```
 */
export function writeParameter(name: string, value: string): string[] {
  if (isSimple(value)) return [` ${name}="${value.replace(/["\\]/g, "\\$&")}"`];
  const pieces = splitEncoded(value);
  if (pieces.length === 1) return [` ${name}*=utf-8''${pieces[0]}`];
  return pieces.map((piece, index) => {
    const end = index === pieces.length - 1 ? "" : ";";
    return ` ${name}*${index}*=${index === 0 ? "utf-8''" : ""}${piece}${end}`;
  });
}

/**
 * Whether a value is in quotes what it was to all readers: some decode what looks like an encoded word,
 * and some take off a second pair of quotes or angle brackets.
 */
function isSimple(value: string): boolean {
  return /^(?!["<])[ -~]*$/.test(value) && value.length <= WHOLE_LENGTH && !value.includes("=?");
}

/** The value percent-encoded, cut between characters. */
function splitEncoded(value: string): string[] {
  const pieces = [""];
  for (const character of value) {
    const encoded = percentEncode(character);
    const last = pieces.length - 1;
    if ((pieces[last] ?? "").length + encoded.length > PIECE_LENGTH) pieces.push(encoded);
    else pieces[last] += encoded;
  }
  return pieces;
}

/** `attribute-char` of RFC 2231 7 stays as it is. */
function percentEncode(character: string): string {
  if (/^[A-Za-z0-9!#$&+.^_`{|}~-]$/.test(character)) return character;
  const octets = [...encoder.encode(character)];
  return octets.map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
