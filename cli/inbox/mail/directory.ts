/**
 * The directory of an inbox, for the commands that look into it.
 * @module
 */
import { reasonOf } from "../../../mailbox/directory.ts";
import { MissingInputError } from "../../terminal/exit.ts";

/** Where messages are, unless another directory is named. */
export const DEFAULT_DIRECTORY = "./mua-inbox";

/**
 * A path that means the same wherever a program is that reads it.
 *
 * @param path A path.
 * @returns The same from the root.
 */
export function absolutePath(path: string): string {
  const isAbsolute = /^(?:\/|\\|[a-z]:[\\/])/i.test(path);
  return isAbsolute ? path : `${Deno.cwd()}/${path.replace(/^(?:\.\/+)+/, "")}`;
}

/**
 * Works on a directory; one that cannot be used is missing input.
 *
 * @param dir The directory.
 * @param work What is done.
 * @returns What the work returns.
 * @throws {MissingInputError} If the directory cannot be used.
 */
export async function reading<Result>(
  dir: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw asMissing(dir, cause);
  }
}

/**
 * Gives out the octets of a file in a directory; one that cannot be used is missing input.
 *
 * @param dir The directory.
 * @param octets The octets.
 * @throws {MissingInputError} If the file cannot be read.
 */
export async function* readingOctets(
  dir: string,
  octets: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* octets;
  } catch (cause) {
    throw asMissing(dir, cause);
  }
}

function asMissing(dir: string, cause: unknown): unknown {
  const reason = reasonOf(cause);
  if (reason === undefined) return cause;
  return new MissingInputError(`cannot read the messages in "${dir}": ${reason}`, { cause });
}
