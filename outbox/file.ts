/**
 * The file of a mail in the outbox: a line that describes it, the octets of its message, and what was sent
 * and answered, a record a line. The first two are there before the file has its name; records are added.
 * @module
 */
import { concatenate } from "../octets/octets.ts";
import { SourceError } from "../message/encoding/octets.ts";
import { reasonOf } from "../message/file/file.ts";
import { Fates, type OutboxRecord, readRecord } from "./fates.ts";
import { type QueuedMail, readHead } from "./mail.ts";

/** What a file holds. */
export interface Contents {
  /** The mail. */
  readonly mail: QueuedMail;
  /** What is known of its recipients. */
  readonly fates: Fates;
  /** Where its message begins, in octets. */
  readonly start: number;
  /** Where the last whole record ends, in octets; what is behind was torn off. */
  readonly length: number;
}

/** A file that is not what it should be. The text says why. */
export class DamagedError extends Error {
  override readonly name = "DamagedError";
}

const LF = 0x0a;

/** Octets read at once. */
const BLOCK_LENGTH = 16 * 1024;

/**
 * Reads all of a file but the message. A last record that is not whole counts as not written: what it was
 * written for was not done yet.
 *
 * @param file The file; its position is changed.
 * @returns What it holds.
 * @throws {DamagedError} If it is no file of the outbox, or a part of it is not there.
 */
export async function readContents(file: Deno.FsFile): Promise<Contents> {
  const head = await readFirstLine(file);
  const mail = head === undefined ? undefined : readHead(textOf(head));
  if (head === undefined || mail === undefined) {
    throw new DamagedError("its first line is not that of a queued mail");
  }
  const start = head.length + 1;
  const end = start + mail.message.size;
  await file.seek(end, Deno.SeekMode.Start);
  const rest = await readRest(file);
  if (rest[0] !== LF) throw new DamagedError("its message is cut short");
  const length = rest.lastIndexOf(LF) + 1;
  const fates = new Fates(mail);
  for (const record of readRecords(rest.subarray(1, length))) fates.take(record);
  return { mail, fates, start, length: end + length };
}

function* readRecords(octets: Uint8Array): Generator<OutboxRecord> {
  for (let from = 0; from < octets.length;) {
    const to = octets.indexOf(LF, from);
    const record = readRecord(textOf(octets.subarray(from, to)));
    if (record === undefined) throw new DamagedError("one of its records cannot be read");
    yield record;
    from = to + 1;
  }
}

/** What is not UTF-8 is no record of ours. */
function textOf(octets: Uint8Array): string {
  return new TextDecoder().decode(octets);
}

async function readFirstLine(file: Deno.FsFile): Promise<Uint8Array | undefined> {
  let line = new Uint8Array(0);
  for (const block = new Uint8Array(BLOCK_LENGTH);;) {
    const count = await file.read(block);
    if (count === null) return undefined;
    const end = block.subarray(0, count).indexOf(LF);
    const piece = block.subarray(0, end < 0 ? count : end);
    const longer = new Uint8Array(line.length + piece.length);
    longer.set(line);
    longer.set(piece, line.length);
    if (end >= 0) return longer;
    line = longer;
  }
}

async function readRest(file: Deno.FsFile): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const block = new Uint8Array(BLOCK_LENGTH);
    const count = await file.read(block);
    if (count === null) return concatenate(pieces);
    pieces.push(block.subarray(0, count));
  }
}

/**
 * The octets of the message in a file.
 *
 * @param path The file.
 * @param contents Where they are.
 * @throws {SourceError} While reading, if the file cannot be read.
 */
export async function* readMessage(
  path: string,
  { start, mail: { message: { size } } }: Contents,
): AsyncGenerator<Uint8Array> {
  try {
    // The name leads to the same file while it is locked. Each reading has its own position.
    using file = await Deno.open(path);
    await file.seek(start, Deno.SeekMode.Start);
    for (let left = size; left > 0;) {
      const block = new Uint8Array(Math.min(left, MESSAGE_BLOCK_LENGTH));
      const count = await file.read(block);
      if (count === null) throw new SourceError(path, "it is shorter than it was");
      left -= count;
      yield block.subarray(0, count);
    }
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError(path, reasonOf(error), error);
  }
}

/** Octets of a message that are read at once. */
const MESSAGE_BLOCK_LENGTH = 256 * 1024;
