/**
 * Characters as a terminal shows them: what a person takes for one, and how many columns it has.
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
