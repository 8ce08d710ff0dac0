/**
 * A store in a directory: one `.eml` a message and beside it the envelope as `.eml.json`.
 * @module
 */
import {
  type EnvelopeRecord,
  EnvelopeRecordError,
  formatEnvelopeRecord,
  parseEnvelopeRecord,
} from "../../message/file/envelope_record.ts";
import { type Head, HeadReader } from "./head.ts";
import { createPrivateFile, writeAllSync } from "../../message/file/private_file.ts";
import { BufferPool, type Claim, MessageFile } from "./message_file.ts";
import type { ListedMessage } from "./index.ts";
import { IndexFile } from "./index_file.ts";
import { type FoundSubject, subjectIn } from "./subject.ts";
import { exists, openUnfinished, removeUnfinished, type UnfinishedFile } from "./unfinished.ts";
import { envelopeName, messageName, StoreNames } from "./names.ts";
import type { MessageStore, MessageWriter, StoredMessage } from "./store.ts";

const encoder = new TextEncoder();

/** Nobody but the user reads what arrived. */
const DIRECTORY_MODE = 0o700;

/** Messages that are looked at one after the other before something else gets its turn. */
const LIST_PAUSE = 500;
/** Octets of a message that is read as a whole. */
const WHOLE_OCTETS = 64 * 1024;
/** Octets of a message that are read at once for its header. */
const READ_OCTETS = 8 * 1024;

/**
 * Makes a directory for messages unless it is there.
 *
 * @param directory The directory.
 * @throws {Deno.errors} If it cannot be made.
 */
export async function makeStoreDirectory(directory: string): Promise<void> {
  await Deno.mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
}

/**
 * A store in a directory. Several programs may use one directory at a time.
 *
 * @param directory The directory; files in it that are not of a store are left alone. It is made when a
 * message comes and it is not there, so that a test may remove it while the inbox runs.
 * @returns The store. What it does throws `Deno.errors` when the directory or a file cannot be used.
 */
export function openDirectoryStore(directory: string): MessageStore {
  return new DirectoryStore(directory);
}

/**
 * The same for a program that receives messages and goes on running. What programs that were killed have left
 * behind is removed.
 *
 * @param directory The directory; it is made if it is not there.
 * @returns The store, and how many files were removed.
 * @throws {Deno.errors} If the directory cannot be used: now, and not only when a message comes.
 */
export async function openReceivingStore(
  directory: string,
): Promise<{ readonly store: MessageStore; readonly removed: number }> {
  await makeStoreDirectory(directory);
  const names = await StoreNames.readGently(directory);
  const removed = removeUnfinished(directory, names.unfinished);
  const { path, file } = openUnfinished(directory);
  file.close();
  Deno.removeSync(path);
  return { store: new DirectoryStore(directory, names), removed };
}

class DirectoryStore implements MessageStore {
  readonly #directory: string;
  readonly #stays: boolean;
  /** The names of its files as long as nothing has come since they were read. */
  #seen: StoreNames | undefined;
  readonly #buffers = new BufferPool();
  readonly #index: IndexFile;
  /** The next number; 0 as long as nobody has looked. */
  #next = 0;

  /**
   * @param directory The directory.
   * @param names The names of its files, if they have just been read; then the program goes on running.
   */
  constructor(directory: string, names?: StoreNames) {
    this.#directory = directory;
    this.#stays = names !== undefined;
    this.#seen = names;
    if (names !== undefined) this.#next = names.next;
    this.#index = new IndexFile(directory);
  }

  /** Here and below, what is small is written synchronously: that is twice as fast. */
  async create(): Promise<MessageWriter> {
    const { path, file } = await this.#begin();
    this.#seen = undefined;
    if (this.#next === 0) await this.#findNext();
    return new MessageFile({
      path,
      file,
      claim: (envelope) => this.#claim(envelope),
      kept: (message, subject) => this.#kept(message, subject),
      buffers: this.#buffers,
    });
  }

  async #begin(): Promise<UnfinishedFile> {
    try {
      return openUnfinished(this.#directory);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      await makeStoreDirectory(this.#directory);
      return openUnfinished(this.#directory);
    }
  }

  /** Synchronously, and with a pause now and then: to wait for a thread takes longer than to read. */
  async list(): Promise<ListedMessage[]> {
    const names = await this.#names();
    const { numbers, records } = names;
    this.#next ||= names.next;
    const index = this.#index.read();
    const messages: ListedMessage[] = [];
    for (const [at, number] of numbers.entries()) {
      // Without its record the message is not what the index is about.
      const known = records.has(number) ? index.get(number) : undefined;
      const message = known ?? this.#look(number);
      if (message !== undefined) messages.push(message);
      if (known === undefined && at % LIST_PAUSE === 0) await pause();
    }
    return messages;
  }

  #look(number: number): ListedMessage | undefined {
    const message = this.#find(number);
    if (message === undefined) return undefined;
    return { ...message, ...subjectIn(readHead(this.#path(messageName(number)))) };
  }

  find(number: number): Promise<ListedMessage | undefined> {
    return Promise.resolve(this.#look(number));
  }

  async numbers(): Promise<readonly number[]> {
    return (await this.#names()).numbers;
  }

  #find(number: number): StoredMessage | undefined {
    const size = this.#sizeOf(number);
    return size === undefined ? undefined : { number, size, envelope: this.#envelope(number) };
  }

  #sizeOf(number: number): number | undefined {
    try {
      const { isFile, size } = Deno.lstatSync(this.#path(messageName(number)));
      return isFile ? size : undefined;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  async read(number: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    const size = await Promise.resolve(this.#sizeOf(number));
    return size === undefined ? undefined : readFile(this.#path(messageName(number)), size);
  }

  async remove(numbers: readonly number[]): Promise<readonly number[]> {
    // The next number is known before the last message is gone: it is not given twice.
    if (this.#next === 0) await this.#findNext();
    const removed: number[] = [];
    for (const [at, number] of numbers.entries()) {
      if (this.#remove(number)) removed.push(number);
      if (at % LIST_PAUSE === LIST_PAUSE - 1) await pause();
    }
    await this.#index.forget(removed.length, () => this.numbers());
    return removed;
  }

  /** First the message: one that is killed in between leaves no message that lost its envelope. */
  #remove(number: number): boolean {
    const path = this.#path(messageName(number));
    if (!isRegular(path) || !removeFile(path)) return false;
    removeFile(this.#path(envelopeName(number)));
    return true;
  }

  #envelope(number: number): EnvelopeRecord | undefined {
    try {
      return parseEnvelopeRecord(Deno.readTextFileSync(this.#path(envelopeName(number))));
    } catch (error) {
      // A record that is gone or damaged is no reason to hide its message.
      if (error instanceof Deno.errors.NotFound || error instanceof EnvelopeRecordError) {
        return undefined;
      }
      throw error;
    }
  }

  async #names(): Promise<StoreNames> {
    const names = this.#seen;
    this.#seen = undefined;
    if (names !== undefined) return names;
    return this.#stays
      ? await StoreNames.readGently(this.#directory)
      : StoreNames.read(this.#directory);
  }

  #kept(message: StoredMessage, subject: FoundSubject | undefined): ListedMessage {
    // Rarely: behind 64 KiB of other fields.
    if (subject === undefined) return this.#look(message.number) ?? message;
    const listed = { ...message, ...subject };
    this.#index.add(listed);
    return listed;
  }

  async #findNext(): Promise<void> {
    const next = (await this.#names()).next;
    // Meanwhile another message may have got it.
    this.#next ||= next;
  }

  /** Takes the next number by making the file of the envelope, which only one program can. */
  #claim(envelope: EnvelopeRecord): Claim {
    const record = formatEnvelopeRecord(envelope);
    for (;;) {
      const number = this.#next++;
      const path = this.#path(messageName(number));
      if (!exists(path) && createFile(this.#path(envelopeName(number)), record)) {
        return { number, path };
      }
    }
  }

  #path(name: string): string {
    return `${this.#directory}/${name}`;
  }
}

/** Whether the file was made; not when there was one. */
function createFile(path: string, text: string): boolean {
  try {
    using file = createPrivateFile(path);
    writeAllSync(file, encoder.encode(text));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

function isRegular(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Whether it was there to be removed: another program may have done so. */
function removeFile(path: string): boolean {
  try {
    Deno.removeSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The header of a message, without reading the rest of it. */
function readHead(path: string): Head {
  using file = Deno.openSync(path);
  const reader = new HeadReader();
  const octets = new Uint8Array(READ_OCTETS);
  for (let count = file.readSync(octets); count !== null; count = file.readSync(octets)) {
    reader.push(octets.subarray(0, count));
    if (reader.isDone) break;
  }
  return reader.end();
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function* readFile(path: string, size: number): AsyncIterable<Uint8Array> {
  // The chunks of a stream have 64 KiB each: a search through small messages would fill the memory with
  // them, and a thread for each takes longer than to read it.
  if (size <= WHOLE_OCTETS) return yield Deno.readFileSync(path);
  using file = await Deno.open(path);
  yield* file.readable;
}
