/**
 * From the rules that a filter says have matched to what spoke against the message.
 * @module
 */
import { cutText } from "../../message/encoding/character.ts";
import { byWeight, type Cause } from "./judgement.ts";
import { findRule } from "./rules.ts";

/** A rule that matched. */
export interface Hit {
  /** The name of the rule. */
  readonly name: string;
  /** The points that it added, if the filter says so. */
  readonly score?: number | undefined;
  /** The filter's own words for it. */
  readonly words?: string | undefined;
}

/** How heavy a rule against a message is taken for where the filter gives no points. */
const USUAL_WEIGHT = 1;
/** A rule that is not known may speak against a message or for it. */
const UNKNOWN_WEIGHT = 0.5;
/** Fewer points say that a rule has matched, and not that it counts. */
const LEAST_SCORE = 0.01;
/** Characters of the filter's words that are shown. */
const MAX_WORDS = 120;
/** The most rules of a field that are looked at. */
export const MAX_HITS = 300;

/**
 * What spoke against a message, the heaviest first. A rule with points counts if they are above zero; one
 * without, if it is one that speaks against messages, or is not known.
 *
 * @param hits The rules that matched.
 */
export function causesOf(hits: readonly Hit[]): Cause[] {
  return byWeight(hits.slice(0, MAX_HITS).flatMap(causeOf));
}

function causeOf({ name, score, words }: Hit): Cause[] {
  const rule = findRule(name);
  const isAgainst = score === undefined ? rule?.against ?? true : score >= LEAST_SCORE;
  if (!isAgainst) return [];
  const weight = score ?? (rule === undefined ? UNKNOWN_WEIGHT : USUAL_WEIGHT);
  const said = words === undefined || words === "" ? "" : ` The filter says: ${shorten(words)}`;
  const text = rule === undefined
    ? `A rule unknown to mua.${said}`
    : `${rule.title.charAt(0).toUpperCase()}${rule.title.slice(1)}. ${rule.meaning}`;
  return [{
    name,
    ...(score === undefined ? {} : { score }),
    weight,
    text,
    next: rule?.next ?? [],
  }];
}

function shorten(words: string): string {
  return words.length > MAX_WORDS ? `${cutText(words, MAX_WORDS)}…` : words;
}
