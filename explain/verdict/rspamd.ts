/**
 * What rspamd writes: X-Spamd-Result, X-Spamd-Bar, X-Rspamd-Action, -Score, -Server, and in its words
 * X-Spam-Status and X-Spam; its client rspamc writes X-Spam-Action, -Score and -Symbols.
 * @module
 */
import { causesOf, type Hit, MAX_HITS } from "./filter_rule.ts";
import { type FieldsByName, type Judgement, numberIn, valueIn } from "./judgement.ts";
import { readHits } from "./spamassassin.ts";

const NAMES = [
  "x-spamd-result",
  "x-rspamd-action",
  "x-rspamd-score",
  "x-spamd-bar",
  "x-spam-action",
];

/** What an action is in words, and whether it is that of junk. */
const ACTIONS: Readonly<Record<string, readonly [junk: boolean, words: string]>> = {
  "no action": [false, "not spam"],
  "greylist": [false, "not spam, but to be tried again later (greylisting)"],
  "soft reject": [false, "to be tried again later"],
  "add header": [true, "spam, to be marked by a field"],
  "rewrite subject": [true, "spam, to be marked in the subject"],
  "quarantine": [true, "spam, to be quarantined"],
  "reject": [true, "spam, to be refused"],
  "discard": [true, "spam, to be discarded"],
};

/**
 * Reads the fields of rspamd.
 *
 * @param fields The fields of one standing.
 * @returns What they say, or `undefined` if there are none.
 */
export function readRspamd(fields: FieldsByName): Judgement | undefined {
  const first = NAMES.flatMap((name) => fields.get(name) ?? [])[0];
  if (first === undefined) return undefined;
  const valueOf = (name: string): string => valueIn(fields, name);
  const result = valueOf("x-spamd-result");
  // `default: False [5.20 / 15.00]; SYMBOL(2.00)[option]; ...`
  const [, isRefused, points, limit] =
    /^[\w-]+:\s*(True|False)\s*\[\s*(-?[\d.]+)\s*\/\s*(-?[\d.]+)\s*\]/i.exec(result) ?? [];
  const action = actionOf(
    valueOf("x-rspamd-action") || valueOf("x-spam-action"),
    isRefused,
    valueOf,
  );
  const score = numberIn(points) ?? numberIn(valueOf("x-rspamd-score")) ??
    numberIn(/\bscore=([^\s,]+)/i.exec(valueOf("x-spam-status"))?.[1]) ??
    numberIn(valueOf("x-spam-score"));
  const ofClient = /^[^/]{1,20}\/\s*([\d.]+)/.exec(valueOf("x-spam-score"))?.[1];
  const threshold = numberIn(limit ?? ofClient);
  const server = /^[\w.-]{1,255}$/.exec(valueOf("x-rspamd-server"))?.[0];
  return {
    by: server === undefined ? "rspamd" : `rspamd on ${server}`,
    field: first.field,
    standing: first.standing,
    junk: action?.[0],
    verdict: action?.[1] ?? "no word on whether it is spam",
    ...(score === undefined ? {} : { score }),
    ...(threshold === undefined ? {} : { threshold }),
    causes: causesOf(result === "" ? readHits(valueOf("x-spam-symbols")) : symbolsIn(result)),
    // The limit in the field is that of refusing; a mail is marked as spam from fewer points on.
    details: threshold === undefined ? [] : [{
      name: `limit ${threshold}`,
      text: "Refused from so many points on; marked as spam from fewer (6 by default).",
    }],
  };
}

type Action = readonly [junk: boolean, words: string];

function actionOf(
  named: string,
  isRefused: string | undefined,
  valueOf: (name: string) => string,
): Action | undefined {
  const action = named.trim().toLowerCase();
  if (Object.hasOwn(ACTIONS, action)) return ACTIONS[action];
  if (isRefused?.toLowerCase() === "true") return ACTIONS["reject"];
  for (const value of [valueOf("x-spam-status"), valueOf("x-spam")]) {
    if (/^\s*yes\b/i.test(value)) return [true, "spam"];
    if (/^\s*no\b/i.test(value)) return [false, "not spam"];
  }
  return undefined;
}

function symbolsIn(result: string): Hit[] {
  return result.split(";", MAX_HITS).flatMap((each) => {
    const [, name, score] = /^\s*([A-Z][A-Z0-9_]{2,79})\s*\(\s*(-?[\d.]+)\s*\)/.exec(each) ?? [];
    return name === undefined ? [] : [{ name, score: numberIn(score) }];
  });
}
