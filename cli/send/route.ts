/**
 * Where `mua send` gives the mail: by MX, one destination a recipient domain, or to the server that
 * was named.
 * @module
 */
import { parseIpAddress } from "../../dns/ip.ts";
import { createLookup, type NameServer } from "../../dns/mod.ts";
import type { Destination } from "../../smtp/delivery/destination.ts";
import { findDestinations as findHosts, type Search } from "../../smtp/delivery/find.ts";
import type { Recipient } from "../../smtp/mod.ts";
import { notTogether } from "../terminal/exit.ts";
import { readNameServer } from "../route/name_server.ts";
import { type NamedProxy, parseProxy } from "../route/proxy.ts";
import { type ChosenServer, readServer } from "../route/server.ts";
import type { SendOptions } from "./options.ts";

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
  if (ipv4 && ipv6) throw notTogether("--ipv4", "--ipv6");
  return ipv4 ? [4] : ipv6 ? [6] : [4, 6];
}

/** The options that say where mail goes. */
type RouteOptions =
  & FamilyOptions
  & Pick<
    SendOptions,
    | "server"
    | "port"
    | "lmtp"
    | "proxy"
    | "resolver"
    | "policy"
    | "tls"
    | "allowPrivate"
    | "timeout"
  >;

/** Where the options say that mail goes. */
export interface RoutePlan extends ChosenServer {
  /** The proxy to connect through. */
  readonly proxy: NamedProxy | undefined;
  /** Whether the server is dialed by its name, so that nobody asks for its addresses. */
  readonly byName: boolean;
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
export function planRoute(options: RouteOptions): RoutePlan {
  const chosen = readServer(options);
  const { server } = chosen;
  const isSocket = server?.socket !== undefined;
  const proxy = options.proxy === undefined || isSocket ? undefined : parseProxy(options.proxy);
  const isNamed = server !== undefined && parseIpAddress(server.host) === undefined;
  return {
    ...chosen,
    proxy,
    byName: isSocket || (isNamed && proxy?.resolves === true),
    families: readFamilies(options),
    resolver: options.resolver === undefined
      ? undefined
      : readNameServer(options.resolver, "--resolver"),
    // Who asks for more or for less than what is usual has decided for himself.
    policy: options.policy && chosen.server === undefined && (options.tls ?? "auto") === "auto",
    allowPrivate: options.allowPrivate,
    limit: options.timeout,
  };
}

/**
 * Finds the hosts for all recipients; a destination without hosts says why.
 *
 * @param plan Where mail goes.
 * @param recipients Who gets it.
 * @param caCerts Authorities in PEM to trust besides the system's.
 * @param signal Aborted when the user wants no more.
 * @returns The destinations, together holding every recipient once.
 */
export function findDestinations(
  plan: RoutePlan,
  recipients: readonly Recipient[],
  caCerts: readonly string[],
  signal: AbortSignal,
): Promise<Destination[]> {
  return findHosts(recipients, searchOf(plan, caCerts, signal));
}

/**
 * How to look for hosts.
 *
 * @param plan Where mail goes.
 * @param caCerts Authorities in PEM to trust besides the system's.
 * @param signal Aborted when the user wants no more.
 * @returns What is asked, and whom.
 */
export function searchOf(
  plan: RoutePlan,
  caCerts: readonly string[],
  signal: AbortSignal,
): Search {
  const { resolver, policy: dnssec } = plan;
  const lookup = createLookup({ dnssec, ...(resolver === undefined ? {} : { resolver }) });
  return {
    ...plan,
    server: plan.server?.host,
    lookup,
    demands: plan.policy ? lookup : undefined,
    caCerts,
    signal,
  };
}
