/**
 * Octets as a hostile peer or file has them, cut as a network cuts them.
 * @module
 */
import fc from "fast-check";
import { concatenate } from "../../message/encoding/octets.ts";

const encoder = new TextEncoder();

/** Octets made of what matters to the reader under test, every other time with any others between. */
export function octetsOf(...fragments: readonly string[]): fc.Arbitrary<Uint8Array> {
  const known = fc.constantFrom(...fragments).map((text) => encoder.encode(text));
  return sequences(known, fc.uint8Array({ maxLength: 4 })).map(concatenate);
}

/** Text made of what matters to the reader under test, every other time with any other between. */
export function textOf(...fragments: readonly string[]): fc.Arbitrary<string> {
  const other = fc.string({ unit: "binary", maxLength: 4 });
  return sequences(fc.constantFrom(...fragments), other).map((pieces) => pieces.join(""));
}

function sequences<T>(known: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  const noisy = fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: other });
  return fc.oneof(fc.array(known, { maxLength: 25 }), fc.array(noisy, { maxLength: 25 }));
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
