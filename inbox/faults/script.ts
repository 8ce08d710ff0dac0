/**
 * A script of faults: which rule applies now. It only counts, so that the same clients see the same
 * faults each time.
 * @module
 */
import type { FaultAction, FaultRule, FaultStage } from "./rule.ts";

/** A rule that applies, with what it does. */
export interface Fault {
  /** The rule as it was written. */
  readonly text: string;
  /** What happens. */
  readonly action: FaultAction;
}

/** The rules of an inbox, and how often each has had its turn. */
export class FaultScript {
  readonly #rules: readonly FaultRule[];
  /** Turns by rule; those of a rule with a pattern are counted for each subject apart. */
  readonly #turns = new Map<FaultRule, Map<string, number>>();

  /** @param rules The rules; the first that applies is taken. */
  constructor(rules: readonly FaultRule[]) {
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
    const turns = this.#turns.get(rule) ?? new Map<string, number>();
    this.#turns.set(rule, turns);
    const key = rule.pattern === undefined ? "" : subject.toLowerCase();
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return turn >= rule.after && turn < rule.after + rule.times;
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
