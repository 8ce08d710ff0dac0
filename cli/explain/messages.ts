/**
 * The messages of files and directories, one after the other: of an mbox, a Maildir, a directory of
 * files, or a file that is one message. No more than one of them is kept in memory.
 * @module
 */
import { MAX_NOTICE_OCTETS } from "../../explain/bounce/notice.ts";
import { concatenate, SourceError } from "../../message/encoding/octets.ts";
import { openFile } from "../../message/file/file.ts";
import { isMbox, MboxReader } from "../../message/file/mbox.ts";
import { MissingInputError } from "../terminal/exit.ts";

/** One message. */
export interface FoundMessage {
  /** The file that it is in. */
  readonly file: string;
  /** Which of an mbox it is, from 1; `undefined` where it is a file of its own. */
  readonly number: number | undefined;
  /** Its beginning: all that a bounce is read from. */
  readonly octets: Uint8Array;
}

/**
 * Gives the messages in the order of the mailbox; of a directory by the names of its files.
 *
 * @param path A file or a directory.
 * @param signal Ends it.
 * @throws {MissingInputError} If it cannot be read.
 */
export async function* messagesIn(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<FoundMessage> {
  try {
    for (const file of await filesOf(path)) {
      signal.throwIfAborted();
      yield* messagesOf(file, signal);
    }
  } catch (cause) {
    if (!(cause instanceof SourceError)) throw cause;
    throw new MissingInputError(cause.message, { cause });
  }
}

/**
 * Whether there is anything by a name.
 *
 * @param path The path.
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound) &&
      !(error instanceof Deno.errors.NotADirectory);
  }
}

/**
 * Whether a path is no directory.
 *
 * @param path The path.
 */
export async function isRegular(path: string): Promise<boolean> {
  return !await isDirectory(path);
}

/** A file alone; the files of a directory; those in `new` and `cur` of a Maildir. */
async function filesOf(path: string): Promise<string[]> {
  if (!await isDirectory(path)) return [path];
  const names = await namesIn(path);
  const isMaildir = names.includes("cur") || names.includes("new");
  const directories = isMaildir ? [`${path}/cur`, `${path}/new`] : [path];
  const files: string[] = [];
  for (const directory of directories) {
    for (const name of await namesIn(directory)) {
      const file = `${directory}/${name}`;
      if (!name.startsWith(".") && !await isDirectory(file)) files.push(file);
    }
  }
  return files;
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    // What cannot be asked about says why when it is opened.
    return false;
  }
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(directory), ({ name }) => name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new MissingInputError(`Cannot read "${directory}": it is no directory that may be read`, {
      cause: error,
    });
  }
}

async function* messagesOf(path: string, signal: AbortSignal): AsyncGenerator<FoundMessage> {
  using file = await openFile(path);
  let reader: MboxMessages | undefined;
  let isFirst = true;
  const head = new Head();
  for await (const piece of file.open()) {
    signal.throwIfAborted();
    if (isFirst && isMbox(piece)) reader = new MboxMessages(path);
    isFirst = false;
    if (reader !== undefined) yield* reader.push(piece);
    else if (!head.push(piece)) break;
  }
  if (reader !== undefined) yield* reader.end();
  else if (!isFirst) yield { file: path, number: undefined, octets: head.octets() };
}

/** The beginning of a message. */
class Head {
  #pieces: Uint8Array[] = [];
  #size = 0;

  /** Takes a piece; tells whether more is wanted. */
  push(piece: Uint8Array): boolean {
    const part = piece.subarray(0, MAX_NOTICE_OCTETS - this.#size);
    if (part.length > 0) this.#pieces.push(part);
    this.#size += part.length;
    return this.#size < MAX_NOTICE_OCTETS;
  }

  octets(): Uint8Array {
    return concatenate(this.#pieces);
  }
}

/** The messages of an mbox. */
class MboxMessages {
  readonly #file: string;
  readonly #reader: MboxReader;
  #number = 0;
  #head = new Head();
  #done: FoundMessage[] = [];

  constructor(file: string) {
    this.#file = file;
    this.#reader = new MboxReader({
      begin: () => {
        this.#finish();
        this.#number++;
      },
      // The reader goes through a piece by lines, and each of them refers to all of it.
      content: (octets) => void this.#head.push(octets.slice()),
    });
  }

  push(piece: Uint8Array): FoundMessage[] {
    this.#reader.push(piece);
    return this.#take();
  }

  end(): FoundMessage[] {
    this.#reader.end();
    this.#finish();
    return this.#take();
  }

  #finish(): void {
    const octets = this.#head.octets();
    if (octets.length > 0) this.#done.push({ file: this.#file, number: this.#number, octets });
    this.#head = new Head();
  }

  #take(): FoundMessage[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }
}
