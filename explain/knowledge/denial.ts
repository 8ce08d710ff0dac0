/**
 * Whether a text says a thing or its contrary: "is blocked" and "was not blocked", "virus found" and
 * "no virus found". A pattern that names the thing alone would find it in both.
 * @module
 */

/** Words between a denial and what it denies: `not listed on any`. */
const BETWEEN = "a|an|any|the|our|your|its|this|on|in|at|by|as|to|of|from|for|be|been|being|have|" +
  "has|had|is|are|was|were|longer|yet|currently|listed|known|considered|contain|detected|look|likely|need|ran|" +
  "like|match|exceed";

/** A denial directly before: `no`, `is not on our`, `hasn't been`. A host name's first labels may follow. */
const DENIED_BEFORE = new RegExp(
  `(?:\\b(?:no|not|never|without|neither|nor|cannot|within|below)|n['’]t|` +
    `\\b(?:is|was|were|been) (?:removed|delisted|released) from) ` +
    `(?:(?:${BETWEEN}) ){0,6}(?:[\\w-]{1,63}\\.){0,4}$`,
  "i",
);

/** Checks that may be named in a row: `passes SPF, DKIM and DMARC`. */
const CHECKS = "(?:(?:the|our|your|its|both|all|and|or|spf|dkim|dmarc|arc|checks?)[,/]? ){0,6}";

/**
 * Praise directly before, where it is not denied itself, nor that of another check: `passes the`, but
 * not `does not pass the`, nor `SPF passed and`.
 */
const PASSED_BEFORE = new RegExp(
  `(?<!(?:\\b(?:no|not|never|without|nor|cannot|spf|dkim|dmarc|arc|checks?)|n['’]t|[=:]) ?)\\b(?:pass(?:es|ed|ing)?|valid|good) ` +
    `${CHECKS}$`,
  "i",
);

/** Praise behind a match, or behind the check that it ends with: `scan passed`, `=pass`, `: none`, `: No`. */
const PASSED_BEHIND = new RegExp(
  `^(?:(?:spf|dkim|dmarc|arc)(?:,? (?:and |or )?(?:spf|dkim|dmarc|arc)\\b){0,4})?` +
    `(?:[ -](?:checks?|scan|test|filter|filtering|verification|signature|alignment|record|result)){0,2}` +
    `(?: (?:is|are|was|were|has|have|has been|have been)\\b|[:=-]| \\()? ?` +
    `(?:(?:none|free|clean|pass(?:ed|es)?|ok|okay|off|disabled|cleared|lifted|removed|valid|good)\\b` +
    `|not (?:reached|exceeded)\\b|no(?=\\s*(?:$|[,;.)])))`,
  "i",
);

/** Where one statement ends and the next begins. */
const BREAK = /[,;:!?()"]|\.(?=\s|$)/g;

/** What was found, and what is left to be looked through. */
interface Search {
  /** The first words that say what was looked for, if there are any. */
  readonly said?: string;
  /** The text with blanks in place of the words before them that say the contrary. */
  readonly rest: string;
}

/**
 * The first place where a text says what a pattern names, and not the contrary.
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
    // A pattern may end within a word: greylist in greylisting.
    const behind = check + text.slice(end).replace(/^\w+/, "");
    if (!isContrary(text.slice(0, found.index), behind)) return { said, rest };
    rest = rest.slice(0, found.index) + " ".repeat(said.length) + rest.slice(end);
  }
  return { rest };
}

/** Characters beside a match that are looked at. */
const REACH = 120;

function isContrary(before: string, behind: string): boolean {
  // Commas stand in a row of checks, and end any other statement.
  const near = before.slice(-REACH);
  const statement = near.slice([...near.matchAll(BREAK)].at(-1)?.index ?? 0).replace(BREAK, "");
  return DENIED_BEFORE.test(statement) || PASSED_BEFORE.test(near) ||
    (PASSED_BEHIND.test(behind.slice(0, REACH)) && !DENIED_ROW.test(statement));
}

/** `neither SPF nor` before `DKIM passes`, `not all of` before `SPF passed`. */
const DENIED_ROW = /\b(?:neither|nor|not|no|none of|never)\b[^.]{0,60}$/i;
