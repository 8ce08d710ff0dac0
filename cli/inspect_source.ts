/**
 * The message that `mua inspect` looks at: a file, standard input, or one of an mbox.
 * @module
 */
import { openFile } from "../message/file.ts";
import { isMbox, MboxReader } from "../message/mbox.ts";
import { type OctetSource, readWhole, SourceError } from "../message/octets.ts";
import { CliError, Exit, InputError, MissingInputError, UsageError } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** A message that can be read more than once. */
export interface MessageSource {
  /** What it is called: the path, with the number in an mbox; `standard input`. */
  readonly name: string;
  /** Its octets from the beginning. */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * Opens a message. Whatever file begins with `From ` is an mbox.
 *
 * @param path The file, or `-` for standard input.
 * @param number Which message of an mbox, from 1; undefined when nobody said.
 * @param terminal Gives standard input.
 * @param files Closes the file.
 * @throws {CliError} If it cannot be read, or the number does not fit.
 */
export async function openMessage(
  path: string,
  number: number | undefined,
  terminal: Terminal,
  files: DisposableStack,
): Promise<MessageSource> {
  const source = await openSource(path, terminal, files);
  const first = await firstOctets(source);
  if (!isMbox(first)) {
    if (number !== undefined && number !== 1) {
      throw new UsageError(`"${source.name}" is no mbox but one message: --n is for an mbox`);
    }
    return source;
  }
  return await openInMbox(source, number);
}

async function openSource(
  path: string,
  terminal: Terminal,
  files: DisposableStack,
): Promise<OctetSource> {
  try {
    if (path !== "-") return files.use(await openFile(path));
    return await readWhole("standard input", terminal.input.readable);
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    const hint = /directory/.test(cause.message)
      ? "A message of a Maildir is one file in its new/ or cur/."
      : undefined;
    throw new MissingInputError(cause.message, { hint, cause });
  }
}

async function firstOctets(source: OctetSource): Promise<Uint8Array> {
  for await (const piece of source.open()) if (piece.length > 0) return piece;
  return new Uint8Array(0);
}

async function openInMbox(source: OctetSource, wanted: number | undefined): Promise<MessageSource> {
  const count = await countMessages(source);
  if (wanted === undefined && count > 1) {
    throw new UsageError(`"${source.name}" is an mbox of ${count} messages`, {
      hint: `Which of them: --n 1 to --n ${count}`,
    });
  }
  const number = wanted ?? 1;
  if (number > count) {
    throw new InputError(
      `"${source.name}" is an mbox of ${count} messages; there is no number ${number}`,
    );
  }
  return {
    name: `${source.name}, message ${number} of ${count}`,
    open: () => messageOf(source, number),
  };
}

async function countMessages(source: OctetSource): Promise<number> {
  let count = 0;
  const reader = new MboxReader({ begin: () => count++, content: () => {} });
  for await (const piece of readable(source)) reader.push(piece);
  reader.end();
  return count;
}

async function* messageOf(source: OctetSource, number: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  let pieces: Uint8Array[] = [];
  const reader = new MboxReader({
    begin: () => at++,
    content: (octets) => {
      if (at === number) pieces.push(octets);
    },
  });
  for await (const piece of readable(source)) {
    reader.push(piece);
    yield* pieces;
    pieces = [];
    if (at > number) return;
  }
  reader.end();
  yield* pieces;
}

/**
 * A terminal on which nobody waits for standard input any longer than for a signal.
 *
 * @param terminal The terminal.
 * @param signal Such as that of Ctrl-C.
 */
export function untilInterrupted(terminal: Terminal, signal: AbortSignal): Terminal {
  const { isTerminal } = terminal.input;
  return {
    ...terminal,
    input: {
      isTerminal,
      get readable(): ReadableStream<Uint8Array> {
        return terminal.input.readable.pipeThrough(new TransformStream(), { signal });
      },
    },
  };
}

/**
 * The octets of a source.
 *
 * @throws {CliError} While reading, when they can no longer be read.
 */
export async function* readable(source: MessageSource): AsyncGenerator<Uint8Array> {
  try {
    yield* source.open();
  } catch (cause) {
    if (cause instanceof SourceError) throw new CliError(Exit.io, cause.message, { cause });
    throw cause;
  }
}
