/**
 * Where `mua send` gives the mail: by MX, one destination a recipient domain, or to the server that
 * was named.
 * @module
 */
import { type IpAddress, parseIpAddress } from "../../dns/ip.ts";
import { createLookup, type Lookup, type NameServer } from "../../dns/lookup.ts";
import { findRoute } from "../../dns/route.ts";
import { together } from "../../dns/together.ts";
import {
  type Destination,
  destinationOf,
  groupByDomain,
  routeVerdict,
} from "../../smtp/delivery/destination.ts";
import type { Recipient } from "../../smtp/envelope.ts";
import type { Verdict } from "../../smtp/ledger.ts";
import { holdToPolicy } from "../../smtp/delivery/hold_to_policy.ts";
import { findPolicy, HTTPS_PORT } from "../../smtp/policy/fetch.ts";
import { STAGE_PHRASES, stageDeadline } from "../../smtp/stage.ts";
import { UsageError } from "../terminal/exit.ts";
import { type HostPort, parseHostPort } from "../route/host_port.ts";
import { readNameServer } from "../route/name_server.ts";
import type { SendOptions } from "./options.ts";

/** The port of SMTP between servers (RFC 5321 section 4.5.4.2). */
export const SMTP_PORT = 25;

/** The address families to use. */
type Families = readonly (4 | 6)[];

/** Which of the two families of addresses to use. */
interface FamilyOptions {
  /** IPv4 only. */
  readonly ipv4: boolean;
  /** IPv6 only. */
  readonly ipv6: boolean;
}

/**
 * Reads the address families to use.
 *
 * @param options The options.
 * @returns The families; both unless one is named.
 * @throws {UsageError} If the options contradict.
 */
export function readFamilies({ ipv4, ipv6 }: FamilyOptions): Families {
  if (ipv4 && ipv6) throw new UsageError("--ipv4 and --ipv6 exclude each other");
  return ipv4 ? [4] : ipv6 ? [6] : [4, 6];
}

/** Where the options say that mail goes. */
export interface RoutePlan {
  /** The server that was named; without one the MX of each recipient domain. */
  readonly server: HostPort | undefined;
  /** The port to connect to. */
  readonly port: number;
  /** The address families to use. */
  readonly families: Families;
  /** The name server that was named. */
  readonly resolver: NameServer | undefined;
  /** Whether to ask what hosts and domains demand of TLS. */
  readonly policy: boolean;
  /** Whether an MX may point to loopback or private addresses. */
  readonly allowPrivate: boolean;
  /** A limit in milliseconds that shortens the deadline. */
  readonly limit: number | undefined;
}

/**
 * Reads from the options where mail goes.
 *
 * @param options The options.
 * @returns The plan.
 * @throws {UsageError} If a host or the two families contradict.
 */
export function planRoute(options: SendOptions): RoutePlan {
  const server = options.server === undefined
    ? undefined
    : parseHostPort(options.server, "--server");
  if (server?.port !== undefined && options.port !== undefined) {
    throw new UsageError("the port is given twice, by --server and by --port");
  }
  return {
    server,
    port: server?.port ?? options.port ?? SMTP_PORT,
    families: readFamilies(options),
    resolver: options.resolver === undefined
      ? undefined
      : readNameServer(options.resolver, "--resolver"),
    // Who asks for more or for less than what is usual has decided for himself.
    policy: options.policy && server === undefined && (options.tls ?? "auto") === "auto",
    allowPrivate: options.allowPrivate,
    limit: options.timeout,
  };
}

/**
 * Finds the hosts for all recipients; a destination without hosts says why. When the user wants no more
 * meanwhile, that is why for all of them.
 *
 * @param plan Where mail goes.
 * @param recipients Who gets it.
 * @param caCerts Authorities in PEM to trust besides the system's.
 * @param signal Aborted when the user wants no more.
 * @returns The destinations, together holding every recipient once.
 */
export async function findDestinations(
  plan: RoutePlan,
  recipients: readonly Recipient[],
  caCerts: readonly string[],
  signal: AbortSignal,
): Promise<Destination[]> {
  try {
    return await lookUpDestinations(plan, recipients, caCerts, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return [{ recipients, hosts: [], port: plan.port, obstacle: INTERRUPTED }];
  }
}

/** The result of everybody whose hosts were still looked for when the user wanted no more. */
const INTERRUPTED: Verdict = {
  status: "deferred",
  reason: "interrupted",
  stage: "route",
  reply: undefined,
  explanation: `interrupted while ${STAGE_PHRASES.route}`,
};

async function lookUpDestinations(
  plan: RoutePlan,
  recipients: readonly Recipient[],
  caCerts: readonly string[],
  signal: AbortSignal,
): Promise<Destination[]> {
  const { resolver, policy: dnssec } = plan;
  const lookup = createLookup({ dnssec, ...(resolver === undefined ? {} : { resolver }) });
  const deadline = AbortSignal.timeout(stageDeadline("route", plan.limit));
  const both = AbortSignal.any([signal, deadline]);
  if (plan.server !== undefined) {
    return [await serverDestination(plan, plan.server.host, recipients, lookup, both)];
  }
  const groups = [...groupByDomain(recipients)];
  const { families, allowPrivate, port, limit } = plan;
  const how = { lookup, signal: both, families, allowPrivate };
  const tlsa = plan.policy ? { lookup, port } : undefined;
  return await together(groups.map(async ([domain, group]) => {
    const demands = plan.policy && !domain.startsWith("[");
    const [route, policy] = await together([
      findRoute(domain, { ...how, tlsa }),
      demands ? findPolicy(domain, { ...how, port: HTTPS_PORT, caCerts, limit }) : undefined,
    ]);
    const destination = destinationOf(route, group, port);
    return policy === undefined ? destination : holdToPolicy(destination, domain, policy);
  }));
}

async function serverDestination(
  plan: RoutePlan,
  name: string,
  recipients: readonly Recipient[],
  lookup: Lookup,
  signal: AbortSignal,
): Promise<Destination> {
  const found = await serverAddresses(name, plan.families, lookup, signal);
  const { port } = plan;
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
 * @returns The addresses, at least one of the families unless the name is an address itself; or why
 * there are none.
 */
export async function serverAddresses(
  name: string,
  families: Families,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<IpAddress[] | Verdict> {
  // RFC 6761 section 6.3: localhost is this host, and no name server is asked.
  const texts = name.toLowerCase() === "localhost" ? ["127.0.0.1", "::1"] : [name];
  const literal = texts.map(parseIpAddress).filter((address) => address !== undefined);
  if (literal.length > 0) return literal.filter((address) => families.includes(address.family));

  const answers = await together(
    families.map((family) => lookup.addresses(name, family, signal)),
  );
  const records = answers.flatMap((answer) => answer.status === "found" ? answer.records : []);
  const addresses = records.map(parseIpAddress).filter((address) => address !== undefined);
  if (addresses.length > 0) return addresses;
  const failure = answers.find((answer) => answer.status === "failed");
  return failure === undefined
    ? routeVerdict("refused", `there is no host ${name}`)
    : routeVerdict("deferred", `the addresses of ${name} are not known: ${failure.detail}`);
}
