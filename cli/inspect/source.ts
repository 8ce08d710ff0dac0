/**
 * The message that `mua inspect` looks at: a file, standard input, or one of an mbox.
 * @module
 */
import { openFile } from "../../message/file/file.ts";
import type { HeaderField } from "../../message/header/header.ts";
import { beginsWithCrLines, hasOnlyCrLines, withLfForCr } from "../../message/compose/line_ends.ts";
import { isMbox, MboxReader } from "../../message/file/mbox.ts";
import { type OctetSource, readWhole, SourceError } from "../../message/encoding/octets.ts";
import type { Context } from "../command/command.ts";
import { CliError, Exit, InputError, MissingInputError, UsageError } from "../terminal/exit.ts";
import { escapeLine } from "../terminal/escape.ts";
import { untilInterrupted } from "../command/interrupt.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The most messages of an mbox that can be told apart by a number here. */
export const MAX_NUMBER = 999_999_999;

/** A message that can be read more than once. */
export interface MessageSource {
  /** What it is called: the path, with the number in an mbox; `standard input`. */
  readonly name: string;
  /**
   * Gives its octets from the beginning.
   *
   * @throws {CliError} While reading, when they can no longer be read.
   */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * Opens a message. Whatever file begins with `From `, and not with the field From, is an mbox.
 *
 * @param path The file, or `-` for standard input.
 * @param number Which message of an mbox, from 1; undefined when nobody said.
 * @param context Gives standard input, and stops every reading.
 * @param files Closes the file.
 * @throws {CliError} If it cannot be read, or the number does not fit.
 */
export async function openMessage(
  path: string,
  number: number | undefined,
  { terminal, signal }: Pick<Context, "terminal" | "signal">,
  files: DisposableStack,
): Promise<MessageSource> {
  const asItIs = readable(
    await openSource(path, untilInterrupted(terminal, signal), files),
    signal,
  );
  const first = await firstOctets(asItIs);
  const source = await withLines(asItIs, first, terminal);
  if (!isMbox(first)) {
    if (number !== undefined && number !== 1) {
      throw new UsageError(`"${source.name}" is a single message: --n is for an mbox`);
    }
    return source;
  }
  return await openInMbox(source, number);
}

/**
 * A file whose lines end with CR alone, with LF in its place. A message is taken so only if it has no
 * LF at all: one that came over a network has some, and a CR alone in it is a finding. The first line of
 * an mbox came over no network.
 */
async function withLines(
  source: MessageSource,
  first: Uint8Array,
  terminal: Terminal,
): Promise<MessageSource> {
  const isOld = isMbox(first) ? beginsWithCrLines(first) : await hasOnlyCrLines(source.open());
  if (!isOld) return source;
  terminal.err(
    `The lines of "${
      escapeLine(source.name)
    }" end in CR alone, as on old Macs; each CR is read as LF\n`,
  );
  return { name: source.name, open: () => withLfForCr(source.open()) };
}

/**
 * Refuses what could be no message. A header may be empty, but where there is one, a line of it is a field.
 *
 * @param name What it is called.
 * @param size Its octets.
 * @param fields The fields of its header.
 * @throws {InputError} If it is none.
 */
export function checkMessage(
  name: string,
  size: number,
  fields: readonly Pick<HeaderField, "name">[],
): void {
  if (size > 0 && (fields.length === 0 || fields.some((field) => field.name !== ""))) return;
  const reason = size === 0 ? "it is empty" : "it has no header field (RFC 5322 2.2)";
  throw new InputError(`"${name}" is not a message: ${reason}`);
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
      ? "In a Maildir each message is a file in new/ or cur/."
      : undefined;
    throw new MissingInputError(cause.message, { hint, cause });
  }
}

/** Octets that can be read until a signal comes; an error of reading them is one of the program. */
function readable(source: OctetSource, signal: AbortSignal): MessageSource {
  return {
    name: source.name,
    async *open(): AsyncGenerator<Uint8Array> {
      try {
        for await (const piece of source.open()) {
          signal.throwIfAborted();
          yield piece;
        }
      } catch (cause) {
        if (cause instanceof SourceError) throw new CliError(Exit.io, cause.message, { cause });
        throw cause;
      }
    },
  };
}

async function firstOctets(source: MessageSource): Promise<Uint8Array> {
  for await (const piece of source.open()) if (piece.length > 0) return piece;
  return new Uint8Array(0);
}

async function openInMbox(
  source: MessageSource,
  wanted: number | undefined,
): Promise<MessageSource> {
  const count = await countMessages(source);
  if (wanted === undefined && count > 1) {
    throw new UsageError(`"${source.name}" is an mbox of ${count} messages`, {
      hint: `Choose one: --n 1 to --n ${count}`,
    });
  }
  const number = wanted ?? 1;
  if (number > count) {
    throw new InputError(
      `"${source.name}" is an mbox of ${
        count === 1 ? "1 message" : `${count} messages`
      }; there is no message ${number}`,
    );
  }
  return {
    name: `${source.name}, message ${number} of ${count}`,
    open: () => messageOf(source, number),
  };
}

async function countMessages(source: MessageSource): Promise<number> {
  let count = 0;
  const reader = new MboxReader({ begin: () => count++, content: () => {} });
  for await (const piece of source.open()) reader.push(piece);
  reader.end();
  return count;
}

async function* messageOf(source: MessageSource, number: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  let pieces: Uint8Array[] = [];
  const reader = new MboxReader({
    begin: () => at++,
    content: (octets) => {
      if (at === number) pieces.push(octets);
    },
  });
  for await (const piece of source.open()) {
    reader.push(piece);
    yield* pieces;
    pieces = [];
    if (at > number) return;
  }
  reader.end();
  yield* pieces;
}
