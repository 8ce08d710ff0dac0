/**
 * Whether the author's domain stands behind a message: DMARC (RFC 9989), evaluated by mailauth.
 * @module
 */
import { evaluateDmarc } from "mailauth/dmarc";
import type { Inquiry } from "../inquiry.ts";

/** What DMARC asks a receiver to do with mail that fails. */
type DmarcPolicy = "none" | "quarantine" | "reject";

/** A name that was asked for a policy, and what it says. */
export interface WalkStep {
  /** The name: `_dmarc.a.example`. */
  readonly name: string;
  /** What was found there: a record, none, no such name, several records, or no answer. */
  readonly found: "record" | "none" | "no-such-name" | "several" | "no-answer";
  /** The record, or why there is no answer. */
  readonly text: string;
}

/** What DMARC says of a message. */
export interface DmarcVerdict {
  /**
   * The result; `permerror` if From names no author or several domains, `unchecked` if the envelope that
   * could decide is not known.
   */
  readonly result: "pass" | "fail" | "none" | "permerror" | "temperror" | "unchecked";
  /** The author's domain; empty if there is none. */
  readonly domain: string;
  /** The domain whose policy holds, or `undefined` without one. */
  readonly policyDomain: string | undefined;
  /** Its record. */
  readonly record: string | undefined;
  /** What the receiver is asked to do with mail from this author that fails. */
  readonly policy: DmarcPolicy | undefined;
  /** Whether the domain only tests its policy (t=y): the next milder one is asked for. */
  readonly testing: boolean;
  /** The domain of SPF that is the author's, if there is one. */
  readonly alignedSpf: string | undefined;
  /** The domain of a valid signature that is the author's, if there is one. */
  readonly alignedDkim: string | undefined;
  /** Whether the domains must be the very same. */
  readonly strict: { readonly spf: boolean; readonly dkim: boolean };
  /** The names that were asked, in their order (RFC 9989 4.10). */
  readonly walk: readonly WalkStep[];
  /** Why it could not be decided; empty if it was. */
  readonly detail: string;
}

/** What DMARC is judged by. */
export interface DmarcEvidence {
  /** The addresses of From, and how many such fields there are. */
  readonly author: { readonly addresses: readonly string[]; readonly fields: number };
  /** The domain that passed SPF. */
  readonly spf: string | undefined;
  /** What could not be decided, and why: then it cannot be said either that nothing is aligned. */
  readonly open:
    | { readonly result: "temperror" | "unchecked"; readonly detail: string }
    | undefined;
  /** The domains of valid signatures, and how much of the body each leaves out. */
  readonly dkim: readonly { readonly domain: string; readonly underSized: number }[];
}

/**
 * Judges a message.
 *
 * @param evidence What SPF and DKIM have proved.
 * @param inquiry Whom to ask for policies.
 */
export async function judgeDmarc(
  { author, spf, dkim, open }: DmarcEvidence,
  inquiry: Inquiry,
): Promise<DmarcVerdict> {
  const { response, reason, authorDomains = [] } = await evaluateDmarc({
    headerFrom: [...author.addresses],
    fromFields: author.fields,
    spfDomains: spf === undefined ? [] : [spf],
    dkimDomains: dkim.map((each) => ({ ...each })),
    resolver: inquiry.resolve,
    strict: true,
  });
  if (response === false) {
    const domain = authorDomains.join(", ");
    return {
      ...NOTHING,
      result: "permerror",
      domain,
      detail: REASONS[reason ?? "no-author-domain"],
    };
  }
  const domain = response.status.header?.["from"];
  const name = typeof domain === "string" ? domain : response.domain;
  const result = RESULTS.find((each) => each === response.status.result) ?? "none";
  const undecided = result === "fail" ? open : undefined;
  return {
    ...NOTHING,
    result: undecided?.result ?? result,
    domain: name,
    policyDomain: response.policyDomain ?? undefined,
    record: response.rr,
    policy: POLICIES.find((policy) => policy === response.policy),
    testing: response.testMode === true,
    alignedSpf: response.alignment?.spf.result || undefined,
    alignedDkim: response.alignment?.dkim.result || undefined,
    strict: {
      spf: response.alignment?.spf.strict === true,
      dkim: response.alignment?.dkim.strict === true,
    },
    walk: walkOf(name, inquiry),
    detail: undecided?.detail ?? response.error ?? "",
  };
}

const RESULTS = ["pass", "fail", "temperror"] as const;

const POLICIES: readonly DmarcPolicy[] = ["none", "quarantine", "reject"];

const NOTHING = {
  policyDomain: undefined,
  record: undefined,
  policy: undefined,
  testing: false,
  alignedSpf: undefined,
  alignedDkim: undefined,
  strict: { spf: false, dkim: false },
  walk: [],
} as const;

const REASONS = {
  "no-author-domain": "From names no author with a domain",
  "multiple-author-domains": "From names authors of several domains",
  "invalid-author-domain": "From names an author whose domain cannot be read",
  "multiple-from-fields": "there are several From fields",
} as const;

const PREFIX = "_dmarc.";

/** The names that were asked: first the author's, from the longest, then those of who signed or sent. */
function walkOf(domain: string, { answered, unanswered }: Inquiry): WalkStep[] {
  const steps = [
    ...answered.map(({ name, records, exists }) => stepOf(name, records, exists)),
    ...unanswered.map(({ name, detail }) => ({ name, found: "no-answer", text: detail } as const)),
  ].filter(({ name }) => name.startsWith(PREFIX));
  const isAuthors = ({ name }: WalkStep): boolean =>
    `.${domain}`.endsWith(`.${name.slice(PREFIX.length)}`);
  const authors = steps.filter(isAuthors)
    .sort((one, other) => other.name.length - one.name.length);
  return [...authors, ...steps.filter((step) => !isAuthors(step))];
}

function stepOf(name: string, records: readonly string[], exists: boolean): WalkStep {
  const policies = records.filter((text) =>
    /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/i.test(text.trim())
  );
  const [text = ""] = policies;
  if (policies.length > 1) return { name, found: "several", text };
  if (policies.length === 1) return { name, found: "record", text };
  return { name, found: exists ? "none" : "no-such-name", text: "" };
}
