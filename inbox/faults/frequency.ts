/**
 * How often a rule of faults applies: `[above N/min] [after N] [once | N times | always]` at its end, in any
 * order. What only looks like it is not taken for the words of a reply, which would be said for ever.
 * @module
 */

/** How much is let pass before a fault happens. */
export interface Rate {
  /** So many steps. */
  readonly count: number;
  /** Within so many milliseconds. */
  readonly milliseconds: number;
}

/** The end of a rule, read. */
export interface Frequency {
  /** What stands before it. */
  readonly what: string;
  /** How often the fault does not happen before it happens for the first time. */
  readonly after: number;
  /** How often it happens at most. */
  readonly times: number;
  /** The fault happens only to what comes faster than this; absent where it happens at any rate. */
  readonly above?: Rate;
}

/** The end of a rule that is no frequency, and perhaps was to be one. */
interface DoubtfulFrequency {
  /** The words in doubt. */
  readonly wrote: string;
  /** What they may have meant. */
  readonly meant: string;
}

const AFTER = / +after (\d{1,6})$/i;
const ABOVE = / +above (\d{1,6})\/(s|min|h)$/i;
const TIMES = / +(?:(once|1 times?)|(always)|(\d{1,6}) times)$/i;

/** Milliseconds of what a rate is about. */
const SPANS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000 };

/** A reply whose words stand in quotes. */
const QUOTED = /^\d+ ".*" *$/;

const NUMBER_WORDS = "zero one two three four five six seven eight nine ten".split(" ");

/** What the words for a frequency without a number mean. */
const WORDS: Readonly<Record<string, string>> = {
  once: "once",
  always: "always",
  twice: "2 times",
  thrice: "3 times",
};

/** What is said where a number cannot be counted with, as 50% cannot. */
const SAMPLE = "once, 3 times or after 2";

/**
 * Reads how often a rule applies.
 *
 * @param text What stands behind the `=` of a rule.
 * @returns What it says, or which words at its end leave a doubt. Words in quotes leave none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readFrequency } from "./frequency.ts";
 * assertEquals(readFrequency("drop after 2 once"), { what: "drop", after: 2, times: 1 });
 * assertEquals(readFrequency("451 later twice"), { wrote: "twice", meant: "2 times" });
 * ```
 */
export function readFrequency(text: string): Frequency | DoubtfulFrequency {
  let what = text;
  let after: number | undefined;
  let times: number | undefined;
  let above: Rate | undefined;
  for (let isRead = true; isRead;) {
    isRead = false;
    const [afterPart, start] = after === undefined ? AFTER.exec(what) ?? [] : [];
    if (afterPart !== undefined) {
      [what, after, isRead] = [what.slice(0, -afterPart.length), Number(start), true];
    }
    const [abovePart, rate, span = ""] = above === undefined ? ABOVE.exec(what) ?? [] : [];
    if (abovePart !== undefined) {
      above = { count: Number(rate), milliseconds: SPANS[span.toLowerCase()] ?? NaN };
      [what, isRead] = [what.slice(0, -abovePart.length), true];
    }
    const [timesPart, once, always, count] = times === undefined ? TIMES.exec(what) ?? [] : [];
    if (timesPart !== undefined) {
      times = once !== undefined ? 1 : always !== undefined ? Infinity : Number(count);
      [what, isRead] = [what.slice(0, -timesPart.length), true];
    }
  }
  const frequency = { what: what.trimEnd(), after: after ?? 0, times: times ?? Infinity };
  return doubtOf(what) ?? (above === undefined ? frequency : { ...frequency, above });
}

/** The first word is the action or its code; what is behind it may be a frequency that was misspelled. */
function doubtOf(what: string): DoubtfulFrequency | undefined {
  if (QUOTED.test(what)) return undefined;
  const words = what.trimEnd().split(/ +/).slice(1);
  const last = (words.pop() ?? "").toLowerCase();
  const before = words.pop() ?? "";
  const number = numberOf(before);
  if (number !== undefined && isLike(last, "times")) {
    return { wrote: `${before} ${last}`, meant: timesOf(number) };
  }
  if (isLike(before.toLowerCase(), "after") && numberOf(last) !== undefined) {
    return { wrote: `${before} ${last}`, meant: countOf(numberOf(last) ?? NaN, "after ", "") };
  }
  if (isLike(before.toLowerCase(), "above")) {
    const [, rate, span = "min"] = /^(\d{1,6})\/(s|min|h)?/i.exec(last) ?? [];
    return { wrote: `${before} ${last}`, meant: `above ${rate ?? 10}/${span}` };
  }
  const [, factor = ""] = /^x?(\d+)x?$/.exec(last) ?? [];
  if (factor !== "" && factor !== last) return { wrote: last, meant: timesOf(Number(factor)) };
  if (/^\d[\d.]*%$/.test(last)) return { wrote: last, meant: timesOf(NaN) };
  const known = Object.keys(WORDS).find((word) => isLike(last, word));
  return known === undefined ? undefined : { wrote: last, meant: WORDS[known] ?? known };
}

/** A number in digits or as a word; one that is written in another way is NaN. */
function numberOf(text: string): number | undefined {
  const word = NUMBER_WORDS.indexOf(text.toLowerCase());
  if (word !== -1) return word;
  return /^[-+]?\d[\d.,]*$/.test(text) ? Number(text) : undefined;
}

function timesOf(number: number): string {
  return number === 1 ? "once" : countOf(number, "", " times");
}

function countOf(number: number, before: string, behind: string): string {
  return /^[1-9]\d{0,5}$/.test(String(number)) ? `${before}${number}${behind}` : SAMPLE;
}

/** Whether a word is a name, or differs from it by one letter more, less or changed, or two swapped. */
function isLike(word: string, name: string): boolean {
  if (word[0] !== name[0]) return false;
  let start = 0;
  while (start < word.length && word[start] === name[start]) start++;
  const room = Math.min(word.length, name.length) - start;
  let end = 0;
  while (end < room && word.at(-1 - end) === name.at(-1 - end)) end++;
  const wrong = word.slice(start, word.length - end);
  const right = name.slice(start, name.length - end);
  const isSwapped = wrong.length === 2 && wrong === [...right].reverse().join("");
  return isSwapped || (wrong.length <= 1 && right.length <= 1);
}
