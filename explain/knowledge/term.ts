/**
 * Words of a field that are looked up by name, and recognised inside a longer text.
 * @module
 */
import { search } from "./denial.ts";
import type { Knowledge } from "./knowledge.ts";

/** A word, or several for one thing. */
export interface Term extends Knowledge {
  /** What it is called; in lower case. */
  readonly names: readonly string[];
  /** How it stands in a text, where it can be recognised there. */
  readonly pattern?: RegExp;
}

/**
 * The term of that name.
 *
 * @param terms Where to look.
 * @param name The name, in any case; `-` and `_` are as good as a space.
 */
export function findTerm(terms: readonly Term[], name: string): Term | undefined {
  const wanted = plain(name);
  return terms.find(({ names }) => names.some((each) => plain(each) === wanted));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, " ").trim();
}

/**
 * The first term that a text holds.
 *
 * @param terms Where to look.
 * @param text The text.
 * @returns The term, and by which part of the text it was recognised.
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
