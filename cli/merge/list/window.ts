/**
 * A file that is read in no certain order, a block at a time.
 * @module
 */
import { SourceError } from "../../../message/encoding/octets.ts";

/** Octets read at once. */
const BLOCK_LENGTH = 256 * 1024;

/** Most lines are shorter, in octets. */
const LINE_LENGTH = 1024;

const LF = 0x0a;

/** An open file. What is near to what was read last costs nothing. */
export class Window implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #expected: Deno.FileInfo | undefined;
  #start = 0;
  #octets: Uint8Array = new Uint8Array(0);

  /**
   * @param path The file's name, for messages.
   * @param file The file; it is closed with the window.
   * @param expected What the file looked like; it must not change then.
   */
  constructor(path: string, file: Deno.FsFile, expected?: Deno.FileInfo) {
    this.#path = path;
    this.#file = file;
    this.#expected = expected;
  }

  /**
   * Reads a part of the file.
   *
   * @param start The place of the first octet.
   * @param end The place behind the last one.
   * @returns The octets, valid until the next reading.
   * @throws {SourceError} If the file ends before, or has changed.
   */
  read(start: number, end: number): Uint8Array {
    const octets = this.#readUpTo(start, end);
    if (octets.length === end - start) return octets;
    throw this.#tooShort();
  }

  /**
   * Reads a line.
   *
   * @param start The place of its first octet.
   * @returns The line without its end, valid until the next reading.
   * @throws {SourceError} If the file ends before it, or has changed.
   */
  readLine(start: number): Uint8Array {
    for (let length = LINE_LENGTH;; length *= 2) {
      const octets = this.#readUpTo(start, start + length);
      const end = octets.indexOf(LF);
      if (end >= 0) return octets.subarray(0, end);
      if (octets.length < length) throw this.#tooShort();
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  #readUpTo(start: number, end: number): Uint8Array {
    if (start < this.#start || end > this.#start + this.#octets.length) {
      this.#load(start, Math.max(BLOCK_LENGTH, end - start));
    }
    return this.#octets.subarray(start - this.#start, end - this.#start);
  }

  #tooShort(): SourceError {
    return new SourceError(this.#path, "it became shorter while it was being read");
  }

  #load(start: number, length: number): void {
    const block = this.#octets.buffer.byteLength >= length && this.#octets.byteOffset === 0
      ? new Uint8Array(this.#octets.buffer)
      : new Uint8Array(length);
    this.#file.seekSync(start, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < block.length) {
      const count = this.#file.readSync(block.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    this.#start = start;
    this.#octets = block.subarray(0, filled);
    if (this.#expected === undefined) return;
    const { size, mtime } = this.#file.statSync();
    const isSame = size === this.#expected.size &&
      mtime?.getTime() === this.#expected.mtime?.getTime();
    if (!isSame) throw new SourceError(this.#path, "it changed while it was being read");
  }
}
