/**
 * Which account of the configuration file a mail is sent by, and what it gives to the options.
 * @module
 */
import type { Variable } from "../command/command.ts";
import { type GivenOptions, inGroup, type OptionTable, textGiven } from "../command/options.ts";
import { withServerVariables } from "../route/variables.ts";
import { CliError, Exit } from "../terminal/exit.ts";
import type { Account } from "./config.ts";
import { findConfig } from "./find_config.ts";

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
 * @returns What was given, and what the account, EMAIL and SSL_CERT_FILE add.
 * @throws {CliError} 66 if a file that was named is not there, 78 if it cannot be used or has no such
 * account.
 */
export async function withAccount(
  table: OptionTable,
  given: GivenOptions,
  variable: Variable,
): Promise<GivenOptions> {
  const name = textGiven(given, "account");
  const config = name === NONE ? undefined : await findConfig(given, variable);
  if (config === undefined && name !== undefined && name !== NONE) {
    throw new CliError(Exit.configuration, `no account "${name}": there is no configuration file`, {
      hint: "Write one (see docs/daily.md), or name it: --config FILE",
    });
  }
  const email = given.has("from") || name !== undefined ? undefined : variable("EMAIL");
  const account = config === undefined
    ? undefined
    : (await import("./choose.ts")).chooseAccount(config, name, textGiven(given, "from") ?? email);
  const merged = account === undefined && email === undefined
    ? given
    : merge(table, given, account, email, config?.path);
  return withServerVariables(table, given, merged, variable);
}

/** The keys that belong to the server of the account: no other one is to see them. */
const OF_THE_SERVER: ReadonlySet<string> = new Set([
  "server",
  "port",
  "tls",
  "tls-name",
  "ca",
  "cert",
  "key",
  "user",
  "auth",
  "password-file",
  "password-command",
  "oauth",
  "allow-insecure-auth",
]);

/** Where the secret is, each in place of the others. */
const PLACES_OF_SECRET = ["password-file", "password-command", "oauth"];

/**
 * What an account gives to options. In the file `oauth` is the provider; as an option it is the account
 * whose token is used.
 *
 * @param account The account.
 */
export function optionsOf({ name, given }: Account): GivenOptions {
  return given.has("oauth") ? new Map([...given, ["oauth", [name]]]) : given;
}

function merge(
  table: OptionTable,
  given: GivenOptions,
  account: Account | undefined,
  email: string | undefined,
  path: string | undefined,
): GivenOptions {
  const isOtherServer = given.has("server");
  const hasAuthor = ["from", "mail-from", "eml"].some((name) => given.has(name));
  const merged = new Map<string, readonly string[] | boolean>();
  for (const [name, value] of account === undefined ? [] : optionsOf(account)) {
    if (!Object.hasOwn(table, name) || (name === "from" && hasAuthor)) continue;
    if (isOtherServer && OF_THE_SERVER.has(name)) continue;
    merged.set(name, value);
  }
  if (email !== undefined && email !== "" && !hasAuthor && Object.hasOwn(table, "from")) {
    merged.set("from", [email]);
  }
  // One place of the secret given by hand replaces another one of the file.
  if (PLACES_OF_SECRET.some((name) => given.has(name))) {
    for (const name of PLACES_OF_SECRET) merged.delete(name);
  }
  for (const [name, value] of given) merged.set(name, value);
  // Whoever goes on later finds the same account again.
  if (account !== undefined && path !== undefined && Object.hasOwn(table, "account")) {
    merged.set("account", [account.name]).set("config", [path]);
  }
  return merged;
}
