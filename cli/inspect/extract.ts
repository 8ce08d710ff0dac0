/**
 * `mua inspect --extract`: what is attached to a message, saved as files.
 * @module
 */
import { numberedFileName, safeFileName } from "../../message/file/name.ts";
import { type ContentSink, readContents } from "../../message/body/part_content.ts";
import type { InspectedPart } from "../../message/inspect/part_inspection.ts";
import { createPrivateFile, writeAllSync } from "../../message/file/private_file.ts";
import { CliError, Exit } from "../terminal/exit.ts";
import { Interrupted } from "../command/interrupt.ts";

/** Nobody but the user reads what was in a mail. */
const DIRECTORY_MODE = 0o700;
/** Files that one mail may make: a small mail can have many parts, and each takes a block of a disk. */
export const MAX_FILES = 10_000;
/** The highest number behind a name, with the files of earlier mails. */
const MAX_NUMBER = 10 * MAX_FILES;
/** Milliseconds after which a signal may come in between. */
const PAUSE_AFTER = 20;

/** A part that was saved. */
export interface SavedPart {
  /** Its place in the message: `1.2`. */
  readonly path: string;
  /** The file. */
  readonly file: string;
  /** Octets written. */
  readonly size: number;
}

/**
 * The parts that are saved.
 *
 * @param parts The parts of a message.
 * @returns The attachments, at most {@linkcode MAX_FILES}, and how many more there are.
 */
export function attachmentsOf(
  parts: readonly InspectedPart[],
): { readonly wanted: readonly InspectedPart[]; readonly left: number } {
  const all = parts.filter(({ isAttachment }) => isAttachment);
  return { wanted: all.slice(0, MAX_FILES), left: Math.max(0, all.length - MAX_FILES) };
}

/**
 * Saves the attachments of a message. No file that is there is overwritten or followed: a name that is
 * taken gets a number.
 *
 * @param message The octets of the message.
 * @param wanted The parts to save, in their order: {@linkcode attachmentsOf}.
 * @param directory Where to; it is made if it is not there.
 * @param signal Ends it between two parts; what is saved until then stays.
 * @throws {CliError} If it cannot be written.
 * @throws The reason of the signal.
 */
export async function extractParts(
  message: AsyncIterable<Uint8Array>,
  wanted: readonly InspectedPart[],
  directory: string,
  signal: AbortSignal,
): Promise<SavedPart[]> {
  const saved: SavedPart[] = [];
  const files = new NewFiles(directory);
  let paused = performance.now();
  try {
    await Deno.mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
    await readContents(message, wanted, async (part) => {
      if (performance.now() - paused > PAUSE_AFTER) {
        await new Promise((resolve) => setTimeout(resolve));
        paused = performance.now();
      }
      signal.throwIfAborted();
      return fileSink(part, files, saved);
    });
    return saved;
  } catch (cause) {
    if (cause instanceof CliError || cause instanceof Interrupted) throw cause;
    signal.throwIfAborted();
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(Exit.io, `cannot save to "${directory}": ${reason}`, { cause });
  }
}

function fileSink(part: InspectedPart, files: NewFiles, saved: SavedPart[]): ContentSink {
  const [path, file] = files.create(nameOf(part));
  let size = 0;
  return {
    push(octets: Uint8Array): void {
      writeAllSync(file, octets);
      size += octets.length;
    },
    end(): void {
      file.close();
      saved.push({ path: part.path, file: path, size });
    },
  };
}

/** Makes files in a directory, and knows for each name which number comes next. */
class NewFiles {
  readonly #directory: string;
  readonly #next = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  create(name: string): [path: string, file: Deno.FsFile] {
    for (let number = this.#next.get(name) ?? 1; number <= MAX_NUMBER; number++) {
      const path = `${this.#directory}/${number === 1 ? name : numberedFileName(name, number)}`;
      try {
        const file = createPrivateFile(path);
        this.#next.set(name, number + 1);
        return [path, file];
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
    const reason = `too many files are called "${name}"`;
    throw new CliError(Exit.io, `cannot save to "${this.#directory}": ${reason}`);
  }
}

function nameOf({ path, type, kind, fileName }: InspectedPart): string {
  const extension = kind === "message" ? ".eml" : type === "text/html" ? ".html" : ".bin";
  const fallback = `part-${path === "" ? "0" : path}${extension}`;
  return fileName === undefined ? fallback : safeFileName(fileName, fallback);
}
