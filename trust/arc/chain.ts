/**
 * What forwarders have sealed: the chain of ARC (RFC 8617), seal by seal, checked by mailauth.
 * @module
 */
import { verifyASChain } from "mailauth/arc";
import { findFields, type HeaderField } from "../../message/header/header.ts";
import type { Verified } from "../dkim/verify.ts";
import type { Inquiry } from "../inquiry.ts";
import { readTagList, valueOf } from "../tag_list.ts";
import { type ArcSets, readFault, setsBefore } from "./structure.ts";

/** One seal of a chain. */
interface ArcSeal {
  /** Which of the chain, from 1, the oldest. */
  readonly instance: number;
  /** The domain that sealed (d=). */
  readonly domain: string;
  /** Which of its keys (s=). */
  readonly selector: string;
  /** What the sealer says of the chain before it (cv=). */
  readonly chain: string;
  /** Whether the seal holds; `unchecked` where the keys could not be had. */
  readonly result: "pass" | "fail" | "unchecked";
  /** Why not; empty if it holds. */
  readonly detail: string;
}

/** What ARC says of a message. */
export interface ArcVerdict {
  /** The result; `unchecked` where keys could not be had. */
  readonly result: "pass" | "fail" | "none" | "unchecked";
  /** Why not; empty if it passed. */
  readonly detail: string;
  /** The seals, the oldest first; empty where the chain is not one. */
  readonly seals: readonly ArcSeal[];
  /** Whether the newest signature over the message holds (ARC-Message-Signature). */
  readonly message: "pass" | "fail" | "unchecked";
}

/** RFC 8617 4.2.1. */
const MAX_SEALS = 50;

/**
 * Checks the chain of a message.
 *
 * @param fields The header.
 * @param arc What was read of it when the signatures were verified.
 * @param inquiry Whom to ask for keys.
 */
export async function checkChain(
  fields: readonly HeaderField[],
  arc: Verified["arc"],
  inquiry: Inquiry,
): Promise<ArcVerdict> {
  const chain = arc?.chain || [];
  const last = chain.at(-1);
  const facts = sealFacts(fields);
  const problem = arc?.error?.message;
  if (problem !== undefined) return await brokenChain(problem, fields, facts, inquiry);
  if (last === undefined) return { result: "none", detail: "", seals: [], message: "unchecked" };
  const seals = await checkSeals(chain, facts, inquiry);
  const { result: said = "none", comment } = last.messageSignature?.status ?? {};
  const message = said === "pass" ? "pass" : said === "temperror" ? "unchecked" : "fail";
  const broken = seals.find(({ result }) => result === "fail");
  const open = seals.find(({ result }) => result === "unchecked");
  if (broken !== undefined) {
    return { result: "fail", detail: `seal ${broken.instance}: ${broken.detail}`, seals, message };
  }
  if (message === "fail") {
    return { result: "fail", detail: messageDetail(comment), seals, message };
  }
  if (open !== undefined || message === "unchecked") {
    return { result: "unchecked", detail: open?.detail ?? comment ?? "", seals, message };
  }
  return { result: "pass", detail: "", seals, message };
}

async function checkSeals(
  chain: ArcSets,
  facts: ReadonlyMap<number, SealFacts>,
  inquiry: Inquiry,
): Promise<ArcSeal[]> {
  const seals: ArcSeal[] = [];
  for (const [index] of chain.slice(0, MAX_SEALS).entries()) {
    const instance = index + 1;
    // A seal covers all that are before it: so the chain is checked up to each of them.
    const part = { chain: chain.slice(0, instance) };
    const failure = await failureOf(() =>
      verifyASChain(part, { resolver: inquiry.resolve, strict: true })
    );
    const own = facts.get(instance) ?? NO_FACTS;
    seals.push({ instance, ...own, ...judge(instance, own, failure, inquiry) });
  }
  return seals;
}

/** Where the sets are no chain: those before the wrong one are checked all the same, to show what broke it. */
async function brokenChain(
  problem: string,
  fields: readonly HeaderField[],
  facts: ReadonlyMap<number, SealFacts>,
  inquiry: Inquiry,
): Promise<ArcVerdict> {
  const { instance, text } = readFault(problem);
  const seals = await checkSeals(setsBefore(fields, instance), facts, inquiry);
  const own = facts.get(instance);
  if (own !== undefined && seals.length === instance - 1) {
    seals.push({ instance, ...own, result: "fail", detail: "" });
  }
  return { result: "fail", detail: text, seals, message: "unchecked" };
}

function messageDetail(comment: string | undefined): string {
  return comment === "body hash did not verify"
    ? "the body was altered after the last seal"
    : `the message was altered after the last seal (${comment ?? "no signature"})`;
}

interface Failure {
  readonly code: string;
  readonly text: string;
  /** The name of the key that could not be used. */
  readonly key: string | undefined;
}

async function failureOf(check: () => Promise<unknown>): Promise<Failure | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return { code: "", text: "", key: undefined };
    return {
      code: "code" in error ? String(error.code) : "",
      text: plain(error.message),
      key: "queryDomain" in error ? String(error.queryDomain).toLowerCase() : undefined,
    };
  }
}

/** The chain is checked from the newest seal; where an older one fails, the newest is sound. */
function judge(
  instance: number,
  { domain, selector }: SealFacts,
  failure: Failure | undefined,
  { unanswered }: Inquiry,
): Pick<ArcSeal, "result" | "detail"> {
  if (failure === undefined) return { result: "pass", detail: "" };
  const older = /^i=(\d+) /.exec(failure.text)?.[1];
  if (older !== undefined && Number(older) < instance) return { result: "pass", detail: "" };
  const key = `${selector}._domainkey.${domain}`.toLowerCase();
  if (failure.key !== undefined && failure.key !== key) return { result: "pass", detail: "" };
  const open = unanswered.find(({ name }) => name === key);
  if (open !== undefined) return { result: "unchecked", detail: open.detail };
  return { result: "fail", detail: WORDS.get(failure.code) ?? failure.text };
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["failing_arc_seal", "it does not match what it covers"],
  ["invalid_cv_value", "it does not say that the chain before it was valid"],
  ["ENOTFOUND", "the sealer has no such key"],
  ["ENODATA", "the sealer has no such key"],
  ["EINVALIDVAL", "the key is revoked or not one"],
  ["EINVALIDTYPE", "the key is of another kind"],
  ["ESHORTKEY", "the key is too short"],
]);

const NO_FACTS: SealFacts = { domain: "", selector: "", chain: "" };

/** What a seal says of itself. */
type SealFacts = Pick<ArcSeal, "domain" | "selector" | "chain">;

function sealFacts(fields: readonly HeaderField[]): Map<number, SealFacts> {
  return new Map(
    findFields(fields, "arc-seal").slice(0, 2 * MAX_SEALS).map((field) => {
      const tags = readTagList(field.value);
      const tag = (name: string): string => (valueOf(tags, name) ?? "").replace(/\s/g, "");
      const facts = { domain: tag("d"), selector: tag("s"), chain: tag("cv").toLowerCase() };
      return [Number(tag("i")), facts];
    }),
  );
}

/** The package's words may hold what stands in a message. */
function plain(text: string): string {
  return text.slice(0, 200);
}
