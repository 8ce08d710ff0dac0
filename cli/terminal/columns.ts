/**
 * Texts as a terminal shows them: what a person takes for a character, and how many columns it has.
 * @module
 */

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Cuts a text into what a person takes for its characters (UAX #29).
 *
 * @param text The text.
 * @returns The characters.
 */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** East Asian wide and fullwidth characters (UAX #11), by their blocks, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\ufe0f]|\p{Emoji_Presentation}/u;

/** Characters that stand on the one before them. */
const ZERO = /^[\p{Mn}\p{Me}\u200c\u200d]+$/u;

/**
 * The columns of one character.
 *
 * @param grapheme The character, none that steers a terminal.
 * @returns 0, 1 or 2.
 */
export function columnsOf(grapheme: string): number {
  if (ZERO.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/**
 * The columns that a text takes.
 *
 * @param text One line, already escaped.
 */
export function widthOf(text: string): number {
  return isAscii(text)
    ? text.length
    : graphemes(text).reduce((width, each) => width + columnsOf(each), 0);
}

/**
 * The beginning of a text that fits, with an ellipsis where more follows.
 *
 * @param text One line, already escaped.
 * @param width Columns; fewer than one are taken for one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fitColumns } from "./columns.ts";
 *
 * assertEquals(["Olá", "Olá, Ana", "日本語"].map((text) => fitColumns(text, 5)), ["Olá", "Olá,…", "日本…"]);
 * ```
 */
export function fitColumns(text: string, width: number): string {
  const room = Math.max(1, width);
  // Whatever is behind that is not seen, and there may be a lot of it.
  const beginning = text.slice(0, MAX_UNITS * room);
  if (beginning === text && widthOf(text) <= room) return text;
  let fitting = "";
  let used = 0;
  for (const each of graphemes(beginning)) {
    used += columnsOf(each);
    if (used > room - 1) break;
    fitting += each;
  }
  return `${fitting}…`;
}

/** Units of UTF-16 that a column is looked for in: an emoji of several people has more than ten. */
const MAX_UNITS = 16;

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
