/**
 * Base64 as the body of a MIME part carries it: lines of 76 characters (RFC 2045 6.8).
 * @module
 */
import type { ContentEncoder } from "./content_encoding.ts";
import { concatenate, type Reading } from "./octets.ts";

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

/** Encodes octets as base64 lines, without a line end after the last one. */
export class Base64Encoder implements ContentEncoder {
  readonly #reuse: boolean;
  #rest: Uint8Array = new Uint8Array(0);
  #out: Uint8Array = new Uint8Array(0);

  /** @param reading With `reuse`, what {@linkcode push} returns may be overwritten by the next call. */
  constructor({ reuse = false }: Reading = {}) {
    this.#reuse = reuse;
  }

  /**
   * Takes the next octets.
   *
   * @param octets Large multiples of {@linkcode OCTETS_PER_LINE} are fastest.
   * @returns The lines that are complete.
   */
  push(octets: Uint8Array): Uint8Array {
    const all = this.#rest.length === 0 ? octets : concatenate([this.#rest, octets]);
    // The last line waits, even if it is full: whether a line end follows it is not known yet.
    const lines = Math.max(0, Math.ceil(all.length / OCTETS_PER_LINE) - 1);
    this.#rest = all.slice(lines * OCTETS_PER_LINE);
    return encodeFullLines(all.subarray(0, lines * OCTETS_PER_LINE), lines, this.#room(lines));
  }

  #room(lines: number): Uint8Array {
    const length = lines * (LINE_LENGTH + 2);
    if (!this.#reuse) return new Uint8Array(length);
    if (this.#out.length < length) this.#out = new Uint8Array(length);
    return this.#out.subarray(0, length);
  }

  /** Tells that the octets are over; returns the last line. */
  end(): Uint8Array {
    return new TextEncoder().encode(this.#rest.toBase64());
  }
}

/**
 * Encodes a stream as {@linkcode Base64Encoder} does.
 *
 * @param stream Pieces of any size.
 * @param reading Whether a piece of the result may be overwritten once the next is asked for.
 */
export async function* encodeBase64(
  stream: AsyncIterable<Uint8Array>,
  reading: Reading = {},
): AsyncGenerator<Uint8Array> {
  const encoder = new Base64Encoder(reading);
  for await (const piece of stream) yield encoder.push(piece);
  yield encoder.end();
}

/** Encodes at the end of `out` and moves the lines forward, to make room for line ends. */
function encodeFullLines(octets: Uint8Array, lines: number, out: Uint8Array): Uint8Array {
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
