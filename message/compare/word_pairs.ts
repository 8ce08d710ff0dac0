/**
 * How alike two texts are, told by which words stand beside each other: two texts of one language have
 * many words in common, and few pairs.
 * @module
 */
import type { ComparedPart } from "./compared_message.ts";
import { htmlToText } from "../body/html_text.ts";

/** How much of a message is looked at, in UTF-16 code units. */
const MAX_LENGTH = 500_000;

/**
 * The pairs of neighbouring words in the texts of a message, without regard to case, lines and
 * punctuation.
 *
 * @param parts The parts of the message.
 */
export function wordPairsOf(parts: readonly ComparedPart[]): Set<string> {
  const pairs = new Set<string>();
  let room = MAX_LENGTH;
  for (const { type, text = "" } of parts) {
    const beginning = text.slice(0, room);
    room -= beginning.length;
    const words = (type === "text/html" ? htmlToText(beginning) : beginning)
      .toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    for (const [index, word] of words.slice(1).entries()) pairs.add(`${words[index]} ${word}`);
  }
  return pairs;
}
