/**
 * The health of a domain as text: a verdict a line, the most important first, its mail hosts, and the SPF tree.
 * @module
 */
import { toUnicodeDomain } from "../../dns/domain.ts";
import { formatNameServer } from "../../dns/lookup.ts";
import type { NameServer, Route } from "../../dns/mod.ts";
import {
  type Finding,
  type Level,
  LEVELS,
  type Publish,
  type Topic,
} from "../../trust/health/finding.ts";
import type { Health } from "../../trust/health/health.ts";
import { countLookups, type SpfNode } from "../../trust/spf/tree.ts";
import { hostTable } from "../mx/report.ts";
import { zoneLine } from "./zone_line.ts";
import { Exit, type ExitCode } from "../terminal/exit.ts";
import { escapeLine } from "../terminal/escape.ts";
import { bold, cyan, dim, green, type Piece, red, yellow } from "../terminal/style.ts";
import { wrap } from "../terminal/wrap.ts";
import type { DomainOptions } from "./options.ts";

/** What was found out, and how. */
export interface DomainSurvey {
  /** What was found out. */
  readonly health: Health;
  /** The name servers of which one has answered. */
  readonly servers: readonly NameServer[];
  /** How long it took. */
  readonly milliseconds: number;
}

const STYLES: Readonly<Record<Level, (...pieces: Piece[]) => Piece>> = {
  fault: red,
  unknown: yellow,
  warning: yellow,
  note: cyan,
  good: green,
};

/** How the levels are counted, for one and for several. */
const COUNTED: Readonly<Record<Level, readonly [string, string]>> = {
  fault: ["fault", "faults"],
  unknown: ["not checked", "not checked"],
  warning: ["warning", "warnings"],
  note: ["note", "notes"],
  good: ["good", "good"],
};

const TOPIC_NAMES: Readonly<Record<Topic, string>> = {
  "mx": "MX",
  "host": "host",
  "tls": "TLS",
  "dane": "DANE",
  "mta-sts": "MTA-STS",
  "tls-rpt": "TLSRPT",
  "postmaster": "RCPT",
  "spf": "SPF",
  "dmarc": "DMARC",
  "dkim": "DKIM",
  "bimi": "BIMI",
  "address": "address",
  "blocklist": "DNSBL",
};

/** Columns before a sentence: the level and the topic. */
const INDENT = 18;

/**
 * The exit code of a report.
 *
 * @param health What was found out.
 */
export function domainExitCode({ findings, receiving }: Health): ExitCode {
  if (receiving.route.verdict === "no-such-domain") return Exit.noHost;
  if (findings.some(({ level }) => level === "fault")) return Exit.differs;
  return findings.some(({ level }) => level === "unknown") ? Exit.temporary : Exit.ok;
}

/**
 * The report as text.
 *
 * @param survey What was found out.
 * @param width The columns of the terminal.
 */
export function domainLines(
  { health, servers, milliseconds }: DomainSurvey,
  width: number,
): Piece[] {
  const { domain, findings, questions } = health;
  const unicode = toUnicodeDomain(domain);
  const name = unicode === domain ? domain : `${unicode} (${domain})`;
  const asked = `asked ${
    servers.map(formatNameServer).join(" or ")
  }: ${questions} questions, ${milliseconds} ms`;
  if (health.receiving.route.verdict === "no-such-domain") {
    return [bold(name), ": ", red("no such domain"), "\n", dim(asked), "\n"];
  }
  return [
    bold(name),
    `: ${summary(findings)}\n`,
    ...findings.flatMap((finding) => findingLines(finding, domain, width)),
    ...hostLines(health.receiving.route),
    ...spfLines(health.spf),
    dim(asked),
    "\n",
  ];
}

function summary(findings: readonly Finding[]): string {
  return LEVELS.flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    const [one, several] = COUNTED[level];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];
  }).join(", ");
}

function findingLines(finding: Finding, domain: string, width: number): Piece[] {
  const { level, topic, about, text, reference, publish } = finding;
  const where = about === domain ? "" : `${shortName(about, domain)}: `;
  const sentence = `${where}${text} (${reference})`;
  const lines = wrap(escapeLine(sentence), INDENT, INDENT, Math.max(width, 2 * INDENT));
  return [
    STYLES[level](level.padEnd(9)),
    TOPIC_NAMES[topic].padEnd(INDENT - 9),
    lines.slice(INDENT),
    ...(publish === undefined ? [] : publishLines(publish)),
  ];
}

/** A record is one line, however long, so that it can be copied. */
function publishLines(publish: Publish): Piece[] {
  return [" ".repeat(INDENT), "publish: ", bold(escapeLine(zoneLine(publish))), "\n"];
}

/** The selector alone says which key is meant. */
function shortName(about: string, domain: string): string {
  const suffix = `._domainkey.${domain}`;
  return about.endsWith(suffix) ? about.slice(0, -suffix.length) : about;
}

function hostLines(route: Route): Piece[] {
  const table = hostTable(route);
  return table.length === 0 ? [] : [bold("Mail hosts, in the order to try them"), "\n", ...table];
}

function spfLines(root: SpfNode): Piece[] {
  if (root.record === undefined) return [];
  const heading = `SPF, as receivers follow it: ${countLookups(root)} of 10 lookups`;
  return [bold(heading), "\n", ...nodeLines(root, 1)];
}

const GAPS = {
  "no-record": "no SPF record",
  "no-such-domain": "no such domain",
  "several-records": "two SPF records",
  "loop": "a loop",
  "not-followed": "not followed",
  "failed": "could not be looked up",
} as const;

function nodeLines({ domain, record, gap, children }: SpfNode, depth: number): Piece[] {
  const indent = "  ".repeat(depth);
  const text = record?.text ?? (gap === undefined ? "" : GAPS[gap]);
  return [
    indent,
    cyan(escapeLine(domain)),
    `  ${escapeLine(text)}\n`,
    ...children.flatMap(({ node }) => nodeLines(node, depth + 1)),
  ];
}

/**
 * What a person can do to get a better report.
 *
 * @param health What was found out.
 * @param options How it was asked for.
 */
export function domainHint(
  { domain, findings }: Health,
  options: DomainOptions,
): string | undefined {
  const has = (code: string): boolean => findings.some((finding) => finding.code === code);
  if (has("forbidden-address") && !options.allowPrivate) {
    return "If these are hosts of your own network, add --allow-private";
  }
  const deaf = findings.filter(({ code }) => code === "no-answer");
  if (deaf.some(({ level }) => level === "unknown")) {
    return "Many networks block port 25. From DNS alone: mua domain --no-connect " + domain;
  }
  if (has("mx-unknown")) return "Try again later, or ask another name server: --resolver ADDRESS";
  return undefined;
}
