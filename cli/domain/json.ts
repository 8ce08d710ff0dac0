/**
 * The health of a domain as one JSON object.
 * @module
 */
import { toUnicodeDomain } from "../../dns/domain.ts";
import { formatNameServer } from "../../dns/lookup.ts";
import { MtaStsError } from "../../smtp/policy/mta_sts.ts";
import type { SeenTls } from "../../trust/health/mail_host.ts";
import type { Receiving, ReceivingHost } from "../../trust/health/receiving.ts";
import { countLookups, type SpfNode } from "../../trust/spf/tree.ts";
import type { ExitCode } from "../terminal/exit.ts";
import type { DomainSurvey } from "./report.ts";
import { zoneLine } from "./zone_line.ts";

/**
 * The report as JSON.
 *
 * @param survey What was found out.
 * @param exitCode What the program exits with.
 * @returns An object for `JSON.stringify`.
 */
export function domainJson(
  { health, servers, milliseconds }: DomainSurvey,
  exitCode: ExitCode,
): object {
  const { domain, findings, receiving, spf, dmarc, keys, questions } = health;
  return {
    domain,
    unicodeDomain: toUnicodeDomain(domain),
    findings: findings.map(({ publish, ...finding }) => ({
      ...finding,
      publish: publish === undefined ? null : { ...publish, line: zoneLine(publish) },
    })),
    receiving: {
      verdict: receiving.route.verdict,
      hosts: receiving.hosts.map(hostJson),
      mtaSts: mtaStsJson(receiving),
    },
    spf: { lookups: countLookups(spf), tree: nodeJson(spf) },
    dmarc: dmarc === undefined ? null : {
      domain: dmarc.domain,
      record: dmarc.record.text,
      policy: dmarc.record.policy,
      testing: dmarc.record.testing,
    },
    dkim: keys.map(({ selector, record: { type, bits, revoked, testing } }) => ({
      selector,
      type: type ?? null,
      bits,
      revoked,
      testing,
    })),
    resolvers: servers.map(formatNameServer),
    questions,
    milliseconds,
    exitCode,
  };
}

function hostJson({ host, seen }: ReceivingHost): unknown {
  const { tls, postmaster, offered, error, address } = seen ?? {};
  return {
    name: host.name,
    preference: host.implicit ? null : host.preference,
    addresses: host.addresses.map(({ text }) => text),
    problem: host.problem?.text ?? null,
    tlsa: host.tlsa?.records.length ?? 0,
    visited: seen !== undefined,
    address: address ?? null,
    greeting: offered?.serverName ?? null,
    offers: offered === undefined ? [] : [...offered.keywords.keys()],
    tls: tls === undefined ? null : tlsJson(tls),
    postmaster: postmaster === undefined ? null : {
      code: postmaster.code,
      text: postmaster.lines.join("\n"),
    },
    error: error?.message ?? null,
  };
}

function tlsJson({ problem, certificate, kind }: SeenTls): unknown {
  const { subject, issuer, names, notBefore, notAfter } = certificate;
  return {
    verified: problem === undefined,
    problem: problem ?? null,
    subject,
    issuer,
    names,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    cipher: kind ?? null,
  };
}

function mtaStsJson({ mtaSts }: Receiving): unknown {
  const { records, policy } = mtaSts;
  if (records.length === 0) return null;
  const id = mtaSts.id ?? null;
  if (policy === undefined) return { id, mode: null, mx: [], maxAge: null, problem: null };
  if (policy instanceof MtaStsError) {
    return { id, mode: null, mx: [], maxAge: null, problem: policy.message };
  }
  return { id, mode: policy.mode, mx: policy.hosts, maxAge: policy.maxAge, problem: null };
}

function nodeJson({ domain, record, gap, children }: SpfNode): unknown {
  return {
    domain,
    record: record?.text ?? null,
    gap: gap ?? null,
    children: children.map(({ term, node }) => ({ term: term.text, node: nodeJson(node) })),
  };
}
