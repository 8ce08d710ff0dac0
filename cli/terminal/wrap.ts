/**
 * Prose broken into lines.
 * @module
 */

/** What fits everywhere, in columns. */
const WIDTH = 80;

/**
 * Breaks a text into lines at its spaces. A word that is longer than a line stays whole: it may be a
 * command to copy.
 *
 * @param text Words.
 * @param first The indent of the first line, in columns.
 * @param others The indent of the other lines, in columns.
 * @param width The columns of a line.
 * @return The lines, each with its LF.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wrap } from "./wrap.ts";
 *
 * assertEquals(wrap("take it easy", 0, 2, 8), "take it\n  easy\n");
 * ```
 */
export function wrap(text: string, first: number, others: number, width = WIDTH): string {
  const lines = [" ".repeat(first)];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    const separator = line.trim() === "" ? "" : " ";
    if (separator !== "" && line.length + 1 + word.length > width) {
      lines.push(" ".repeat(others) + word);
    } else lines[lines.length - 1] = line + separator + word;
  }
  return lines.join("\n") + "\n";
}
