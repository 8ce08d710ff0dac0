/**
 * Where the mail of some recipients goes: by MX, one destination a recipient domain, or to the server
 * that is named (RFC 5321 section 5.1).
 * @module
 */
import {
  type AliasLookup,
  findRoute,
  type IpAddress,
  type Lookup,
  type PolicyLookup,
} from "../../dns/mod.ts";
import { parseIpAddress } from "../../dns/ip.ts";
import { surveyRoute } from "../../dns/route.ts";
import { together } from "../../dns/together.ts";
import type { Recipient } from "../envelope.ts";
import type { Verdict } from "../ledger.ts";
import type { MtaStsDocument, MtaStsError } from "../policy/mta_sts.ts";
import { duringStage, stageDeadline } from "../stage.ts";
import { type Destination, destinationOf, groupByDomain, routeVerdict } from "./destination.ts";

/** How to look for hosts. */
export interface Search {
  /** The server that is named; without one the MX of each recipient domain. */
  readonly server: string | undefined;
  /** Whether the server is dialed without an address, so that nobody asks for one. */
  readonly byName?: boolean;
  /** The port to connect to. */
  readonly port: number;
  /** Where to ask. */
  readonly lookup: Lookup;
  /** Where to ask for every exchanger of a domain; without it those are found that a delivery needs. */
  readonly survey?: AliasLookup | undefined;
  /** Where to ask what hosts and domains demand of TLS; without it nobody asks. */
  readonly demands: PolicyLookup | undefined;
  /** The address families to use. */
  readonly families: readonly (4 | 6)[];
  /** Whether an MX may point to loopback or private addresses. */
  readonly allowPrivate: boolean;
  /** Authorities in PEM to trust besides the system's. */
  readonly caCerts: readonly string[];
  /** A limit in milliseconds that shortens the deadline. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/**
 * Finds the hosts for all recipients; a destination without hosts says why. When the user wants no more
 * meanwhile, that is why for all of them.
 *
 * @param recipients Who gets the mail.
 * @param search How to look.
 * @returns The destinations, together holding every recipient once.
 * @throws {Deno.errors.NotCapable} If there is no permission for the resolver.
 */
export async function findDestinations(
  recipients: readonly Recipient[],
  search: Search,
): Promise<Destination[]> {
  const { signal, port, limit } = search;
  const deadline = AbortSignal.timeout(stageDeadline("route", limit));
  try {
    const bounded = { ...search, signal: AbortSignal.any([signal, deadline]) };
    return await lookUpDestinations(recipients, bounded);
  } catch (error) {
    if (!signal.aborted) throw error;
    return [{ recipients, hosts: [], port, obstacle: INTERRUPTED }];
  }
}

/** The result of everybody whose hosts were still looked for when the user wanted no more. */
const INTERRUPTED: Verdict = {
  status: "deferred",
  reason: "interrupted",
  stage: "route",
  reply: undefined,
  explanation: `interrupted ${duringStage("route")}`,
};

async function lookUpDestinations(
  recipients: readonly Recipient[],
  search: Search,
): Promise<Destination[]> {
  const { server, port, demands, survey } = search;
  if (server !== undefined) return [await serverDestination(server, recipients, search)];
  const tlsa = demands && { lookup: demands, port };
  return await together(
    Array.from(groupByDomain(recipients), async ([domain, group]) => {
      const [route, policy] = await together([
        survey === undefined
          ? findRoute(domain, { ...search, tlsa })
          : surveyRoute(domain, { ...search, lookup: survey, tlsa }),
        demands && !domain.startsWith("[") ? findDomainPolicy(domain, demands, search) : undefined,
      ]);
      const destination = destinationOf(route, group, port);
      if (policy === undefined) return destination;
      const { holdToPolicy } = await import("./hold_to_policy.ts");
      return holdToPolicy(destination, domain, policy);
    }),
  );
}

/** Only a domain that announces a policy pays for loading what gets it (RFC 8461 section 3.1). */
async function findDomainPolicy(
  domain: string,
  lookup: PolicyLookup,
  search: Search,
): Promise<MtaStsDocument | MtaStsError | undefined> {
  const records = await lookup.txt(`_mta-sts.${domain}`, search.signal);
  if (records.length === 0) return undefined;
  const { findPolicy, HTTPS_PORT } = await import("../policy/fetch.ts");
  const known = { ...lookup, txt: () => Promise.resolve(records) };
  return await findPolicy(domain, { ...search, lookup: known, port: HTTPS_PORT });
}

async function serverDestination(
  name: string,
  recipients: readonly Recipient[],
  { port, families, lookup, signal, byName }: Search,
): Promise<Destination> {
  if (byName) return { recipients, hosts: [{ name, addresses: [], byName }], port };
  const found = await serverAddresses(name, families, lookup, signal);
  if ("status" in found) return { recipients, hosts: [], port, obstacle: found };
  return { recipients, hosts: [{ name, addresses: found }], port };
}

/**
 * The addresses of a server that was named: an address itself, this host, or what DNS says.
 *
 * @param name The server.
 * @param families The address families to use.
 * @param lookup Where to ask.
 * @param signal Ends the questions.
 * @returns The addresses, at least one; or why there are none.
 */
export async function serverAddresses(
  name: string,
  families: readonly (4 | 6)[],
  lookup: Lookup,
  signal: AbortSignal,
): Promise<IpAddress[] | Verdict> {
  // RFC 6761 section 6.3: localhost is this host, and no name server is asked.
  const texts = name.toLowerCase() === "localhost" ? ["127.0.0.1", "::1"] : [name];
  const literal = texts.map(parseIpAddress).filter((address) => address !== undefined);
  if (literal.length > 0) {
    const usable = literal.filter((address) => families.includes(address.family));
    return usable.length > 0 ? usable : routeVerdict("refused", `${name} is not IPv${families}`);
  }

  const answers = await together(
    families.map((family) => lookup.addresses(name, family, signal)),
  );
  const records = answers.flatMap((answer) => answer.status === "found" ? answer.records : []);
  const addresses = records.map(parseIpAddress).filter((address) => address !== undefined);
  if (addresses.length > 0) return addresses;
  const failure = answers.find((answer) => answer.status === "failed");
  return failure === undefined
    ? routeVerdict("refused", `no such host: ${name}`)
    : routeVerdict("deferred", `could not look up the addresses of ${name}: ${failure.detail}`);
}
