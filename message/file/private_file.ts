/**
 * Files with what nobody else should read: mails that were sent or received, what is attached to them,
 * and dialogues. Each is a new regular file that only the user can read from the moment it is there: no
 * mode is ever set by a path, so nothing that a path leads to (a device, a pipe, the target of a link)
 * can get one.
 * @module
 */

/** Nobody but the user reads them. */
const FILE_MODE = 0o600;

/** What a path leads to is not a file that can be replaced. */
export class NotRegularFileError extends Error {
  override readonly name = "NotRegularFileError";
}

/**
 * Makes a new file that only the user can read and opens it for writing. Nothing that is there is
 * opened or followed.
 *
 * @param path The file.
 * @returns The file, empty.
 * @throws {Deno.errors.AlreadyExists} If something of this name is there, be it a link to nowhere.
 * @throws {Deno.errors} If it cannot be made.
 */
export function createPrivateFile(path: string): Deno.FsFile {
  return Deno.openSync(path, { write: true, createNew: true, mode: FILE_MODE });
}

/**
 * Opens a file to add to its end; one that is not there yet is made so that only the user can read it.
 *
 * @param path The file.
 * @returns The file.
 * @throws {NotRegularFileError} If something else than a regular file has the name.
 * @throws {Deno.errors} If it cannot be opened.
 */
export function appendPrivateFile(path: string): Deno.FsFile {
  const found = requireRegular(path);
  const file = Deno.openSync(path, { append: true, create: true, mode: FILE_MODE });
  // The name may lead to something else by now, such as a link that somebody put there.
  if (isSame(file.statSync(), found ?? lookAt(path))) return file;
  file.close();
  throw new NotRegularFileError("it is not the file that it was a moment before");
}

/**
 * Writes octets to a file, all of them, and lets nothing else happen meanwhile.
 *
 * @param file The file.
 * @param octets The octets.
 * @throws {Deno.errors} If not all can be written.
 */
export function writeAllSync(file: Pick<Deno.FsFile, "writeSync">, octets: Uint8Array): void {
  for (let at = 0; at < octets.length;) at += file.writeSync(octets.subarray(at));
}

/**
 * Removes a file, so that {@linkcode createPrivateFile} can make another in its place.
 *
 * @param path The file; it need not be there.
 * @throws {NotRegularFileError} If something else than a regular file has the name.
 * @throws {Deno.errors} If it cannot be removed.
 */
export function removeRegular(path: string): void {
  requireRegular(path);
  removeIfThere(path);
}

/** A new file that is to take a name; what had the name before stays until then. */
interface Replacement extends Disposable {
  /**
   * Adds octets.
   *
   * @param octets The next octets of the file.
   */
  write(octets: Uint8Array): Promise<void>;
  /**
   * Adds octets, and lets nothing else happen meanwhile.
   *
   * @param octets The next octets of the file.
   */
  writeSync(octets: Uint8Array): void;
  /**
   * Gives the file its name, now that it is whole. Without this it is gone when it is disposed of.
   *
   * @param durability With `on-disk`, file and name are on the disk when this returns.
   */
  commit(durability?: "on-disk"): void;
}

/**
 * Begins a file that only the user can read. It is written beside the one it replaces, if any, and gets
 * its name when it is whole. Deno wants the permissions to read and to write until then.
 *
 * @param path The file.
 * @returns What to write to.
 * @throws {NotRegularFileError} If something else than a regular file has the name; links are not
 * followed.
 * @throws {Deno.errors} If it cannot be made.
 */
export function replacePrivateFile(path: string): Replacement {
  requireRegular(path);
  const temporary = `${directoryOf(path)}.mua-${crypto.randomUUID()}`;
  const file = createPrivateFile(temporary);
  let state: "open" | "closed" | "renamed" = "open";
  const close = (): void => {
    if (state === "open") file.close();
    state = "closed";
  };
  return {
    async write(octets: Uint8Array): Promise<void> {
      for (let at = 0; at < octets.length;) at += await file.write(octets.subarray(at));
    },
    writeSync(octets: Uint8Array): void {
      writeAllSync(file, octets);
    },
    commit(durability?: "on-disk"): void {
      if (durability !== undefined) file.syncSync();
      close();
      // What took the name meanwhile is replaced itself; a link is never followed by this.
      requireRegular(path);
      Deno.renameSync(temporary, path);
      state = "renamed";
      if (durability !== undefined) syncDirectory(directoryOf(path));
    },
    [Symbol.dispose](): void {
      if (state === "renamed") return;
      close();
      removeIfThere(temporary);
    },
  };
}

/**
 * Writes a file that only the user can read, as a whole: {@linkcode replacePrivateFile}.
 *
 * @param path The file.
 * @param text What it is to hold, in UTF-8.
 * @throws {NotRegularFileError} If something else than a regular file has the name.
 * @throws {Deno.errors} If it cannot be written.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  using file = replacePrivateFile(path);
  await file.write(new TextEncoder().encode(text));
  file.commit();
}

/**
 * Brings the names in a directory to the disk.
 *
 * @param path The directory; empty is the current one.
 */
export function syncDirectory(path: string): void {
  // Windows opens no directory, and writes names by itself.
  if (Deno.build.os === "windows") return;
  using directory = Deno.openSync(path === "" ? "." : path);
  directory.syncSync();
}

/** A path that ends in a separator stays whole: what it names is a directory. */
function directoryOf(path: string): string {
  const separator = Deno.build.os === "windows" ? /[\\/][^\\/]*$/ : /\/[^/]*$/;
  const at = path.search(separator);
  return path.slice(0, at + 1);
}

function requireRegular(path: string): Deno.FileInfo | undefined {
  const found = lookAt(path);
  if (found === undefined || found.isFile) return found;
  throw new NotRegularFileError(`it is ${kindOf(found)}, not a regular file`);
}

/** Windows does not always say which file it is. */
function isSame(opened: Deno.FileInfo, named: Deno.FileInfo | undefined): boolean {
  if (!opened.isFile || named === undefined) return false;
  return opened.ino === null || named.ino === null ||
    (opened.ino === named.ino && opened.dev === named.dev);
}

function lookAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function kindOf(found: Deno.FileInfo): string {
  if (found.isSymlink) return "a symbolic link";
  if (found.isDirectory) return "a directory";
  if (found.isFifo) return "a pipe";
  return found.isSocket ? "a socket" : "a device";
}
