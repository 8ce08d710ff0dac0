/**
 * What a filter or a server of the recipient says of a message, in one form for all of them.
 * @module
 */
import type { HeaderField } from "../../message/header/header.ts";
import type { Standing } from "../../message/header/own_server.ts";

/** What spoke against a message. */
export interface Cause {
  /** Its name, as the filter writes it: `RDNS_NONE`, `dmarc=fail`, `SCL:9`. It comes from outside. */
  readonly name: string;
  /** The points that it added, if the filter says so. */
  readonly score?: number;
  /** How heavy it is, to put the heaviest first: its points, or our estimate of them. */
  readonly weight: number;
  /** What it means, in a sentence or two. */
  readonly text: string;
  /** What to do about it, the most likely to help first. */
  readonly next: readonly string[];
}

/** What one filter or server says. */
export interface Judgement {
  /** Who says it: `SpamAssassin on mx.b.example`. It comes from outside. */
  readonly by: string;
  /** The field that says it; of several the first. */
  readonly field: HeaderField;
  /** Whose the field is; only what is `own` counts. */
  readonly standing: Standing;
  /** Whether it says that the message is junk; `undefined` if it does not say. */
  readonly junk: boolean | undefined;
  /** In a few words: `spam`, `not spam`, `phishing`. */
  readonly verdict: string;
  /** The points of the message. */
  readonly score?: number;
  /** From how many points on it is junk. */
  readonly threshold?: number;
  /** What spoke against it, the heaviest first. */
  readonly causes: readonly Cause[];
  /** What else the fields say, value by value. */
  readonly details: readonly Detail[];
}

/** One value of a field, in words. */
export interface Detail {
  /** The value as it stands there: `SCL:5`. It comes from outside. */
  readonly name: string;
  /** What it means; that it is not known, if so. */
  readonly text: string;
}

/** What is said of a value that is not known. */
export const UNKNOWN_VALUE = "Unknown to mua.";

/** A field, and whose it is. */
export interface PlacedField {
  /** The field. */
  readonly field: HeaderField;
  /** Whose it is, by its place. */
  readonly standing: Standing;
}

/** The fields of one standing, by their names in lower case: of each name the topmost. */
export type FieldsByName = ReadonlyMap<string, PlacedField>;

/** Characters of a field that are read: none of use is so long. */
const MAX_VALUE_LENGTH = 20_000;

/**
 * The value of a field.
 *
 * @param fields The fields of one standing.
 * @param name Its name in lower case.
 * @returns The value, or an empty text if there is no such field.
 */
export function valueIn(fields: FieldsByName, name: string): string {
  return fields.get(name)?.field.value.slice(0, MAX_VALUE_LENGTH) ?? "";
}

/**
 * Reads a number at the beginning of a text.
 *
 * @param text The text, such as `7.3 / 15`.
 */
export function numberIn(text: string | undefined): number | undefined {
  const [found] = /^\s*[-+]?\d{1,6}(?:\.\d{1,6})?(?![\w.])/.exec(text ?? "") ?? [];
  return found === undefined ? undefined : Number(found);
}

/**
 * Orders causes, the heaviest first.
 *
 * @param causes The causes, in any order.
 */
export function byWeight(causes: readonly Cause[]): Cause[] {
  return [...causes].sort((one, other) => other.weight - one.weight);
}

/** The most pieces of advice that are given at once. */
const MAX_ADVICE = 5;

/**
 * What to do about several causes: for each of them what is most likely to help, then what comes second.
 *
 * @param causes The causes, the heaviest first.
 */
export function adviceOf(causes: readonly Cause[]): string[] {
  const first = causes.flatMap(({ next }) => next.slice(0, 1));
  const others = causes.flatMap(({ next }) => next.slice(1));
  return [...new Set([...first, ...others])].slice(0, MAX_ADVICE);
}
