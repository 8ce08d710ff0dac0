/**
 * The files of messages that are not whole yet. Each is locked by the program that receives it, so that
 * one that was left behind by a program that was killed can be told from one that is still in use.
 * @module
 */
import { createPrivateFile } from "../../message/file/private_file.ts";

/** Not a name of a message, so that nobody lists it before it is whole. */
const PREFIX = ".receiving-";
const NAME = /^\.receiving-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A message that is being received. */
export interface UnfinishedFile {
  /** The path that it has while it is not whole. */
  readonly path: string;
  /** The file, open for writing. */
  readonly file: Deno.FsFile;
}

/**
 * Makes the file of a message.
 *
 * @param directory The directory of its store.
 * @returns The file.
 * @throws {Deno.errors} If it cannot be made.
 */
export function openUnfinished(directory: string): UnfinishedFile {
  for (;;) {
    const path = `${directory}/${PREFIX}${crypto.randomUUID()}`;
    const file = createPrivateFile(path);
    // Between the two a program that starts may have taken it for one that was left behind.
    if (lock(file) !== "taken" && exists(path)) return { path, file };
    file.close();
  }
}

/**
 * Whether a file of this name may be one of these.
 *
 * @param name The name, without its directory.
 */
export function isUnfinishedName(name: string): boolean {
  return NAME.test(name);
}

/**
 * Removes what programs that were killed have left behind.
 *
 * @param directory The directory of a store.
 * @param names The names of the files of messages that are not whole.
 * @returns How many files were removed.
 * @throws {Deno.errors} If a file cannot be removed.
 */
export function removeUnfinished(directory: string, names: readonly string[]): number {
  return names.filter((name) => removeAbandoned(`${directory}/${name}`)).length;
}

function removeAbandoned(path: string): boolean {
  try {
    using file = Deno.openSync(path);
    if (lock(file) !== "ours") return false;
    Deno.removeSync(path);
    return true;
  } catch (error) {
    // Its program has just kept or forgotten it.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Some file systems know no locks; nothing is removed there. */
function lock(file: Deno.FsFile): "ours" | "taken" | "unknown" {
  try {
    return file.tryLockSync(true) ? "ours" : "taken";
  } catch {
    return "unknown";
  }
}

/**
 * Whether something has this path, though it be a link to nothing.
 *
 * @param path The path.
 */
export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
