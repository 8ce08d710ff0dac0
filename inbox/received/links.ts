/**
 * Addresses of web pages in a text.
 * @module
 */

const LINK = /\bhttps?:\/\/[^\s<>"`\p{C}]+/giu;

/** What ends a sentence, or a word in quotes, and not an address. */
const BEHIND: ReadonlySet<string> = new Set(".,;:!?'*_]}»”’");

/**
 * Finds the addresses of web pages in a text.
 *
 * @param text The text.
 * @returns The addresses in their order, each once, without what the sentence has behind them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { linksOfText } from "./links.ts";
 * const text = "See https://x.example/a?b=1. Or (https://x.example/c_(d)), <https://x.example/e>!";
 * assertEquals(linksOfText(text), [
 *   "https://x.example/a?b=1",
 *   "https://x.example/c_(d)",
 *   "https://x.example/e",
 * ]);
 * ```
 */
export function linksOfText(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(LINK), ([link]) => withoutEnd(link)))];
}

/** A bracket belongs to the address if it was opened in it. */
function withoutEnd(link: string): string {
  let open = 0;
  for (const character of link) open += character === "(" ? 1 : character === ")" ? -1 : 0;
  let end = link.length;
  for (; end > 0; end--) {
    const last = link[end - 1] ?? "";
    if (BEHIND.has(last)) continue;
    if (last !== ")" || open >= 0) break;
    open++;
  }
  return link.slice(0, end);
}
