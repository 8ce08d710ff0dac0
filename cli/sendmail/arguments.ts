/**
 * The arguments of sendmail, which every mail program knows: one-letter options that stand alone or
 * with their value joined to them, none of which is refused for being unknown to us alone.
 * @module
 */
import { UsageError } from "../terminal/exit.ts";

/** What sendmail is asked to do. */
export interface SendmailArguments {
  /** What the program is to be: `m` sends the message of standard input, `p` lists the queue, `s` speaks SMTP. */
  readonly mode: "m" | "p" | "s";
  /** The envelope sender, of `-f` or `-r`; empty is the null reverse-path. */
  readonly sender: string | undefined;
  /** The author's full name, of `-F`. */
  readonly fullName: string | undefined;
  /** Whether recipients stand in the header, of `-t`. */
  readonly fromHeader: boolean;
  /** Whether a line with only a dot ends the message; `-i` and `-oi` turn it off. */
  readonly dotEnds: boolean;
  /** Whether the dialogue is shown, of `-v`. */
  readonly verbose: boolean;
  /** Conditions of notification, of `-N`. */
  readonly notify: string | undefined;
  /** What a notification returns, of `-R`. */
  readonly returned: "full" | "hdrs" | undefined;
  /** The envelope identifier, of `-V`. */
  readonly envelopeId: string | undefined;
  /** Whether it only runs the queue, of `-q`. */
  readonly runsQueue: boolean;
  /** The recipients of the command line. */
  readonly recipients: readonly string[];
  /** Our own long options, as they stand. */
  readonly long: readonly string[];
}

/** Options with a value; those behind `V` mean nothing here: body type, files, hops, log tag, protocol. */
const VALUED = "frFNRVBCDhLOpXA";

/** Options without one. */
const IGNORED = "GImnsTUx";

/** Modes that need a server of their own. */
const OTHER_MODES: Readonly<Record<string, string>> = {
  a: "ARPANET mode",
  d: "a daemon",
  D: "a daemon",
  h: "host status",
  H: "host status",
  i: "an alias database",
  t: "a test of addresses",
  v: "a verification of addresses",
};

type Draft = { -readonly [Name in keyof SendmailArguments]: SendmailArguments[Name] };

/**
 * Reads the arguments of sendmail.
 *
 * @param argv The arguments.
 * @param takesValue Whether a long option of ours takes a value.
 * @returns What it is asked to do.
 * @throws {UsageError} If an option lacks its value, or asks for what is not done here.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readSendmailArguments } from "./arguments.ts";
 *
 * const { fromHeader, dotEnds, sender } = readSendmailArguments(["-oi", "-t", "-fa@x.example"]);
 * assertEquals([fromHeader, dotEnds, sender], [true, false, "a@x.example"]);
 * ```
 */
export function readSendmailArguments(
  argv: readonly string[],
  takesValue: (name: string) => boolean = () => false,
): SendmailArguments {
  const read: Draft = {
    mode: "m",
    sender: undefined,
    fullName: undefined,
    fromHeader: false,
    dotEnds: true,
    verbose: false,
    notify: undefined,
    returned: undefined,
    envelopeId: undefined,
    runsQueue: false,
    recipients: [],
    long: [],
  };
  const recipients: string[] = [];
  const long: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const text = argv[at] ?? "";
    if (text === "--") {
      for (const operand of argv.slice(at + 1)) recipients.push(operand);
      break;
    }
    if (text.startsWith("--")) {
      long.push(text);
      const next = argv[at + 1];
      if (!text.includes("=") && takesValue(text.slice(2)) && next !== undefined) {
        long.push(next);
        at++;
      }
    } else if (text.startsWith("-") && text !== "-") {
      if (readShort(read, text.slice(1), argv[at + 1])) at++;
    } else {
      recipients.push(text);
    }
  }
  return { ...read, recipients, long };
}

/**
 * Reads the letters behind one hyphen.
 *
 * @returns Whether the next argument was taken as a value.
 */
function readShort(read: Draft, letters: string, next: string | undefined): boolean {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters.charAt(at);
    const rest = letters.slice(at + 1);
    if (readFlag(read, letter)) continue;
    // The rest of these is their value, if there is any; it never stands apart.
    if (letter === "b") return readMode(read, rest);
    if (letter === "o") return readSetting(read, rest);
    if (letter === "q" || letter === "d" || letter === "e") {
      read.runsQueue ||= letter === "q";
      return false;
    }
    if (!VALUED.includes(letter)) throw new UsageError(`unknown option -${letter}`);
    const isJoined = rest !== "";
    const value = isJoined ? rest : next;
    if (value === undefined) throw new UsageError(`-${letter} needs a value`);
    takeValue(read, letter, value);
    return !isJoined;
  }
  return false;
}

/** A letter that stands alone, so that others may follow it. */
function readFlag(read: Draft, letter: string): boolean {
  if (letter === "t") read.fromHeader = true;
  else if (letter === "i") read.dotEnds = false;
  else if (letter === "v") read.verbose = true;
  else return IGNORED.includes(letter);
  return true;
}

function readMode(read: Draft, mode: string): false {
  if (mode === "p" || mode === "m" || mode === "s") {
    read.mode = mode;
    return false;
  }
  const what = OTHER_MODES[mode];
  if (what === undefined) throw new UsageError(`unknown mode -b${mode}`);
  throw new UsageError(`-b${mode} asks for ${what}, which mua sendmail does not offer`);
}

/** `-oi` is `-i`; the other settings of sendmail have no meaning here. */
function readSetting(read: Draft, setting: string): false {
  if (setting === "i") read.dotEnds = false;
  return false;
}

function takeValue(read: Draft, letter: string, value: string): void {
  switch (letter) {
    case "f":
    case "r":
      read.sender = value === "<>" ? "" : value;
      return;
    case "F":
      read.fullName = value;
      return;
    case "N":
      read.notify = value;
      return;
    case "R":
      read.returned = readReturned(value);
      return;
    case "V":
      read.envelopeId = value;
      return;
  }
  if (letter === "O" && /^(?:IgnoreDots|i)=(?:true|yes|1|t)?$/i.test(value)) read.dotEnds = false;
}

function readReturned(value: string): "full" | "hdrs" {
  const word = value.toLowerCase();
  if (word === "full" || word === "hdrs") return word;
  throw new UsageError(`-R must be full or hdrs; not "${value}"`);
}
