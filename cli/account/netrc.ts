/**
 * The file `.netrc`, in which programs of many kinds find user and password of a host.
 * @module
 */

/** What the file says of one host. */
export interface NetrcEntry {
  /** The host; `undefined` for the entry `default`, which is for every other host. */
  readonly machine: string | undefined;
  /** The user. */
  readonly login: string | undefined;
  /** The password. */
  readonly password: string | undefined;
}

/** The file has not the form of a `.netrc`. */
export class NetrcError extends Error {
  override readonly name = "NetrcError";
}

/**
 * Reads the text of a `.netrc`: words between white space, which may stand in double quotes with
 * backslashes, as curl reads them. Macros, comments and unknown words are passed over.
 *
 * @param text The text.
 * @returns The entries in their order.
 * @throws {NetrcError} If a quote is not closed, or a word that takes a value has none. The message
 * names the line and holds nothing of the file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseNetrc } from "./netrc.ts";
 * assertEquals(parseNetrc('machine mx.example login ana password "a b"'), [
 *   { machine: "mx.example", login: "ana", password: "a b" },
 * ]);
 * ```
 */
export function parseNetrc(text: string): NetrcEntry[] {
  const words = new Words(text);
  const entries: NetrcEntry[] = [];
  /** Replaces the last entry; a word before the first one belongs to nothing. */
  const amend = (change: Partial<NetrcEntry>): void => {
    const last = entries.pop();
    if (last !== undefined) entries.push({ ...last, ...change });
  };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word.startsWith("#")) words.skipLine();
    else if (word === "machine") entries.push({ ...EMPTY, machine: words.valueOf(word) });
    else if (word === "default") entries.push(EMPTY);
    else if (word === "login") amend({ login: words.valueOf(word) });
    else if (word === "password") amend({ password: words.valueOf(word) });
    else if (word === "account") words.valueOf(word);
    else if (word === "macdef") words.skipMacro();
  }
  return entries;
}

const EMPTY: NetrcEntry = { machine: undefined, login: undefined, password: undefined };

/**
 * The entry for a host: the first that names it, else `default`.
 *
 * @param entries The entries of the file.
 * @param host The host.
 * @param user The only user to look for, if one is known; an entry without a user is for all.
 * @returns The entry, or `undefined` if none has a password for that.
 */
export function findNetrcEntry(
  entries: readonly NetrcEntry[],
  host: string,
  user: string | undefined,
): NetrcEntry | undefined {
  const usable = entries.filter(({ login, password }) =>
    password !== undefined && (user === undefined || login === undefined || login === user)
  );
  return usable.find(({ machine }) => machine?.toLowerCase() === host.toLowerCase()) ??
    usable.find(({ machine }) => machine === undefined);
}

/** A word in quotes or without, and the white space before it. */
const WORD = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]\S*))/sy;

/** What a letter behind a backslash stands for; any other character stands for itself. */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** The words of a text, one after the other. */
class Words {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): string | undefined {
    WORD.lastIndex = this.#at;
    const match = WORD.exec(this.#text);
    if (match === null) {
      if (this.#text.slice(this.#at).trim() === "") return undefined;
      throw this.#error("unclosed quote");
    }
    this.#at = WORD.lastIndex;
    const [, quoted, plain = ""] = match;
    return quoted?.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter) ?? plain;
  }

  valueOf(keyword: string): string {
    const value = this.next();
    if (value === undefined) throw this.#error(`"${keyword}" has no value`);
    return value;
  }

  skipLine(): void {
    this.#skip(/\n|$/g);
  }

  /** A macro ends with an empty line. */
  skipMacro(): void {
    this.#skip(/\n[ \t\r]*\n|$/g);
  }

  #skip(end: RegExp): void {
    end.lastIndex = this.#at;
    end.exec(this.#text);
    this.#at = end.lastIndex;
  }

  #error(message: string): NetrcError {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    return new NetrcError(`line ${line}: ${message}`);
  }
}
