/**
 * Octets as a hostile peer or file has them, cut as a network cuts them.
 * @module
 */
import fc from "fast-check";
import { concatenate } from "../../message/octets.ts";

const encoder = new TextEncoder();

/** Octets made of what matters to the reader under test, and of any others between. */
export function octetsOf(...fragments: readonly string[]): fc.Arbitrary<Uint8Array> {
  const known = fc.constantFrom(...fragments).map((text) => encoder.encode(text));
  const other = fc.uint8Array({ maxLength: 4 });
  const piece = fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: other });
  return fc.array(piece, { maxLength: 30 }).map(concatenate);
}

/** The lengths of pieces, to be repeated. */
export function lengthsUpTo(max: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 6 });
}

/** Octets in pieces of these lengths, which repeat. */
export function cut(octets: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < octets.length;) {
    const end = start + (lengths[pieces.length % lengths.length] ?? octets.length);
    pieces.push(octets.slice(start, end));
    start = end;
  }
  return pieces;
}

/** Text made of what matters to the reader under test, and of any other between. */
export function textOf(...fragments: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...fragments) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
  );
  return fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));
}
