/**
 * The search language of Mailpit: words and phrases that must all be found, with `from:`, `is:unread`,
 * `before:2026-11-29` and the like; `-` or `!` before a term asks for the opposite.
 * @module
 */
import type { Term, TextPlace, Wanted } from "./term.ts";
import { readLocalTime } from "./time.ts";

/** The terms of a query that are looked at: nobody types more. */
const MAX_TERMS = 100;

const PLACES: readonly TextPlace[] = [
  "from",
  "to",
  "cc",
  "bcc",
  "reply-to",
  "addressed",
  "subject",
  "message-id",
  "tag",
];

/** The whole terms, and whether each asks for the opposite of a state. */
const STATES: Readonly<Record<string, Term>> = {
  "is:read": state("read"),
  "is:unread": state("read", true),
  "is:tagged": state("tagged"),
  "has:attachment": state("attachment"),
  "has:attachments": state("attachment"),
  "has:inline": state("inline"),
  "has:inlines": state("inline"),
};

const UNITS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20 };

function state(
  state: "read" | "tagged" | "attachment" | "inline",
  negated = false,
): Term {
  return { wanted: { kind: "state", state }, negated };
}

/**
 * Reads a query. What means nothing, such as a date that is none, is passed over, as Mailpit does.
 *
 * @param query The query.
 * @param zone The time zone that a time without one is of, such as `Europe/Lisbon`; by default that of
 * this machine.
 * @returns Its terms; none for a query that asks for nothing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseQuery } from "./query.ts";
 * assertEquals(parseQuery('from:ana -"never mind" is:unread').map(({ negated }) => negated), [
 *   false,
 *   true,
 *   true,
 * ]);
 * ```
 */
export function parseQuery(query: string, zone?: string): Term[] {
  return splitWords(query).slice(0, MAX_TERMS).flatMap((word) => readTerm(word, zone));
}

/** Splits at blanks that stand in no quotes, and takes the quotes away. */
function splitWords(query: string): string[] {
  const words: string[] = [];
  for (const [word] of query.matchAll(/(?:[^\s"]+|"[^"]*(?:"|$))+/g)) {
    words.push(word.replaceAll('"', "").trim());
  }
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word));
}

function readTerm(word: string, zone: string | undefined): Term[] {
  const isNegated = /^[-!]./.test(word);
  const text = (isNegated ? word.slice(1) : word).toLowerCase();
  const known = STATES[text];
  if (known !== undefined) return [{ ...known, negated: known.negated !== isNegated }];
  const wanted = readWanted(text, zone);
  return wanted === undefined ? [] : [{ wanted, negated: isNegated }];
}

function readWanted(text: string, zone: string | undefined): Wanted | undefined {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  const value = text.slice(colon + 1).trim();
  const place = PLACES.find((each) => each === name);
  if (place !== undefined) return value === "" ? undefined : { kind: "text", place, text: value };
  switch (name) {
    case "before":
    case "after":
      return readTime(name, value, zone);
    case "larger":
    case "smaller":
      return readSize(name, value) ?? anywhere(text);
    default:
      return anywhere(text);
  }
}

function anywhere(text: string): Wanted {
  return { kind: "text", place: "anywhere", text };
}

function readTime(
  side: "before" | "after",
  value: string,
  zone: string | undefined,
): Wanted | undefined {
  const time = readLocalTime(value, zone);
  return time === undefined ? undefined : { kind: "time", side, time };
}

/** `500`, `2k`, `1.5 MB`. */
function readSize(side: "larger" | "smaller", value: string): Wanted | undefined {
  const [, number, unit] = /^(\d{1,12}(?:\.\d{1,3})?)\s?(?:([km])b?)?$/.exec(value) ?? [];
  const octets = Math.floor(Number(number) * (unit === undefined ? 1 : UNITS[unit] ?? 1));
  return octets > 0 ? { kind: "size", side, octets } : undefined;
}
