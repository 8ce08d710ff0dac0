/**
 * Octets and texts for the tests of messages.
 * @module
 */
import { concatenate, type OctetSource, type Reading } from "../../message/encoding/octets.ts";

/** What is in a piece that was overwritten. */
const SPOILT = 0xff;

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

/** A source that gives its octets in pieces of a length, and spoils each one that may be overwritten. */
export function sourceOf(text: string | Uint8Array, pieceLength = Infinity): OctetSource {
  const bytes = typeof text === "string" ? octets(text) : text;
  return {
    name: "mail.eml",
    size: bytes.length,
    async *open({ reuse = false }: Reading = {}): AsyncGenerator<Uint8Array> {
      const pieces = await Promise.resolve(piecesOf(bytes, Math.min(pieceLength, bytes.length)));
      for (const piece of pieces) {
        yield piece;
        if (reuse) piece.fill(SPOILT);
      }
    },
  };
}

/** All octets of a stream. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return concatenate(await Array.fromAsync(stream));
}
