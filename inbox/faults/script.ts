/**
 * A script of faults: which rule applies now. It only counts, and measures a rate where a rule
 * has one, so that the same clients see the same faults each time.
 * @module
 */
import type { Rate } from "./frequency.ts";
import type { FaultAction, FaultRule, FaultStage } from "./rule.ts";

/** A rule that applies, with what it does. */
export interface Fault {
  /** The rule as it was written. */
  readonly text: string;
  /** What happens. */
  readonly action: FaultAction;
}

/** What a script works with. */
interface FaultScriptOptions {
  /** The time in milliseconds, by which rates are measured. */
  readonly clock?: () => number;
  /** Called before each step: the rules may be changed here. */
  readonly beforeStep?: () => void;
}

/** How often a rule has had its turn. */
interface Turns {
  count: number;
  /** When it let a step pass, as far back as its rate is about. */
  passed: number[];
}

/** The rules of an inbox, and how often each has had its turn. They may be changed at any time. */
export class FaultScript {
  #rules: readonly FaultRule[];
  readonly #clock: () => number;
  readonly #beforeStep: () => void;
  /** Turns by rule; those of a rule with a pattern are counted for each subject apart. */
  readonly #turns = new WeakMap<FaultRule, Map<string, Turns>>();

  /** @param rules The rules; the first that applies is taken. @param options What it works with. */
  constructor(
    rules: readonly FaultRule[],
    { clock = () => performance.now(), beforeStep = () => {} }: FaultScriptOptions = {},
  ) {
    this.#rules = rules;
    this.#clock = clock;
    this.#beforeStep = beforeStep;
  }

  /** The rules. */
  get rules(): readonly FaultRule[] {
    return this.#rules;
  }

  /**
   * Changes the rules.
   *
   * @param rules Those that are to apply from here on. One that applied already, the same object, is counted
   * on; all others begin at zero.
   */
  replace(rules: readonly FaultRule[]): void {
    this.#rules = rules;
  }

  /**
   * What happens to a step.
   *
   * @param stage What it is.
   * @param subject What it is about: the path of MAIL or RCPT, the name of EHLO or HELO, the mechanism of AUTH.
   * @returns The faults: at most one that is no `hide`.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { parseFaultRule } from "./rule.ts";
   * import { FaultScript } from "./script.ts";
   * const script = new FaultScript([parseFaultRule("rcpt:*@grey.test=451 later once")]);
   * assertEquals(script.choose("rcpt", "ana@grey.test").length, 1);
   * assertEquals(script.choose("rcpt", "ana@grey.test").length, 0);
   * assertEquals(script.choose("rcpt", "eva@grey.test").length, 1);
   * ```
   */
  choose(stage: string, subject: string): Fault[] {
    this.#beforeStep();
    const faults: Fault[] = [];
    for (const rule of this.#rules) {
      if (!isAbout(rule, stage, subject)) continue;
      const isTaken = faults.some(({ action }) => action.kind !== "hide");
      if (isTaken && rule.action.kind !== "hide") continue;
      if (this.#isDue(rule, subject)) faults.push({ text: rule.text, action: rule.action });
    }
    return faults;
  }

  #isDue(rule: FaultRule, subject: string): boolean {
    const all = this.#turns.get(rule) ?? new Map<string, Turns>();
    this.#turns.set(rule, all);
    const key = rule.pattern === undefined ? "" : subject.toLowerCase();
    const turns = all.get(key) ?? { count: 0, passed: [] };
    all.set(key, turns);
    if (rule.above !== undefined && !this.#isAbove(rule.above, turns)) return false;
    const turn = turns.count++;
    return turn >= rule.after && turn < rule.after + rule.times;
  }

  /** Counts what passed, not what was refused: a client that tries again and again gets in when it is time. */
  #isAbove({ count, milliseconds }: Rate, turns: Turns): boolean {
    const now = this.#clock();
    turns.passed = turns.passed.filter((time) => now - time < milliseconds);
    if (turns.passed.length >= count) return true;
    turns.passed.push(now);
    return false;
  }
}

function isAbout(rule: FaultRule, stage: string, subject: string): boolean {
  const stages: readonly FaultStage[] = rule.stage === "ehlo"
    ? ["ehlo", "ehlo-after-tls"]
    : [rule.stage];
  return stages.some((each) => each === stage) &&
    (rule.pattern === undefined || matchesPattern(subject, rule.pattern));
}

/**
 * Matches a text with a pattern, whatever the case of letters.
 *
 * @param text The text.
 * @param pattern The pattern: `*` stands for any characters, `?` for one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { matchesPattern } from "./script.ts";
 * assertEquals(matchesPattern("Grey1@x.test", "grey*@?.test"), true);
 * assertEquals(matchesPattern("ana@x.test", "grey*"), false);
 * ```
 */
export function matchesPattern(text: string, pattern: string): boolean {
  const [first = "", ...others] = pattern.toLowerCase().split("*");
  const whole = text.toLowerCase();
  const last = others.pop();
  if (last === undefined) return whole.length === first.length && fits(whole, first, 0);
  if (!fits(whole, first, 0) || whole.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of others) {
    while (at + piece.length <= whole.length && !fits(whole, piece, at)) at++;
    at += piece.length;
  }
  const end = whole.length - last.length;
  return at <= end && fits(whole, last, end);
}

/** Whether a piece without `*` stands at a place of the text. */
function fits(text: string, piece: string, at: number): boolean {
  return at + piece.length <= text.length &&
    [...piece].every((character, index) => character === "?" || character === text[at + index]);
}
