/**
 * What the program ends with when it cannot read what it was given.
 * @module
 */
import { type SourceError, TextError } from "../../message/encoding/octets.ts";
import { type CliError, InputError, MissingInputError } from "./exit.ts";

/**
 * The error of a source: exit code 65 where it was read and is no text, else 66.
 *
 * @param error What was wrong with the source.
 */
export function sourceFailure(error: SourceError): CliError {
  const Failure = error instanceof TextError ? InputError : MissingInputError;
  return new Failure(error.message, { cause: error });
}
