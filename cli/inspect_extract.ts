/**
 * `mua inspect --extract`: what is attached to a message, saved as files.
 * @module
 */
import { numberedFileName, safeFileName } from "../message/file_name.ts";
import { type ContentSink, readContents } from "../message/part_content.ts";
import type { InspectedPart } from "../message/part_inspection.ts";
import { createPrivateFile } from "../message/private_file.ts";
import { CliError, Exit } from "./exit.ts";
import { Interrupted } from "./interrupt.ts";

/** Nobody but the user reads what was in a mail. */
const DIRECTORY_MODE = 0o700;
/** How many files of one name are there at most. */
const MAX_NUMBER = 10_000;

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
 * Saves the attachments of a message. No file that is there is overwritten or followed: a name that is
 * taken gets a number.
 *
 * @param message The octets of the message.
 * @param parts Its parts.
 * @param directory Where to; it is made if it is not there.
 * @throws {CliError} If it cannot be written.
 */
export async function extractParts(
  message: AsyncIterable<Uint8Array>,
  parts: readonly InspectedPart[],
  directory: string,
): Promise<SavedPart[]> {
  const saved: SavedPart[] = [];
  const wanted = parts.filter(({ isAttachment }) => isAttachment);
  try {
    await Deno.mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
    await readContents(message, wanted, (part) => fileSink(part, directory, saved));
    return saved;
  } catch (cause) {
    if (cause instanceof CliError || cause instanceof Interrupted) throw cause;
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(Exit.io, `cannot save to "${directory}": ${reason}`, { cause });
  }
}

function fileSink(part: InspectedPart, directory: string, saved: SavedPart[]): ContentSink {
  const [path, file] = createFile(directory, nameOf(part));
  let size = 0;
  return {
    push(octets: Uint8Array): void {
      for (let rest = octets; rest.length > 0;) rest = rest.subarray(file.writeSync(rest));
      size += octets.length;
    },
    end(): void {
      file.close();
      saved.push({ path: part.path, file: path, size });
    },
  };
}

function createFile(directory: string, name: string): [path: string, file: Deno.FsFile] {
  for (let number = 1; number <= MAX_NUMBER; number++) {
    const path = `${directory}/${number === 1 ? name : numberedFileName(name, number)}`;
    try {
      return [path, createPrivateFile(path)];
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
  throw new CliError(Exit.io, `cannot save to "${directory}": too many files are called "${name}"`);
}

function nameOf({ path, type, kind, fileName }: InspectedPart): string {
  const extension = kind === "message" ? ".eml" : type === "text/html" ? ".html" : ".bin";
  const fallback = `part-${path === "" ? "0" : path}${extension}`;
  return fileName === undefined ? fallback : safeFileName(fileName, fallback);
}
