/**
 * "Did you mean": the nearest known names to one that is not known.
 * @module
 */

/** No more suggestions than this: a list is no help. */
const MAX_SUGGESTIONS = 3;

/** Longer words are no typing errors; the bound also keeps the work small. */
const MAX_LENGTH = 64;

/**
 * The names that a mistyped word may have meant, the nearest first: those it begins, and those with
 * at most one typing error in three letters.
 *
 * @param word What was typed.
 * @param names What is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { suggest } from "./suggest.ts";
 *
 * assertEquals(suggest("sned", ["mx", "send", "inbox"]), ["send"]);
 * ```
 */
export function suggest(word: string, names: readonly string[]): string[] {
  if (word.length > MAX_LENGTH) return [];
  return names
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => isNear(word, name, distance))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}

/**
 * The question to ask after an unknown name.
 *
 * @param word What was typed.
 * @param names What is known.
 * @return `Did you mean --from or --form?`, or undefined if nothing is near.
 */
export function didYouMean(word: string, names: readonly string[]): string | undefined {
  const near = suggest(word, names);
  return near.length === 0 ? undefined : `Did you mean ${near.join(" or ")}?`;
}

function isNear(word: string, name: string, distance: number): boolean {
  const letters = word.replace(/^-+/, "");
  const begins = letters.length >= 2 && name.startsWith(word);
  return begins || distance <= Math.max(1, Math.floor(letters.length / 3));
}

/**
 * How many letters must be added, dropped, changed or swapped with their neighbour to make one word
 * of the other (optimal string alignment).
 *
 * @param a One word.
 * @param b The other.
 */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(
        cell(previous, j) + 1,
        cell(row, j - 1) + 1,
        cell(previous, j - 1) + (same ? 0 : 1),
        swapped ? cell(beforePrevious, j - 2) + 1 : Infinity,
      ));
    }
    [beforePrevious, previous] = [previous, row];
  }
  return cell(previous, b.length);
}

function cell(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
