/**
 * The form that everything we know has, whatever it is about.
 * @module
 */

/** What is known of one word, code or text. Sentences are plain; nothing in them came from others. */
export interface Knowledge {
  /** A few words without a full stop. */
  readonly title: string;
  /** What it means: one to three sentences. */
  readonly meaning: string;
  /** Who says or writes it, and when. */
  readonly when?: string;
  /** What to do next: a sentence each, the most likely first. */
  readonly next?: readonly string[];
  /** Where it is defined: `RFC 5321 section 4.2.3`. */
  readonly sources?: readonly string[];
}

/** What an explanation is about. */
export type Kind =
  | "reply"
  | "enhanced-code"
  | "keyword"
  | "command"
  | "field"
  | "dns"
  | "tls"
  | "sasl"
  | "port"
  | "result"
  | "check"
  | "term"
  | "words"
  | "unknown";

/** One thing that is said in an explanation, and of what. */
export interface Point {
  /** What it is about: `550`, `5.7.1`; our own word where it is about the whole. */
  readonly about: string;
  /** The sentences. */
  readonly text: string;
}

/** The answer to one question. */
export interface Explanation {
  /** What it is about. */
  readonly kind: Kind;
  /** The piece of the input that was recognised. It is of others: escape it. */
  readonly seen: string;
  /** The answer in a few words. */
  readonly title: string;
  /** What is to be said, the most general first. */
  readonly points: readonly Point[];
  /** What to do next: a sentence each, the most likely first. */
  readonly next: readonly string[];
  /** Where it is defined. */
  readonly sources: readonly string[];
}

/**
 * An explanation that rests on one piece of knowledge.
 *
 * @param kind What it is about.
 * @param seen The piece of the input that was recognised.
 * @param known What is known of it.
 */
export function explanationOf(kind: Kind, seen: string, known: Knowledge): Explanation {
  const { title, meaning, when, next = [], sources = [] } = known;
  const points = [
    { about: "Meaning", text: meaning },
    ...(when === undefined ? [] : [{ about: "When", text: when }]),
  ];
  return { kind, seen, title, points, next, sources };
}
