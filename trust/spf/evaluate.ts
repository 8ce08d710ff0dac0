/**
 * Whether an address may send for a domain: SPF (RFC 7208), evaluated by mailauth.
 * @module
 */
import * as spfPackage from "mailauth/spf";
import { addressScope, parseIpAddress } from "../../dns/ip.ts";
import type { Inquiry } from "../inquiry.ts";
import type { Envelope } from "./envelope.ts";
import { LookupLimit, type SpfResolver } from "./lookup_limit.ts";

/** The results of RFC 7208 2.6, and that there was nothing to check with. */
type SpfResult =
  | "pass"
  | "fail"
  | "softfail"
  | "neutral"
  | "none"
  | "permerror"
  | "temperror"
  | "unchecked";

/** A term of a record that decided, and the record that it stands in. */
interface SpfTerm {
  /** The domain whose record it is. */
  readonly domain: string;
  /** The term, such as `include:b.example` or `-all`. */
  readonly term: string;
}

/** What SPF says of an envelope. */
export interface SpfVerdict {
  /** The result. */
  readonly result: SpfResult;
  /** Whose domain was looked at. */
  readonly identity: "mailfrom" | "helo";
  /** The domain; empty if there is none. */
  readonly domain: string;
  /** The record of the domain. */
  readonly record: string | undefined;
  /** The terms that decided, from that of the domain to that in the innermost include. */
  readonly terms: readonly SpfTerm[];
  /** Why it could not be decided; empty if it was. */
  readonly detail: string;
  /** How many terms asked DNS (at most 10, RFC 7208 4.6.4). */
  readonly lookups: number;
  /** How many of them found nothing (at most 2). */
  readonly voidLookups: number;
  /** The envelope that was looked at. */
  readonly envelope: Envelope;
}

/**
 * Checks an envelope.
 *
 * @param envelope The envelope.
 * @param inquiry Whom to ask.
 */
export async function evaluateSpf(envelope: Envelope, inquiry: Inquiry): Promise<SpfVerdict> {
  const { ip, mailFrom, helo } = envelope;
  const identity = mailFrom === "" ? "helo" : "mailfrom";
  const sender = mailFrom === "" ? `postmaster@${helo ?? ""}` : mailFrom ?? "";
  const domain = sender.slice(sender.lastIndexOf("@") + 1).toLowerCase();
  const verdict = {
    identity,
    domain,
    record: undefined,
    terms: [],
    ...NO_LOOKUPS,
    envelope,
  } as const;
  const missing = missingIn(envelope, domain);
  if (missing !== undefined) return { ...verdict, result: "unchecked", detail: missing };
  const limit = new LookupLimit(inquiry);
  const answer = await evaluate(domain, {
    sender: sender.includes("@") ? sender : `postmaster@${sender}`,
    ip: ip ?? "",
    helo: helo ?? "",
    mta: envelope.by ?? "unknown",
    strict: true,
    resolver: limit.resolver(true),
    createSubResolver: (options) => limit.ofHosts(options?.ignoreVoid === true),
  });
  const counted = { lookups: limit.lookups, voidLookups: limit.voidLookups };
  const { error, text = "", message = text, rr } = answer;
  const record = rr ?? undefined;
  if (error !== undefined) {
    return { ...verdict, ...counted, record, result: resultOfError(error), detail: message };
  }
  const result = RESULTS[answer.qualifier ?? "?"];
  return {
    ...verdict,
    ...counted,
    record,
    result,
    terms: termsOf(domain, answer, inquiry),
    detail: "",
  };
}

const NO_LOOKUPS = { lookups: 0, voidLookups: 0 } as const;

function missingIn({ ip, mailFrom }: Envelope, domain: string): string | undefined {
  if (ip === undefined) {
    return "no Received field of the receiving server tells the address of the client";
  }
  const address = parseIpAddress(ip);
  if (address === undefined) return `"${ip}" is no IP address`;
  if (mailFrom === undefined) return "no Return-Path field tells MAIL FROM";
  if (domain === "") return "MAIL FROM is empty, and the name of the client is not known";
  const scope = addressScope(address);
  return scope === "loopback" || scope === "private"
    ? `${ip} is an address inside a network: the message did not come from outside`
    : undefined;
}

/** What the package takes. */
interface PackageOptions {
  readonly sender: string;
  readonly ip: string;
  readonly helo: string;
  readonly mta: string;
  readonly strict: boolean;
  readonly resolver: SpfResolver;
  readonly createSubResolver: (options?: { readonly ignoreVoid?: boolean }) => SpfResolver;
}

/** What the package answers, or has in its errors as `spfResult`. */
interface PackageAnswer {
  readonly type?: string;
  readonly val?: string;
  readonly qualifier?: "+" | "-" | "~" | "?";
  readonly include?: PackageAnswer;
  readonly rr?: string;
  readonly error?: string;
  readonly text?: string;
  readonly message?: string;
}

/** What is used of the package, which has no types for this module. */
interface SpfPackage {
  readonly spfVerify: (domain: string, options: PackageOptions) => Promise<PackageAnswer | false>;
}

async function evaluate(domain: string, options: PackageOptions): Promise<PackageAnswer> {
  const { spfVerify }: SpfPackage = spfPackage;
  try {
    return await spfVerify(domain, options) || {};
  } catch (error) {
    if (error instanceof Error && "spfResult" in error && isAnswer(error.spfResult)) {
      return error.spfResult;
    }
    const text = error instanceof Error ? error.message : "";
    return { error: "temperror", text };
  }
}

function isAnswer(value: unknown): value is PackageAnswer {
  return typeof value === "object" && value !== null && "error" in value;
}

const RESULTS = { "+": "pass", "-": "fail", "~": "softfail", "?": "neutral" } as const;

function resultOfError(error: string): SpfResult {
  return error === "none" || error === "permerror" ? error : "temperror";
}

/** The default of a record without a match is neutral, and no term says it (RFC 7208 4.7). */
function termsOf(domain: string, answer: PackageAnswer, inquiry: Inquiry): SpfTerm[] {
  const { type, val, include, rr = "" } = answer;
  if (type === undefined) return [];
  const own = termIn(rr, answer);
  if (own === undefined) return redirected(domain, rr, answer, inquiry);
  const term = { domain, term: own };
  return include === undefined ? [term] : [term, ...termsOf(val ?? "", include, inquiry)];
}

/** The term of a record that an answer of the package comes from, as it stands there. */
function termIn(record: string, { type, val, qualifier = "+" }: PackageAnswer): string | undefined {
  const terms = record.split(" ").filter((term) => {
    const [, sign, name] = /^([+?~-]?)([a-z0-9]+)(?:[:/]|$)/i.exec(term) ?? [];
    return (sign || "+") === qualifier && name?.toLowerCase() === type;
  });
  return terms.find((term) => term.endsWith(`:${val}`)) ?? terms[0];
}

/** What decided stands in another record: that which redirect= leads to. */
function redirected(
  domain: string,
  record: string,
  answer: PackageAnswer,
  inquiry: Inquiry,
): SpfTerm[] {
  const target = /(?:^| )redirect=(\S+)/i.exec(record)?.[1];
  if (target === undefined) return [];
  const name = target.toLowerCase();
  const texts = inquiry.answered.find((each) => each.name === name && each.type === "TXT");
  const next = texts?.records.find((text) => /^v=spf1(?: |$)/i.test(text)) ?? "";
  const term = { domain, term: `redirect=${target}` };
  return next === record || next === ""
    ? [term]
    : [term, ...termsOf(name, { ...answer, rr: next }, inquiry)];
}
