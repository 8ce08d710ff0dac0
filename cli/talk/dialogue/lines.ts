/**
 * Lines of a script, octet for octet, whatever they hold.
 * @module
 */
import { concatenate } from "../../../octets/octets.ts";

/** Octets of a line of a script that are read before it is refused. */
export const LINE_MAX_OCTETS = 1024 * 1024;

const CR = 0x0d;
const LF = 0x0a;

/** A line that was typed or read. */
export interface TypedLine {
  /** Its octets, without its end. */
  readonly octets: Uint8Array;
  /** The same as text; what is not UTF-8 is replaced. */
  readonly text: string;
  /** Whether a person has pasted it, who may not know what it holds. */
  readonly isPasted?: boolean;
}

/** A line is longer than {@linkcode LINE_MAX_OCTETS}. */
export class LineError extends Error {
  override readonly name = "LineError";
}

// A byte order mark is a part of the text like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * A line of octets.
 *
 * @param octets The octets, without a line end.
 * @returns The line.
 */
export function lineOf(octets: Uint8Array): TypedLine {
  return { octets, text: decoder.decode(octets) };
}

/**
 * A line of text.
 *
 * @param text The text, without a line end.
 * @returns The line, in UTF-8.
 */
export function textLine(text: string): TypedLine {
  return lineOf(new TextEncoder().encode(text));
}

/**
 * Cuts octets into lines, which end with LF or CRLF. What follows the last line end is a line too, unless
 * it is empty.
 *
 * @param chunks The octets.
 * @throws {LineError} If a line is too long.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readLines } from "./lines.ts";
 * const lines = readLines(new Blob(["HELO a\r\nQUIT"]).stream());
 * assertEquals((await Array.fromAsync(lines)).map(({ text }) => text), ["HELO a", "QUIT"]);
 * ```
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TypedLine> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > LINE_MAX_OCTETS) {
      throw new LineError(`a line is longer than ${LINE_MAX_OCTETS} octets`);
    }
    pieces.push(piece);
  };
  const taken = (): Uint8Array => {
    const octets = concatenate(pieces);
    pieces = [];
    length = 0;
    return octets;
  };
  for await (const chunk of chunks) {
    let rest = chunk;
    for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF)) {
      take(rest.slice(0, end));
      const octets = taken();
      yield lineOf(octets.at(-1) === CR ? octets.subarray(0, -1) : octets);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) take(rest.slice());
  }
  if (length > 0) yield lineOf(taken());
}
