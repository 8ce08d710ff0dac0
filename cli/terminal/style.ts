/**
 * Styled text. A command never writes escape sequences itself: it says what is bold or red, and the
 * terminal escapes every text and adds the sequences, or does not.
 *
 * Not `@std/fmt/colors`: under NO_COLOR that cannot be turned on, and `--color always` outranks it.
 * @module
 */
import type { Control } from "./cursor.ts";
import { escape } from "./escape.ts";

/** Text to write, plain or with a style; or a movement of the cursor. */
export type Piece = string | Styled | Control;

/** Pieces with a style around them. */
interface Styled {
  /** The number of the style in the sequence SGR of ECMA-48, section 8.3.117. */
  readonly on: number;
  /** The number that ends it. */
  readonly off: number;
  /** What stands inside. */
  readonly pieces: readonly Piece[];
}

/**
 * What functions that write take as an argument: a list is handed over as it is. As one argument for
 * each piece, a long one would overflow the stack.
 */
export type Pieces = Piece | readonly Piece[];

type Maker = (...pieces: Pieces[]) => Styled;

function maker(on: number, off: number): Maker {
  return (...pieces) => ({ on, off, pieces: pieces.flat() });
}

/** Headings. */
export const bold: Maker = maker(1, 22);
/** What matters less. */
export const dim: Maker = maker(2, 22);
/** Refusals and failures. */
export const red: Maker = maker(31, 39);
/** Success, and what the server says. */
export const green: Maker = maker(32, 39);
/** What is temporary or uncertain. */
export const yellow: Maker = maker(33, 39);
/** What we sent. */
export const blue: Maker = maker(34, 39);
/** Names. */
export const cyan: Maker = maker(36, 39);

/**
 * The text of some pieces, safe for a terminal.
 *
 * @param pieces What to write.
 * @param color Whether styles become escape sequences.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { red, render } from "./style.ts";
 *
 * assertEquals(render(["550 ", red("no \x1b[2J")], false), "550 no \\x1b[2J");
 * assertEquals(render(["550 ", red("no")], true), "550 \x1b[31mno\x1b[39m");
 * ```
 */
export function render(pieces: readonly Pieces[], color: boolean): string {
  return pieces.flat().map((piece) => renderPiece(piece, color)).join("");
}

function renderPiece(piece: Piece, color: boolean): string {
  if (typeof piece === "string") return escape(piece);
  if ("sequence" in piece) return piece.sequence;
  const text = render(piece.pieces, color);
  if (!color) return text;
  const [on, off] = [sgr(piece.on), sgr(piece.off)];
  // What ends an inner style may end this one too, so it begins again there.
  return on + text.replaceAll(off, off + on) + off;
}

function sgr(number: number): string {
  return `\x1b[${number}m`;
}
