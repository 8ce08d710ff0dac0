/**
 * Files with what nobody else should read: mails that were sent, and dialogues.
 * @module
 */
import { CliError, Exit } from "./exit.ts";

/** Nobody but the user reads them. */
const FILE_MODE = 0o600;

/**
 * Opens a file to write it anew.
 *
 * @param path The file.
 * @returns The file, empty.
 * @throws {CliError} 74 if it cannot be opened.
 */
export async function openPrivate(path: string): Promise<Deno.FsFile> {
  try {
    const file = await Deno.open(path, {
      write: true,
      create: true,
      truncate: true,
      mode: FILE_MODE,
    });
    // The mode above is for a new file; one that was there before keeps its own.
    if (Deno.build.os !== "windows") await Deno.chmod(path, FILE_MODE);
    return file;
  } catch (cause) {
    throw cannotSave(path, cause);
  }
}

/**
 * Writes all octets.
 *
 * @param file The file.
 * @param octets The octets.
 */
export async function writeWhole(file: Deno.FsFile, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length;) at += await file.write(octets.subarray(at));
}

/**
 * The error of a file that cannot be written.
 *
 * @param path The file.
 * @param cause The error of the system.
 * @returns The error to throw: exit code 74.
 */
export function cannotSave(path: string, cause: unknown): CliError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CliError(Exit.io, `Cannot save to "${path}": ${reason}`, { cause });
}
