/**
 * Accounts are added to the configuration file, and their passwords to files beside it.
 * @module
 */
import {
  createPrivateFile,
  replacePrivateFile,
  writeAllSync,
} from "../../message/file/private_file.ts";
import { CliError, Exit } from "../terminal/exit.ts";
import { cannotRead, cannotSave } from "../terminal/file_failure.ts";
import { type Config, parseConfig } from "./config.ts";
import { addAccounts, type NewAccount } from "./config_text.ts";
import { readConfigText } from "./find_config.ts";

/** Only the user looks into the directory: passwords may be in it. */
const DIRECTORY_MODE = 0o700;

/** Where accounts are added. */
export interface Place {
  /** The file. */
  readonly path: string;
  /** The home directory, for paths in the file. */
  readonly home: string | undefined;
}

/** A configuration file as it is now, perhaps not there yet. */
interface Present extends Config {
  /** Its text; empty where there is none. */
  readonly text: string;
}

/**
 * Reads the file that accounts are to be added to.
 *
 * @param place The file.
 * @returns What it says.
 * @throws {CliError} 66 or 78 if it is there and cannot be used.
 */
export function readPresent(place: Place): Present {
  const text = readText(place.path);
  return { ...parseConfig(text, place), text };
}

function readText(path: string): string {
  try {
    return readConfigText(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error instanceof CliError ? error : cannotRead(path, error);
  }
}

/** What was written. */
export interface Saved {
  /** The file as it is now. */
  readonly config: Config;
  /** The files with the passwords, by account. */
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * Adds accounts to the file, which is read once more before. It is replaced as a whole or not at all, and
 * only the user can read it. A link is followed, so that what it leads to is replaced.
 *
 * @param place The file; its directory is made if it is not there.
 * @param accounts The accounts.
 * @param byDefault The account that is to be the default, where the file names none.
 * @returns What was written.
 * @throws {CliError} 74 if it cannot be written, 78 if the file cannot be used or has an account of one
 * of the names.
 */
export function saveAccounts(
  place: Place,
  accounts: readonly NewAccount[],
  byDefault: string | undefined,
): Saved {
  const present = readPresent(place);
  for (const { name } of accounts) requireNew(name, place.path, present);
  const secrets = new Map<string, string>();
  try {
    const target = targetOf(place.path);
    const directory = target.slice(0, target.lastIndexOf("/") + 1);
    if (directory !== "") Deno.mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
    const { text, config } = planAccounts(
      place,
      present,
      accounts,
      byDefault,
      (account, secret) => {
        const file = saveSecret(directory, account, secret);
        secrets.set(account, `${directory}${file}`);
        return file;
      },
    );
    writeSynced(target, text);
    return { config, secrets };
  } catch (error) {
    for (const path of secrets.values()) Deno.removeSync(path);
    throw error instanceof CliError ? error : cannotSave(place.path, error);
  }
}

/** A configuration file with more accounts. */
interface Plan {
  /** Its text. */
  readonly text: string;
  /** What it says. */
  readonly config: Config;
}

/**
 * What the file is to be with more accounts.
 *
 * @param place The file.
 * @param present What it is now.
 * @param accounts The accounts.
 * @param byDefault The account that is to be the default, where the file names none.
 * @param secretFile Gives the file of a password, relative to the configuration file; by default the one
 * that it would be.
 * @returns The text, and what it says.
 * @throws {CliError} 78 if the accounts cannot be added to such a file.
 */
export function planAccounts(
  place: Place,
  present: Present,
  accounts: readonly NewAccount[],
  byDefault: string | undefined,
  secretFile: (account: string, secret: string) => string = (account) => secretName(account, 1),
): Plan {
  const complete = accounts.map((account): NewAccount => {
    if (account.secret === undefined) return account;
    const file = secretFile(account.name, account.secret);
    return { ...account, values: new Map([...account.values, ["password_file", file]]) };
  });
  // Beside others, an account that was the only one would not be used any more by itself.
  const before = present.accounts.length === 1 ? present.accounts[0]?.name : undefined;
  const wanted = present.default === undefined ? before ?? byDefault : undefined;
  const text = addAccounts(present.text, complete, wanted);
  return { text, config: parseConfig(text, place) };
}

/**
 * Refuses the name of an account that is there: nothing is replaced silently.
 *
 * @param name The name.
 * @param path The file.
 * @param config What it says.
 * @throws {CliError} 78 if the name is taken.
 */
export function requireNew(name: string, path: string, { accounts }: Config): void {
  if (accounts.every((each) => each.name !== name)) return;
  throw new CliError(Exit.configuration, `${path} has an account "${name}" already`, {
    hint: "Choose another name, or remove the account from the file.",
  });
}

function targetOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}

/** Writes a password into a new file; one that is there, perhaps of an account that was removed, stays. */
function saveSecret(directory: string, account: string, secret: string): string {
  for (let number = 1;; number++) {
    const name = secretName(account, number);
    try {
      using file = createPrivateFile(`${directory}${name}`);
      writeAllSync(file, new TextEncoder().encode(`${secret}\n`));
      file.syncSync();
      return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

function secretName(account: string, number: number): string {
  const stem = account.replaceAll(/[^\w.-]/g, "_").replace(/^\./, "_");
  return `${stem}${number === 1 ? "" : `-${number}`}.password`;
}

function writeSynced(path: string, text: string): void {
  using file = replacePrivateFile(path);
  file.writeSync(new TextEncoder().encode(text));
  file.commit("on-disk");
}
