/**
 * Lists as spreadsheets write them (RFC 4180): where a record begins and ends, and what its cells hold.
 * @module
 */
import type { Cells } from "./template.ts";

/** Where a record stands. */
export interface Span {
  /** The place of its first octet, from 0. */
  readonly start: number;
  /** The place behind its last octet, the line end among them. */
  readonly end: number;
  /** Its first line, from 1. */
  readonly line: number;
}

const QUOTE = 0x22;
const LF = 0x0a;

/** Octets of a record that has nothing in any cell: blanks, quotes, line ends; and separators. */
const NOTHING: ReadonlySet<number> = new Set([0x09, LF, 0x0d, 0x20, QUOTE]);

/** Finds the records of a list that comes in pieces. It keeps none of the octets. */
export class RecordFinder {
  readonly #onRecord: (span: Span) => void;
  readonly #separator: number;
  #at = 0;
  #start = 0;
  #line = 1;
  #startLine = 1;
  #isQuoted = false;
  #isEmpty = true;

  /**
   * @param separator What stands between two cells: one ASCII character.
   * @param onRecord Told of each record that has anything in it.
   */
  constructor(separator: string, onRecord: (span: Span) => void) {
    this.#separator = separator.charCodeAt(0);
    this.#onRecord = onRecord;
  }

  /** Takes the next octets. */
  push(octets: Uint8Array): void {
    for (const octet of octets) {
      this.#at++;
      if (octet === LF) {
        this.#line++;
        if (!this.#isQuoted) this.#endRecord();
      } else if (octet === QUOTE) {
        // Two of them within quotes are one that is meant: the second opens again what the first closed.
        this.#isQuoted = !this.#isQuoted;
      } else if (this.#isEmpty && octet !== this.#separator && !NOTHING.has(octet)) {
        this.#isEmpty = false;
      }
    }
  }

  /** Tells that there is no more. */
  end(): void {
    this.#endRecord();
  }

  #endRecord(): void {
    const span = { start: this.#start, end: this.#at, line: this.#startLine };
    if (!this.#isEmpty || this.#isQuoted) this.#onRecord(span);
    this.#start = this.#at;
    this.#startLine = this.#line;
    this.#isEmpty = true;
    this.#isQuoted = false;
  }
}

/** A record that is no CSV. The text says why. */
export class CsvError extends Error {
  override readonly name = "CsvError";
}

/**
 * Reads the cells of a record.
 *
 * @param octets The record in UTF-8, with or without its line end.
 * @param separator What stands between two cells: one ASCII character.
 * @throws {CsvError} If it is not UTF-8, or the quotes are wrong.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readCells } from "./csv.ts";
 *
 * const record = new TextEncoder().encode('ana@x.example,"Silva, Ana"\r\n');
 * assertEquals(readCells(record, ","), ["ana@x.example", "Silva, Ana"]);
 * ```
 */
export function readCells(octets: Uint8Array, separator: string): Cells {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch (error) {
    throw new CsvError("it is not UTF-8", { cause: error });
  }
  return cutCells(text.replace(/\r?\n$/, ""), separator);
}

/**
 * Not `parse` of `@std/csv`: it needs half a second for a cell of a megabyte, and tells a record that it
 * cannot read with the wrong line behind a cell of several lines.
 */
function cutCells(text: string, separator: string): Cells {
  const cells: string[] = [];
  for (let at = 0;; at++) {
    const isQuoted = text.startsWith('"', at);
    const end = isQuoted ? endOfQuotes(text, at) : endOfPlain(text, at, separator);
    const cell = text.slice(at, end);
    if (!isQuoted && cell.includes('"')) {
      throw new CsvError('a cell with a " in it must be in quotes, and the " doubled');
    }
    cells.push(isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === text.length) return cells;
    if (!text.startsWith(separator, end)) {
      throw new CsvError('something follows the quotes of a cell: is a " in it not doubled?');
    }
    at = end;
  }
}

function endOfPlain(text: string, at: number, separator: string): number {
  const end = text.indexOf(separator, at);
  return end < 0 ? text.length : end;
}

/** The place behind the quote that closes a cell. */
function endOfQuotes(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 2)) {
    if (!text.startsWith('"', end + 1)) return end + 1;
  }
  throw new CsvError("the quotes of a cell are not closed");
}

/**
 * Writes a cell, with quotes where it needs them.
 *
 * @param value What it holds.
 * @param separator What stands between two cells.
 */
export function writeCell(value: string, separator: string): string {
  const needsQuotes = value.includes(separator) || /["\r\n]/.test(value);
  return needsQuotes ? `"${value.replaceAll('"', '""')}"` : value;
}
