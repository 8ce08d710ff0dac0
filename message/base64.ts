/**
 * Base64 as the body of a MIME part carries it: lines of 76 characters (RFC 2045 6.8).
 * @module
 */
import { concatenate } from "./octets.ts";

/** Octets that one line encodes. */
export const OCTETS_PER_LINE = 57;
/** Characters of a line without its CRLF. */
const LINE_LENGTH = 76;
const LF = 0x0a;
const CR = 0x0d;

/**
 * The length of octets as base64 lines, without a line end after the last one.
 *
 * @param octets How many octets are encoded.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { base64Length } from "./base64.ts";
 *
 * assertEquals([0, 1, 57, 58].map(base64Length), [0, 4, 76, 82]);
 * ```
 */
export function base64Length(octets: number): number {
  const characters = Math.ceil(octets / 3) * 4;
  const lineEnds = Math.max(0, Math.ceil(characters / LINE_LENGTH) - 1);
  return characters + 2 * lineEnds;
}

/**
 * Encodes a stream as base64 lines, without a line end after the last one.
 *
 * @param stream Pieces of any size; large multiples of {@linkcode OCTETS_PER_LINE} are fastest.
 */
export async function* encodeBase64(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of stream) {
    const octets = rest.length === 0 ? piece : concatenate([rest, piece]);
    // The last line waits, even if it is full: whether a line end follows it is not known yet.
    const lines = Math.max(0, Math.ceil(octets.length / OCTETS_PER_LINE) - 1);
    if (lines > 0) yield encodeFullLines(octets.subarray(0, lines * OCTETS_PER_LINE), lines);
    rest = octets.subarray(lines * OCTETS_PER_LINE);
  }
  if (rest.length > 0) yield new TextEncoder().encode(rest.toBase64());
}

/** Encodes at the end of the result and moves the lines forward, to make room for line ends. */
function encodeFullLines(octets: Uint8Array, lines: number): Uint8Array {
  const out = new Uint8Array(lines * (LINE_LENGTH + 2));
  let from = lines * 2;
  let to = 0;
  new TextEncoder().encodeInto(octets.toBase64(), out.subarray(from));
  for (let line = 0; line < lines; line++) {
    out.copyWithin(to, from, from + LINE_LENGTH);
    from += LINE_LENGTH;
    to += LINE_LENGTH;
    out[to++] = CR;
    out[to++] = LF;
  }
  return out;
}
