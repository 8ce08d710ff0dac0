/**
 * Codes in a mail that a person is to type in.
 * @module
 */

/** No part of a longer number, of a date, an amount or a link. */
const CODE = /(?<![\w.,/=&?#%:+-]|[$€£]\s?)\d{4,8}(?![\w/%+-]|[.,:]\d)/g;

const YEAR = /^(?:19|20)\d\d$/;

/**
 * Finds codes in a text.
 *
 * @param text The text.
 * @param pattern What a code looks like; without one, a number of 4 to 8 digits that stands alone, with
 * what may be a year last.
 * @returns The codes, each once; of a pattern with a group, what the first group matched.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findCodes } from "./codes.ts";
 * assertEquals(findCodes("Since 1999: your code is 4711."), ["4711", "1999"]);
 * assertEquals(findCodes("AB-12 and CD-34", /[A-Z]+-\d+/), ["AB-12", "CD-34"]);
 * ```
 */
export function findCodes(text: string, pattern?: RegExp): string[] {
  if (pattern === undefined) {
    const found = matchesOf(text, CODE);
    return [
      ...found.filter((code) => !YEAR.test(code)),
      ...found.filter((code) => YEAR.test(code)),
    ];
  }
  return matchesOf(text, new RegExp(pattern, `${pattern.flags.replace("g", "")}g`));
}

function matchesOf(text: string, pattern: RegExp): string[] {
  const matches = Array.from(text.matchAll(pattern), ([whole, group]) => group ?? whole);
  return [...new Set(matches)].filter((match) => match !== "");
}
