/**
 * What is to be said of the mail hosts of a domain (RFC 5321, RFC 3207, RFC 7672, RFC 8461).
 * @module
 */
import type { MailHost, Route } from "../../dns/mod.ts";
import { describeAddresses } from "../../dns/host.ts";
import { formatReply, severity } from "../../smtp/reply.ts";
import { duringStage } from "../../smtp/stage.ts";
import { type DaneSetting, hasUsableTlsa, judgeDane } from "./dane.ts";
import { type Finding, judgeOf, quote } from "./finding.ts";
import type { SeenTls } from "./mail_host.ts";
import type { Receiving, ReceivingHost } from "./receiving.ts";

/** What decides about hosts. */
interface HostSetting extends DaneSetting {
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
  // Of the domain itself, where it cannot be the host, the verdict says all.
  const hosts = route.hosts.filter(mayTakeMail).flatMap(hostFindings);
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

/** Whether a host is one that takes mail, or that an MX record names. */
export function mayTakeMail({ implicit, problem }: MailHost): boolean {
  return problem === undefined || !implicit;
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
 * Judges the hosts: what was seen of those that were visited, and the TLSA records of all.
 *
 * @param receiving What was seen.
 * @param setting What decides.
 */
export async function judgeHosts(receiving: Receiving, setting: HostSetting): Promise<Finding[]> {
  const { hosts, route: { domain } } = receiving;
  const visited = hosts.filter(({ seen }) => seen !== undefined);
  // Where no host at all answers, the network on the way may keep us from them.
  const deafLevel = visited.every(isDeaf) ? "unknown" : "fault";
  const findings = await Promise.all(hosts.map(async (host) => [
    ...(host.seen === undefined ? [] : visitFindings(host, deafLevel, setting)),
    ...await judgeDane(host, domain, setting),
  ]));
  return findings.flat();
}

function isDeaf({ seen }: ReceivingHost): boolean {
  return seen?.address === undefined;
}

function visitFindings(
  visit: ReceivingHost,
  deafLevel: "unknown" | "fault",
  setting: HostSetting,
): Finding[] {
  if (isLate(visit)) {
    return [late(visit), ...(visit.seen?.tls === undefined ? [] : tlsFindings(visit, setting))];
  }
  if (isDeaf(visit)) {
    const text = visit.seen?.error?.message ?? "no answer";
    return [judgeOf("host", visit.host.name)(deafLevel, "no-answer", text, "RFC 5321 5.1")];
  }
  return [...dialogueFindings(visit), ...tlsFindings(visit, setting)];
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
  const findings: Finding[] = offered === undefined
    ? []
    : [greetingFinding(name, offered.serverName)];
  if (postmaster !== undefined) {
    findings.push(postmasterFinding(name, formatReply(postmaster), severity(postmaster)));
  } else if (error !== undefined && error.stage !== "tls" && error.stage !== "starttls") {
    findings.push(judgeOf("host", name)("fault", "dialogue", error.message, "RFC 5321 3.1"));
  }
  return findings;
}

function greetingFinding(name: string, greeting: string): Finding {
  const judge = judgeOf("host", name);
  return /^(?:\[.*\]|[^.]+(?:\.[^.]+)+)$/.test(greeting)
    ? judge("good", "greeting", `it greets as ${greeting}`, "RFC 5321 4.1.1.1")
    : judge(
      "note",
      "greeting",
      `it greets as ${quote(greeting)}, which is no full host name`,
      "RFC 5321 4.1.1.1",
    );
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
    if (hasUsableTlsa(host) && !enforced) {
      const text = `${summary}; no authority vouches for it, and for DANE none needs to`;
      return [judge("good", "tls", text, "RFC 7672 3.1.1")];
    }
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
