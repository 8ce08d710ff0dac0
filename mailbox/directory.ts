/**
 * The names in a directory of mail.
 * @module
 */
import { MailboxError } from "./mailbox.ts";

/**
 * Reads the names in a directory.
 *
 * @param path The directory.
 * @param missing Whether it need not be there: then it is empty.
 * @returns The names, in no order.
 * @throws {MailboxError} `missing` if it cannot be read.
 */
export async function readDirectory(path: string, missing?: "may-be-missing"): Promise<string[]> {
  return await orMailboxError(path, async () => {
    try {
      return await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
    } catch (error) {
      if (missing !== undefined && error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
}

/**
 * Reads a file or directory; one that cannot be read is no mailbox.
 *
 * @param path The path, for words.
 * @param read Reads it.
 * @returns What was read.
 * @throws {MailboxError} `missing` if it cannot be read.
 */
export async function orMailboxError<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason === undefined) throw cause;
    throw new MailboxError("missing", `cannot read "${path}": ${reason}`, cause);
  }
}

/**
 * Why a directory cannot be read, in words.
 *
 * @param error What Deno threw.
 * @returns The reason, or `undefined` if the error is about something else.
 */
export function reasonOf(error: unknown): string | undefined {
  if (error instanceof Deno.errors.NotFound) return "no such directory";
  if (error instanceof Deno.errors.NotADirectory) return "it is no directory";
  if (error instanceof Deno.errors.PermissionDenied) return "the system does not allow it";
  return undefined;
}
