/**
 * LIST, the file with the rows. Only the places of its rows are kept in memory.
 * @module
 */
import { createHash } from "node:crypto";
import type { Cells } from "../../../message/merge/template.ts";
import { CsvError, readCells, RecordFinder } from "../../../message/merge/csv.ts";
import { InputError } from "../../terminal/exit.ts";
import { cannotRead } from "../../terminal/file_failure.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { Window } from "./window.ts";

/** The longest row, in octets: what is longer is a quote that somebody forgot to close. */
const MAX_RECORD_LENGTH = 16 * 1024 * 1024;

/** Octets read at once while the rows are looked for. */
const BLOCK_LENGTH = 1024 * 1024;

/** A row that cannot be used. The text says why, without its line. */
export class RowError extends Error {
  override readonly name = "RowError";
}

/** An open list. */
export class List implements Disposable {
  /** The digest of the whole file. */
  readonly digest: string;
  /** The names of the columns, without blanks around them. */
  readonly columns: readonly string[];
  /** How many rows there are. */
  readonly count: number;
  readonly #window: Window;
  readonly #separator: string;
  readonly #records: Records;

  private constructor(found: Found, window: Window, separator: string) {
    this.digest = found.digest;
    this.count = found.records.count - 1;
    this.#records = found.records;
    this.#window = window;
    this.#separator = separator;
    this.columns = this.#readColumns();
  }

  /**
   * Opens a list and finds its rows.
   *
   * @param path The file.
   * @param separator What stands between two cells.
   * @throws {CliError} 66 if it cannot be read, 65 if it has no header.
   */
  static async open(path: string, separator: string): Promise<List> {
    const file = await openRegular(path);
    try {
      const expected = await file.stat();
      const found = await findRecords(file, separator);
      if (found.records.count === 0) throw new InputError(`${path} is empty`);
      return new List(found, new Window(path, file, expected), separator);
    } catch (error) {
      file.close();
      throw error instanceof RowError ? new InputError(`${path}, line 1: ${error.message}`) : error;
    }
  }

  /**
   * The line that a row begins in.
   *
   * @param row The row, from 0.
   * @returns The line, from 1.
   */
  lineOf(row: number): number {
    return this.#records.lines[row + 1] ?? 0;
  }

  /**
   * Reads a row.
   *
   * @param row The row, from 0.
   * @throws {RowError} If it is no CSV, or has fewer or more cells than there are columns.
   */
  cellsOf(row: number): Cells {
    const cells = this.#readRecord(row + 1);
    if (cells.length === this.columns.length) return cells;
    throw new RowError(
      `${cells.length} ${cells.length === 1 ? "cell" : "cells"}, and ` +
        `${this.columns.length} columns in line ${this.#records.lines[0]}`,
    );
  }

  /**
   * A row as it is written.
   *
   * @param row The row, from 0.
   * @returns Its text without the line end.
   */
  textOf(row: number): string {
    return new TextDecoder().decode(this.#octetsOf(row + 1)).replace(/\r?\n$/, "");
  }

  /** The header as it is written, without the line end. */
  get header(): string {
    return this.textOf(-1);
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#window[Symbol.dispose]();
  }

  #octetsOf(record: number): Uint8Array {
    const { starts, ends } = this.#records;
    const [start = 0, end = 0] = [starts[record], ends[record]];
    if (end - start > MAX_RECORD_LENGTH) {
      throw new RowError(`longer than ${MAX_RECORD_LENGTH} octets: is a quote not closed?`);
    }
    return this.#window.read(start, end);
  }

  #readRecord(record: number): Cells {
    try {
      return readCells(this.#octetsOf(record), this.#separator);
    } catch (error) {
      throw error instanceof CsvError ? new RowError(error.message) : error;
    }
  }

  #readColumns(): readonly string[] {
    const columns = this.#readRecord(0).map((name) => name.trim());
    const [only = ""] = columns;
    const other = [";", "\t", "|"].find((each) => only.includes(each));
    if (columns.length === 1 && other !== undefined) {
      const name = other === "\t" ? "tabs" : `"${other}"`;
      const value = other === "\t" ? "tab" : `'${other}'`;
      throw new InputError(`the columns of the list are not separated by "${this.#separator}"`, {
        hint: `If they are separated by ${name}: --separator ${value}`,
      });
    }
    for (const [index, name] of columns.entries()) {
      if (/[{}\p{Cc}]/u.test(name)) {
        throw new RowError(`"${escapeLine(name)}" cannot be the name of a column`);
      }
      if (name !== "" && columns.indexOf(name) < index) {
        throw new RowError(`two columns "${escapeLine(name)}"`);
      }
    }
    return columns;
  }
}

/** By record, where it begins and ends and in which line. */
interface Records {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly lines: readonly number[];
  readonly count: number;
}

interface Found {
  readonly records: Records;
  readonly digest: string;
}

/** A pipe cannot be read again, and nothing could be kept beside it. */
async function openRegular(path: string): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path);
    if ((await file.stat()).isFile) return file;
    file.close();
  } catch (cause) {
    throw cannotRead(path, cause);
  }
  throw new InputError(`"${path}" is not a regular file`, {
    hint: "The rows are read more than once: save them to a file first.",
  });
}

async function findRecords(file: Deno.FsFile, separator: string): Promise<Found> {
  const [starts, ends, lines]: [number[], number[], number[]] = [[], [], []];
  const finder = new RecordFinder(separator, ({ start, end, line }) => {
    starts.push(start);
    ends.push(end);
    lines.push(line);
  });
  const hash = createHash("sha256");
  const block = new Uint8Array(BLOCK_LENGTH);
  for (let count = await file.read(block); count !== null; count = await file.read(block)) {
    const octets = block.subarray(0, count);
    hash.update(octets);
    finder.push(octets);
  }
  finder.end();
  return { records: { starts, ends, lines, count: starts.length }, digest: hash.digest("hex") };
}
