/**
 * The configuration file of msmtp: which accounts it has, and what each of them says.
 * @module
 */

/** One command of the file. */
export interface Setting {
  /** The number of its line. */
  readonly line: number;
  /** Its argument, without the quotes; `undefined` where none stands there. */
  readonly argument: string | undefined;
}

/** An account with all that it has of its own, of the defaults and of other accounts. */
export interface MsmtpAccount {
  /** Its name. */
  readonly name: string;
  /** The line where it begins. */
  readonly line: number;
  /** The other account whose settings are all that it has, if so: the other one has two names. */
  readonly sameAs: string | undefined;
  /** What it says, by command. */
  readonly settings: ReadonlyMap<string, Setting>;
}

/** Something in the file that a person should know of. */
export interface Remark {
  /** The number of the line. */
  readonly line: number;
  /** What is to be said. */
  readonly text: string;
}

/** What the file says. */
export interface MsmtpFile {
  /** The accounts in their order. */
  readonly accounts: readonly MsmtpAccount[];
  /** What could not be understood. */
  readonly remarks: readonly Remark[];
}

/** Commands that read what is not in this file. */
const ELSEWHERE: ReadonlySet<string> = new Set(["include", "eval"]);

/** An account that is being read. */
interface Draft {
  readonly name: string;
  readonly line: number;
  readonly parents: readonly string[];
  readonly settings: Map<string, Setting>;
  /** How many commands follow the line with its name. */
  own: number;
}

/**
 * Reads the text of msmtp's configuration file. Each line is a command and its argument, which may stand
 * in double quotes; a later command replaces an earlier one of the same name.
 *
 * @param text The text.
 * @returns The accounts, and what could not be understood.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseMsmtp } from "./parse.ts";
 *
 * const { accounts } = parseMsmtp("defaults\ntls on\naccount work\nhost mail.x.example\n");
 * assertEquals(accounts[0]?.settings.get("host")?.argument, "mail.x.example");
 * assertEquals(accounts[0]?.settings.get("tls")?.line, 2);
 * ```
 */
export function parseMsmtp(text: string): MsmtpFile {
  const drafts: Draft[] = [];
  const remarks: Remark[] = [];
  const defaults = new Map<string, Setting>();
  let settings: Map<string, Setting> | undefined;
  let current: Draft | undefined;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const { command, argument } = readLine(content);
    if (command === "") continue;
    if (command === "defaults") {
      [settings, current] = [defaults, undefined];
    } else if (command === "account") {
      current = beginAccount(line, argument ?? "", defaults, drafts, remarks);
      settings = current?.settings ?? new Map();
      if (current !== undefined) drafts.push(current);
    } else if (ELSEWHERE.has(command)) {
      remarks.push({ line, text: `${command} is not followed` });
    } else {
      if (settings === undefined) {
        // What stands before the first account belongs to one that msmtp calls so.
        current = { name: "default", line, parents: [], settings: new Map(), own: 0 };
        settings = current.settings;
        drafts.push(current);
      }
      settings.set(command, { line, argument });
      if (current !== undefined) current.own++;
    }
  }
  return { accounts: drafts.map(finish), remarks };
}

function readLine(content: string): { command: string; argument: string | undefined } {
  const [, command = "", rest = ""] = /^\s*([^\s#]\S*)?\s*(.*?)\s*$/s.exec(content) ?? [];
  if (command === "") return { command, argument: undefined };
  const quoted = rest.length > 1 && rest.startsWith('"') && rest.endsWith('"');
  const argument = quoted ? rest.slice(1, -1) : rest;
  return { command, argument: argument === "" ? undefined : argument };
}

/** `NAME` or `NAME : PARENT, PARENT`. */
function beginAccount(
  line: number,
  argument: string,
  defaults: ReadonlyMap<string, Setting>,
  drafts: readonly Draft[],
  remarks: Remark[],
): Draft | undefined {
  const [own = "", others] = argument.split(/:(.*)/s, 2);
  const name = own.trim();
  const parents = others === undefined ? [] : others.split(",").map((parent) => parent.trim());
  if (name === "") {
    remarks.push({ line, text: "the account has no name" });
    return undefined;
  }
  if (drafts.some((draft) => draft.name === name)) {
    remarks.push({ line, text: `there is another account "${name}" above` });
    return undefined;
  }
  const settings = new Map(defaults);
  for (const parent of parents) {
    const found = drafts.find((draft) => draft.name === parent);
    if (found === undefined) {
      remarks.push({ line, text: `no account "${parent}" above, from which "${name}" inherits` });
      return undefined;
    }
    for (const [command, setting] of found.settings) settings.set(command, setting);
  }
  return { name, line, parents, settings, own: 0 };
}

function finish({ name, line, parents, settings, own }: Draft): MsmtpAccount {
  const sameAs = own === 0 && parents.length === 1 ? parents[0] : undefined;
  return { name, line, sameAs, settings };
}
