/**
 * What the recipient's server says of SPF, DKIM, DMARC and the like, as a judgement.
 * @module
 */
import type { ClaimedCheck } from "../../message/header/claimed_check.ts";
import { explainCheckResult } from "../authentication/check_result.ts";
import { byWeight, type Cause, type Detail, type Judgement } from "./judgement.ts";

/** How heavy a failed check is, in the points that filters give for it. */
const WEIGHTS: Readonly<Record<string, number>> = {
  "dmarc=fail": 5,
  "compauth=fail": 5,
  "spf=fail": 3,
  "dkim=fail": 3,
  "dkim=permerror": 2,
  "iprev=fail": 2,
  "spf=permerror": 1.5,
  "spf=softfail": 1.5,
  "dmarc=permerror": 1.5,
  "dkim=policy": 1,
  "dkim=neutral": 1,
  "arc=fail": 1,
  "auth=fail": 1,
  "dkim=none": 0.6,
  "spf=none": 0.5,
  "spf=neutral": 0.5,
  "dmarc=none": 0.4,
  "spf=temperror": 0.3,
  "dkim=temperror": 0.3,
  "dmarc=temperror": 0.3,
};

/** What a server does with mail that fails DMARC, as Gmail (`dis=`) and Microsoft (`action=`) say it. */
const DISPOSITIONS: Readonly<Record<string, readonly [junk: boolean, text: string]>> = {
  none: [false, "Nothing is done because of DMARC."],
  quarantine: [true, "Because of DMARC the mail goes to Junk, or to quarantine."],
  reject: [true, "Because of DMARC the mail is to be refused."],
  oreject: [true, "The policy is to refuse it; this organization marks it as spam instead."],
  "pct.quarantine": [false, "Spared by pct= in the policy, which RFC 9989 has no more."],
  "pct.reject": [false, "Spared by pct= in the policy, which RFC 9989 has no more."],
  permerror: [false, "The DMARC record of the domain is broken."],
  temperror: [false, "DMARC could not be checked this time."],
};

/**
 * What the checks of one standing say together.
 *
 * @param checks The checks, in the order of the fields.
 * @returns The judgement, or `undefined` if there are none.
 */
export function judgeChecks(checks: readonly ClaimedCheck[]): Judgement | undefined {
  const [first] = checks;
  if (first === undefined) return undefined;
  const junk = checks.some(isJunk);
  const named = checks.filter(({ server }) => server !== "");
  // Received-SPF names the organization rather than the server.
  const { server } = named.find(({ field }) => /^auth/i.test(field.name)) ?? named[0] ?? {};
  const passed = new Set(checks.filter(({ result }) => result === "pass").map(methodOf));
  const causes = checks.flatMap(causeOf)
    // One signature that is valid is enough, and what proves nothing does not count beside a pass.
    .filter(({ method }) => !passed.has(method));
  const dmarc = passed.has("dmarc");
  return {
    by: server ?? "the recipient's server",
    field: first.field,
    standing: first.standing,
    junk: junk ? true : undefined,
    verdict: junk ? "failed, and to be treated as junk" : summaryOf(causes, passed),
    // With DMARC passed the others do not matter any more, unless they failed.
    causes: byWeight(differentOf(causes.map(({ cause }) => cause)))
      .filter(({ weight }) => !dmarc || weight >= 1),
    details: checks.flatMap(detailsOf),
  };
}

function methodOf({ method }: ClaimedCheck): string {
  return method;
}

function isJunk(check: ClaimedCheck): boolean {
  const disposition = dispositionOf(check);
  return check.method === "dmarc" && check.result === "fail" && disposition !== undefined &&
    (DISPOSITIONS[disposition]?.[0] ?? false);
}

/** `action=quarantine` of Microsoft, `(p=QUARANTINE sp=NONE dis=QUARANTINE)` of Gmail, `policy.dmarc`. */
function dispositionOf({ properties, comments }: ClaimedCheck): string | undefined {
  const said = properties.get("action") ?? properties.get("policy.dmarc") ??
    comments.map((comment) => /\bdis=(\w+)/i.exec(comment)?.[1]).find((each) => each !== undefined);
  const word = said?.toLowerCase();
  return word !== undefined && Object.hasOwn(DISPOSITIONS, word) ? word : undefined;
}

interface MethodCause {
  readonly method: string;
  readonly cause: Cause;
}

function causeOf(check: ClaimedCheck): MethodCause[] {
  const { method, result } = check;
  const name = `${method}=${result}`;
  const weight = Object.hasOwn(WEIGHTS, name) ? WEIGHTS[name] : undefined;
  const known = explainCheckResult(name);
  if (weight === undefined || known === undefined) return [];
  const text = `${known.title.charAt(0).toUpperCase()}${known.title.slice(1)}. ${
    known.points[0]?.text ?? ""
  }`;
  return [{ method, cause: { name, weight, text, next: known.next } }];
}

function differentOf(causes: readonly Cause[]): Cause[] {
  const seen = new Set<string>();
  return causes.filter(({ name }) => seen.size < seen.add(name).size);
}

function summaryOf(causes: readonly MethodCause[], passed: ReadonlySet<string>): string {
  const failed = causes.filter(({ cause }) => cause.weight >= 1).map(({ cause }) => cause.name);
  if (failed.length > 0) return `not passed: ${[...new Set(failed)].join(", ")}`;
  if (passed.has("dmarc")) return "passed: the mail comes from the domain of From";
  return passed.size > 0 ? `passed: ${[...passed].join(", ")}` : "nothing proved";
}

/** What is said beside the results: what was done, why, and words that are not known. */
function detailsOf(check: ClaimedCheck): Detail[] {
  const { method, said, result, reason, properties } = check;
  const details: Detail[] = [];
  if (explainCheckResult(`${method}=${result ?? said}`) === undefined) {
    details.push({ name: `${method}=${said}`, text: "Unknown to mua." });
  }
  const action = properties.get("action");
  const disposition = dispositionOf(check);
  if (method === "dmarc" && (result === "fail" || action !== undefined && action !== "none")) {
    const name = action === undefined ? `dis=${disposition}` : `action=${action}`;
    const text = disposition === undefined ? "Unknown to mua." : DISPOSITIONS[disposition]?.[1];
    if (text !== undefined && (action ?? disposition) !== undefined) details.push({ name, text });
  }
  if (method === "compauth" && reason !== undefined) {
    details.push({ name: `reason=${reason}`, text: explainReason(reason) ?? "Unknown to mua." });
  }
  return details;
}

/** The codes of Microsoft's combined check, by their beginning, the longest first. */
const REASONS: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^000$/, "DMARC failed, and the policy is quarantine or reject."],
  [/^001$/, "The domain proves nothing: it has no SPF, DKIM and DMARC, or only weak ones."],
  [/^002$/, "The organization forbids this host to send as this domain."],
  [/^010$/, "DMARC failed for a domain of the recipient's own organization."],
  [/^130$/, "Passed: DMARC failed, and a trusted forwarder's ARC seal made up for it."],
  [/^[17]\d\d$/, "Passed."],
  [/^2\d\d$/, "Passed, with little certainty."],
  [/^3\d\d$/, "Not checked."],
  [/^[49]\d\d$/, "Exempt from the check."],
  [/^6\d\d$/, "Failed for a domain of the recipient's own organization, which proves nothing."],
];

/**
 * What a code of `compauth=... reason=` means.
 *
 * @param code Three digits.
 */
export function explainReason(code: string): string | undefined {
  return REASONS.find(([pattern]) => pattern.test(code))?.[1];
}
