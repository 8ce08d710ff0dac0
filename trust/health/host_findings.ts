/**
 * What is to be said of the mail hosts of a domain (RFC 5321, RFC 3207, RFC 7672, RFC 8461).
 * @module
 */
import type { MailHost, Route } from "../../dns/mod.ts";
import { describeAddresses } from "../../dns/host.ts";
import { formatReply, severity } from "../../smtp/reply.ts";
import { matchRecord } from "../../smtp/policy/dane.ts";
import { danePolicy } from "../../smtp/policy/host_policy.ts";
import { SERVER_PROVES_KEY } from "../../smtp/security.ts";
import { duringStage } from "../../smtp/stage.ts";
import { type Finding, judgeOf } from "./finding.ts";
import type { SeenTls } from "./mail_host.ts";
import type { Receiving, ReceivingHost } from "./receiving.ts";

/** What decides about hosts. */
interface HostSetting {
  /** Now. */
  readonly time: Date;
  /** Whether a name server is asked whose word on DNSSEC is taken. */
  readonly believed: boolean;
  /** Whether a policy of MTA-STS demands verified TLS. */
  readonly enforced: boolean;
}

const DAY = 24 * 60 * 60 * 1000;
/** Certificates are renewed weeks before their end; days before it, something is wrong. */
const FEW_DAYS = 14;

/**
 * Judges where the mail of a domain goes.
 *
 * @param route What DNS says.
 * @returns What was found; at least one finding.
 */
export function judgeRoute(route: Route): Finding[] {
  const judge = judgeOf("mx", route.domain);
  const hosts = route.hosts.flatMap(hostFindings);
  switch (route.verdict) {
    case "mx": {
      const usable = route.hosts.filter(({ problem }) => problem === undefined);
      const names = usable.map(({ name }) => name).join(", ");
      return [...hosts, judge("good", "mx", `mail goes to ${names}`, "RFC 5321 5.1")];
    }
    case "implicit-mx": {
      const text =
        "no MX record: mail goes to the domain's own address, and not every sender tries it";
      const publish = { name: route.domain, type: "MX", value: `10 ${route.domain}.` } as const;
      return [...hosts, judge("warning", "implicit-mx", text, "RFC 5321 5.1", publish)];
    }
    case "address-literal":
      return hosts;
    case "null-mx":
      return [judge("note", "null-mx", "a null MX: the domain accepts no mail", "RFC 7505 3")];
    case "temporary":
      return [
        ...hosts,
        judge("unknown", "mx-unknown", withoutReference(route.reason), "RFC 5321 5.1"),
      ];
    default:
      return [
        ...hosts,
        judge("fault", route.verdict, withoutReference(route.reason), "RFC 5321 5.1"),
      ];
  }
}

/** The reason of a route names the section itself. */
function withoutReference(reason: string): string {
  return reason.replace(/ \(RFC 5321 5\.1\)/, "");
}

function hostFindings({ name, problem, alias, forbidden = [], incomplete }: MailHost): Finding[] {
  const judge = judgeOf("mx", name);
  const findings: Finding[] = [];
  if (problem !== undefined) {
    const level = problem.kind === "lookup-failed" ? "unknown" : "fault";
    if (problem.kind !== "not-needed") {
      findings.push(judge(level, problem.kind, `it ${problem.text}`, "RFC 5321 5.1"));
    }
  } else if (forbidden.length > 0) {
    const text = `no sender can reach ${describeAddresses(forbidden)}`;
    findings.push(judge("warning", "forbidden-address", text, "RFC 6890"));
  }
  if (alias !== undefined) {
    const text = `an alias (CNAME) of ${alias}: MX records must name hosts themselves`;
    findings.push(judge("warning", "mx-alias", text, "RFC 2181 10.3"));
  }
  if (incomplete !== undefined) {
    findings.push(
      judge("unknown", "mx-unknown", `not all is known: ${incomplete}`, "RFC 5321 5.1"),
    );
  }
  return findings;
}

/**
 * Judges the hosts that were visited.
 *
 * @param receiving What was seen.
 * @param setting What decides.
 */
export async function judgeHosts(receiving: Receiving, setting: HostSetting): Promise<Finding[]> {
  const visited = receiving.hosts.filter(({ seen }) => seen !== undefined);
  const isDeaf = ({ seen }: ReceivingHost): boolean => seen?.address === undefined;
  // Where no host at all answers, the network on the way may keep us from them.
  const deafLevel = visited.every(isDeaf) ? "unknown" : "fault";
  const findings = await Promise.all(visited.map(async (visit) => {
    if (isLate(visit)) return [late(visit)];
    if (isDeaf(visit)) {
      const text = visit.seen?.error?.message ?? "no answer";
      return [judgeOf("host", visit.host.name)(deafLevel, "no-answer", text, "RFC 5321 5.1")];
    }
    return [
      ...dialogueFindings(visit),
      ...tlsFindings(visit, setting),
      ...await daneFindings(visit, receiving.route.domain, setting),
    ];
  }));
  return findings.flat();
}

/** Whether the time for the whole report was over before the visit was. */
function isLate({ seen }: ReceivingHost): boolean {
  return seen?.error?.kind === "interrupted";
}

function late({ host: { name }, seen }: ReceivingHost): Finding {
  const stage = seen?.error?.stage ?? "connect";
  const text = `it took too long: the time was over ${duringStage(stage)}`;
  return judgeOf("host", name)("unknown", "too-slow", text, "RFC 5321 4.5.3.2");
}

function dialogueFindings({ host: { name }, seen }: ReceivingHost): Finding[] {
  const { error, postmaster, offered } = seen ?? {};
  const findings: Finding[] = [];
  if (offered !== undefined && !/^(?:\[.*\]|[^.]+(?:\.[^.]+)+)$/.test(offered.serverName)) {
    const text = `it greets as ${JSON.stringify(offered.serverName)}, which is no full host name`;
    findings.push(judgeOf("host", name)("note", "greeting", text, "RFC 5321 4.1.1.1"));
  }
  if (postmaster !== undefined) {
    findings.push(postmasterFinding(name, formatReply(postmaster), severity(postmaster)));
  } else if (error !== undefined && error.stage !== "tls" && error.stage !== "starttls") {
    findings.push(judgeOf("host", name)("fault", "dialogue", error.message, "RFC 5321 3.1"));
  }
  return findings;
}

function postmasterFinding(name: string, reply: string, kind: string): Finding {
  const judge = judgeOf("postmaster", name);
  switch (kind) {
    case "positive":
      return judge("good", "postmaster", "it takes mail for postmaster", "RFC 5321 4.5.1");
    case "transient":
      return judge(
        "note",
        "postmaster-later",
        `it does not take mail for postmaster now: ${reply}`,
        "RFC 5321 4.5.1",
      );
    default:
      return judge(
        "fault",
        "no-postmaster",
        `it refuses mail for postmaster: ${reply}`,
        "RFC 5321 4.5.1",
      );
  }
}

function tlsFindings({ host, seen }: ReceivingHost, { time, enforced }: HostSetting): Finding[] {
  const judge = judgeOf("tls", host.name);
  const isDemanded = enforced || host.tlsa !== undefined;
  const { tls, offered, error } = seen ?? {};
  if (tls === undefined) {
    if (error?.stage === "tls" || error?.stage === "starttls") {
      return [judge("fault", "tls-failed", `TLS fails: ${error.message}`, "RFC 3207 4")];
    }
    if (offered === undefined) return [];
    const what = offered.startTls
      ? "it refuses STARTTLS, which it offers"
      : "it does not offer STARTTLS";
    const text = `${what}: mail to it is not encrypted`;
    return [
      judge(
        isDemanded || offered.startTls ? "fault" : "warning",
        "no-starttls",
        text,
        "RFC 3207 4",
      ),
    ];
  }
  const summary = describeTls(tls, time);
  if (tls.problem !== undefined) {
    if (host.tlsa !== undefined && !enforced) return [];
    const text = `the certificate is not verified: ${tls.problem}`;
    return [judge(enforced ? "fault" : "warning", "unverified", text, "RFC 3207 4")];
  }
  const days = daysLeft(tls, time);
  return days < FEW_DAYS
    ? [
      judge(
        "warning",
        "expires-soon",
        `the certificate ends in ${days} days: ${summary}`,
        "RFC 5280 4.1.2.5",
      ),
    ]
    : [judge("good", "tls", summary, "RFC 3207 4")];
}

function daysLeft({ certificate }: SeenTls, time: Date): number {
  return Math.floor((certificate.notAfter.getTime() - time.getTime()) / DAY);
}

function describeTls(tls: SeenTls, time: Date): string {
  const { certificate: { names, issuer }, kind } = tls;
  const shown = names.length > 3
    ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
    : names.join(", ");
  const by = /(?:^|, )O=([^,]*)/.exec(issuer)?.[1] ?? /(?:^|, )CN=([^,]*)/.exec(issuer)?.[1] ??
    issuer;
  const how = kind === undefined ? "" : ` (${kind})`;
  return `STARTTLS${how}, certificate for ${shown} by ${by}, ${daysLeft(tls, time)} days left`;
}

async function daneFindings(
  { host, seen, strayTlsa }: ReceivingHost,
  domain: string,
  { time, believed }: HostSetting,
): Promise<Finding[]> {
  const judge = judgeOf("dane", host.name);
  if (strayTlsa > 0) {
    return believed
      ? [
        judge(
          "warning",
          "tlsa-without-dnssec",
          "TLSA records without DNSSEC count for nothing",
          "RFC 7672 2.2",
        ),
      ]
      : [judge("note", "tlsa-unproved", UNPROVED, "RFC 6840 5.8")];
  }
  if (host.tlsa === undefined || seen?.tls === undefined) return [];
  const { records, names } = danePolicy(host.tlsa, host.name, domain);
  if (records.length === 0) {
    return [
      judge(
        "warning",
        "tlsa-unusable",
        "no TLSA record can be used (usage 2 or 3 are)",
        "RFC 7672 3.1.3",
      ),
    ];
  }
  const { chain: certificates } = seen.tls;
  const match = await matchRecord(records, { certificates, names, time });
  if (match !== undefined) {
    const { usage, selector, matchingType } = match;
    const text = `the certificate matches its TLSA record ${usage} ${selector} ${matchingType}`;
    return [judge("good", "dane", text, "RFC 7672 3.1")];
  }
  // Deno 2.7 shows no certificate but the host's own.
  if (!SERVER_PROVES_KEY && records.some(({ usage }) => usage === 2)) {
    const text = "this version of Deno does not show the authority that the TLSA records name";
    return [judge("unknown", "dane-unknown", text, "RFC 7672 3.1.2")];
  }
  const text = "the certificate does not match its TLSA records: senders with DANE deliver nothing";
  return [judge("fault", "dane-mismatch", text, "RFC 7672 3.1")];
}

const UNPROVED =
  "TLSA records, but whether DNSSEC validates them only a validating resolver on this machine can " +
  "tell (or trust-ad in resolv.conf)";
