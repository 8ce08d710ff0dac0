/**
 * How a text differs from what was sent, in the ways in which servers on its way change one.
 * @module
 */

import { type Around, explainText, type TextExplanation } from "./text_causes.ts";

/** What became of a text. */
export type TextChange =
  | { readonly kind: "identical" }
  /** Lines end in another way. */
  | { readonly kind: "line-ends" }
  /** Blanks at the ends of lines, or empty lines at the end of the text, came or went. */
  | { readonly kind: "trailing-blanks" }
  /** Behind it stands more: a footer. */
  | { readonly kind: "appended"; readonly text: string }
  /** Before it stands more: a warning of a filter, perhaps. */
  | { readonly kind: "prepended"; readonly text: string }
  /** Before and behind it stands more. */
  | { readonly kind: "surrounded"; readonly before: string; readonly after: string }
  /** It was changed in ways that are known by name; more may stand before and behind it. */
  | TextExplanation & { readonly kind: "rewritten" }
  /** Something else. The first line that differs, from 1; `undefined` of a text that is over there. */
  | {
    readonly kind: "altered";
    readonly line: number;
    readonly sent: string | undefined;
    readonly received: string | undefined;
  };

/**
 * Compares two texts.
 *
 * @param sent The text that was sent.
 * @param received The text that arrived.
 * @param isHtml Whether both are HTML, which may read the same when it is written anew.
 * @returns The smallest difference that explains what arrived.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { compareText } from "./text.ts";
 * assertEquals(compareText("Hi\r\n", "Hi\n"), { kind: "line-ends" });
 * assertEquals(compareText("Hi\n", "Hi\n--\nA list\n"), { kind: "appended", text: "--\nA list" });
 * ```
 */
export function compareText(sent: string, received: string, isHtml = false): TextChange {
  if (sent === received) return { kind: "identical" };
  const [sentLines, receivedLines] = [linesOf(sent), linesOf(received)];
  if (sameLines(sentLines, receivedLines)) return { kind: "line-ends" };
  const [before, after] = [bare(sentLines), bare(receivedLines)];
  if (sameLines(before, after)) return { kind: "trailing-blanks" };
  const around = findLines(before, after);
  if (around !== undefined) return changeAround(around);
  const explanation = explainText(sent, received, isHtml, findLines);
  return explanation === undefined
    ? firstDifference(before, after)
    : { kind: "rewritten", ...explanation };
}

/** The lines. Whether the last one has an end is no matter: SMTP gives it one (RFC 5321 4.1.1.4). */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function sameLines(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

/** The lines without what blanks and empty lines stand at their ends. */
function bare(lines: readonly string[]): string[] {
  const stripped = lines.map(withoutBlanksBehind);
  return stripped.slice(0, stripped.findLastIndex((line) => line !== "") + 1);
}

/** Not by a pattern: one that looks for blanks at an end takes time with the square of the blanks. */
function withoutBlanksBehind(line: string): string {
  let end = line.length;
  while (line[end - 1] === " " || line[end - 1] === "\t") end--;
  return line.slice(0, end);
}

function changeAround({ before, after }: Around): TextChange {
  if (before === undefined) return { kind: "appended", text: after ?? "" };
  if (after === undefined) return { kind: "prepended", text: before };
  return { kind: "surrounded", before, after };
}

/** Looks for the sent lines, whole and together, in the received ones. */
function findLines(sent: readonly string[], received: readonly string[]): Around | undefined {
  const at = placeOf(sent, received);
  if (at === undefined) return undefined;
  const end = at + sent.length;
  return {
    ...at === 0 ? {} : { before: received.slice(0, at).join("\n") },
    ...end === received.length ? {} : { after: received.slice(end).join("\n") },
  };
}

/** The first place of some lines in others, in one pass (Knuth, Morris and Pratt). */
function placeOf(wanted: readonly string[], lines: readonly string[]): number | undefined {
  if (wanted.length === 0) return 0;
  const borders = bordersOf(wanted);
  let matched = 0;
  for (const [index, line] of lines.entries()) {
    matched = extend(wanted, borders, matched, line);
    if (matched === wanted.length) return index + 1 - matched;
  }
  return undefined;
}

/** For each beginning of the lines: how many of its lines are its beginning and its end at once. */
function bordersOf(lines: readonly string[]): number[] {
  const borders = [0];
  let matched = 0;
  for (const line of lines.slice(1)) {
    matched = extend(lines, borders, matched, line);
    borders.push(matched);
  }
  return borders;
}

/** How many lines match up to `line`, if `matched` lines did before it. */
function extend(
  wanted: readonly string[],
  borders: readonly number[],
  matched: number,
  line: string,
): number {
  let length = matched;
  while (length > 0 && wanted[length] !== line) length = borders[length - 1] ?? 0;
  return wanted[length] === line ? length + 1 : 0;
}

function firstDifference(sent: readonly string[], received: readonly string[]): TextChange {
  const longer = sent.length > received.length ? sent : received;
  const index = longer.findIndex((_, place) => sent[place] !== received[place]);
  return {
    kind: "altered",
    line: index + 1,
    sent: sent[index],
    received: received[index],
  };
}
