/**
 * Header fields by their octets: nothing is decoded, reordered or repaired (RFC 5322 2.2).
 * @module
 */

import { concatenate } from "../encoding/octets.ts";
import { decodeKeeping, withoutKept } from "../encoding/raw_octet.ts";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const COLON = 0x3a;
const EMPTY = new Uint8Array(0);

const latin1 = new TextDecoder("latin1");

/** One field of a header section as it stands in the message. */
export class HeaderField {
  /** Every octet of it: folds and line ends too. */
  readonly raw: Uint8Array;
  /** How many octets of the message stand before it. */
  readonly offset: number;
  /** The number of its first line in the message, from 1. */
  readonly line: number;
  /** The name as written; empty when the octets are no field (RFC 5322 3.6.8). */
  readonly name: string;

  /**
   * @param raw Every octet of the field.
   * @param offset Octets of the message before it.
   * @param line The number of its first line, from 1.
   */
  constructor(raw: Uint8Array, offset: number, line: number) {
    this.raw = raw;
    this.offset = offset;
    this.line = line;
    this.name = readName(raw);
  }

  /**
   * The value unfolded (RFC 5322 2.2.3), without the blanks around it. Octets that are no UTF-8
   * become U+FFFD; encoded words stay as they are. Of what is no field: all of it.
   */
  get value(): string {
    return withoutKept(this.keptValue);
  }

  /** As {@linkcode value}, but octets that are no UTF-8 are kept as {@linkcode decodeKeeping} does. */
  get keptValue(): string {
    const start = this.name === "" ? 0 : this.raw.indexOf(COLON) + 1;
    const text = decodeKeeping(this.raw.subarray(start));
    return trimBlanks(text.replace(/\r?\n/g, ""));
  }
}

/**
 * Reads a header section in pieces of any size. A line ends with LF, with or without CR before it;
 * a CR alone ends nothing. Any octets are taken: a line that is no field becomes one without a name.
 */
export class HeaderReader {
  #pieces: Uint8Array[] = [];
  #pending = 0;
  #lines = 0;
  #line = 1;
  #offset = 0;
  #atLineStart = true;
  #done = false;
  #rest: Uint8Array = EMPTY;

  /** Whether the blank line that ends the header was read. */
  get done(): boolean {
    return this.#done;
  }

  /** Octets of the header section so far, the blank line included. */
  get size(): number {
    return this.#offset + this.#pending;
  }

  /** Lines of the header section so far, the blank line included. */
  get lines(): number {
    return this.#line - 1 + this.#lines;
  }

  /** What followed the blank line in the piece that held it. */
  get rest(): Uint8Array {
    return this.#rest;
  }

  /**
   * Takes the next piece of a message.
   *
   * @param piece Octets, which must not change afterwards: the fields refer to them.
   * @returns The fields that are now complete, in their order.
   */
  push(piece: Uint8Array): HeaderField[] {
    const fields: HeaderField[] = [];
    let position = 0;
    while (position < piece.length && !this.#done) {
      const first = piece[position];
      const isFold = first === SPACE || first === TAB;
      if (this.#atLineStart && !isFold && this.#pending > 0) fields.push(this.#takeField());
      const lineFeed = piece.indexOf(LF, position);
      const end = lineFeed < 0 ? piece.length : lineFeed + 1;
      this.#addPiece(piece.subarray(position, end));
      position = end;
      this.#atLineStart = lineFeed >= 0;
      if (this.#atLineStart) this.#endLine();
    }
    if (this.#done) this.#rest = piece.subarray(position);
    return fields;
  }

  /**
   * Tells that the message is over.
   *
   * @returns The last field, if no blank line followed it.
   */
  end(): HeaderField[] {
    return this.#done || this.#pending === 0 ? [] : [this.#takeField()];
  }

  /** Lines that lie one behind the other in memory stay one piece, however many they are. */
  #addPiece(piece: Uint8Array): void {
    const last = this.#pieces.at(-1);
    const isNext = last?.buffer === piece.buffer &&
      last.byteOffset + last.length === piece.byteOffset;
    if (isNext) {
      const length = last.length + piece.length;
      this.#pieces[this.#pieces.length - 1] = new Uint8Array(last.buffer, last.byteOffset, length);
    } else {
      this.#pieces.push(piece);
    }
    this.#pending += piece.length;
  }

  /** A blank line stands alone, because it does not begin with a blank and so is no fold. */
  #endLine(): void {
    this.#lines++;
    if (this.#pending > 2) return;
    const octets = this.#pendingOctets();
    this.#done = octets.length === 1 || octets[0] === CR;
  }

  #pendingOctets(): Uint8Array {
    const [only] = this.#pieces;
    return this.#pieces.length === 1 && only !== undefined ? only : concatenate(this.#pieces);
  }

  #takeField(): HeaderField {
    const field = new HeaderField(this.#pendingOctets(), this.#offset, this.#line);
    this.#offset += this.#pending;
    this.#line += this.#lines;
    this.#pieces = [];
    this.#pending = 0;
    this.#lines = 0;
    return field;
  }
}

/** A header section and where it ends. */
interface HeaderSection {
  /** The fields in their order; their octets one after the other are the section. */
  readonly fields: readonly HeaderField[];
  /** Octets up to the body: the fields and the blank line. */
  readonly size: number;
  /** Whether a blank line ended it, as RFC 5322 2.1 demands before a body. */
  readonly complete: boolean;
}

/**
 * Reads the header section at the beginning of a message. Never throws.
 *
 * @param message The octets of a message, or of a header alone.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findField, parseHeader } from "./header.ts";
 *
 * const message = new TextEncoder().encode("Subject: Hi,\r\n Ana\r\n\r\nBody");
 * const { fields, size } = parseHeader(message);
 * assertEquals(findField(fields, "subject")?.value, "Hi, Ana");
 * assertEquals(size, 22);
 * ```
 */
export function parseHeader(message: Uint8Array): HeaderSection {
  const reader = new HeaderReader();
  const fields = [...reader.push(message), ...reader.end()];
  return { fields, size: reader.size, complete: reader.done };
}

/**
 * Reads the header section of a message that comes in pieces, and nothing behind it.
 *
 * @param pieces The octets of the message.
 * @returns The fields in their order.
 */
export async function readHeader(pieces: AsyncIterable<Uint8Array>): Promise<HeaderField[]> {
  const reader = new HeaderReader();
  const fields: HeaderField[] = [];
  for await (const piece of pieces) {
    for (const field of reader.push(piece)) fields.push(field);
    if (reader.done) return fields;
  }
  return [...fields, ...reader.end()];
}

/** The longest header section of a message to send, in octets: it is kept in memory. */
export const MAX_HEADER_LENGTH = 1024 * 1024;

/** The fields of a name, in their order; names have no case (RFC 5322 1.2.2). */
export function findFields(fields: readonly HeaderField[], name: string): HeaderField[] {
  const wanted = name.toLowerCase();
  return fields.filter((field) => field.name.toLowerCase() === wanted);
}

/** The first field of a name, if there is one. */
export function findField(fields: readonly HeaderField[], name: string): HeaderField | undefined {
  return findFields(fields, name)[0];
}

/** `field-name` of RFC 5322 3.6.8; blanks before the colon are the obsolete form of 4.5.8. */
function readName(raw: Uint8Array): string {
  const colon = raw.indexOf(COLON);
  const before = latin1.decode(raw.subarray(0, Math.max(colon, 0)));
  return /^([!-9;-~]+)[ \t]*$/.exec(before)?.[1] ?? "";
}

/**
 * Takes spaces and tabs off both ends. A pattern such as `[ \t]+$` would look at a run of blanks in
 * the middle once for each of them, which is for ever when the run is long.
 */
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text, start)) start++;
  while (end > start && isBlank(text, end - 1)) end--;
  return text.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
  const character = text[at];
  return character === " " || character === "\t";
}
