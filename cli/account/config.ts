/**
 * The configuration file: accounts, from whose values options that were not given are taken.
 * @module
 */
import { parse } from "@std/toml/parse";
import {
  type GivenOptions,
  type Option,
  type OptionTable,
  readValues,
} from "../command/options.ts";
import { didYouMean } from "../command/suggest.ts";
import { parseServer } from "../route/server.ts";
import { serverOptions, tlsOptions } from "../route/options.ts";
import { signOptions } from "../sign/options.ts";
import { CliError, Exit, UsageError } from "../terminal/exit.ts";
import { authOptions } from "./auth_options.ts";
import { oauthKeys } from "./oauth/settings.ts";

/** One account of the file. */
export interface Account {
  /** Its name: `work` of `[account.work]`. */
  readonly name: string;
  /** What it gives to options, by their long names. */
  readonly given: GivenOptions;
}

/** What the file says. */
export interface Config {
  /** The file. */
  readonly path: string;
  /** The accounts, in their order. */
  readonly accounts: readonly Account[];
  /** The name of the account that is used where nothing names another. */
  readonly default: string | undefined;
}

const { server, port, ehlo, resolver, "allow-private": allowPrivate, timeout } = serverOptions;
const { tls, ca, cert, key, "tls-name": tlsName } = tlsOptions;

/** The keys of an account by the options that they stand for; in the file `_` is written for `-`. */
export const accountKeys = {
  from: { kind: "text", value: "ADDRESS", help: "the author" },
  server,
  port,
  tls,
  ca,
  cert,
  key,
  "tls-name": tlsName,
  ...authOptions,
  ...oauthKeys,
  ...signOptions,
  ehlo,
  resolver,
  "allow-private": allowPrivate,
  timeout,
  queue: { kind: "flag", help: "keep in the outbox what cannot be delivered now" },
} as const satisfies OptionTable;

/** The keys whose value is a file; a relative one starts at the directory of the configuration file. */
const FILE_KEYS: ReadonlySet<string> = new Set([
  "ca",
  "cert",
  "key",
  "password-file",
  "dkim-key",
  "oauth-client-secret-file",
]);

/** Where the file is, for paths in it. */
export interface Place {
  /** The file itself, for errors. */
  readonly path: string;
  /** The home directory, for `~/`. */
  readonly home: string | undefined;
}

/**
 * Reads the text of a configuration file.
 *
 * @param text The text: TOML.
 * @param place Where it stood.
 * @returns What it says, each value checked.
 * @throws {CliError} 78 if it is not TOML, a key is unknown or a value cannot be used; the error names
 * the line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseConfig } from "./config.ts";
 *
 * const { accounts: [work] } = parseConfig('[account.work]\nserver = "mail.x.example:587"\n', {
 *   path: "config.toml",
 *   home: undefined,
 * });
 * assertEquals(work?.given.get("port"), ["587"]);
 * ```
 */
export function parseConfig(text: string, place: Place): Config {
  const root = readToml(text, place);
  const { path } = place;
  const fail = failure(text, path);
  for (const key of Object.keys(root)) {
    if (key === "default" || key === "account") continue;
    throw fail([], key, `unknown key "${key}"`, didYouMean(key, ["default", "account"]));
  }
  const tables = root["account"] ?? {};
  if (!isTable(tables)) throw fail([], "account", "account must be a table: [account.NAME]");
  const accounts = Object.entries(tables).map(([name, table]): Account => {
    if (!isTable(table)) throw fail(["account"], name, "an account is a table: [account.NAME]");
    return { name, given: readAccount(name, table, place, fail) };
  });
  const byDefault = root["default"];
  if (byDefault === undefined) return { path, accounts, default: undefined };
  const names = accounts.map(({ name }) => name);
  if (typeof byDefault !== "string" || !names.includes(byDefault)) {
    const hint = typeof byDefault === "string" ? didYouMean(byDefault, names) : undefined;
    throw fail([], "default", "default must be the name of an account of this file", hint);
  }
  return { path, accounts, default: byDefault };
}

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readToml(text: string, { path }: Place): Table {
  try {
    return parse(text);
  } catch (cause) {
    // What the parser says quotes what it could not read, which may be a secret.
    const reason = `${path}, line ${brokenLine(text)}: this is not TOML`;
    throw new CliError(Exit.configuration, reason, { cause });
  }
}

/** The line behind the longest beginning of the file that can be read: the parser tells none. */
function brokenLine(text: string): number {
  const lines = text.split("\n");
  const isToml = (count: number): boolean => {
    try {
      parse(lines.slice(0, count).join("\n"));
      return true;
    } catch {
      return false;
    }
  };
  let count = lines.length;
  while (count > 0 && !isToml(count)) count--;
  return count + 1;
}

/** Makes the error of a key: of the file, the line where it stands. */
type Failure = (
  table: readonly string[],
  key: string,
  reason: string,
  hint?: string | undefined,
) => CliError;

function failure(text: string, path: string): Failure {
  return (table, key, reason, hint) => {
    const line = lineOf(text, table, key);
    const where = line === undefined ? path : `${path}, line ${line}`;
    return new CliError(Exit.configuration, `${where}: ${reason}`, { hint });
  };
}

/** The parser tells no lines: the key is looked for where its table begins. */
function lineOf(text: string, table: readonly string[], key: string): number | undefined {
  const header = `[${table.join(".")}]`;
  const bare = (line: string): string => line.replaceAll(/[\s"']/g, "");
  const lines = text.split(/\r?\n/).map(bare);
  const start = table.length === 0 ? 0 : lines.findIndex((line) => line.startsWith(header));
  const at = lines.findIndex((line, index) => index >= start && line.startsWith(`${key}=`));
  if (at >= 0) return at + 1;
  const inner = `[${[...table, key].join(".")}`;
  const named = lines.findIndex((line) => line.startsWith(inner));
  return named < 0 ? undefined : named + 1;
}

function readAccount(
  account: string,
  table: Table,
  place: Place,
  fail: Failure,
): GivenOptions {
  const given = new Map<string, readonly string[] | boolean>();
  for (const [key, value] of Object.entries(table)) {
    const broken = (reason: string, hint?: string): CliError =>
      fail(["account", account], key, reason, hint);
    const name = key.replaceAll("_", "-");
    const option = optionOf(name);
    if (option === undefined || key.includes("-")) throw unknownKey(key, broken);
    const texts = textsOf(option, value);
    if (texts === undefined) throw broken(`${key} must be ${typeWords(option)}`);
    const read = typeof texts === "boolean" || !FILE_KEYS.has(name)
      ? texts
      : texts.map((path) => resolvePath(path, place));
    checkValue(name, key, option, read, broken);
    given.set(name, read);
  }
  return splitServer(given, (reason) => fail(["account", account], "server", reason));
}

function optionOf(name: string): Option | undefined {
  const table: OptionTable = accountKeys;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function unknownKey(key: string, broken: (reason: string, hint?: string) => CliError): CliError {
  if (key === "password") {
    return broken(
      "a password does not belong in this file",
      "Use password_file or password_command.",
    );
  }
  const keys = Object.keys(accountKeys).map((name) => name.replaceAll("-", "_"));
  return broken(`unknown key "${key}"`, didYouMean(key, keys));
}

/** The value as argv would have given it; `undefined` if it is of another type. */
function textsOf(option: Option, value: unknown): readonly string[] | boolean | undefined {
  switch (option.kind) {
    case "flag":
      return typeof value === "boolean" ? value : undefined;
    case "list": {
      const list: unknown[] = Array.isArray(value) ? value : [value];
      return list.every((each) => typeof each === "string") ? list : undefined;
    }
    case "port":
    case "number":
    case "duration":
      if (typeof value === "number") return [String(value)];
      return option.kind === "duration" && typeof value === "string" ? [value] : undefined;
    default:
      return typeof value === "string" ? [value] : undefined;
  }
}

function typeWords(option: Option): string {
  switch (option.kind) {
    case "flag":
      return "true or false";
    case "list":
      return "a string or an array of strings";
    case "port":
    case "number":
      return "a number";
    case "duration":
      return 'a number of seconds, or a string such as "30s"';
    default:
      return "a string";
  }
}

/** Checks a value as the option's own would be checked, and says it in the words of the file. */
function checkValue(
  name: string,
  key: string,
  option: Option,
  texts: readonly string[] | boolean,
  broken: (reason: string, hint?: string) => CliError,
): void {
  try {
    readValues({ [name]: option }, new Map([[name, texts]]));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw broken(error.message.replaceAll(`--${name}`, key), error.hint);
  }
}

/** `~/` is the home directory; other relative paths start where the file is. */
function resolvePath(path: string, { path: file, home }: Place): string {
  if (path.startsWith("~/") && home !== undefined) return `${home}${path.slice(1)}`;
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return path;
  const end = Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\"));
  return end < 0 ? path : `${file.slice(0, end + 1)}${path}`;
}

/** `server = "HOST:PORT"` gives the port apart, so that --port can replace it; a URL stays whole. */
function splitServer(
  given: ReadonlyMap<string, readonly string[] | boolean>,
  broken: (reason: string) => CliError,
): GivenOptions {
  const text = given.get("server");
  if (!Array.isArray(text)) return given;
  try {
    const { host, port } = parseServer(String(text[0]), "server");
    if (port === undefined) return given;
    if (given.has("port")) throw new UsageError("the port is given twice, in server and in port");
    if (String(text[0]).startsWith("unix:") || String(text[0]).includes("://")) return given;
    return new Map([...given, ["server", [host]], ["port", [String(port)]]]);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw broken(error.message);
  }
}
