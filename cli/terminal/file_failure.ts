/**
 * What the program ends with when it cannot read or save a file.
 * @module
 */
import { type SourceError, TextError } from "../../message/encoding/octets.ts";
import { CliError, Exit, InputError, MissingInputError } from "./exit.ts";

/**
 * The error of a source: exit code 65 where it was read and is no text, else 66.
 *
 * @param error What was wrong with the source.
 */
export function sourceFailure(error: SourceError): CliError {
  const Failure = error instanceof TextError ? InputError : MissingInputError;
  return new Failure(error.message, { cause: error });
}

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
