/**
 * Where the inbox keeps what arrives: in a directory, one `.eml` a message and beside it the envelope
 * as `.eml.json`. The names are made of numbers alone, never of anything that a message says.
 * @module
 */
import {
  type EnvelopeRecord,
  EnvelopeRecordError,
  formatEnvelopeRecord,
  parseEnvelopeRecord,
} from "../message/envelope_record.ts";
import { createPrivateFile } from "../message/private_file.ts";
import { BufferPool, type Claim, MessageFile } from "./message_file.ts";

/** A message in a store. */
export interface StoredMessage {
  /** Its number in the store, from 1. */
  readonly number: number;
  /** Its octets. */
  readonly size: number;
  /** The envelope it came in; unknown when the record of it is gone or not readable. */
  readonly envelope: EnvelopeRecord | undefined;
}

/** A message on its way into a store. */
export interface MessageWriter {
  /**
   * Adds octets; they may be overwritten when this is done.
   *
   * @param octets The next octets of the message.
   */
  write(octets: Uint8Array): Promise<void>;
  /**
   * Keeps the message: from now on, and not before, the store lists it.
   *
   * @param envelope The envelope it came in.
   * @returns The message.
   */
  commit(envelope: EnvelopeRecord): Promise<StoredMessage>;
  /** Forgets the message; nothing of it stays. */
  abandon(): Promise<void>;
}

/** A store of messages. */
export interface MessageStore {
  /** Begins a message. */
  create(): Promise<MessageWriter>;
  /** The messages, in the order of their numbers. */
  list(): Promise<StoredMessage[]>;
  /**
   * A message by its number.
   *
   * @param number The number.
   * @returns The message, or `undefined` when there is none of this number.
   */
  find(number: number): Promise<StoredMessage | undefined>;
  /**
   * The octets of a message.
   *
   * @param number The number of the message.
   * @returns The octets in chunks, or `undefined` when there is no such message.
   */
  read(number: number): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** Nobody but the user reads what arrived. */
const DIRECTORY_MODE = 0o700;

const MESSAGE_NAME = /^([0-9]{4,9})\.eml$/;

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
 * A store in a directory, which must be there. Several programs may use one directory at a time.
 *
 * @param directory The directory; files in it that are not of a store are left alone.
 * @returns The store. What it does throws `Deno.errors` when the directory or a file cannot be used.
 */
export function openDirectoryStore(directory: string): MessageStore {
  return new DirectoryStore(directory);
}

class DirectoryStore implements MessageStore {
  readonly #directory: string;
  readonly #buffers = new BufferPool();
  #next: number | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Here and below, what is small is written synchronously: that is twice as fast. */
  create(): Promise<MessageWriter> {
    // Not a name of a message, so that nobody lists it before it is whole.
    const path = this.#path(`.receiving-${crypto.randomUUID()}`);
    const file = createPrivateFile(path);
    const claim = (envelope: EnvelopeRecord): Promise<Claim> => this.#claim(envelope);
    return Promise.resolve(new MessageFile({ path, file, claim, buffers: this.#buffers }));
  }

  async list(): Promise<StoredMessage[]> {
    const numbers = await this.#numbers();
    const messages = await Promise.all(numbers.map((number) => this.find(number)));
    return messages.filter((message) => message !== undefined);
  }

  async find(number: number): Promise<StoredMessage | undefined> {
    try {
      const { isFile, size } = await Deno.lstat(this.#path(messageName(number)));
      return isFile ? { number, size, envelope: await this.#envelope(number) } : undefined;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  async read(number: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    if (await this.find(number) === undefined) return undefined;
    return readFile(this.#path(messageName(number)));
  }

  async #envelope(number: number): Promise<EnvelopeRecord | undefined> {
    try {
      return parseEnvelopeRecord(await Deno.readTextFile(this.#path(envelopeName(number))));
    } catch (error) {
      // A record that is gone or damaged is no reason to hide its message.
      if (error instanceof Deno.errors.NotFound || error instanceof EnvelopeRecordError) {
        return undefined;
      }
      throw error;
    }
  }

  async #numbers(): Promise<number[]> {
    const numbers: number[] = [];
    for await (const { name, isFile } of Deno.readDir(this.#directory)) {
      const number = messageNumber(name);
      if (isFile && number !== undefined) numbers.push(number);
    }
    return numbers.sort((one, other) => one - other);
  }

  /** Takes the next number by making the file of the envelope, which only one program can. */
  async #claim(envelope: EnvelopeRecord): Promise<Claim> {
    if (this.#next === undefined) {
      const last = (await this.#numbers()).at(-1) ?? 0;
      // While the directory was read, another message may have begun the count.
      this.#next ??= last + 1;
    }
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

/**
 * The name of the file that holds a message.
 *
 * @param number The number of the message.
 * @returns The name, in the directory of its store.
 */
export function messageName(number: number): string {
  return `${String(number).padStart(4, "0")}.eml`;
}

/**
 * Whether a file of this name holds a message of a store.
 *
 * @param name The name, without its directory.
 */
export function isMessageName(name: string): boolean {
  return messageNumber(name) !== undefined;
}

function messageNumber(name: string): number | undefined {
  const number = Number(MESSAGE_NAME.exec(name)?.[1] ?? 0);
  return number > 0 && name === messageName(number) ? number : undefined;
}

function envelopeName(number: number): string {
  return `${messageName(number)}.json`;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Whether the file was made; not when there was one. */
function createFile(path: string, text: string): boolean {
  try {
    using file = createPrivateFile(path);
    for (let rest = new TextEncoder().encode(text); rest.length > 0;) {
      rest = rest.subarray(file.writeSync(rest));
    }
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

async function* readFile(path: string): AsyncIterable<Uint8Array> {
  using file = await Deno.open(path);
  yield* file.readable;
}
