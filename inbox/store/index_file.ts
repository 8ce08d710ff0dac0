/**
 * The file of the index of a store. What goes wrong with it is passed over: it only saves time.
 * @module
 */
import {
  appendPrivateFile,
  removeRegular,
  replacePrivateFile,
  writeAllSync,
} from "../../message/file/private_file.ts";
import { indexLine, type ListedMessage, readIndexLines } from "./index.ts";

/** The name of the index in the directory of its store. */
const INDEX_NAME = ".index.jsonl";

/** Messages that are removed before the index is written anew, unless there are more. */
const SHRINK_AFTER = 1000;

/** Octets that are read at a time. */
const READ_OCTETS = 64 * 1024;

const encoder = new TextEncoder();

/** The index of a directory. Several programs may write it at a time. */
export class IndexFile {
  readonly #path: string;
  /** Messages that were removed since it was written anew. */
  #removed = 0;
  /** As many must be removed until it is worth looking at what is left: at best nothing then. */
  #lookAfter = 0;

  /** @param directory The directory of the store. */
  constructor(directory: string) {
    this.#path = `${directory}/${INDEX_NAME}`;
  }

  /** What it has, by the numbers of the messages. Some of these may be gone. */
  read(): Map<number, ListedMessage> {
    const messages = new Map<number, ListedMessage>();
    try {
      if (!Deno.lstatSync(this.#path).isFile) return messages;
      using file = Deno.openSync(this.#path);
      for (const lines of linesOf(file)) {
        // Of two with one number the later.
        for (const message of readIndexLines(lines)) messages.set(message.number, message);
      }
    } catch {
      // What it does not have is looked at.
    }
    return messages;
  }

  /** Adds a message that is stored. */
  add(message: ListedMessage): void {
    try {
      using file = appendPrivateFile(this.#path);
      writeAllSync(file, encoder.encode(indexLine(message)));
    } catch {
      // The message is stored; it is only listed more slowly.
    }
  }

  /**
   * Messages were removed. When these are more than are left, it is written anew, so that it does not grow
   * for ever and costs each message the same.
   *
   * @param removed How many.
   * @param findLeft Finds the numbers of those that are left.
   */
  async forget(removed: number, findLeft: () => Promise<readonly number[]>): Promise<void> {
    this.#removed += removed;
    if (this.#removed < this.#lookAfter) return;
    const left = await findLeft();
    const isDue = left.length === 0 || this.#removed >= Math.max(SHRINK_AFTER, left.length);
    this.#lookAfter = left.length + (isDue ? 0 : this.#removed);
    if (!isDue) return;
    this.#removed = 0;
    const index = this.read();
    const lines = left.flatMap((number) => index.get(number) ?? []).map(indexLine);
    try {
      if (lines.length === 0) return removeRegular(this.#path);
      using file = replacePrivateFile(this.#path);
      file.writeSync(encoder.encode(lines.join("")));
      file.commit();
    } catch {
      // Its lines about what is gone do no harm.
    }
  }
}

/** The lines of a file, some at a time: the whole would double what a list takes. */
function* linesOf(file: Deno.FsFile): Generator<string> {
  const decoder = new TextDecoder();
  const octets = new Uint8Array(READ_OCTETS);
  let rest = "";
  for (let count = file.readSync(octets); count !== null; count = file.readSync(octets)) {
    const text = rest + decoder.decode(octets.subarray(0, count), { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    yield text.slice(0, end);
    rest = text.slice(end);
  }
  yield rest + decoder.decode();
}
