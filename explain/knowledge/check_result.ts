/**
 * What each result of an authentication check means: `spf=softfail`, `dkim=pass` (RFC 8601 section 2.7).
 * @module
 */
import { parseAuthenticationResults } from "../../message/header/authentication_results.ts";
import { type Explanation, explanationOf, type Knowledge } from "./knowledge.ts";

type Row = readonly [result: string, title: string, meaning: string];

const SPF_SOURCES = ["RFC 7208 section 2.6", "RFC 8601 section 2.7.2"];
const DKIM_SOURCES = ["RFC 6376", "RFC 8601 section 2.7.1"];
const DMARC_SOURCES = ["RFC 7489 section 11.2"];

const LATER = "A name server did not answer. This says nothing about the mail; most servers try " +
  "again.";

const SPF: readonly Row[] = [
  [
    "pass",
    "SPF passed: the client's IP address may send for the domain of MAIL FROM",
    "The envelope sender's domain lists the client's IP address in DNS. This says nothing " +
    "about From, and nothing about the content.",
  ],
  [
    "fail",
    "SPF failed: the domain says that this IP address does not send its mail",
    "The domain's record ends in -all, and the IP address is not in it. Forwarding can " +
    "cause this too.",
  ],
  [
    "softfail",
    "SPF softfail: the IP address probably does not send for the domain",
    "The domain's record ends in ~all, and the IP address is not in it. Few servers refuse " +
    "mail for that alone.",
  ],
  [
    "neutral",
    "SPF is neutral: the domain says neither yes nor no about the IP address",
    "The domain's record ends in ?all, and the IP address is not in it. It counts as if " +
    "there were no record.",
  ],
  [
    "none",
    "no SPF: the domain of MAIL FROM has no record",
    "Without a record nothing was checked: nothing is proved, and nothing failed.",
  ],
  ["temperror", "SPF could not be checked this time", LATER],
  [
    "permerror",
    "the domain's SPF record is broken",
    "The record has a syntax error, there are two, or it needs more than ten lookups. " +
    "Nothing was checked.",
  ],
  [
    "policy",
    "the server overrode the result of SPF",
    "A rule of the server itself replaced the result of SPF with its own decision.",
  ],
];

const DKIM: readonly Row[] = [
  [
    "pass",
    "DKIM passed: the signature is valid",
    "The domain in d= signed the message, and nothing it signed was changed. DMARC says " +
    "whether it is the domain of From.",
  ],
  [
    "fail",
    "DKIM failed: there is a signature, but it does not match the message",
    "Something signed was changed on the way, as mailing lists do, or the signature is " +
    "forged.",
  ],
  [
    "none",
    "no DKIM: the message is not signed",
    "Without a signature nothing was checked: nothing is proved, and nothing failed.",
  ],
  [
    "neutral",
    "DKIM could not make sense of the signature",
    "The signature has a syntax error, or signs too little. It counts as if there were " +
    "none.",
  ],
  [
    "policy",
    "DKIM passed, but the server does not accept such a signature",
    "The signature is valid, but a rule of the server, such as a minimum key length, " +
    "rejects it.",
  ],
  ["temperror", "the key of the DKIM signature could not be fetched this time", LATER],
  [
    "permerror",
    "the DKIM signature cannot be checked",
    "A tag is missing in the signature, or the key is not in DNS. Trying again does not " +
    "help.",
  ],
];

const DMARC: readonly Row[] = [
  [
    "pass",
    "DMARC passed: the mail comes from the domain of From",
    "SPF or DKIM passed for the domain in From.",
  ],
  [
    "fail",
    "DMARC failed: nothing proves that the mail comes from the domain of From",
    "Neither SPF nor DKIM passed for the domain in From. The domain's policy says what to " +
    "do then: p=none nothing, quarantine the spam folder, reject a refusal.",
  ],
  [
    "none",
    "no DMARC: the domain of From has no policy",
    "Without a record nothing was checked: nothing is proved, and nothing failed.",
  ],
  [
    "bestguesspass",
    "no DMARC policy, but DMARC would have passed",
    "The domain of From has no record. If it had one, this mail would have passed. Written " +
    "by Microsoft.",
  ],
  ["temperror", "DMARC could not be checked this time", LATER],
  [
    "permerror",
    "the domain's DMARC record is broken",
    "The record in DNS has a syntax error, or there are two. Nothing was checked.",
  ],
];

const ARC: readonly Row[] = [
  [
    "pass",
    "ARC passed: the seals of all forwarders are valid",
    "What the forwarders say about earlier checks was not changed. It is worth as much as " +
    "you trust them.",
  ],
  [
    "fail",
    "ARC failed: a forwarder's seal is broken",
    "What the forwarders say about earlier checks does not count.",
  ],
  ["none", "no ARC: no forwarder sealed the message", "There was nothing to check."],
];

const IPREV: readonly Row[] = [
  [
    "pass",
    "the name of the IP address resolves back to it",
    "The client's IP address has a name in DNS (PTR), and that name resolves back to the " +
    "address.",
  ],
  [
    "fail",
    "the IP address has no name that resolves back to it",
    "The client's IP address has no name in DNS (PTR), or one that belongs to another " +
    "address.",
  ],
  ["temperror", "the name of the IP address could not be looked up this time", LATER],
  [
    "permerror",
    "the name of the IP address cannot be looked up",
    "The answer of DNS for the address cannot be used. Trying again does not help.",
  ],
];

const AUTH: readonly Row[] = [
  [
    "pass",
    "the sender was logged in",
    "The client authenticated with SMTP AUTH as the user named.",
  ],
  ["fail", "the sender's login was refused", "The client tried SMTP AUTH and was rejected."],
  [
    "none",
    "the sender was not logged in",
    "The client did not try SMTP AUTH; outside senders never do.",
  ],
  ["temperror", "the login could not be checked this time", LATER],
  [
    "permerror",
    "the login cannot be checked",
    "The SMTP AUTH exchange broke the rules. Trying again does not help.",
  ],
];

const COMPAUTH: readonly Row[] = [
  [
    "pass",
    "Microsoft's combined check passed",
    "SPF, DKIM, DMARC and what Microsoft knows about the sender together convince it that " +
    "From is genuine.",
  ],
  [
    "softpass",
    "Microsoft's combined check passed, with little certainty",
    "SPF, DKIM and DMARC do not prove it, but what Microsoft knows about the sender " +
    "supports it.",
  ],
  [
    "fail",
    "Microsoft's combined check failed",
    "Microsoft considers From forged: neither the checks nor what it knows about the " +
    "sender support it.",
  ],
  ["none", "Microsoft made no combined check", "There was nothing to judge From by."],
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
const RESULTS_IN = /(?<![\w.-])(?:spf|dkim|dmarc|arc|iprev|compauth)=[a-z]{2,16}(?![\w=-])/gi;

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
