/**
 * Which account of the configuration file a mail is sent by, and what it gives to the options.
 * @module
 */
import type { Variable } from "../command/command.ts";
import { CliError, Exit, MissingInputError } from "../terminal/exit.ts";
import { reasonOf } from "../../message/file/file.ts";
import { type GivenOptions, inGroup, type OptionTable } from "../command/options.ts";
import type { Account, Config } from "./config.ts";

/** The options that name an account; a command spreads them into its table. */
export const accountOptions = inGroup("Account", {
  account: {
    kind: "text",
    short: "A",
    value: "NAME",
    help: "use this account of the configuration file; none uses no account",
  },
  config: {
    kind: "text",
    value: "FILE",
    help: "read accounts from here, not from ~/.config/mua/config.toml",
  },
});

/** The account name that stands for no account. */
const NONE = "none";

/**
 * Takes from an account what was not given: a flag stands before the environment, and that before the
 * file.
 *
 * @param table The options of the command.
 * @param given What was given on the command line.
 * @param variable Reads an environment variable.
 * @returns What was given, and what the account and EMAIL add.
 * @throws {CliError} 66 if a file that was named is not there, 78 if it cannot be used or has no such
 * account.
 */
export async function withAccount(
  table: OptionTable,
  given: GivenOptions,
  variable: Variable,
): Promise<GivenOptions> {
  const name = textOf(given, "account");
  const config = name === NONE ? undefined : await findConfig(given, variable);
  if (config === undefined && name !== undefined && name !== NONE) {
    throw new CliError(Exit.configuration, `no account "${name}": there is no configuration file`, {
      hint: "Write one (see docs/daily.md), or name it: --config FILE",
    });
  }
  const email = given.has("from") || name !== undefined ? undefined : variable("EMAIL");
  const account = config === undefined
    ? undefined
    : (await import("./choose.ts")).chooseAccount(config, name, textOf(given, "from") ?? email);
  if (account === undefined && email === undefined) return given;
  return merge(table, given, account, email);
}

/** The text of an option that is given once. */
function textOf(given: GivenOptions, name: string): string | undefined {
  const texts = given.get(name);
  return Array.isArray(texts) ? texts[0] : undefined;
}

/** The keys that belong to the server of the account: no other one is to see them. */
const OF_THE_SERVER: ReadonlySet<string> = new Set([
  "server",
  "port",
  "tls",
  "tls-name",
  "ca",
  "user",
  "auth",
  "password-file",
  "password-command",
  "allow-insecure-auth",
]);

function merge(
  table: OptionTable,
  given: GivenOptions,
  account: Account | undefined,
  email: string | undefined,
): GivenOptions {
  const isOtherServer = given.has("server");
  const hasAuthor = ["from", "mail-from", "eml"].some((name) => given.has(name));
  const merged = new Map<string, readonly string[] | boolean>();
  for (const [name, value] of account?.given ?? []) {
    if (!Object.hasOwn(table, name) || (name === "from" && hasAuthor)) continue;
    if (isOtherServer && OF_THE_SERVER.has(name)) continue;
    merged.set(name, value);
  }
  if (email !== undefined && email !== "" && !hasAuthor && Object.hasOwn(table, "from")) {
    merged.set("from", [email]);
  }
  // One place of the password given by hand replaces the other one of the file.
  if (given.has("password-file")) merged.delete("password-command");
  if (given.has("password-command")) merged.delete("password-file");
  for (const [name, value] of given) merged.set(name, value);
  return merged;
}

/** A configuration file and where it is. */
export interface FoundConfig extends Config {
  /** The file. */
  readonly path: string;
}

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
): Promise<FoundConfig | undefined> {
  const named = textOf(given, "config") ?? variable("MUA_CONFIG");
  const path = named ?? configPath(variable);
  // An empty MUA_CONFIG asks for none.
  if (path === undefined || path === "") return undefined;
  // Without the permission to read there is no file, unless one was named; nobody is asked for it.
  if (named === undefined && !mayRead(path)) return undefined;
  const text = readOwn(path, named !== undefined);
  if (text === undefined) return undefined;
  const { parseConfig } = await import("./config.ts");
  return { ...parseConfig(text, { path, home: variable("HOME") }), path };
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

/** The permissions of group and others to write a file. */
const WRITABLE_BY_OTHERS = 0o022;

/** Reads a file that decides where passwords go: nobody else may have written it. */
function readOwn(path: string, isNamed: boolean): string | undefined {
  try {
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
  } catch (error) {
    if (error instanceof CliError || error instanceof Deno.errors.NotCapable) throw error;
    if (!isNamed && error instanceof Deno.errors.NotFound) return undefined;
    throw new MissingInputError(`cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}
