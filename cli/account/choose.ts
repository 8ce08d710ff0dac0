/**
 * Which of several accounts is meant.
 * @module
 */
import { AddressError } from "../../message/mod.ts";
import { mailboxesOf, parseAddressList } from "../../message/address/header_address.ts";
import { didYouMean } from "../command/suggest.ts";
import { CliError, Exit } from "../terminal/exit.ts";
import type { Account, Config } from "./config.ts";

/**
 * Chooses an account: the one that was named, else the one of the author, else the default, else the
 * only one.
 *
 * @param config The accounts.
 * @param name The name, if one was given.
 * @param author The author's address, if one was given.
 * @returns The account; undefined if none is meant.
 * @throws {CliError} 78 if there is none of that name.
 */
export function chooseAccount(
  config: Config,
  name: string | undefined,
  author: string | undefined,
): Account | undefined {
  const { accounts } = config;
  if (name !== undefined) {
    const named = accounts.find((account) => account.name === name);
    if (named !== undefined) return named;
    const names = accounts.map((account) => account.name);
    const known = names.length === 0 ? "It has none." : `Accounts: ${names.join(", ")}`;
    throw new CliError(Exit.configuration, `no account "${name}" in ${config.path}`, {
      hint: didYouMean(name, names) ?? known,
    });
  }
  const address = author === undefined ? undefined : addressOf(author);
  const own = accounts.find(({ given }) => {
    const from = given.get("from");
    return address !== undefined && Array.isArray(from) && addressOf(String(from[0])) === address;
  });
  return own ?? defaultAccount(config);
}

/**
 * The account that is used where nothing names one: the default, else the only one.
 *
 * @param config The accounts.
 * @returns The account, or undefined if there is none.
 */
export function defaultAccount({ accounts, default: byDefault }: Config): Account | undefined {
  return accounts.find(({ name }) => name === byDefault) ??
    (accounts.length === 1 ? accounts[0] : undefined);
}

/** The address without the name before it, for a comparison; undefined if it is none. */
function addressOf(text: string): string | undefined {
  try {
    return mailboxesOf(parseAddressList(text))[0]?.mailbox.toString().toLowerCase();
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}
