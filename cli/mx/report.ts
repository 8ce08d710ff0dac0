/**
 * Where the mail of a domain goes: a table and a sentence for a person, one JSON object for a
 * program, and an exit code for a script.
 * @module
 */
import { toUnicodeDomain } from "../../dns/domain.ts";
import { describeAddresses } from "../../dns/host.ts";
import type { MailHost, NameServer, Route } from "../../dns/mod.ts";
import { formatNameServer } from "../../dns/lookup.ts";
import { MAX_ADDRESSES } from "../../dns/route.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode } from "../terminal/exit.ts";
import { bold, cyan, dim, green, type Piece, red, yellow } from "../terminal/style.ts";

/** What was found out, and how. */
interface Survey {
  /** The route. */
  readonly route: Route;
  /** The name servers of which one has answered; `undefined` if there was nothing to ask. */
  readonly resolvers: readonly NameServer[] | undefined;
  /** How long it took. */
  readonly milliseconds: number;
}

/** What a verdict means. */
interface Meaning {
  readonly label: string;
  readonly style: (...pieces: Piece[]) => Piece;
  readonly exitCode: ExitCode;
}

const MEANINGS: Readonly<Record<Route["verdict"], Meaning>> = {
  "mx": { label: "found", style: green, exitCode: Exit.ok },
  "implicit-mx": { label: "implicit MX", style: green, exitCode: Exit.ok },
  "address-literal": { label: "address literal", style: green, exitCode: Exit.ok },
  "null-mx": { label: "null MX", style: red, exitCode: Exit.noHost },
  "no-such-domain": { label: "no such domain", style: red, exitCode: Exit.noHost },
  "no-mail": { label: "no mail", style: red, exitCode: Exit.noHost },
  "no-usable-host": { label: "no usable host", style: red, exitCode: Exit.noHost },
  "forbidden-address": { label: "forbidden address", style: red, exitCode: Exit.noHost },
  "temporary": { label: "temporary failure", style: yellow, exitCode: Exit.temporary },
};

/** The exit code of a verdict. */
export function verdictExitCode(verdict: Route["verdict"]): ExitCode {
  return MEANINGS[verdict].exitCode;
}

/**
 * The result as text: the domain, its hosts, the verdict in a sentence, and who was asked.
 *
 * @param survey What was found out.
 */
export function mxLines(survey: Survey): Piece[] {
  const { route } = survey;
  const { label, style } = MEANINGS[route.verdict];
  return [
    bold(nameForPeople(route.domain)),
    "\n",
    ...hostTable(route),
    bold(style(label)),
    `: ${escapeLine(sentence(route))}\n`,
    ...legend(route),
    ...provenance(survey),
  ];
}

/**
 * What a person can do about it.
 *
 * @param route What was found out.
 * @returns A hint, or `undefined` when there is nothing to do.
 */
export function mxHint(route: Route): string | undefined {
  switch (route.verdict) {
    case "forbidden-address":
      return "If this is your own network, add --allow-private";
    case "no-such-domain":
      return /\.[0-9]+$/.test(route.domain)
        ? "No top-level domain is a number. Write an IP address in brackets: user@[192.0.2.1]"
        : undefined;
    case "temporary":
      return `Try again later, or ask another name server: mua mx ${route.domain} @RESOLVER`;
    default:
      return undefined;
  }
}

/**
 * The result as JSON.
 *
 * @param survey What was found out.
 * @returns An object for `JSON.stringify`.
 */
export function mxJson({ route, resolvers, milliseconds }: Survey): object {
  return {
    domain: route.domain,
    unicodeDomain: toUnicodeDomain(route.domain),
    verdict: route.verdict,
    explanation: sentence(route),
    hosts: route.hosts.map((host) => ({
      name: host.name,
      preference: host.implicit ? null : host.preference,
      shuffled: isShuffled(route, host),
      addresses: host.addresses.map(({ text }) => text),
      forbidden: (host.forbidden ?? []).map(({ text }) => text),
      alias: host.alias ?? null,
      problem: host.problem ?? null,
      incomplete: host.incomplete ?? null,
    })),
    resolvers: resolvers?.map(formatNameServer) ?? [],
    milliseconds,
    exitCode: verdictExitCode(route.verdict),
  };
}

function sentence(route: Route): string {
  switch (route.verdict) {
    case "mx":
      return `mail for ${route.domain} goes to the first of these that answers (RFC 5321 5.1)`;
    case "implicit-mx":
      return `${route.domain} has no MX record, so its mail goes to its own address (RFC 5321 5.1)`;
    case "address-literal":
      return "mail goes straight to this address, with no DNS lookup (RFC 5321 4.1.3)";
    default:
      return route.reason;
  }
}

/** A name, with its U-labels where it has some. */
function nameForPeople(name: string): string {
  const unicode = toUnicodeDomain(name);
  return escapeLine(unicode === name ? name : `${unicode} (${name})`);
}

/** Whether another host has the same preference, so that chance decides between them. */
function isShuffled({ hosts }: Route, { preference }: MailHost): boolean {
  return hosts.filter((host) => host.preference === preference).length > 1;
}

/**
 * A host in a row for each address and each remark, aligned.
 *
 * @param route What was found out.
 */
export function hostTable(route: Route): Piece[] {
  // Of the domain itself, where it cannot be the host, the sentence says all.
  const told = route.hosts.filter((host) => host.problem === undefined || !host.implicit);
  const preferences = alignRight(told.map((host) => preferenceText(route, host)));
  const heads = alignLeft(told.map((host, row) => preferences[row] + nameForPeople(host.name)));
  return told.flatMap((host, row) => {
    const head = heads[row] ?? "";
    const [first = "", ...rest] = [...host.addresses.map(({ text }) => text), ...remarks(host)];
    const blank = " ".repeat(head.length);
    return [
      ...["  ", cyan(head), "  ", first, "\n"],
      ...rest.flatMap((detail) => ["  ", blank, "  ", detail, "\n"]),
    ];
  });
}

function preferenceText(route: Route, host: MailHost): string {
  if (host.implicit) return "";
  return isShuffled(route, host) ? `=${host.preference}  ` : `${host.preference}  `;
}

function alignLeft(texts: readonly string[]): string[] {
  return texts.map((text) => text.padEnd(widest(texts)));
}

function alignRight(texts: readonly string[]): string[] {
  return texts.map((text) => text.padStart(widest(texts)));
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

function remarks(host: MailHost): Piece[] {
  const { problem, alias, forbidden = [], incomplete } = host;
  const remarks: Piece[] = [];
  if (problem !== undefined) remarks.push(red(escapeLine(problem.text)));
  if (problem === undefined && forbidden.length > 0) {
    remarks.push(yellow(`skipped: ${describeAddresses(forbidden)}`));
  }
  if (alias !== undefined) {
    remarks.push(yellow(`an alias (CNAME) of ${escapeLine(alias)}, which RFC 2181 10.3 forbids`));
  }
  if (incomplete !== undefined) remarks.push(yellow(`incomplete: ${escapeLine(incomplete)}`));
  return remarks;
}

function legend(route: Route): Piece[] {
  const { hosts } = route;
  const addresses = hosts.reduce((sum, host) => sum + host.addresses.length, 0);
  const lines: string[] = [];
  if (hosts.some((host) => isShuffled(route, host))) {
    lines.push("= equal preference: shuffled, as every sender does");
  }
  if (addresses > MAX_ADDRESSES) {
    lines.push(`mua send tries the first ${MAX_ADDRESSES} of these ${addresses} addresses`);
  }
  return lines.flatMap((line) => [dim(line), "\n"]);
}

function provenance({ resolvers, milliseconds }: Survey): Piece[] {
  if (resolvers === undefined) return [];
  const who = resolvers.map(formatNameServer).join(" or ") || "the resolver of this system";
  return [dim(`asked ${who}: ${milliseconds} ms`), "\n"];
}
