/**
 * Terms that are looked up by name, or recognised inside a longer text.
 * @module
 */
import { search } from "./denial.ts";
import type { Knowledge } from "./knowledge.ts";

/** A term, and its other names. */
export interface Term extends Knowledge {
  /** Its names, in lower case. */
  readonly names: readonly string[];
  /** How to recognise it in a text, if that is possible. */
  readonly pattern?: RegExp;
}

/**
 * The term of that name.
 *
 * @param terms Where to look.
 * @param name The name, in upper or lower case; `-` and `_` count as spaces.
 */
export function findTerm(terms: readonly Term[], name: string): Term | undefined {
  const wanted = plain(name);
  return terms.find(({ names }) => names.some((each) => plain(each) === wanted));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, " ").trim();
}

/**
 * The first term found in a text.
 *
 * @param terms Where to look.
 * @param text The text.
 * @returns The term, and the part of the text that matched.
 */
export function termIn(
  terms: readonly Term[],
  text: string,
): { readonly term: Term; readonly said: string } | undefined {
  for (const term of terms) {
    const said = term.pattern === undefined ? undefined : search(term.pattern, text).said;
    if (said !== undefined) return { term, said };
  }
  return undefined;
}
