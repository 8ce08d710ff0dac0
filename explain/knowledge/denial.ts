/**
 * Whether a text says something or its opposite: "is blocked" and "was not blocked", "virus found" and
 * "no virus found". A pattern for the thing alone would match both.
 * @module
 */

/** Words between a negation and what it negates: `not listed on any`. */
const BETWEEN =
  "a|an|any|all|each|every|the|our|your|its|this|on|in|at|by|as|to|of|from|for|be|been|being|have|" +
  "has|had|is|are|was|were|longer|yet|currently|listed|known|considered|contain|detected|look|likely|need|ran|" +
  "like|match|exceed|rejected|refused|blocked|flagged|marked|tagged|classified|identified";

/** What was taken off a list; but not "to be removed", nor "to have your IP address removed", which is on it. */
const REMOVED =
  "(?<!\\b(?:be|get|getting|being|yourself|address(?:es)?|ips?|hosts?|domains?|it|them) )" +
  "\\b(?:(?:removed|released|cleared|deleted|taken) (?:from|off)|delisted|unlisted|off)";

/** A negation directly before: `no`, `is not on our`, `hasn't been`. The first labels of a host name may follow. */
const DENIED_BEFORE = new RegExp(
  `(?:\\b(?:no|not|never|without|neither|nor|cannot|within|below)|n['’]t|` +
    `${REMOVED}(?: (?:from|off|by|at|on))?) ` +
    `(?:(?:${BETWEEN}) ){0,6}(?:[\\w-]{1,63}\\.){0,4}$`,
  "i",
);

/** Checks that may be listed together: `passes SPF, DKIM and DMARC`. */
const CHECKS = "(?:(?:the|our|your|its|both|all|and|or|spf|dkim|dmarc|arc|checks?)[,/]? ){0,6}";

/**
 * A "pass" directly before, unless it is negated itself or belongs to another check: `passes the`, but
 * not `does not pass the`, nor `SPF passed and`.
 */
const PASSED_BEFORE = new RegExp(
  `(?<!(?:\\b(?:no|not|never|without|nor|cannot|spf|dkim|dmarc|arc|checks?)|n['’]t|[=:]) ?)\\b(?:pass(?:es|ed|ing)?|valid|good) ` +
    `${CHECKS}$`,
  "i",
);

/** A "pass" after a match, or after the check that it ends with: `scan passed`, `=pass`, `: none`, `: No`. */
const PASSED_BEHIND = new RegExp(
  `^(?:(?:spf|dkim|dmarc|arc)(?:,? (?:and |or )?(?:spf|dkim|dmarc|arc)\\b){0,4})?` +
    `(?:[ -](?:checks?|scan|test|filter|filtering|verification|signature|alignment|record|result|score)){0,2}` +
    `(?: (?:is|are|was|were|has|have|has been|have been)\\b|[:=-]| \\()? ?` +
    `(?:(?:none|low|free|clean|pass(?:ed|es)?|ok|okay|off|disabled|cleared|lifted|removed|valid|good)\\b` +
    `|not (?:reached|exceeded)\\b|no(?=\\s*(?:$|[,;.)])))`,
  "i",
);

/** Where one statement ends and the next begins. */
const BREAK = /[,;:!?()"]|\.(?=\s|$)/g;

/** What was found, and what is left to search. */
interface Search {
  /** The first words that match, if any. */
  readonly said?: string;
  /** The text, with blanks instead of the earlier words that say the opposite. */
  readonly rest: string;
}

/**
 * The first place where a text says what the pattern matches, and not the opposite.
 *
 * @param pattern What is looked for.
 * @param text The text, on one line.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { search } from "./denial.ts";
 * assertEquals(search(/virus/i, "550 a virus was found").said, "virus");
 * assertEquals(search(/virus/i, "no virus found").said, undefined);
 * assertEquals(search(/virus/i, "no virus found").rest, "no       found");
 * ```
 */
export function search(pattern: RegExp, text: string): Search {
  const flags = pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`;
  let rest = text;
  for (const found of text.matchAll(new RegExp(pattern.source, flags))) {
    const [said] = found;
    const end = found.index + said.length;
    const check = /\b(?:spf|dkim|dmarc|arc)$/i.exec(said)?.[0] ?? "";
    // A pattern may end inside a word: greylist in greylisting.
    const behind = check + text.slice(end).replace(/^\w+/, "");
    if (!isContrary(text.slice(0, found.index), behind)) return { said, rest };
    rest = rest.slice(0, found.index) + " ".repeat(said.length) + rest.slice(end);
  }
  return { rest };
}

/** Characters around a match that are looked at. */
const REACH = 120;

function isContrary(before: string, behind: string): boolean {
  // Commas separate checks in a list; elsewhere they end the statement.
  const near = before.slice(-REACH);
  const statement = near.slice([...near.matchAll(BREAK)].at(-1)?.index ?? 0).replace(BREAK, "");
  return DENIED_BEFORE.test(statement) || PASSED_BEFORE.test(near) ||
    (PASSED_BEHIND.test(behind.slice(0, REACH)) && !DENIED_ROW.test(statement));
}

/** `neither SPF nor` before `DKIM passes`, `not all of` before `SPF passed`. */
const DENIED_ROW = /\b(?:neither|nor|not|no|none of|never)\b[^.]{0,60}$/i;
