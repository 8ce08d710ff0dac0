/**
 * How the answers of two servers, or of one at two times, compare.
 * @module
 */
import { escapeLine } from "../../terminal/escape.ts";
import { bold, dim, green, type Piece, red, yellow } from "../../terminal/style.ts";
import type { ComparedStep, Likeness } from "./replay.ts";

const STYLES: Readonly<Record<Likeness, (text: string) => Piece>> = {
  same: green,
  words: yellow,
  differs: (text) => bold(red(text)),
};

/** Columns of the longest likeness. */
const WIDTH = "differs".length;

/** What stands for the lines of the connection itself, and for an answer that did not come. */
const CONNECTION = "(connected)";
const NONE = "no answer";

/**
 * The comparison as lines: what was said, and below it the lines of the answers that were said only then
 * or only now.
 *
 * @param steps The steps.
 * @returns The lines.
 */
export function comparisonLines(steps: readonly ComparedStep[]): Piece[] {
  return steps.flatMap(({ said, likeness, before, now }) => [
    STYLES[likeness](likeness.padEnd(WIDTH)),
    ` ${escapeLine(said === "" ? CONNECTION : said)}\n`,
    ...answers("then", before, now),
    ...answers("now", now, before),
  ]);
}

function answers(when: string, texts: readonly string[], others: readonly string[]): Piece[] {
  const own = texts.length === 0 ? [NONE] : texts;
  return own.filter((text) => !others.includes(text)).flatMap((text) => [
    dim(`${" ".repeat(WIDTH)}   ${when.padEnd(4)} `),
    `${escapeLine(text)}\n`,
  ]);
}

/**
 * Whether all answers have the codes that they had.
 *
 * @param steps The steps.
 * @returns Whether none differs.
 */
export function isAlike(steps: readonly ComparedStep[]): boolean {
  return steps.every(({ likeness }) => likeness !== "differs");
}
