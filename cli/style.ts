/**
 * Styled text. A command never writes escape sequences itself: it says what is bold or red, and the
 * terminal escapes every text and adds the sequences, or does not.
 * @module
 */
import { escape } from "./escape.ts";
import * as colors from "./std/colors.ts";

/** Text to write: plain, or with a style. */
export type Piece = string | Styled;

/** Pieces with a style around them. */
export interface Styled {
  /** Puts the sequences of the style around a text. */
  readonly style: colors.Style;
  /** What stands inside. */
  readonly pieces: readonly Piece[];
}

type Maker = (...pieces: Piece[]) => Styled;

function maker(style: colors.Style): Maker {
  return (...pieces) => ({ style, pieces });
}

/** Headings. */
export const bold: Maker = maker(colors.bold);
/** What matters less. */
export const dim: Maker = maker(colors.dim);
/** Refusals and failures. */
export const red: Maker = maker(colors.red);
/** Success, and what the server says. */
export const green: Maker = maker(colors.green);
/** What is temporary or uncertain. */
export const yellow: Maker = maker(colors.yellow);
/** What we sent. */
export const blue: Maker = maker(colors.blue);
/** Names. */
export const cyan: Maker = maker(colors.cyan);

/**
 * The text of some pieces, safe for a terminal.
 *
 * @param pieces What to write.
 * @param color Whether styles become escape sequences.
 */
export function render(pieces: readonly Piece[], color: boolean): string {
  return pieces.map((piece) => renderPiece(piece, color)).join("");
}

function renderPiece(piece: Piece, color: boolean): string {
  if (typeof piece === "string") return escape(piece);
  const text = render(piece.pieces, color);
  return color ? piece.style(text) : text;
}
