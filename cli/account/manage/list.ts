/**
 * `mua account list`.
 * @module
 */
import { defineCommand, type Invocation } from "../../command/command.ts";
import { type OptionTable, textGiven } from "../../command/options.ts";
import { widthOf } from "../../terminal/columns.ts";
import { environment } from "../../terminal/environment.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { CliError, Exit, type ExitCode, UsageError } from "../../terminal/exit.ts";
import { accountOptions } from "../account.ts";
import { chooseAccount, defaultAccount } from "../choose.ts";
import type { Account, Config } from "../config.ts";
import { configPath, findConfig } from "../find_config.ts";

const listOptions = {
  config: accountOptions.config,
  json: { kind: "flag", help: "JSON, one object per account" },
} as const satisfies OptionTable;

/** `mua account list`. */
export const list = defineCommand({
  name: "list",
  summary: "list the accounts, one per line",
  operands: "",
  options: listOptions,
  examples: [{ line: "mua account list", what: "name, author, server and user of each" }],
  details: [
    "Exit code: 0; 66 no configuration file; 78 it cannot be used.",
  ],
  needs: { read: true, env: true },
  run: listAccounts,
});

async function listAccounts(
  { options, terminal }: Invocation<typeof listOptions>,
): Promise<ExitCode> {
  const config = await requireConfig(options.config);
  const byDefault = defaultAccount(config);
  if (options.json) {
    for (const each of config.accounts) {
      terminal.json(accountJson(each, each === byDefault));
    }
  } else {
    terminal.out(accountLines(config.accounts, byDefault));
  }
  return Exit.ok;
}

/**
 * The account of a name, or the default one.
 *
 * @param path The configuration file, if it was named.
 * @param name The name, if one was given.
 * @throws {CliError} 64 if nobody can say which one, 66 or 78.
 */
export async function findAccount(
  path: string | undefined,
  name: string | undefined,
): Promise<Account> {
  const config = await requireConfig(path);
  const account = chooseAccount(config, name, undefined);
  if (account !== undefined) return account;
  const names = config.accounts.map((each) => each.name);
  throw new UsageError(
    names.length === 0
      ? `${config.path} has no account`
      : `which account? It is one of ${names.join(", ")}`,
  );
}

/** Reads the configuration file, which must be there. */
async function requireConfig(path: string | undefined): Promise<Config> {
  const given = new Map(path === undefined ? [] : [["config", [path]]]);
  const config = await findConfig(given, environment);
  if (config !== undefined) return config;
  const byDefault = configPath(environment);
  throw new CliError(Exit.noInput, "there is no configuration file", {
    hint: byDefault === undefined
      ? "Name one: --config FILE"
      : `Write ${escapeLine(byDefault)}, or import one: mua account import`,
  });
}

/**
 * An account for a program, without any place of a password.
 *
 * @param account The account.
 * @param isDefault Whether it is used where nothing names another.
 */
export function accountJson(
  { name, given }: Account,
  isDefault: boolean,
): Readonly<Record<string, unknown>> {
  const port = textGiven(given, "port");
  return {
    name,
    default: isDefault,
    from: textGiven(given, "from") ?? null,
    server: textGiven(given, "server") ?? null,
    port: port === undefined ? null : Number(port),
    tls: textGiven(given, "tls") ?? null,
    user: textGiven(given, "user") ?? null,
  };
}

/**
 * One line for each account, in columns.
 *
 * @param accounts The accounts.
 * @param byDefault The one that is used where nothing names another; it is marked.
 */
export function accountLines(
  accounts: readonly Account[],
  byDefault: Account | undefined,
): string[] {
  const rows = accounts.map((each) =>
    [
      each.name,
      textGiven(each.given, "from") ?? "-",
      serverOf(each),
      textGiven(each.given, "user") ?? "-",
    ].map(escapeLine)
  );
  const widths = [0, 1, 2].map((column) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? "")), 0)
  );
  return rows.map((row, index) => {
    const cells = row.map((cell, column) => {
      const width = widths[column];
      return width === undefined ? cell : cell + " ".repeat(width - widthOf(cell));
    });
    return `${cells.join("  ")}${accounts[index] === byDefault ? "  (default)" : ""}\n`;
  });
}

function serverOf({ given }: Account): string {
  const server = textGiven(given, "server");
  if (server === undefined) return "by MX";
  const port = textGiven(given, "port");
  const host = server.includes(":") ? `[${server}]` : server;
  return port === undefined ? host : `${host}:${port}`;
}
