/**
 * What each result of a check of authenticity means: `spf=softfail`, `dkim=pass` (RFC 8601 section 2.7).
 * @module
 */
import { parseAuthenticationResults } from "../../message/header/authentication_results.ts";
import { type Explanation, explanationOf, type Knowledge } from "./knowledge.ts";

type Row = readonly [result: string, title: string, meaning: string];

const SPF_SOURCES = ["RFC 7208 section 2.6", "RFC 8601 section 2.7.2"];
const DKIM_SOURCES = ["RFC 6376", "RFC 8601 section 2.7.1"];
const DMARC_SOURCES = ["RFC 7489 section 11.2"];

const LATER =
  "A name server did not answer. It says nothing about the mail; mostly it is tried again.";

const SPF: readonly Row[] = [
  [
    "pass",
    "SPF passed: the address may send for the domain of MAIL FROM",
    "The domain of the envelope lists in DNS the address that the mail came from. It says nothing " +
    "about From, and nothing about the content.",
  ],
  [
    "fail",
    "SPF failed: the domain says that this address does not send its mail",
    "The domain's record ends in -all, and the address is not in it. Forwarding does that too.",
  ],
  [
    "softfail",
    "SPF doubts it: the address probably does not send for the domain",
    "The domain's record ends in ~all, and the address is not in it. Few servers refuse for that alone.",
  ],
  [
    "neutral",
    "SPF is neutral: the domain says neither yes nor no about the address",
    "The domain's record ends in ?all, and the address is not in it. It counts as if there were no record.",
  ],
  [
    "none",
    "no SPF: the domain of MAIL FROM has no record",
    "Without a record nothing was checked: nothing is proved, and nothing failed.",
  ],
  ["temperror", "SPF could not be checked for now", LATER],
  [
    "permerror",
    "the SPF record of the domain is broken",
    "The record is misspelled, there are two, or it needs more than ten look-ups. Nothing was checked.",
  ],
  [
    "policy",
    "SPF gave a result that the server does not want to use",
    "A rule of the server itself put its own decision in place of the result of SPF.",
  ],
];

const DKIM: readonly Row[] = [
  [
    "pass",
    "DKIM passed: the signature is valid",
    "The domain in d= signed the message, and nothing that it signed was changed. Whether it is the " +
    "domain of From, DMARC says.",
  ],
  [
    "fail",
    "DKIM failed: there is a signature, and it does not fit the message",
    "Something that was signed was changed on the way, as lists do, or the signature is made up.",
  ],
  [
    "none",
    "no DKIM: the message is not signed",
    "Without a signature nothing was checked: nothing is proved, and nothing failed.",
  ],
  [
    "neutral",
    "DKIM could not make sense of the signature",
    "The signature has a mistake in its form, or signs too little. It counts as if there were none.",
  ],
  [
    "policy",
    "DKIM passed, but the server does not accept such a signature",
    "The signature is valid; a rule of the server, such as a minimum length of the key, refuses it.",
  ],
  ["temperror", "the key of the DKIM signature could not be fetched for now", LATER],
  [
    "permerror",
    "the DKIM signature cannot be checked",
    "A tag of the signature is missing, or the key is not in DNS. Trying again does not help.",
  ],
];

const DMARC: readonly Row[] = [
  [
    "pass",
    "DMARC passed: the mail comes from the domain of From",
    "SPF or DKIM passed, and for the domain that stands in From.",
  ],
  [
    "fail",
    "DMARC failed: nothing proves that the mail comes from the domain of From",
    "Neither SPF nor DKIM passed for the domain in From. What happens then the domain says in its " +
    "policy: p=none nothing, quarantine the spam folder, reject a refusal.",
  ],
  [
    "none",
    "no DMARC: the domain of From has no policy",
    "Without a record nothing was checked: nothing is proved, and nothing failed.",
  ],
  [
    "bestguesspass",
    "no DMARC policy, but DMARC would have passed",
    "The domain of From has no record. With one, this mail would have passed. Microsoft writes it.",
  ],
  ["temperror", "DMARC could not be checked for now", LATER],
  [
    "permerror",
    "the DMARC record of the domain is broken",
    "The record in DNS is misspelled, or there are two. Nothing was checked.",
  ],
];

const ARC: readonly Row[] = [
  [
    "pass",
    "ARC passed: the seals of all forwarders are valid",
    "What the forwarders say of earlier checks was not changed. It is worth as much as you trust them.",
  ],
  [
    "fail",
    "ARC failed: a forwarder's seal is broken",
    "What the forwarders say of earlier checks does not count.",
  ],
  ["none", "no ARC: no forwarder has sealed the message", "There was nothing to check."],
];

const IPREV: readonly Row[] = [
  [
    "pass",
    "the name of the address leads back to it",
    "The address that the mail came from has a name in DNS, and that name leads back to the address.",
  ],
  [
    "fail",
    "the address has no name that leads back to it",
    "The address that the mail came from has no name in DNS (PTR), or one of another address.",
  ],
  ["temperror", "the name of the address could not be looked up for now", LATER],
  [
    "permerror",
    "the name of the address cannot be looked up",
    "DNS has an answer for the address that cannot be used. Trying again does not help.",
  ],
];

const AUTH: readonly Row[] = [
  ["pass", "the sender was logged in", "The client authenticated by SMTP AUTH, as the user named."],
  ["fail", "the sender's log-in was refused", "The client tried SMTP AUTH and was not accepted."],
  ["none", "the sender was not logged in", "The client did not try SMTP AUTH; strangers never do."],
  ["temperror", "the log-in could not be checked for now", LATER],
  [
    "permerror",
    "the log-in cannot be checked",
    "The exchange of SMTP AUTH broke the rules. Trying again does not help.",
  ],
];

const COMPAUTH: readonly Row[] = [
  [
    "pass",
    "Microsoft's joint check passed",
    "SPF, DKIM, DMARC and what Microsoft knows of the sender together let it believe From.",
  ],
  [
    "softpass",
    "Microsoft's joint check passed, with little certainty",
    "SPF, DKIM and DMARC do not prove it; what Microsoft knows of the sender speaks for it.",
  ],
  [
    "fail",
    "Microsoft's joint check failed",
    "Microsoft takes From for forged: neither the checks nor what it knows of the sender speak for it.",
  ],
  ["none", "Microsoft made no joint check", "There was nothing by which to judge From."],
];

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
];

/** Every result that is known, by `method=result` in lower case. */
export const CHECK_RESULTS: ReadonlyMap<string, Knowledge> = new Map(
  METHODS.flatMap(([method, rows, sources]) =>
    rows.map(([result, title, meaning]) => [`${method}=${result}`, { title, meaning, sources }])
  ),
);

/** What some servers write for `fail` (RFC 8601 section 2.7.2). */
const OTHER_NAMES: Readonly<Record<string, string>> = { "hardfail": "fail", "error": "temperror" };

const RESULT = /^(spf|dkim|dmarc|arc|iprev|auth|compauth)\s*[=: ]\s*([a-z]{2,16})[;,.]?$/i;

/**
 * Explains one result of a check.
 *
 * @param word `spf=pass`, `DKIM: fail`, `dmarc none`.
 * @returns The explanation, or `undefined` if it is none.
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

/** Results in a line, where nothing but blanks and punctuation stands beside each. */
const RESULTS_IN = /(?<![\w.-])(?:spf|dkim|dmarc|arc|iprev|compauth)=[a-z]{2,16}(?![\w=-])/gi;

/**
 * Explains the results of checks that a line holds, such as one of a log.
 *
 * @param line The line; what stands in brackets belongs to a result, and is no result of its own.
 */
export function checkResultsIn(line: string): Explanation[] {
  const found = line.replace(/\([^()]*\)/g, " ").match(RESULTS_IN) ?? [];
  return found.flatMap((each) => explainCheckResult(each) ?? []);
}

/**
 * Explains the results that a field of a header gives.
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
  const by = server === "" ? [] : [{ about: "Said by", text: server }];
  return [{ ...explained, points: [...by, ...explained.points] }];
}
