/**
 * Octets and texts for the tests of messages.
 * @module
 */
import { concatenate, type OctetSource } from "../../message/encoding/octets.ts";

/** A text as UTF-8. */
export function octets(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** UTF-8 as a text. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** A text with one character an octet, so that any octets can be compared and shown. */
export function latin1Of(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => String.fromCharCode(octet)).join("");
}

/** Octets in pieces of a length; the last may be shorter. */
export function piecesOf(bytes: Uint8Array, length: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / length);
  return Array.from(
    { length: count },
    (_, index) => bytes.slice(index * length, (index + 1) * length),
  );
}

/** A source that gives its octets in pieces of a length. */
export function sourceOf(text: string | Uint8Array, pieceLength = Infinity): OctetSource {
  const bytes = typeof text === "string" ? octets(text) : text;
  return {
    name: "mail.eml",
    size: bytes.length,
    async *open(): AsyncGenerator<Uint8Array> {
      yield* await Promise.resolve(piecesOf(bytes, Math.min(pieceLength, bytes.length)));
    },
  };
}

/** All octets of a stream. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return concatenate(await Array.fromAsync(stream));
}
