/**
 * The form in which results of checks are written down.
 * @module
 */

/** One result of a check. */
export type Row = readonly [result: string, title: string, meaning: string, ...next: string[]];

/** What is said of a check that could not be made. */
export const LATER =
  "A name server did not answer. This says nothing about the mail; most servers try " +
  "again.";
