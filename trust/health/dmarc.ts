/**
 * Whether the DMARC policy of a domain does what its owner wants (RFC 9989, RFC 9990).
 * @module
 */
import type { Answer } from "../../dns/mod.ts";
import type { Questions } from "../../dns/questions.ts";
import {
  type DmarcRecord,
  isDmarc,
  readDmarcRecord,
  reportDomain,
  walkOf,
} from "../dmarc/record.ts";
import { type Finding, type Judge, judgeOf, quote } from "./finding.ts";

/** A domain of the walk. */
interface Step {
  readonly domain: string;
  readonly texts: readonly string[];
  readonly failure: string | undefined;
}

/** The policy of a domain. */
export interface FoundPolicy {
  /** The domain that has the record. */
  readonly domain: string;
  /** The record. */
  readonly record: DmarcRecord;
}

/** What was found out. */
interface DmarcHealth {
  /** The policy that receivers find; `undefined` where there is none. */
  readonly policy: FoundPolicy | undefined;
  /** What was found; at least one finding. */
  readonly findings: readonly Finding[];
}

/**
 * Finds and judges the DMARC policy of a domain. The names of the tree walk are asked for side by side.
 *
 * @param domain The domain.
 * @param questions Where to ask.
 */
export async function examineDmarc(domain: string, questions: Questions): Promise<DmarcHealth> {
  const walk = await Promise.all(walkOf(domain).map((name) => askStep(name, questions)));
  const judge = judgeOf("dmarc", domain);
  const failed = walk.find(({ failure }) => failure !== undefined);
  const policy = policyOf(walk);
  if (policy === undefined && failed !== undefined) {
    const text = `DMARC could not be checked: ${failed.failure}`;
    return { policy, findings: [judge("unknown", "dmarc-unknown", text, "RFC 9989 4.10")] };
  }
  const double = walk.filter(({ texts }) => texts.length > 1).map((step) =>
    twoRecords(step, judge)
  );
  if (policy === undefined) {
    const findings = double.length > 0 ? double : [noRecord(domain, judge)];
    return { policy, findings };
  }
  const reports = await reportFindings(policy, judge, questions);
  return { policy, findings: [...double, ...policyFindings(domain, policy, judge), ...reports] };
}

async function askStep(domain: string, questions: Questions): Promise<Step> {
  const answer: Answer<{ readonly data: string }> = await questions.ask(`_dmarc.${domain}`, "TXT");
  const texts = answer.status === "found" ? answer.records.map(({ data }) => data) : [];
  const failure = answer.status === "failed" ? answer.detail : undefined;
  return { domain, texts: texts.filter(isDmarc), failure };
}

/** The record of the domain itself, or of its organizational domain (RFC 9989 section 4.10.1). */
function policyOf(walk: readonly Step[]): FoundPolicy | undefined {
  const found = walk.flatMap(({ domain, texts }) => {
    const [text, another] = texts;
    return text === undefined || another !== undefined
      ? []
      : [{ domain, record: readDmarcRecord(text) }];
  });
  const [nearest] = found;
  if (nearest === undefined || nearest.domain === walk[0]?.domain) return nearest;
  const marked = found.findIndex(({ record }) => record.psd !== "u");
  if (marked < 0) return found.at(-1);
  // Above a public suffix there is nothing; below it stands the organization, if it has a record.
  return found[marked]?.record.psd === "y" && marked > 0 ? found[marked - 1] : found[marked];
}

function twoRecords({ domain }: Step, judge: Judge): Finding {
  const text = `two DMARC records at _dmarc.${domain}: receivers take neither`;
  return judge("fault", "two-records", text, "RFC 9989 4.10");
}

function noRecord(domain: string, judge: Judge): Finding {
  const text =
    "no DMARC record: anybody can send with this domain in From, and nobody reports it. " +
    "Begin with p=none and read the reports";
  return judge("warning", "no-dmarc", text, "RFC 9989 4.7", {
    name: `_dmarc.${domain}`,
    type: "TXT",
    value: `v=DMARC1; p=none; rua=mailto:dmarc-reports@${domain}`,
  });
}

function policyFindings(
  domain: string,
  { domain: owner, record }: FoundPolicy,
  judge: Judge,
): Finding[] {
  const isOwn = owner === domain;
  const effective = isOwn ? record.policy : record.subdomains ?? record.policy;
  const where = isOwn ? "" : ` (by the record of ${owner})`;
  const findings = record.faults.map((fault) =>
    judge("warning", "dmarc-syntax", `the record of ${owner} ${fault}`, "RFC 9989 4.7")
  );
  if (effective === "none") {
    const text = `p=none${where}: receivers only report, and do nothing against forgeries`;
    findings.push(judge("note", "policy-none", text, "RFC 9989 4.7"));
  } else if (record.testing) {
    const text =
      `t=y${where}: the policy ${effective} is only tested, and the next weaker one applies`;
    findings.push(judge("note", "policy-test", text, "RFC 9989 4.7"));
  } else {
    findings.push(
      judge("good", "policy", `a DMARC policy of ${effective}${where}`, "RFC 9989 4.7"),
    );
  }
  if (isOwn && effective !== "none" && record.subdomains === "none") {
    const text = "sp=none: mail with subdomains in From is not protected as the domain itself is";
    findings.push(judge("warning", "weak-subdomains", text, "RFC 9989 4.7"));
  }
  if (record.removed.length > 0) {
    const text =
      `${record.removed.map(quote).join(", ")} is not part of DMARC any more, though older ` +
      "receivers heed it; to test a policy there is t=y";
    findings.push(judge("note", "removed-tags", text, "RFC 9989 4.7"));
  }
  if (record.aggregate.length === 0) {
    const text = "no rua=: nobody tells who sends with this domain in From";
    findings.push(judge("note", "no-reports", text, "RFC 9989 4.7"));
  }
  return findings;
}

/** Others take reports only if they say so (RFC 9990 section 4). */
async function reportFindings(
  { domain, record }: FoundPolicy,
  judge: Judge,
  questions: Questions,
): Promise<Finding[]> {
  const targets = [...new Set([...record.aggregate, ...record.failure].map(reportDomain))]
    .filter((target) => !isSameOrganization(target, domain));
  return (await Promise.all(targets.map(async (target) => {
    const name = `${domain}._report._dmarc.${target}`;
    const { texts, failure } = await askReport(name, questions);
    if (texts.some((text) => /^v[ \t]*=[ \t]*DMARC1/.test(text))) return [];
    if (failure !== undefined) {
      const text = `whether ${target} takes the reports could not be checked: ${failure}`;
      return [judge("unknown", "report-unknown", text, "RFC 9990 4")];
    }
    const text =
      `reports go to ${target}, which does not say that it takes them: they are not sent`;
    return [
      judge("warning", "no-report-record", text, "RFC 9990 4", {
        name,
        type: "TXT",
        value: "v=DMARC1",
      }),
    ];
  }))).flat();
}

async function askReport(
  name: string,
  questions: Questions,
): Promise<Pick<Step, "texts" | "failure">> {
  const answer = await questions.ask(name, "TXT");
  return {
    texts: answer.status === "found" ? answer.records.map(({ data }) => data) : [],
    failure: answer.status === "failed" ? answer.detail : undefined,
  };
}

/** One is the other, or lies below it: a rough word for one organization, which asks for nothing. */
function isSameOrganization(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}
