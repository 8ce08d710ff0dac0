/**
 * A journal that is there already: what it says, and where the last whole record ends.
 * @module
 */
import { type Beginning, readBeginning, readRecord } from "./record.ts";
import type { JournalState } from "./state.ts";

/** What a journal holds. */
export interface Contents {
  /** What it is about. */
  readonly beginning: Beginning;
  /** Octets up to the end of the last whole record; what is behind was torn off. */
  readonly length: number;
}

/** A journal that cannot be gone on with. The text says why. */
export class JournalError extends Error {
  override readonly name = "JournalError";
}

const LF = 0x0a;

/**
 * Reads a journal. A last record that is not whole counts as not written: what it was written for was not
 * done yet. Behind a power cut octets that were not written may be 0.
 *
 * @param pieces The octets, in pieces.
 * @param open Checks what the journal is about, and gives what takes its records.
 * @returns What it holds; `undefined` if not even its beginning was written whole.
 * @throws {JournalError} If it is no journal, or a record before the last one cannot be read.
 */
export async function readJournal(
  pieces: AsyncIterable<Uint8Array>,
  open: (beginning: Beginning) => JournalState,
): Promise<Contents | undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let beginning: Beginning | undefined;
  let state: JournalState | undefined;
  let number = 0;
  const take = (line: Uint8Array, offset: number): void => {
    number++;
    const text = textOf(decoder, line);
    if (beginning === undefined || state === undefined) {
      beginning = text === undefined ? undefined : readBeginning(text);
      if (beginning === undefined) throw new JournalError("it is not a journal of mua merge");
      state = open(beginning);
      return;
    }
    const record = text === undefined ? undefined : readRecord(text);
    if (record === undefined) throw new JournalError(`its line ${number} is damaged`);
    try {
      state.take(record, offset);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new JournalError(`its line ${number} is about a mail that there is not`);
    }
  };
  const length = await eachLine(pieces, take);
  return beginning && { beginning, length };
}

function textOf(decoder: TextDecoder, line: Uint8Array): string | undefined {
  try {
    return decoder.decode(line);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Gives each line that has its end; returns where the last of them ends. */
async function eachLine(
  pieces: AsyncIterable<Uint8Array>,
  take: (line: Uint8Array, offset: number) => void,
): Promise<number> {
  let rest = new Uint8Array(0);
  let offset = 0;
  for await (const piece of pieces) {
    const octets = new Uint8Array(rest.length + piece.length);
    octets.set(rest);
    octets.set(piece, rest.length);
    let start = 0;
    for (let end = octets.indexOf(LF); end >= 0; end = octets.indexOf(LF, start)) {
      take(octets.subarray(start, end), offset + start);
      start = end + 1;
    }
    offset += start;
    rest = octets.slice(start);
  }
  return offset;
}
