/**
 * The common form of everything we know, whatever it is about.
 * @module
 */

/** What we know about one word, code or text. The sentences are all ours; nothing in them comes from input. */
export interface Knowledge {
  /** A few words, without a full stop. */
  readonly title: string;
  /** What it means: one to three sentences. */
  readonly meaning: string;
  /** Who says or writes it, and when. */
  readonly when?: string;
  /** What to do next: one sentence each, the most likely to help first. */
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
  | "verdict"
  | "rule"
  | "term"
  | "words"
  | "unknown";

/** One statement of an explanation, and what it is about. */
export interface Point {
  /** What it is about: `550`, `5.7.1`; a word of ours if it is about the whole. */
  readonly about: string;
  /** The sentences. */
  readonly text: string;
}

/** The answer to one question. */
export interface Explanation {
  /** What it is about. */
  readonly kind: Kind;
  /** The piece of the input that was recognised. It comes from outside: escape it. */
  readonly seen: string;
  /** The answer in a few words. */
  readonly title: string;
  /** The statements, the most general first. */
  readonly points: readonly Point[];
  /** What to do next: one sentence each, the most likely to help first. */
  readonly next: readonly string[];
  /** Where it is defined. */
  readonly sources: readonly string[];
}

/**
 * An explanation made of one piece of knowledge.
 *
 * @param kind What it is about.
 * @param seen The piece of the input that was recognised.
 * @param known What we know about it.
 */
export function explanationOf(kind: Kind, seen: string, known: Knowledge): Explanation {
  const { title, meaning, when, next = [], sources = [] } = known;
  const points = [
    { about: "Meaning", text: meaning },
    ...(when === undefined ? [] : [{ about: "When", text: when }]),
  ];
  return { kind, seen, title, points, next, sources };
}
