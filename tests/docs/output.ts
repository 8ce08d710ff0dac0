/**
 * Whether what a program printed is what a document shows: times, identifiers and whatever else is
 * different at each run apart, and with `...` for any lines or for the rest of one.
 * @module
 */

const WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";

/** What is different at each run, and what stands for it. */
const PASSING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| UTC)?/g, "<date>"],
  [
    new RegExp(`\\b${WEEKDAY}, \\d{1,2} [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}`, "g"),
    "<date>",
  ],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<id>"],
  [/\b[0-9a-f]{16,}\b/g, "<id>"],
  // A queue identifier of Postfix.
  [/\b(?=[0-9A-F]*\d)[0-9A-F]{9,16}\b/g, "<id>"],
  [/\b334 [A-Za-z0-9+/=.]{20,}/g, "334 <challenge>"],
  [/\b\d+\.\d{3}(?=\s|$)/g, "<time>"],
  [/\b\d+ ms\b/g, "<n> ms"],
  [/[+-]\d+ s\b/g, "<delay>"],
  // A mail in the outbox, and how long it waits.
  [/\b\d[a-hjkmnp-tv-z][0-9a-hjkmnp-tv-z]{6}\b/g, "<id>"],
  [/\bin \d+:\d\d\b/g, "in <wait>"],
  // The size of a message, which has a date and a queue identifier in it, each of more than one width.
  [/\b\d{3,} (?=octets\b|B\b)/g, "<size> "],
  [/(?<=\bSIZE=|, octet )\d{3,}\b/g, "<size>"],
  // A port that the system chose.
  [/(?<=:|port )(?:3[3-9]|[4-6]\d)\d{3}\b/g, "<port>"],
];

/**
 * Compares.
 *
 * @param shown The lines of the document.
 * @param printed What was printed.
 * @returns Whether they agree.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { agrees } from "./output.ts";
 *
 * assert(agrees(["...", "   0.012 <-  221 Bye"], "a\nb\n  10.118 <-  221 Bye\n"));
 * assert(!agrees(["221 Bye"], "250 Ok\n"));
 * ```
 */
export function agrees(shown: readonly string[], printed: string): boolean {
  const lines = printed.replaceAll("\r\n", "\n").split("\n").map(plain);
  return matches(withoutBlankEnd(shown.map(plain)), withoutBlankEnd(lines));
}

function plain(line: string): string {
  const settled = PASSING.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), line);
  // Columns are as wide as what is different at each run.
  return settled.trim().replaceAll(/ {2,}/g, "  ");
}

function withoutBlankEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

function matches(shown: readonly string[], printed: readonly string[]): boolean {
  const [first, ...rest] = shown;
  if (first === undefined) return printed.length === 0;
  if (first === "...") {
    return printed.some((_, index) => matches(rest, printed.slice(index))) || rest.length === 0 ||
      matches(rest, []);
  }
  const [line, ...others] = printed;
  return line !== undefined && matchesLine(first, line) && matches(rest, others);
}

function matchesLine(shown: string, printed: string): boolean {
  return shown.endsWith("...") ? printed.startsWith(shown.slice(0, -3)) : shown === printed;
}
