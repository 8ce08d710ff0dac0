/**
 * The configuration file is found and read.
 * @module
 */
import { reasonOf } from "../../message/file/file.ts";
import type { Variable } from "../command/command.ts";
import { type GivenOptions, textGiven } from "../command/options.ts";
import { CliError, Exit, MissingInputError } from "../terminal/exit.ts";
import type { Config } from "./config.ts";

/**
 * Finds and reads the configuration file.
 *
 * @param given What was given on the command line; `config` names the file.
 * @param variable Reads an environment variable.
 * @returns What it says, or undefined if there is none.
 * @throws {CliError} 66 if a file that was named is not there, 78 if it cannot be used.
 */
export async function findConfig(
  given: GivenOptions,
  variable: Variable,
): Promise<Config | undefined> {
  const named = textGiven(given, "config") ?? variable("MUA_CONFIG");
  const path = named ?? configPath(variable);
  // An empty MUA_CONFIG asks for none.
  if (path === undefined || path === "") return undefined;
  // Without the permission to read there is no file, unless one was named; nobody is asked for it.
  if (named === undefined && !mayRead(path)) return undefined;
  const text = readOwn(path, named !== undefined);
  if (text === undefined) return undefined;
  const { parseConfig } = await import("./config.ts");
  return parseConfig(text, { path, home: variable("HOME") });
}

function mayRead(path: string): boolean {
  return Deno.permissions.querySync({ name: "read", path }).state === "granted";
}

/**
 * Where the configuration file is when nothing names another.
 *
 * @param variable Reads an environment variable.
 * @returns The path, or undefined where there is no home directory.
 */
export function configPath(variable: Variable): string | undefined {
  const home = variable("HOME");
  const base = variable("XDG_CONFIG_HOME") || (home === undefined ? undefined : `${home}/.config`);
  return base === undefined ? undefined : `${base}/mua/config.toml`;
}

/**
 * The configuration file that a command writes: the one that is named, else the user's own.
 *
 * @param named The file, if it was named.
 * @param variable Reads an environment variable.
 * @returns The path.
 * @throws {CliError} 78 if there is no place for one.
 */
export function configToWrite(named: string | undefined, variable: Variable): string {
  const path = named ?? variable("MUA_CONFIG") ?? configPath(variable);
  if (path !== undefined && path !== "") return path;
  const reason = path === undefined ? "HOME is not set" : "MUA_CONFIG is empty";
  throw new CliError(Exit.configuration, `there is no place for a configuration file: ${reason}`, {
    hint: "Name one: --config FILE",
  });
}

/**
 * A path as a person writes it: from the home directory on, where it is below that.
 *
 * @param path The path.
 * @param home The home directory, if it is known.
 */
export function fromHome(path: string, home: string | undefined): string {
  return home && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** The permissions of group and others to write a file. */
const WRITABLE_BY_OTHERS = 0o022;

/** The text of the file; undefined if it is not there or out of reach, and was not named. */
function readOwn(path: string, isNamed: boolean): string | undefined {
  try {
    return readConfigText(path);
  } catch (error) {
    if (error instanceof CliError || error instanceof Deno.errors.NotCapable) throw error;
    // Under another user's HOME, as with sudo, nobody knows whether there is one.
    const isOutOfReach = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied;
    if (!isNamed && isOutOfReach) return undefined;
    throw new MissingInputError(`cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Reads the text of a file that decides where passwords go: nobody else may have written it.
 *
 * @param path The file.
 * @throws {CliError} 78 if others may write it.
 * @throws {Deno.errors} If it cannot be read.
 */
export function readConfigText(path: string): string {
  // What is read and what is looked at must be one file.
  using file = Deno.openSync(path);
  const { mode, size } = file.statSync();
  if (((mode ?? 0) & WRITABLE_BY_OTHERS) !== 0) {
    throw new CliError(Exit.configuration, `other users can write ${path}`, {
      hint: `Run: chmod go-w ${path}`,
    });
  }
  const octets = new Uint8Array(size);
  let length = 0;
  for (let read = 1; read > 0 && length < size; length += read) {
    read = file.readSync(octets.subarray(length)) ?? 0;
  }
  return new TextDecoder().decode(octets.subarray(0, length));
}
