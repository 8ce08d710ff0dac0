/**
 * What is found out about a domain: a verdict, its reason, and what to publish instead.
 * @module
 */

/**
 * How much a finding weighs: `fault` breaks mail or its protection; `unknown` could not be checked;
 * `warning` works, but not everywhere or not for long; `note` is good to know; `good` is as it should be.
 */
export type Level = "fault" | "unknown" | "warning" | "note" | "good";

/** The levels, the most important first. */
export const LEVELS: readonly Level[] = ["fault", "unknown", "warning", "note", "good"];

/** What a finding is about, in the order of a report. */
const TOPICS = [
  "mx",
  "host",
  "tls",
  "dane",
  "mta-sts",
  "tls-rpt",
  "postmaster",
  "spf",
  "dmarc",
  "dkim",
  "bimi",
  "address",
  "blocklist",
] as const;

/** What a finding is about. */
export type Topic = typeof TOPICS[number];

/** A record to publish. */
export interface Publish {
  /** The name that has it. */
  readonly name: string;
  /** Its type. */
  readonly type: "TXT" | "PTR" | "A" | "MX" | "TLSA";
  /** What it says; of a TXT record without quotes. */
  readonly value: string;
}

/** One finding. */
export interface Finding {
  /** How much it weighs. */
  readonly level: Level;
  /** What it is about. */
  readonly topic: Topic;
  /** A word for programs, such as `too-many-lookups`. */
  readonly code: string;
  /** The domain, host or address that it is about. */
  readonly about: string;
  /** What it is and why: a sentence without a full stop. It may repeat what a stranger has published. */
  readonly text: string;
  /** The section that says so, such as `RFC 7208 4.6.4`. */
  readonly reference: string;
  /** The record that would be right. */
  readonly publish?: Publish;
}

/** What is the same in all findings of one place. */
type Place = Pick<Finding, "topic" | "about">;

/** Makes findings about one thing. */
export type Judge = (
  level: Level,
  code: string,
  text: string,
  reference: string,
  publish?: Publish,
) => Finding;

/**
 * Makes findings about one thing.
 *
 * @param topic The kind of thing.
 * @param about The domain, host or address.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { judgeOf } from "./finding.ts";
 *
 * const judge = judgeOf("spf", "example.com");
 * assertEquals(judge("fault", "two-records", "two SPF records", "RFC 7208 4.5").about, "example.com");
 * ```
 */
export function judgeOf(topic: Topic, about: string): Judge {
  const place: Place = { topic, about };
  return (level, code, text, reference, publish) => ({
    level,
    ...place,
    code,
    text,
    reference,
    ...(publish === undefined ? {} : { publish }),
  });
}

/** How much of a stranger's text a finding repeats, in UTF-16 code units. */
const MAX_QUOTED = 120;

/** Quotes what a stranger has published, of a long text only the beginning. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text);
}

/**
 * Puts findings into the order of a report: the most important first, and those of one level by topic.
 *
 * @param findings The findings.
 */
export function byImportance(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((one, other) =>
    LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level) ||
    TOPICS.indexOf(one.topic) - TOPICS.indexOf(other.topic)
  );
}
