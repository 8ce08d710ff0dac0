/**
 * The file of `mua inbox --users`: a line `NAME:PASSWORD` a user, as in the examples of other servers.
 * @module
 */
import { readPrivateFile } from "../account/secret.ts";
import { InputError } from "../terminal/exit.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A user of the file. */
interface User {
  readonly user: string;
  readonly secret: string;
}

/**
 * Reads the file.
 *
 * @param path The file.
 * @param terminal Where to warn.
 * @returns The users, at least one.
 * @throws {CliError} 66 if it cannot be read, 65 if it is not such a file. No error shows a password.
 */
export async function readUsersFile(path: string, terminal: Terminal): Promise<User[]> {
  return parseUsers(await readPrivateFile(path, terminal), path);
}

/**
 * Reads the text of the file.
 *
 * @param text The text; empty lines and those that begin with `#` are passed over.
 * @param path What the file is called.
 * @returns The users.
 * @throws {InputError} If a line is none of a user, a name stands twice, or there is no user.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseUsers } from "./users.ts";
 * assertEquals(parseUsers("# all of us\nana:a:b\n", "users"), [{ user: "ana", secret: "a:b" }]);
 * ```
 */
export function parseUsers(text: string, path: string): User[] {
  const users = new Map<string, User>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const where = `"${path}", line ${index + 1}`;
    const colon = line.indexOf(":");
    if (colon < 1 || colon === line.length - 1) throw new InputError(`${where}: not NAME:PASSWORD`);
    const user = line.slice(0, colon);
    if (users.has(user)) throw new InputError(`${where}: the user "${user}" is there twice`);
    users.set(user, { user, secret: line.slice(colon + 1) });
  }
  if (users.size === 0) throw new InputError(`"${path}" has no line NAME:PASSWORD`);
  return [...users.values()];
}
