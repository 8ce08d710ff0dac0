/**
 * From a domain to the hosts that take its mail, in the order to try them, or the reason why there
 * is none (RFC 5321 5.1, RFC 7505).
 * @module
 */
import { type HostOptions, judge, type MailHost, resolveExchanger, resolveHost } from "./host.ts";
import { parseAddressLiteral } from "./ip.ts";
import { type AliasLookup, createLookup, type Lookup, type MxRecord } from "./lookup.ts";
import type { TlsaQuery } from "./tlsa.ts";
import { together } from "./together.ts";

export type { HostProblem, HostProblemKind, MailHost } from "./host.ts";

/**
 * How many addresses a delivery tries at most. RFC 5321 5.1 wants at least two tried; Postfix stops
 * at five (smtp_mx_address_limit).
 */
export const MAX_ADDRESSES = 5;

/** How many hosts are resolved at the same time. */
const CONCURRENT_HOSTS = 8;

/** How many hosts are named in a reason. */
const HOSTS_IN_REASON = 3;

/** Where the mail of a domain goes. */
export interface OpenRoute {
  /** By MX records; by the domain's own address as it has none; or by an address literal. */
  readonly verdict: "mx" | "implicit-mx" | "address-literal";
  /** The domain, or the address literal. */
  readonly domain: string;
  /** In the order to try: those with a `problem` are to be passed over. */
  readonly hosts: readonly MailHost[];
}

/** Why the mail of a domain goes nowhere: for ever, or only now if the verdict is `temporary`. */
export interface ClosedRoute {
  /** The reason, for programs. `no-mail`: the domain exists, but takes no mail. */
  readonly verdict:
    | "null-mx"
    | "no-such-domain"
    | "no-mail"
    | "no-usable-host"
    | "forbidden-address"
    | "temporary";
  /** The domain, or the address literal. */
  readonly domain: string;
  /** The reason, for people: a sentence without a full stop. */
  readonly reason: string;
  /** The hosts that were found, each with its `problem`. */
  readonly hosts: readonly MailHost[];
}

/** Where the mail of a domain goes, or why it goes nowhere. */
export type Route = OpenRoute | ClosedRoute;

/** What a route depends on. */
export interface RouteOptions {
  /** Where to ask; by default {@linkcode createLookup} of the system's name servers. */
  readonly lookup?: Lookup;
  /**
   * Ends all questions: by a time-out (`AbortSignal.timeout`), then the route is what was known until
   * then. Without it each question has its own limit of some seconds.
   */
  readonly signal?: AbortSignal;
  /**
   * Whether loopback, private, link-local and other addresses of no public host may be used (RFC 6890);
   * by default not.
   */
  readonly allowPrivate?: boolean;
  /** The address families to use; by default both. */
  readonly families?: readonly (4 | 6)[];
  /**
   * Whom to ask for the TLSA records of hosts, and for which port; without it nobody asks. Where the
   * answer for MX was not validated nobody does either: the hosts may be forged (RFC 7672 2.2.1).
   */
  readonly tlsa?: TlsaQuery | undefined;
  /** Shuffles hosts of equal preference: a number from 0 up to 1; by default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Finds the hosts that take the mail of a domain, as far as a delivery needs them: hosts after the
 * first {@linkcode MAX_ADDRESSES} addresses are not resolved.
 *
 * A failed question makes the route `temporary` and never leads to the domain's own address. A null
 * MX beside other records is passed over, and the others are used.
 *
 * @param domain A domain of A-labels, or an address literal with its brackets.
 * @param options Where to ask, and what counts.
 * @returns The route, or why there is none; a question that nobody answers is no error.
 * @throws What the lookup throws: a missing permission, or an abort that is no time-out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findRoute, type Lookup } from "./mod.ts";
 *
 * const lookup: Lookup = {
 *   mx: () => Promise.resolve({ status: "found", records: [{ preference: 0, exchange: "." }] }),
 *   addresses: () => Promise.resolve({ status: "no-data" }),
 * };
 * const route = await findRoute("example.com", { lookup });
 * assertEquals(route.verdict, "null-mx");
 * ```
 */
export function findRoute(domain: string, options: RouteOptions = {}): Promise<Route> {
  return routeOf(domain, withDefaults(options), MAX_ADDRESSES);
}

/** Finds the same as {@linkcode findRoute} for a person to see: every host, and aliases. */
export function surveyRoute(
  domain: string,
  options: RouteOptions & { readonly lookup: AliasLookup },
): Promise<Route> {
  return routeOf(domain, { ...withDefaults(options), aliases: options.lookup }, Infinity);
}

/** What is asked for, complete. */
interface Asked extends HostOptions {
  readonly random: () => number;
}

function withDefaults(options: RouteOptions): Asked {
  return {
    ...options,
    lookup: options.lookup ?? createLookup(),
    signal: options.signal ?? new AbortController().signal,
    allowPrivate: options.allowPrivate ?? false,
    families: options.families ?? [4, 6],
    random: options.random ?? Math.random,
  };
}

async function routeOf(
  domain: string,
  asked: Asked,
  addressLimit: number,
): Promise<Route> {
  if (domain.startsWith("[")) return literalRoute(domain, asked);
  const answer = await asked.lookup.mx(domain, asked.signal);
  const isSecure = answer.status !== "failed" && answer.secure === true;
  const options = isSecure ? asked : { ...asked, tlsa: undefined };
  switch (answer.status) {
    case "found": {
      const records = inOrder(answer.records, asked.random);
      if (records.every(({ exchange }) => exchange === ".")) return nullMx(domain);
      return mxRoute(domain, await resolveInOrder(records, options, addressLimit));
    }
    case "no-data":
      return implicitRoute(domain, await resolveHost(domain, 0, options), options);
    case "no-such-name":
      return noSuchDomain(domain, []);
    case "failed":
      return lookupFailed(domain, `the MX records of ${domain}`, answer.detail, []);
  }
}

/** A route to an address literal needs no question (RFC 5321 4.1.3, 5.1). */
function literalRoute(domain: string, { families, allowPrivate }: Asked): Route {
  const ip = parseAddressLiteral(domain);
  if (ip === undefined || !families.includes(ip.family)) {
    const what = ip === undefined
      ? "not an address literal (RFC 5321 4.1.3)"
      : `not IPv${families}`;
    return { verdict: "no-usable-host", domain, reason: `${domain} is ${what}`, hosts: [] };
  }
  const self = { name: domain, preference: 0, implicit: true, addresses: [ip] };
  const host = judge(self, allowPrivate);
  if (host.problem !== undefined) return forbidden(domain, [host]);
  return { verdict: "address-literal", domain, hosts: [host] };
}

/** By preference, equal ones shuffled (RFC 5321 5.1); a name stands where it stands first. */
function inOrder(records: readonly MxRecord[], random: () => number): MxRecord[] {
  const sorted = records
    .map((record) => ({ ...record, lot: random() }))
    .toSorted((a, b) => a.preference - b.preference || a.lot - b.lot);
  const names = new Set<string>();
  return sorted.filter(({ exchange }) => names.size < names.add(exchange).size);
}

/** Resolves hosts in their order, a few at the same time, until enough addresses are known. */
async function resolveInOrder(
  records: readonly MxRecord[],
  options: HostOptions,
  addressLimit: number,
): Promise<MailHost[]> {
  const hosts: MailHost[] = [];
  let addresses = 0;
  while (hosts.length < records.length && addresses < addressLimit) {
    const batch = records.slice(hosts.length, hosts.length + CONCURRENT_HOSTS);
    const resolved = await together(batch.map((record) => resolveExchanger(record, options)));
    for (const host of resolved) hosts.push(host);
    addresses += resolved.reduce((sum, host) => sum + host.addresses.length, 0);
  }
  return [...hosts, ...records.slice(hosts.length).map(notNeeded)];
}

function notNeeded({ exchange, preference }: MxRecord): MailHost {
  const text = "was not looked up: the hosts before it have enough addresses";
  return { name: exchange, preference, addresses: [], problem: { kind: "not-needed", text } };
}

/** MX records without a usable host never lead to the domain's own address (RFC 5321 5.1). */
function mxRoute(domain: string, hosts: readonly MailHost[]): Route {
  if (hosts.some(({ problem }) => problem === undefined)) return { verdict: "mx", domain, hosts };
  const kinds = hosts.map(({ problem }) => problem?.kind);
  if (kinds.includes("lookup-failed")) {
    const reason = `no mail host of ${domain} can be used now (RFC 5321 5.1): ${problems(hosts)}`;
    return { verdict: "temporary", domain, reason, hosts };
  }
  if (kinds.includes("forbidden-address")) return forbidden(domain, hosts);
  const reason = `none of the MX records of ${domain} can be used (RFC 5321 5.1)`;
  return { verdict: "no-usable-host", domain, reason: `${reason}: ${problems(hosts)}`, hosts };
}

/** Without MX records the domain itself is the host (RFC 5321 5.1). */
function implicitRoute(domain: string, host: MailHost, { families }: HostOptions): Route {
  const hosts = [{ ...host, implicit: true }];
  switch (host.problem?.kind) {
    case undefined:
      return { verdict: "implicit-mx", domain, hosts };
    case "lookup-failed":
      return lookupFailed(
        domain,
        `the addresses of ${domain}, which has no MX record`,
        problems(hosts),
        hosts,
      );
    case "forbidden-address":
      return forbidden(domain, hosts);
    case "no-such-host":
      return noSuchDomain(domain, hosts);
    default: {
      const verdict = families.length > 1 ? "no-mail" : "no-usable-host";
      const reason = `${domain} exists but has no MX record, and it ${host.problem?.text}`;
      return { verdict, domain, reason: `${reason} (RFC 5321 5.1)`, hosts };
    }
  }
}

function nullMx(domain: string): Route {
  const reason = `${domain} accepts no mail: it has a null MX (RFC 7505)`;
  return { verdict: "null-mx", domain, reason, hosts: [] };
}

/** A failed lookup is not an answer: a later one may succeed (RFC 5321 5.1). */
function lookupFailed(
  domain: string,
  what: string,
  why: string,
  hosts: readonly MailHost[],
): Route {
  const reason = `could not look up ${what}: ${why} (RFC 5321 5.1)`;
  return { verdict: "temporary", domain, reason, hosts };
}

function noSuchDomain(domain: string, hosts: readonly MailHost[]): Route {
  const reason = `${domain} does not exist: NXDOMAIN (RFC 5321 5.1)`;
  return { verdict: "no-such-domain", domain, reason, hosts };
}

function forbidden(domain: string, hosts: readonly MailHost[]): Route {
  const reason = `mail for ${domain} would not go to a public address (RFC 6890): ${
    problems(hosts)
  }`;
  return { verdict: "forbidden-address", domain, reason, hosts };
}

/** What is wrong with the first hosts, and how many others there are. */
function problems(hosts: readonly MailHost[]): string {
  const told = hosts.slice(0, HOSTS_IN_REASON).map(({ name, problem }) =>
    `${name} ${problem?.text}`
  );
  const others = hosts.length - told.length;
  return [...told, ...(others > 0 ? [`and ${others} more`] : [])].join("; ");
}
