/**
 * The health of a domain: whether it is fit to send and to receive mail, and what to publish instead.
 * Everything is asked once and side by side, and nothing is sent.
 * @module
 */
import { evaluatedTerms, readSpfTree, type SpfNode } from "../spf/tree.ts";
import { examineDkim, type FoundKey } from "./dkim.ts";
import { examineDmarc, type FoundPolicy } from "./dmarc.ts";
import { byImportance, type Finding } from "./finding.ts";
import { judgeHosts, judgeRoute, mayTakeMail } from "./host_findings.ts";
import { isEnforced, judgeMtaSts } from "./mta_sts.ts";
import { examineReceiving, type Receiving, type ReceivingOptions } from "./receiving.ts";
import { examineSenders, type SendersOptions } from "./senders.ts";
import { examineBimi, examineTlsReports } from "./small_records.ts";
import { judgeSpf } from "./spf.ts";

/** Questions of DNS that a report asks at most. */
export const MAX_QUESTIONS = 100;

/** What to look at, and how. */
export interface HealthOptions extends ReceivingOptions, SendersOptions {
  /** Selectors of DKIM keys; with none the well-known ones are tried. */
  readonly selectors: readonly string[];
  /** Whether a name server is asked whose word on DNSSEC is taken. */
  readonly believed: boolean;
  /** Now. */
  readonly time: Date;
}

/** The health of a domain. */
export interface Health {
  /** The domain, of A-labels. */
  readonly domain: string;
  /** How it receives. */
  readonly receiving: Receiving;
  /** Its SPF record, with all that it leads to. */
  readonly spf: SpfNode;
  /** Its DMARC policy. */
  readonly dmarc: FoundPolicy | undefined;
  /** Its DKIM keys that were found. */
  readonly keys: readonly FoundKey[];
  /** What was found, the most important first. */
  readonly findings: readonly Finding[];
  /** How many questions were asked. */
  readonly questions: number;
}

/**
 * Looks at everything that a domain publishes for mail.
 *
 * @param domain The domain, of A-labels.
 * @param options What to look at, and how.
 * @returns What was found. What could not be looked up is a finding of the level `unknown`.
 * @throws What asking throws: a missing permission, or an abort that is no time-out.
 */
export async function examineDomain(domain: string, options: HealthOptions): Promise<Health> {
  const { questions, believed, time } = options;
  const finding = examineDmarc(domain, questions);
  const findRecord = readSpfTree(domain, questions);
  const [receiving, spf, dmarc, dkim, tlsReports, bimi, senders] = await Promise.all([
    examineReceiving(domain, options),
    findRecord,
    finding,
    examineDkim(domain, options.selectors, questions),
    examineTlsReports(domain, questions),
    examineBimi(domain, finding.then(({ policy }) => policy), questions),
    examineSenders(domain, options, findRecord, questions),
  ]);
  const { port } = options.visit;
  const setting = { time, believed, port, enforced: isEnforced(receiving) };
  const takesMail = receiving.hosts.some(({ host }) => mayTakeMail(host));
  const findings = [
    ...judgeRoute(receiving.route),
    ...await judgeHosts(receiving, setting),
    ...(takesMail ? [...judgeMtaSts(receiving), ...tlsReports] : []),
    ...judgeSpf(spf, takesMail),
    ...dmarc.findings,
    ...dkim.findings.map((finding) => sendsNothing(spf) ? withoutNeed(finding) : finding),
    ...bimi,
    ...senders,
  ];
  return {
    domain,
    receiving,
    spf,
    dmarc: dmarc.policy,
    keys: dkim.keys,
    findings: byImportance(findings),
    questions: questions.count,
  };
}

/** Whether the SPF record says that nobody sends for the domain. */
function sendsNothing({ record }: SpfNode): boolean {
  const terms = record === undefined ? [] : evaluatedTerms(record);
  return terms.length === 1 &&
    terms.every(({ name, qualifier }) => name === "all" && qualifier === "-");
}

/** Who sends nothing needs no key. */
function withoutNeed(finding: Finding): Finding {
  return finding.code === "no-dkim" ? { ...finding, level: "note" } : finding;
}
