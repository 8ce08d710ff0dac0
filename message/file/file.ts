/**
 * Files as sources of octets.
 * @module
 */
import { OCTETS_PER_LINE } from "../encoding/base64.ts";
import { type OctetSource, type Reading, readWhole, SourceError } from "../encoding/octets.ts";

/** Octets read at once: a quarter of a megabyte, in whole base64 lines. */
const BLOCK_LENGTH = 4096 * OCTETS_PER_LINE;

/** A file that stays open, so that it is the same one however often it is read. */
interface OpenFile extends OctetSource, Disposable {}

/**
 * Opens a file to read it as often as needed. Each reading asks at its end whether the file has
 * changed, for which Deno wants the permission to read it still. A pipe or device is read whole into
 * memory, as {@linkcode readWhole} does.
 *
 * @param path The path of the file; `using` or `[Symbol.dispose]()` closes it.
 * @throws {SourceError} When there is no such file, it may not be read, it is a directory,
 * or a pipe gives too much.
 */
export async function openFile(path: string): Promise<OpenFile> {
  try {
    const file = await Deno.open(path);
    try {
      return await sourceOf(path, file);
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError(path, reasonOf(error), error);
  }
}

async function sourceOf(path: string, file: Deno.FsFile): Promise<OpenFile> {
  const info = await file.stat();
  if (info.isDirectory) throw new SourceError(path, "it is a directory");
  // Some files that the kernel makes up have content and yet the size 0.
  if (info.isFile && info.size > 0) return new RegularFile(path, file, info);
  const source = await readWhole(path, blocks(file));
  file.close();
  return { ...source, [Symbol.dispose]: () => {} };
}

async function* blocks(file: Deno.FsFile): AsyncGenerator<Uint8Array> {
  for (;;) {
    const block = new Uint8Array(BLOCK_LENGTH);
    const length = await file.read(block);
    if (length === null) return;
    yield block.subarray(0, length);
  }
}

class RegularFile implements OpenFile {
  readonly name: string;
  readonly size: number;
  readonly #file: Deno.FsFile;
  readonly #modified: Date | null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string, file: Deno.FsFile, info: Deno.FileInfo) {
    this.name = path;
    this.size = info.size;
    this.#file = file;
    this.#modified = info.mtime;
  }

  async *open({ reuse = false }: Reading = {}): AsyncGenerator<Uint8Array> {
    let position = 0;
    try {
      let block: Uint8Array | undefined;
      while (position < this.size) {
        if (!reuse || block === undefined) {
          block = new Uint8Array(Math.min(BLOCK_LENGTH, this.size));
        }
        const length = await this.#readAt(position, block);
        if (length === 0) break;
        position += length;
        yield block.subarray(0, length);
      }
      const { size, mtime } = await this.#file.stat();
      const sameTime = mtime?.getTime() === this.#modified?.getTime();
      if (position === this.size && size === this.size && sameTime) return;
    } catch (error) {
      throw new SourceError(this.name, reasonOf(error), error);
    }
    throw new SourceError(this.name, "it changed while it was being read");
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  /** One reading at a time, because an open file has one position. */
  #readAt(position: number, block: Uint8Array): Promise<number> {
    const read = async (): Promise<number> => {
      // This touches no disk: what is waited for is the reading.
      this.#file.seekSync(position, Deno.SeekMode.Start);
      return await this.#file.read(block.subarray(0, this.size - position)) ?? 0;
    };
    const result = this.#turn.then(read);
    this.#turn = result.catch(() => {});
    return result;
  }
}

/**
 * Why a file cannot be opened, read or written, for a person.
 *
 * @param error The error of the system.
 * @param missing What is not there where something is not found.
 */
export function reasonOf(error: unknown, missing: "file" | "directory" = "file"): string {
  if (error instanceof Deno.errors.NotFound) return `no such ${missing}`;
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  if (error instanceof Deno.errors.NotCapable && error.message.startsWith("Requires all access")) {
    // Deno would want every permission there is.
    return "Deno keeps programs away from this file";
  }
  return error instanceof Error ? error.message : String(error);
}
