/**
 * What the program ends with when it cannot read or save a file.
 * @module
 */
import { type SourceError, TextError } from "../../message/encoding/octets.ts";
import { reasonOf } from "../../message/file/file.ts";
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
  return new CliError(Exit.io, `cannot save to "${path}": ${reasonOf(cause, "directory")}`, {
    cause,
  });
}

/**
 * The error of a file that cannot be read.
 *
 * @param path The file.
 * @param cause The error of the system.
 * @returns The error to throw: exit code 66, or the cause itself if it is a permission that Deno did not
 * give.
 */
export function cannotRead(path: string, cause: unknown): Error {
  if (cause instanceof Deno.errors.NotCapable) return cause;
  return new MissingInputError(`cannot read "${path}": ${reasonOf(cause)}`, { cause });
}
