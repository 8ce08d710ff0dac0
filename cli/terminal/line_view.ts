/**
 * A line that is edited, as it stands on one row of a terminal, however narrow: of a long line the part
 * around the cursor.
 * @module
 */
import { escapePart } from "./escape.ts";
import { graphemes, widthOf } from "./columns.ts";

/** What is to be shown. */
export interface EditedLine {
  /** What stands before the line. */
  readonly prompt: string;
  /** What stands before the cursor. */
  readonly before: string;
  /** What stands from the cursor on. */
  readonly after: string;
}

/** What stands on the row. */
interface LineView {
  /** The text, safe for a terminal. */
  readonly text: string;
  /** The column of the cursor, from 0. */
  readonly column: number;
}

/** What stands where a part of the line is not shown. */
const MORE = "…";

/** Columns for the line that the prompt leaves, at the least. */
const LINE_MIN_COLUMNS = 8;

interface Cell {
  readonly text: string;
  readonly width: number;
}

/**
 * Lays a line out.
 *
 * @param line The line.
 * @param columns The columns of the terminal.
 * @returns The row; it never fills the last column, where terminals differ.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { viewLine } from "./line_view.ts";
 * const line = { prompt: "mail>", before: "VRFY alberto@ualg", after: ".pt" };
 * assertEquals(viewLine(line, 80), { text: "mail> VRFY alberto@ualg.pt", column: 23 });
 * assertEquals(viewLine(line, 20), { text: "mail> …erto@ualg.pt", column: 16 });
 * ```
 */
export function viewLine({ prompt, before, after }: EditedLine, columns: number): LineView {
  const heading = columns - prompt.length - 2 >= LINE_MIN_COLUMNS ? `${prompt} ` : "> ";
  const room = Math.max(columns - heading.length - 1, 1);
  const left = cellsOf(before);
  const right = cellsOf(after);
  const all = width(left) + width(right);
  if (all <= room) {
    return { text: heading + textOf([...left, ...right]), column: heading.length + width(left) };
  }
  // A third of the room is for what follows the cursor; what that does not need is for what precedes it.
  const behind = takeWhileFits(right, Math.floor(room / 3));
  const isCutAfter = behind.length < right.length;
  const leftRoom = room - width(behind) - (isCutAfter ? 1 : 0);
  const isCutBefore = width(left) > leftRoom;
  const shown = isCutBefore ? takeWhileFits(left.toReversed(), leftRoom - 1).toReversed() : left;
  const spare = leftRoom - width(shown) - (isCutBefore ? 1 : 0);
  const rest = takeWhileFits(right, width(behind) + spare);
  const start = heading + (isCutBefore ? MORE : "");
  const end = rest.length < right.length ? MORE : "";
  return {
    text: start + textOf(shown) + textOf(rest) + end,
    column: start.length + width(shown),
  };
}

function cellsOf(text: string): Cell[] {
  let start = 0;
  return graphemes(text).map((grapheme) => {
    const end = start + grapheme.length;
    const shown = grapheme === "\t"
      ? "\\t"
      : escapePart(text, start, end).replaceAll("\n", "\\x0a");
    start = end;
    return { text: shown, width: widthOf(shown) };
  });
}

function takeWhileFits(cells: readonly Cell[], room: number): Cell[] {
  const taken: Cell[] = [];
  let left = room;
  for (const cell of cells) {
    left -= cell.width;
    if (left < 0) break;
    taken.push(cell);
  }
  return taken;
}

function width(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

function textOf(cells: readonly Cell[]): string {
  return cells.map(({ text }) => text).join("");
}
