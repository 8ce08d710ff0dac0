/**
 * The file of a message while it is received.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import { writeAllSync } from "../../message/file/private_file.ts";
import type { MessageWriter, StoredMessage } from "./store.ts";
import type { ListedMessage } from "./index.ts";
import { findSubject, type FoundSubject } from "./subject.ts";

/** Octets that are gathered before they are written. */
const BUFFER_OCTETS = 64 * 1024;

/** Buffers that are used again, so that memory does not grow while a large message is received. */
export class BufferPool {
  readonly #free: Uint8Array[] = [];

  /** Lends a buffer. */
  take(): Uint8Array {
    return this.#free.pop() ?? new Uint8Array(BUFFER_OCTETS);
  }

  /** Takes a buffer back. */
  give(buffer: Uint8Array): void {
    this.#free.push(buffer);
  }
}

/** The place that a message got in its store. */
export interface Claim {
  /** Its number. */
  readonly number: number;
  /** The path of its file. */
  readonly path: string;
}

/** A file to write to, such as `Deno.FsFile`. */
export interface OutputFile {
  /** Writes some of the octets and says how many. */
  write(octets: Uint8Array): Promise<number>;
  /** Writes some of the octets at once and says how many. */
  writeSync(octets: Uint8Array): number;
  /** Closes it. */
  close(): void;
}

/** What the file of a message is made of. */
interface MessageFileParts {
  /** The path that it has while the message is not whole. */
  readonly path: string;
  /** The file, open for writing. */
  readonly file: OutputFile;
  /** Lends memory. */
  readonly buffers: BufferPool;
  /** Gives the message its place, when it is whole. */
  readonly claim: (envelope: EnvelopeRecord) => Claim;
  /** Told of the message when it has its place; `undefined` if its subject may lie further behind. */
  readonly kept: (message: StoredMessage, subject: FoundSubject | undefined) => ListedMessage;
}

/** Writes a message to a file that gets its name when it is whole, so that nobody sees half of it. */
export class MessageFile implements MessageWriter {
  readonly #parts: MessageFileParts;
  /** The buffer that is being filled, and how far. */
  #filling: Uint8Array;
  #filled = 0;
  /** The buffer that is being written while the other one is filled. */
  #spare: Uint8Array | undefined;
  #writing: Promise<void> = Promise.resolve();
  #size = 0;
  #isFlushed = false;
  /** Looked for when the first buffer is full. */
  #subject: FoundSubject | undefined;

  /** @param parts What it is made of. */
  constructor(parts: MessageFileParts) {
    this.#parts = parts;
    this.#filling = parts.buffers.take();
  }

  /** See {@linkcode MessageWriter}. */
  async write(octets: Uint8Array): Promise<void> {
    this.#size += octets.length;
    for (let rest = octets; rest.length > 0;) {
      const piece = rest.subarray(0, BUFFER_OCTETS - this.#filled);
      this.#filling.set(piece, this.#filled);
      this.#filled += piece.length;
      rest = rest.subarray(piece.length);
      if (this.#filled === BUFFER_OCTETS) await this.#flush();
    }
  }

  /** See {@linkcode MessageWriter}. */
  async commit(envelope: EnvelopeRecord): Promise<ListedMessage> {
    const { file, path, claim, kept } = this.#parts;
    await this.#writing;
    const rest = this.#filling.subarray(0, this.#filled);
    const subject = this.#isFlushed ? this.#subject : findSubject(rest, true);
    // At most one buffer: to wait for a thread takes longer than to write it.
    writeAllSync(file, rest);
    const place = claim(envelope);
    Deno.renameSync(path, place.path);
    this.#release();
    return kept({ number: place.number, size: this.#size, envelope }, subject);
  }

  /** See {@linkcode MessageWriter}. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => {});
    this.#release();
    await Deno.remove(this.#parts.path);
  }

  async #flush(): Promise<void> {
    await this.#writing;
    const full = this.#filling;
    if (!this.#isFlushed) this.#subject = findSubject(full, false);
    this.#isFlushed = true;
    this.#filling = this.#spare ?? this.#parts.buffers.take();
    this.#filled = 0;
    this.#spare = full;
    this.#writing = this.#writeAll(full);
    // Whoever waits for it next is told; until then a failure is not unhandled.
    this.#writing.catch(() => {});
  }

  async #writeAll(octets: Uint8Array): Promise<void> {
    let rest = octets;
    while (rest.length > 0) rest = rest.subarray(await this.#parts.file.write(rest));
  }

  #release(): void {
    this.#parts.file.close();
    this.#parts.buffers.give(this.#filling);
    if (this.#spare !== undefined) this.#parts.buffers.give(this.#spare);
  }
}
