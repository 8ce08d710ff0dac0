/**
 * Texts in the columns of a terminal, where some characters take two and some none.
 * @module
 */
import { columnsOf, graphemes } from "./text_width.ts";

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
