/**
 * Octets as `:raw` takes them: in hexadecimal, or as a text in quotes.
 * @module
 */

/** A text that says no octets. The message says why, for a person. */
export class RawError extends Error {
  override readonly name = "RawError";
}

/** What may follow a backslash. */
const ESCAPES: Readonly<Record<string, string>> = {
  r: "\r",
  n: "\n",
  t: "\t",
  "0": "\0",
  '"': '"',
  "\\": "\\",
};

/** One character of a quoted text, or an escape for one octet. */
const PART = /\\x([0-9A-Fa-f]{2})|\\(.)|([^\\"]+)/gsuy;

/**
 * Reads octets.
 *
 * @param text Pairs of hexadecimal digits, with or without spaces between them; or a text in quotes with
 * `\r`, `\n`, `\t`, `\0`, `\"`, `\\` and `\xHH`, its other characters in UTF-8.
 * @returns The octets, at least one.
 * @throws {RawError} If it is neither.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readRaw } from "./raw.ts";
 * assertEquals([...readRaw('"A\\r\\n"')], [0x41, 0x0d, 0x0a]);
 * assertEquals([...readRaw("41 0d0A")], [0x41, 0x0d, 0x0a]);
 * ```
 */
export function readRaw(text: string): Uint8Array {
  const octets = text.startsWith('"') ? readQuoted(text) : readHex(text);
  if (octets.length === 0) throw new RawError("nothing to send");
  return octets;
}

function readHex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "");
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(digits)) {
    throw new RawError("octets must be pairs of hexadecimal digits, or text in quotes");
  }
  return Uint8Array.fromHex(digits);
}

function readQuoted(text: string): Uint8Array {
  if (text.length < 2 || !text.endsWith('"')) throw new RawError("unclosed quote");
  const inner = text.slice(1, -1);
  const octets: number[] = [];
  const encoder = new TextEncoder();
  PART.lastIndex = 0;
  while (PART.lastIndex < inner.length) {
    const at = PART.lastIndex;
    const match = PART.exec(inner);
    if (match === null) {
      throw new RawError(`stray quote or backslash at "${inner.slice(at)}"`);
    }
    const [, hex, escaped, plain] = match;
    if (hex !== undefined) octets.push(parseInt(hex, 16));
    else for (const octet of encoder.encode(plain ?? unescape(escaped ?? ""))) octets.push(octet);
  }
  return new Uint8Array(octets);
}

function unescape(letter: string): string {
  const character = ESCAPES[letter];
  if (character !== undefined) return character;
  throw new RawError(`unknown escape \\${letter}; use \\r \\n \\t \\0 \\" \\\\ and \\xHH`);
}

/** What is shown of an octet that is no printable character of ASCII. */
const SHOWN: ReadonlyMap<number, string> = new Map(
  Object.entries(ESCAPES).map(([letter, character]) => [character.charCodeAt(0), `\\${letter}`]),
);

/**
 * Octets as a text in quotes, as {@linkcode readRaw} takes it.
 *
 * @param octets The octets.
 * @returns The text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatRaw } from "./raw.ts";
 * assertEquals(formatRaw(new Uint8Array([0x41, 0xff, 0x0d, 0x0a])), '"A\\xff\\r\\n"');
 * ```
 */
export function formatRaw(octets: Uint8Array): string {
  const parts = Array.from(octets, (octet) => {
    const shown = SHOWN.get(octet);
    if (shown !== undefined) return shown;
    const isPrintable = octet >= 0x20 && octet < 0x7f;
    return isPrintable ? String.fromCharCode(octet) : `\\x${octet.toString(16).padStart(2, "0")}`;
  });
  return `"${parts.join("")}"`;
}
