/**
 * What SpamAssassin writes, and those who write like it (amavis, Exim, cPanel): X-Spam-Status, -Report,
 * -Score, -Level, -Flag, -Checker-Version.
 * @module
 */
import { causesOf, type Hit, MAX_HITS } from "./filter_rule.ts";
import {
  type FieldsByName,
  type Judgement,
  numberIn,
  type PlacedField,
  valueIn,
} from "./judgement.ts";

/** The fields of a spam filter, the one that says most first. */
const NAMES = ["x-spam-status", "x-spam-score", "x-spam-level", "x-spam-flag", "x-spam"];

/**
 * Reads the fields X-Spam-*.
 *
 * @param fields The fields of one standing.
 * @returns What they say, or `undefined` if there are none, or those that are there are rspamd's.
 */
export function readSpamAssassin(fields: FieldsByName): Judgement | undefined {
  const first = NAMES.flatMap((name) => fields.get(name) ?? [])[0];
  const status = valueIn(fields, "x-spam-status");
  const hits = hitsIn(status, valueIn(fields, "x-spam-report"));
  const threshold = numberIn(/\brequired=([^\s,]+)/i.exec(status)?.[1]);
  const isOwnForm = hits.length > 0 || threshold !== undefined ||
    fields.has("x-spam-checker-version");
  const isRspamd = fields.has("x-spamd-result") || fields.has("x-rspamd-server") ||
    fields.has("x-rspamd-action") || fields.has("x-spam-action");
  if (first === undefined || isRspamd && !isOwnForm) return undefined;
  const score = scoreOf(fields, status);
  const junk = isSpam(fields, status);
  return {
    by: nameOf(fields, isOwnForm),
    ...placeOf(first),
    junk,
    verdict: junk === undefined ? "no word on whether it is spam" : junk ? "spam" : "not spam",
    ...(score === undefined ? {} : { score }),
    ...(threshold === undefined ? {} : { threshold }),
    causes: causesOf(hits),
    details: [],
  };
}

function placeOf({ field, standing }: PlacedField): Pick<Judgement, "field" | "standing"> {
  return { field, standing };
}

/** `SpamAssassin 4.0.1 (2024-03-25) on mx.b.example` */
function nameOf(fields: FieldsByName, isOwnForm: boolean): string {
  const version = valueIn(fields, "x-spam-checker-version");
  const host = /\bon (\S{1,255})/.exec(version)?.[1];
  if (host !== undefined) return `SpamAssassin on ${host}`;
  return isOwnForm ? "SpamAssassin" : "the spam filter";
}

/** Later forms of the same say less: the flag, and the stars. */
function isSpam(fields: FieldsByName, status: string): boolean | undefined {
  for (const value of [status, valueIn(fields, "x-spam-flag"), valueIn(fields, "x-spam")]) {
    if (/^\s*(?:yes|true|spam)\b/i.test(value)) return true;
    if (/^\s*(?:no|false|ham)\b/i.test(value)) return false;
  }
  return undefined;
}

function scoreOf(fields: FieldsByName, status: string): number | undefined {
  const level = /^\**/.exec(valueIn(fields, "x-spam-level"))?.[0].length ?? 0;
  return numberIn(/\b(?:score|hits)=([^\s,]+)/i.exec(status)?.[1]) ??
    numberIn(valueIn(fields, "x-spam-score")) ?? (level === 0 ? undefined : level);
}

/** The report has the points of each rule, the status of SpamAssassin alone only their names. */
function hitsIn(status: string, report: string): Hit[] {
  const reported = [
    ...report.matchAll(
      /(?:^|[*\s])\s*(-?\d{1,5}(?:\.\d{1,4})?)\s+([A-Z][A-Z0-9_]{2,59})\s([^*]{0,200})/g,
    ),
  ].slice(0, MAX_HITS);
  if (reported.length > 0) {
    return reported.map(([, score, name = "", words = ""]) => ({
      name,
      score: Number(score),
      words: words.replace(/^(?:BODY|URI|HEADER|RBL|META|RAW|FULL): /, "").trim(),
    }));
  }
  // In brackets of amavis each has its points; else a word in lower case begins what follows the list.
  const [, inside, bare = ""] = /\btests=(?:\[([^\]]{0,20000})\]|(.{0,20000}))/.exec(status) ?? [];
  const tests = inside ?? bare.split(/\s+[a-z_]+=/, 1)[0] ?? "";
  return readHits(tests);
}

/**
 * Reads the names of rules, some with their points: `RDNS_NONE=0.79, SUBJ_ALL_CAPS`.
 *
 * @param text The list.
 */
export function readHits(text: string): Hit[] {
  return text.split(/[\s,]+/, MAX_HITS).flatMap((each) => {
    const [, name, score] = /^([A-Z][A-Z0-9_]{2,59})(?:=(-?[\d.]+))?$/.exec(each) ?? [];
    return name === undefined ? [] : [{ name, score: numberIn(score) }];
  });
}
