/**
 * Control of a terminal's cursor. Commands write text, which is escaped; these few sequences are the
 * only ones beside styles that reach a terminal, and a line editor cannot do without them.
 * @module
 */

/** A control sequence of ours. */
export interface Control {
  /** The sequence (ECMA-48 section 8.3). */
  readonly sequence: string;
}

/** Back to the first column. */
export const startOfLine: Control = { sequence: "\r" };

/** Erases from the cursor to the end of the line (EL). */
export const eraseLine: Control = { sequence: "\x1b[K" };

/** Erases everything and goes to the first column of the first line (CUP, ED). */
export const clearScreen: Control = { sequence: "\x1b[H\x1b[2J" };

/** Makes itself heard. */
export const bell: Control = { sequence: "\x07" };

/** Has the terminal mark what is pasted, so that it is not taken for keys. */
export const markPastes: Control = { sequence: "\x1b[?2004h" };

/** Ends {@linkcode markPastes}. */
export const unmarkPastes: Control = { sequence: "\x1b[?2004l" };

/**
 * Moves the cursor to the right (CUF).
 *
 * @param columns By how many columns.
 * @returns The control; none for no column, which a terminal would take for one.
 */
export function right(columns: number): Control {
  return { sequence: columns > 0 ? `\x1b[${Math.trunc(columns)}C` : "" };
}
