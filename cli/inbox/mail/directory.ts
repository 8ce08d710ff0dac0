/**
 * The directory of an inbox, for the commands that look into it.
 * @module
 */
import type { MessageStore } from "../../../inbox/store/store.ts";
import { openDirectoryStore } from "../../../inbox/store/directory.ts";
import { reasonOf } from "../../../mailbox/directory.ts";
import type { TextOption } from "../../command/options.ts";
import { MissingInputError } from "../../terminal/exit.ts";

/** Where messages are. */
export const directoryOption = {
  kind: "text",
  value: "DIR",
  default: "./mua-inbox",
  help: "the directory for the messages",
} as const satisfies TextOption;

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
 * Works on a store; a directory or file that cannot be used is missing input.
 *
 * @param dir The directory.
 * @param work What is done.
 * @returns What the work returns.
 * @throws {MissingInputError} If the directory cannot be used.
 */
export async function reading<Result>(
  dir: string,
  work: (store: MessageStore) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(openDirectoryStore(dir));
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason === undefined) throw cause;
    throw new MissingInputError(`cannot read the messages in "${dir}": ${reason}`, { cause });
  }
}
