/**
 * The language of `mua inbox --fail`: what is to go wrong, where, and how often.
 *
 *     STAGE[:PATTERN]=ACTION [above N/min] [after N] [once | N times | always]
 *
 * @module
 */
import { type Frequency, type Rate, readFrequency } from "./frequency.ts";

/** Where something can go wrong. */
const FAULT_STAGES = [
  "banner",
  "ehlo",
  "ehlo-after-tls",
  "helo",
  "starttls",
  "tls",
  "auth",
  "mail",
  "rcpt",
  "data",
  "body",
  "dot",
  "rset",
  "quit",
] as const;

/** Where something can go wrong: `ehlo` is every EHLO, `ehlo-after-tls` the one under TLS alone. */
export type FaultStage = typeof FAULT_STAGES[number];

/** What can be done to an answer, as octets. */
const DISTORTIONS = [
  "half",
  "garbage",
  "mixed",
  "extra",
  "lf",
  "control",
  "longline",
  "manylines",
] as const;

/** What is done to an answer; the words are explained in fault_octets.ts. */
export type Distortion = typeof DISTORTIONS[number];

/** What goes wrong. */
export type FaultAction =
  /** Another answer. */
  | { readonly kind: "reply"; readonly code: number; readonly text: string }
  /** The connection is closed in place of an answer. */
  | { readonly kind: "drop" }
  /** There is no answer, for as long as the client waits. */
  | { readonly kind: "stall" }
  /** The answer comes late. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** The answer comes octet by octet. */
  | { readonly kind: "drip"; readonly milliseconds: number }
  /** The answer is broken; `count` is how long the line is, or how many lines. */
  | { readonly kind: "distort"; readonly distortion: Distortion; readonly count: number }
  /** An extension is not offered. */
  | { readonly kind: "hide"; readonly keywords: readonly string[] };

/** One rule of a script. */
export interface FaultRule {
  /** The rule as it was written. */
  readonly text: string;
  /** Where. */
  readonly stage: FaultStage;
  /** What the step must be about, with `*` for any characters and `?` for one; anything without. */
  readonly pattern: string | undefined;
  /** What happens. */
  readonly action: FaultAction;
  /** How often it does not happen before it happens for the first time. */
  readonly after: number;
  /** How often it happens at most. */
  readonly times: number;
  /** The rate above which it happens; absent where it happens at any. */
  readonly above?: Rate;
}

/** What can be said to a person about a rule that cannot be understood. */
interface FaultRuleDetails {
  /** What was written where one of `known` must stand. */
  readonly unknown?: string;
  /** The words that may stand there. */
  readonly known?: readonly string[];
  /** What was meant, as it is written rightly. */
  readonly meant?: string;
}

/** A rule that cannot be understood. The message says why, for a person. */
export class FaultRuleError extends Error {
  override readonly name = "FaultRuleError";
  /** What may have been meant. */
  readonly details: FaultRuleDetails;

  /** @param message Why. @param details What may have been meant. */
  constructor(message: string, details: FaultRuleDetails = {}) {
    super(message);
    this.details = details;
  }
}

/** The stages that are about something that a pattern can be matched with. */
const WITH_PATTERN: readonly FaultStage[] = [
  "helo",
  "ehlo",
  "ehlo-after-tls",
  "auth",
  "mail",
  "rcpt",
];

/** The one word behind `ehlo:` that is no pattern. */
const HIDE = "hide";

/** Words in quotes are said without them. */
const REPLY = /^([2-5][0-5]\d)(?: (?:"([ -~]{0,400})"|([ -~]{0,400})))?$/;
const KEYWORD = /^[A-Z0-9][A-Z0-9-]*$/i;
const TIME = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m)$/;
const COUNT = /^\d{1,8}$/;

/** Milliseconds between two octets that drip, where no time is given. */
const DRIP_MILLISECONDS = 1000;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** The words that an action begins with, other than a code. */
const ACTION_WORDS = ["drop", "stall", "slow", "drip", ...DISTORTIONS] as const;

/** How long a line, or how many lines, where no number is given: more than any answer has a reason for. */
const COUNTS: Partial<Readonly<Record<Distortion, number>>> = {
  longline: 1024 * 1024,
  manylines: 10_000,
};

/** The actions that make sense where there is no answer to be said: while a message comes, and in a handshake. */
const WITHOUT_ANSWER: Partial<Readonly<Record<FaultStage, readonly string[]>>> = {
  body: ["a reply", "drop", "stall", "slow"],
  tls: ["drop", "stall", "slow", "garbage"],
};

/**
 * Reads a rule.
 *
 * @param text The rule, such as `rcpt:grey*=451 4.2.0 later once`.
 * @returns What it says.
 * @throws {FaultRuleError} If it cannot be understood, or makes no sense.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseFaultRule } from "./rule.ts";
 * assertEquals(parseFaultRule("rcpt:grey*=451 4.2.0 later once"), {
 *   text: "rcpt:grey*=451 4.2.0 later once",
 *   stage: "rcpt",
 *   pattern: "grey*",
 *   action: { kind: "reply", code: 451, text: "4.2.0 later" },
 *   after: 0,
 *   times: 1,
 * });
 * ```
 */
export function parseFaultRule(text: string): FaultRule {
  const equals = text.indexOf("=");
  if (equals === -1) throw new FaultRuleError(`no "=": a rule is STAGE=ACTION`);
  const where = text.slice(0, equals).trim();
  const colon = where.indexOf(":");
  const stage = readStage(colon === -1 ? where : where.slice(0, colon));
  const pattern = colon === -1 ? undefined : where.slice(colon + 1);
  const { what, ...frequency } = readTurns(text.slice(equals + 1).trim());
  if (pattern === HIDE && isEhlo(stage)) {
    return { text, stage, pattern: undefined, action: readKeywords(what), ...frequency };
  }
  checkPattern(stage, pattern);
  const action = readAction(what);
  checkAction(stage, action);
  return { text, stage, pattern, action, ...frequency };
}

function isEhlo(stage: FaultStage): boolean {
  return stage === "ehlo" || stage === "ehlo-after-tls";
}

function readStage(word: string): FaultStage {
  const stage = FAULT_STAGES.find((each) => each === word.toLowerCase());
  if (stage !== undefined) return stage;
  throw new FaultRuleError(
    `"${word}" is not a stage; the stages are ${FAULT_STAGES.join(", ")}`,
    { unknown: word, known: FAULT_STAGES },
  );
}

function checkPattern(stage: FaultStage, pattern: string | undefined): void {
  if (pattern === undefined) return;
  if (!WITH_PATTERN.includes(stage)) {
    throw new FaultRuleError(`${stage} takes no pattern; only ${WITH_PATTERN.join(", ")} do`);
  }
  if (pattern === "") throw new FaultRuleError(`the pattern after ${stage}: is empty`);
}

function readTurns(text: string): Frequency {
  const frequency = readFrequency(text);
  if ("meant" in frequency) {
    const { wrote, meant } = frequency;
    const [, code, words] = /^(\d{3}) (.*)$/.exec(text) ?? [];
    const quoted = code === undefined
      ? ""
      : `; quote reply text that ends like this: ${code} "${words}"`;
    throw new FaultRuleError(`"${wrote}" does not say how often${quoted}`, { meant });
  }
  if (frequency.times === 0) throw new FaultRuleError("0 times means never");
  return frequency;
}

function readKeywords(text: string): FaultAction {
  const keywords = text.toUpperCase().split(/[ ,]+/);
  const wrong = keywords.find((keyword) => !KEYWORD.test(keyword));
  if (wrong === undefined) return { kind: "hide", keywords };
  throw new FaultRuleError(`"${wrong}" is not an EHLO keyword such as STARTTLS`);
}

function readAction(text: string): FaultAction {
  const [, code, quoted, words = ""] = REPLY.exec(text) ?? [];
  if (code !== undefined) return { kind: "reply", code: Number(code), text: quoted ?? words };
  const [word = "", value, ...more] = text.split(/ +/);
  const known = ACTION_WORDS.find((each) => each === word.toLowerCase());
  if (known === undefined) throw unknownAction(text, word);
  if (more.length > 0) throw new FaultRuleError(`unexpected "${more.join(" ")}"`);
  switch (known) {
    case "drop":
    case "stall":
      return withoutValue({ kind: known }, value);
    case "slow":
      return { kind: "slow", milliseconds: readTime(known, value) };
    case "drip":
      return {
        kind: "drip",
        milliseconds: value === undefined ? DRIP_MILLISECONDS : readTime(known, value),
      };
    default:
      return readDistortion(known, value);
  }
}

function readDistortion(distortion: Distortion, value: string | undefined): FaultAction {
  const count = COUNTS[distortion];
  if (count === undefined) return withoutValue({ kind: "distort", distortion, count: 1 }, value);
  if (value === undefined) return { kind: "distort", distortion, count };
  if (COUNT.test(value) && Number(value) > 0) {
    return { kind: "distort", distortion, count: Number(value) };
  }
  throw new FaultRuleError(`${distortion} needs a number up to 99999999, not "${value}"`);
}

function withoutValue(action: FaultAction, value: string | undefined): FaultAction {
  if (value === undefined) return action;
  throw new FaultRuleError(`unexpected "${value}"`);
}

function readTime(word: string, text: string | undefined): number {
  const [, number, unit = ""] = TIME.exec(text ?? "") ?? [];
  const milliseconds = Math.round(Number(number) * (UNITS[unit] ?? NaN));
  if (milliseconds > 0) return milliseconds;
  throw new FaultRuleError(`${word} needs a time such as 500ms, 2s or 1m`);
}

function unknownAction(text: string, word: string): FaultRuleError {
  if (/^\d/.test(text)) {
    return new FaultRuleError(
      `"${text}" is not a reply: use a code from 200 to 559 and printable ASCII`,
    );
  }
  const known = ACTION_WORDS.join(", ");
  return new FaultRuleError(
    `"${word}" is not an action; use a reply such as 451 4.2.0 later, or ${known}`,
    { unknown: word, known: ACTION_WORDS },
  );
}

function checkAction(stage: FaultStage, action: FaultAction): void {
  const allowed = WITHOUT_ANSWER[stage];
  if (allowed === undefined) return;
  const name = action.kind === "distort"
    ? action.distortion
    : action.kind === "reply"
    ? "a reply"
    : action.kind;
  if (!allowed.includes(name)) {
    throw new FaultRuleError(`${stage} allows ${allowed.join(", ")}, not ${name}`);
  }
}
