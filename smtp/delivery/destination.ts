/**
 * Which hosts get the mail of which recipients: one destination per recipient domain, by MX
 * (RFC 5321 section 5.1), or one for all when the user names a server.
 * @module
 */
import type { IpAddress, MailHost, Route } from "../../dns/mod.ts";
import type { Recipient } from "../envelope.ts";
import { danePolicy, type HostPolicy } from "../policy/host_policy.ts";
import type { Verdict } from "../ledger.ts";

/** A host that mail may be given to. */
export interface Host {
  /** Its name, for the transcript and for TLS. */
  readonly name: string;
  /** Its addresses in the order to try them. */
  readonly addresses: readonly IpAddress[];
  /** Whether it is dialed without an address: by its name, or a socket. */
  readonly byName?: true;
  /** What is demanded of TLS with it, by itself or by the domain of the recipients. */
  readonly policy?: HostPolicy;
  /** The preference of its MX record, if it has one. */
  readonly preference?: number;
}

/** Recipients whose mail goes to the same hosts. */
export interface Destination {
  /** The recipients. */
  readonly recipients: readonly Recipient[];
  /** The hosts in the order to try them; empty if there is an obstacle. */
  readonly hosts: readonly Host[];
  /** The port to connect to. */
  readonly port: number;
  /** Why there is no host, as the result of every recipient. */
  readonly obstacle?: Verdict;
  /** What else was found on the way, for the transcript. */
  readonly notes?: readonly string[];
  /** Exchangers of the domain that cannot be used, each with its problem. */
  readonly unusable?: readonly MailHost[];
}

/**
 * Recipients by the domain their mail is routed by, in the order the domains first appear.
 *
 * @param recipients The recipients.
 * @returns The recipients of each domain.
 */
export function groupByDomain(
  recipients: readonly Recipient[],
): ReadonlyMap<string, readonly Recipient[]> {
  return Map.groupBy(recipients, (recipient) => recipient.domain);
}

/**
 * The destination that a route leads to.
 *
 * @param route What DNS says of the recipients' domain.
 * @param recipients The recipients of that domain.
 * @param port The port to connect to.
 * @returns The destination.
 */
export function destinationOf(
  route: Route,
  recipients: readonly Recipient[],
  port: number,
): Destination {
  const unusable = route.hosts.filter((host) => host.problem !== undefined);
  switch (route.verdict) {
    case "mx":
    case "implicit-mx":
    case "address-literal": {
      const usable = route.hosts.filter((host) => host.problem === undefined);
      const hosts = usable.map((host) => hostOf(host, route.domain));
      return { recipients, hosts, port, notes: notesOf(route), unusable };
    }
    case "temporary": {
      const obstacle = routeVerdict("deferred", route.reason);
      return { recipients, hosts: [], port, obstacle, unusable };
    }
    default: {
      const obstacle = routeVerdict("refused", route.reason);
      return { recipients, hosts: [], port, obstacle, unusable };
    }
  }
}

/** How the hosts were found, for whoever wants to know why it is this one. */
function notesOf(route: Route): string[] {
  return [describeRoute(route), ...route.hosts.flatMap(noteOf)];
}

/** Which host is taken, and why (RFC 5321 section 5.1). */
function describeRoute({ verdict, domain, hosts }: Route): string {
  if (verdict === "address-literal") return `${domain} is an address: mail goes straight there`;
  if (verdict !== "mx") return `${domain} has no MX record: mail goes to its own address`;
  const first = hosts.find(({ problem }) => problem === undefined);
  const names = hosts.map(({ name, preference }) => `${preference} ${name}`).join(", ");
  return `MX of ${domain}: ${names}; first choice: ${first?.name}`;
}

/** A host that is passed over is told of, unless only because there are enough before it. */
function noteOf({ name, problem }: MailHost): string[] {
  if (problem === undefined || problem.kind === "not-needed") return [];
  return [`Skipping ${name}: it ${problem.text}`];
}

function hostOf(
  { name, preference, implicit, addresses, tlsa }: MailHost,
  domain: string,
): Host {
  return {
    name,
    addresses,
    ...(implicit ? {} : { preference }),
    ...(tlsa === undefined ? {} : { policy: danePolicy(tlsa, name, domain) }),
  };
}

/**
 * The verdict of a search for hosts that found none.
 *
 * @param status Whether another search may find some.
 * @param explanation Why, in words.
 * @returns The verdict for everybody who waits for hosts.
 */
export function routeVerdict(status: "deferred" | "refused", explanation: string): Verdict {
  const reason = status === "deferred" ? "temporary" : "no-host";
  return { status, reason, stage: "route", reply: undefined, explanation };
}
