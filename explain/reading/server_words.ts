/**
 * The server texts we know, the most specific first.
 * @module
 */
import { search } from "../knowledge/denial.ts";
import { AUTHENTICITY, NAMED_CHECKS } from "../knowledge/words/authenticity.ts";
import { BLOCKLISTS } from "../knowledge/words/blocklists.ts";
import { GMAIL } from "../knowledge/words/gmail.ts";
import { MICROSOFT } from "../knowledge/words/microsoft.ts";
import { OUTLOOK } from "../knowledge/words/outlook.ts";
import { FILTERS, PROVIDERS } from "../knowledge/words/providers.ts";
import { RULES, SERVERS } from "../knowledge/words/servers.ts";
import type { ServerWords } from "../knowledge/words/words.ts";

/** All of them, in the order they are tried. */
export const SERVER_WORDS: readonly ServerWords[] = [
  ...GMAIL,
  ...OUTLOOK,
  ...MICROSOFT,
  ...BLOCKLISTS,
  ...PROVIDERS,
  ...AUTHENTICITY,
  ...SERVERS,
  ...NAMED_CHECKS,
  ...FILTERS,
  ...RULES,
];

/** The most characters of a text that are searched; only an abusive reply has more. */
const MAX_SEARCHED = 2048;

/** An address is not part of the message: spam@x.example says nothing about spam. */
const ADDRESS = /<[^<>\s]*@[^<>\s]*>/g;

/** A text that was recognised. */
export interface FoundWords extends ServerWords {
  /** The part of the text that matched. */
  readonly said: string;
}

/** A refusing code, or a refusing word. */
const REFUSAL =
  /(?:^|[\s:])[45]\d\d[ -]|(?:^|[\s#(])[45]\.\d{1,3}\.\d{1,3}(?![.\d])|\b(?:reject|refus|block|den(?:y|ied)|bounce|defer|fail|banned|not accept)/i;

/**
 * Recognises what a server's text says beyond its code.
 *
 * @param text The text, on one line.
 * @param isRefusal Whether it is a refusal, if the caller knows.
 * @returns What we know about the most specific match, or `undefined`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wordsIn } from "./server_words.ts";
 * assertEquals(wordsIn("450 4.2.0 Greylisted")?.title, "greylisting: a new sender is asked to try again later");
 * assertEquals(wordsIn("250 2.0.0 Ok"), undefined);
 * ```
 */
export function wordsIn(text: string, isRefusal = saysNo(text)): FoundWords | undefined {
  let searched = text.slice(0, MAX_SEARCHED).replace(ADDRESS, "<>");
  for (const words of SERVER_WORDS) {
    if (words.inRefusalOnly && !isRefusal) continue;
    const { said, rest } = search(words.pattern, searched);
    // A negated match must not be found again by a more general pattern.
    searched = rest;
    if (said !== undefined) return { ...words, said };
  }
  return undefined;
}

function saysNo(text: string): boolean {
  return search(REFUSAL, text.slice(0, MAX_SEARCHED)).said !== undefined;
}
