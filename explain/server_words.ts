/**
 * The words of servers that are known, the most specific first.
 * @module
 */
import { AUTHENTICITY } from "./words/authenticity.ts";
import { BLOCKLISTS } from "./words/blocklists.ts";
import { GMAIL } from "./words/gmail.ts";
import { MICROSOFT } from "./words/microsoft.ts";
import { FILTERS, PROVIDERS } from "./words/providers.ts";
import { RULES, SERVERS } from "./words/servers.ts";
import type { ServerWords } from "./words/words.ts";

/** All of them, in the order in which they are tried. */
export const SERVER_WORDS: readonly ServerWords[] = [
  ...GMAIL,
  ...MICROSOFT,
  ...BLOCKLISTS,
  ...PROVIDERS,
  ...AUTHENTICITY,
  ...SERVERS,
  ...FILTERS,
  ...RULES,
];

/** Characters of a text that are looked at; a reply has more only if it wants to be a burden. */
const MAX_SEARCHED = 2048;

/** An address is nobody's words, also that of spam@x.example. */
const ADDRESS = /<[^<>\s]*@[^<>\s]*>/g;

/** Words that were recognised. */
export interface FoundWords extends ServerWords {
  /** The part of the text by which they were. */
  readonly said: string;
}

/**
 * Recognises what a server says beyond its code.
 *
 * @param text The text, on one line.
 * @returns What is known of the most specific words in it, or `undefined`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wordsIn } from "./server_words.ts";
 * assertEquals(wordsIn("450 4.2.0 Greylisted")?.title, "greylisting: a stranger is asked to come back");
 * assertEquals(wordsIn("250 2.0.0 Ok"), undefined);
 * ```
 */
export function wordsIn(text: string): FoundWords | undefined {
  const searched = text.slice(0, MAX_SEARCHED).replace(ADDRESS, "<>");
  for (const words of SERVER_WORDS) {
    const said = words.pattern.exec(searched)?.[0];
    if (said !== undefined) return { ...words, said };
  }
  return undefined;
}
