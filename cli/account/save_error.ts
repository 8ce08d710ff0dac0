/**
 * What is said when a file cannot be saved.
 * @module
 */
import { CliError, Exit } from "../terminal/exit.ts";

/**
 * The error of a file that cannot be written.
 *
 * @param path The file.
 * @param cause The error of the system.
 * @returns The error to throw: exit code 74, or the cause itself if it is a permission that Deno did not
 * give.
 */
export function cannotSave(path: string, cause: unknown): Error {
  if (cause instanceof Deno.errors.NotCapable) return cause;
  return new CliError(Exit.io, `Cannot save to "${path}": ${reasonOf(cause)}`, { cause });
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is no such directory";
  if (cause instanceof Deno.errors.PermissionDenied) return "the system does not allow it";
  return cause instanceof Error ? cause.message : String(cause);
}
