/**
 * What each result of an authentication check means: `spf=softfail`, `dkim=pass` (RFC 8601 section 2.7).
 * @module
 */
import { parseAuthenticationResults } from "../../message/header/authentication_results.ts";
import { AUTH, BIMI, DKIM_ATPS, DNSWL, IPREV, RRVS, SMIME, VBR } from "./other_checks.ts";
import type { Row } from "./row.ts";
import { ARC, COMPAUTH, DKIM, DMARC, SPF } from "./sender_checks.ts";
import { type Explanation, explanationOf, type Knowledge } from "../knowledge/knowledge.ts";

const SPF_SOURCES = ["RFC 7208 section 2.6", "RFC 8601 section 2.7.2"];
const DKIM_SOURCES = ["RFC 6376", "RFC 8601 section 2.7.1"];
const DMARC_SOURCES = ["RFC 9989", "RFC 8601 section 2.7"];

/** A method, its results, and where they are defined. */
const METHODS: readonly (readonly [
  method: string,
  rows: readonly Row[],
  sources: readonly string[],
])[] = [
  ["spf", SPF, SPF_SOURCES],
  ["dkim", DKIM, DKIM_SOURCES],
  ["dmarc", DMARC, DMARC_SOURCES],
  ["arc", ARC, ["RFC 8617 section 4.4"]],
  ["iprev", IPREV, ["RFC 8601 section 2.7.3"]],
  ["auth", AUTH, ["RFC 8601 section 2.7.4"]],
  ["compauth", COMPAUTH, []],
  ["dkim-atps", DKIM_ATPS, ["RFC 6541"]],
  ["dnswl", DNSWL, ["RFC 8904"]],
  ["smime", SMIME, ["RFC 7281"]],
  ["vbr", VBR, ["RFC 6212"]],
  ["rrvs", RRVS, ["RFC 7293"]],
  ["bimi", BIMI, []],
];

/** Every result that is known, by `method=result` in lower case. */
export const CHECK_RESULTS: ReadonlyMap<string, Knowledge> = new Map(
  METHODS.flatMap(([method, rows, sources]) =>
    rows.map(([result, title, meaning, ...next]) => [
      `${method}=${result}`,
      { title, meaning, next, sources },
    ])
  ),
);

/** What some servers write for `fail` (RFC 8601 section 2.7.2), and rspamd of ARC. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "hardfail": "fail",
  "reject": "fail",
  "error": "temperror",
};

const RESULT =
  /^(spf|dkim|dmarc|arc|iprev|auth|compauth|dkim-atps|dnswl|smime|vbr|rrvs|bimi)\s*[=: ]\s*([a-z]{2,16})[;,.]?$/i;

/**
 * Explains one result of a check.
 *
 * @param word `spf=pass`, `DKIM: fail`, `dmarc none`.
 * @returns The explanation, or `undefined` if it is no such result.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainCheckResult } from "./check_result.ts";
 * assertEquals(explainCheckResult("dkim=pass")?.title, "DKIM passed: the signature is valid");
 * assertEquals(explainCheckResult("dkim=yes"), undefined);
 * ```
 */
export function explainCheckResult(word: string): Explanation | undefined {
  const [, method = "", result = ""] = RESULT.exec(word.trim()) ?? [];
  return explainResult(method.toLowerCase(), result.toLowerCase(), word.trim());
}

function explainResult(method: string, result: string, seen: string): Explanation | undefined {
  const name = Object.hasOwn(OTHER_NAMES, result) ? OTHER_NAMES[result] : result;
  const known = CHECK_RESULTS.get(`${method}=${name}`);
  return known === undefined ? undefined : explanationOf("check", seen, known);
}

/** Results in a line, each with only blanks and punctuation around it. */
const RESULTS_IN =
  /(?<![\w.-])(?:spf|dkim|dmarc|arc|iprev|compauth|dkim-atps|dnswl|smime|vbr|rrvs|bimi)=[a-z]{2,16}(?![\w=-])/gi;

/**
 * Explains the results of checks in a line, of a log for instance.
 *
 * @param line The line; text in brackets belongs to a result and is not searched.
 */
export function checkResultsIn(line: string): Explanation[] {
  const found = line.replace(/\([^()]*\)/g, " ").match(RESULTS_IN) ?? [];
  return found.flatMap((each) => explainCheckResult(each) ?? []);
}

/**
 * Explains the results given by a header field.
 *
 * @param name The field's name in lower case.
 * @param value Its unfolded value.
 * @returns The explanations; none for a field that gives no results.
 */
export function checkResultsOf(name: string, value: string): Explanation[] {
  if (name === "received-spf") {
    const [result = ""] = /^[a-z]+/i.exec(value.trim()) ?? [];
    return checkOf("spf", result, "");
  }
  if (name !== "authentication-results") return [];
  const { server, results } = parseAuthenticationResults(value);
  return results.flatMap(({ method, result }) => checkOf(method, result, server));
}

function checkOf(method: string, result: string, server: string): Explanation[] {
  const explained = explainResult(method, result.toLowerCase(), `${method}=${result}`);
  if (explained === undefined) return [];
  const by = server === "" ? [] : [{ about: "Reported by", text: server }];
  return [{ ...explained, points: [...by, ...explained.points] }];
}
