/**
 * `mua account import`: the accounts of msmtp.
 * @module
 */
import { defineCommand, type Invocation } from "../../command/command.ts";
import type { OptionTable } from "../../command/options.ts";
import { environment } from "../../terminal/environment.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { CliError, Exit, type ExitCode, MissingInputError } from "../../terminal/exit.ts";
import { dim } from "../../terminal/style.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { accountOptions } from "../account.ts";
import { defaultAccount } from "../choose.ts";
import type { Account, Config } from "../config.ts";
import type { NewAccount } from "../config_text.ts";
import { configToWrite, fromHome } from "../find_config.ts";
import { type MsmtpAccount, type MsmtpFile, parseMsmtp, type Remark } from "../msmtp/parse.ts";
import { translate, type Translation } from "../msmtp/translate.ts";
import { planAccounts, readPresent, saveAccounts } from "../save_config.ts";
import { readPrivateFile } from "../secret.ts";
import { accountJson, accountLines } from "./list.ts";

const importOptions = {
  config: accountOptions.config,
  "dry-run": { kind: "flag", short: "n", help: "show what would be added; write nothing" },
  json: { kind: "flag", help: "the result as one JSON object" },
} as const satisfies OptionTable;

/** `mua account import`. */
export const importAccounts = defineCommand({
  name: "import",
  summary: "take over the accounts of msmtp",
  operands: "[FILE]",
  options: importOptions,
  examples: [
    { line: "mua account import", what: "the accounts of ~/.msmtprc" },
    { line: "mua account import -n ~/.config/msmtp/config", what: "look first, at another file" },
  ],
  details: [
    "FILE is msmtp's configuration: by default ~/.msmtprc, or ~/.config/msmtp/config. Accounts are " +
    "added to the configuration file, which keeps what it has; an account whose name it has " +
    "already is left out. A password goes into a file of its own beside it, which only you can read.",
    "What mua does not support is named with its line. " +
    "Exit code: 0; 65 an account was left out; 66 no such file; 74 it cannot be written; 78 the " +
    "configuration file cannot be used.",
  ],
  needs: ({ options }) => ({ read: true, write: !options.dryRun, env: true }),
  run: importFrom,
});

/** What came of it. */
interface Result {
  /** The file that was read. */
  readonly source: string;
  /** The configuration file. */
  readonly path: string;
  /** The configuration as it is, or would be. */
  readonly config: Config;
  /** The accounts that were added, or would be. */
  readonly added: readonly Account[];
  /** What a person should know. */
  readonly remarks: readonly Remark[];
  /** The files with the passwords, by account. */
  readonly secrets: ReadonlyMap<string, string>;
  /** What the program ends with. */
  readonly exitCode: ExitCode;
}

async function importFrom(
  { options, operands: [named], terminal }: Invocation<typeof importOptions>,
): Promise<ExitCode> {
  const place = {
    path: configToWrite(options.config, environment),
    home: environment("HOME"),
  };
  const source = named ?? findMsmtp();
  const present = readPresent(place);
  const parsed = parseMsmtp(await readPrivateFile(source, terminal));
  const { accounts, remarks, omitted } = translateAll(parsed, present);
  const byDefault = defaultOf(parsed.accounts, accounts);
  const isDry = options.dryRun || accounts.length === 0;
  const { config, secrets } = isDry
    ? { ...planAccounts(place, present, accounts, byDefault), secrets: new Map() }
    : saveAccounts(place, accounts, byDefault);
  const result: Result = {
    source,
    path: place.path,
    config,
    added: config.accounts.filter(({ name }) => accounts.some((each) => each.name === name)),
    remarks: [...remarks, ...omitted].toSorted((a, b) => a.line - b.line),
    secrets,
    exitCode: omitted.length === 0 && accounts.length > 0 ? Exit.ok : Exit.badInput,
  };
  if (options.json) terminal.json(resultJson(result));
  else report(result, options.dryRun, terminal);
  return result.exitCode;
}

/** Where msmtp's configuration is. */
function findMsmtp(): string {
  const home = environment("HOME");
  const config = environment("XDG_CONFIG_HOME") ||
    (home === undefined ? undefined : `${home}/.config`);
  const places = [
    ...(home === undefined ? [] : [`${home}/.msmtprc`]),
    ...(config === undefined ? [] : [`${config}/msmtp/config`]),
  ];
  const found = places.find(isThere);
  if (found !== undefined) return found;
  throw new MissingInputError(`no configuration of msmtp: ${places.join(" and ")} are not there`, {
    hint: "Name it: mua account import FILE",
  });
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    // Whoever reads it says why it cannot be read.
    return true;
  }
}

/** All accounts of a file. */
interface Translated {
  /** Those that can be used. */
  readonly accounts: readonly NewAccount[];
  /** What is not as it was. */
  readonly remarks: readonly Remark[];
  /** What was left out. */
  readonly omitted: readonly Remark[];
}

function translateAll({ accounts: all, remarks: faults }: MsmtpFile, present: Config): Translated {
  // "account default : work" only says which one is the default.
  const translations = all.filter((account) => !isAlias(account)).map((account) => {
    const { name, line } = account;
    if (present.accounts.every((each) => each.name !== name)) return translate(account);
    const text = `account "${name}" was not imported: ${present.path} has one of that name`;
    return { account: undefined, remarks: [{ line, text }] };
  });
  const isUsable = ({ account }: Translation): boolean => account !== undefined;
  const remarksOf = (some: readonly Translation[]): Remark[] =>
    withoutCopies(some.flatMap(({ remarks }) => remarks));
  return {
    accounts: translations.flatMap(({ account }) => account ?? []),
    remarks: remarksOf(translations.filter(isUsable)),
    omitted: [...faults, ...remarksOf(translations.filter((each) => !isUsable(each)))],
  };
}

/** What stands among the defaults is remarked with each account. */
function withoutCopies(remarks: readonly Remark[]): Remark[] {
  return [...new Map(remarks.map((remark) => [`${remark.line} ${remark.text}`, remark])).values()];
}

function isAlias({ name, sameAs }: MsmtpAccount): boolean {
  return name === MSMTP_DEFAULT && sameAs !== undefined;
}

/** The account that msmtp uses where none is named. */
const MSMTP_DEFAULT = "default";

function defaultOf(
  all: readonly MsmtpAccount[],
  added: readonly NewAccount[],
): string | undefined {
  const byDefault = all.find(({ name }) => name === MSMTP_DEFAULT);
  const name = byDefault?.sameAs ?? byDefault?.name;
  return added.find((account) => account.name === name)?.name;
}

function report(
  { source, path, config, added, remarks, secrets }: Result,
  isDry: boolean,
  terminal: Terminal,
): void {
  for (const { line, text } of remarks) {
    terminal.err(escapeLine(`${source}, line ${line}: ${text}`), "\n");
  }
  if (added.length === 0) {
    throw new CliError(Exit.badInput, `no account was imported from ${source}`);
  }
  terminal.out(accountLines(added, defaultAccount(config)));
  if (isDry) return;
  const files = [path, ...secrets.values()].map((file) =>
    escapeLine(fromHome(file, environment("HOME")))
  );
  terminal.err(dim(`Written: ${files.join(", ")}\n`));
}

function resultJson({ source, path, config, added, remarks, secrets, exitCode }: Result): object {
  const byDefault = defaultAccount(config);
  return {
    source,
    config: path,
    accounts: added.map((account) => ({
      ...accountJson(account, account === byDefault),
      passwordFile: secrets.get(account.name) ?? null,
    })),
    remarks,
    exitCode,
  };
}
