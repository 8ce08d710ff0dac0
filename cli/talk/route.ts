/**
 * Whom `mua talk` talks to: the host that was named, or the one that takes the mail of a domain.
 * @module
 */
import { DomainError, toAsciiDomain } from "../../dns/domain.ts";
import { addressScope, parseIpAddress } from "../../dns/ip.ts";
import { createLookup, findRoute, type NameServer } from "../../dns/mod.ts";
import { AddressError } from "../../message/mod.ts";
import { parseMailbox } from "../../message/address/address.ts";
import { withoutMailto } from "../../message/address/mailto.ts";
import { destinationOf, type Host } from "../../smtp/delivery/destination.ts";
import { serverAddresses } from "../../smtp/delivery/find.ts";
import { SMTP_PORT } from "../../smtp/security.ts";
import type { Verdict } from "../../smtp/ledger.ts";
import { stageDeadline } from "../../smtp/stage.ts";
import { CliError, InputError, UsageError } from "../terminal/exit.ts";
import { parseHostPort } from "../route/host_port.ts";
import { readNameServer } from "../route/name_server.ts";
import { parsePort } from "../command/options.ts";
import { exitCodeOf } from "../send/report.ts";
import { readFamilies } from "../send/route.ts";
import type { TalkOptionValues } from "./options.ts";

/** Whom to talk to, as the command line says it. */
export interface TalkTarget {
  /** A host as it was named; or the domain of mail, whose exchanger is to be found. */
  readonly kind: "host" | "domain";
  /** The host or the domain. */
  readonly name: string;
  /** The port. */
  readonly port: number;
  /** The address families to use. */
  readonly families: readonly (4 | 6)[];
  /** The name server that was named. */
  readonly resolver: NameServer | undefined;
}

/**
 * Reads whom to talk to. A host with a port, an IP address and localhost are taken as they are; for
 * an address or a bare name its exchanger is asked for, and a name that has none is a host itself.
 *
 * @param operands `HOST[:PORT]`, `DOMAIN` or `ADDRESS`; the port may be an operand of its own.
 * @param options The options.
 * @returns The target.
 * @throws {CliError} 64 or 65 if it cannot be understood.
 */
export function readTarget(operands: readonly string[], options: TalkOptionValues): TalkTarget {
  const [operand = "", portOperand] = operands;
  const how = {
    families: readFamilies(options),
    resolver: options.resolver === undefined
      ? undefined
      : readNameServer(options.resolver, "--resolver"),
  };
  const alone = portOperand === undefined ? undefined : readPort(portOperand);
  if (alone !== undefined && options.port !== undefined) throw portGivenTwice();
  const byDefault = alone ?? options.port ?? SMTP_PORT;
  const domain = domainOfAddress(operand);
  if (domain !== undefined) return { kind: "domain", name: domain, port: byDefault, ...how };
  const { host, port: joined } = parseHostPort(operand, "the server");
  if (joined !== undefined && (alone ?? options.port) !== undefined) throw portGivenTwice();
  const port = joined ?? alone;
  if (port !== undefined || isHost(host)) {
    return { kind: "host", name: host, port: port ?? byDefault, ...how };
  }
  return { kind: "domain", name: readDomain(host), port: byDefault, ...how };
}

function readPort(text: string): number {
  const port = parsePort(text);
  if (port === undefined) {
    throw new UsageError(`PORT must be a number from 1 to 65535; not "${text}"`);
  }
  return port;
}

function portGivenTwice(): UsageError {
  return new UsageError("the port is given twice: use HOST:PORT, HOST PORT or --port PORT");
}

function domainOfAddress(operand: string): string | undefined {
  if (!operand.includes("@")) return undefined;
  try {
    return parseMailbox(withoutMailto(operand)).domain;
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new InputError(error.message, { cause: error });
  }
}

function isHost(name: string): boolean {
  return parseIpAddress(name) !== undefined || isLoopback(name);
}

/**
 * Whether a name means this host (RFC 6761 section 6.3).
 *
 * @param name The name, or an address.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isLoopback } from "./route.ts";
 * const names = ["Localhost", "127.0.0.9", "::1", "192.0.2.1", "mx.example"];
 * assertEquals(names.map(isLoopback), [true, true, true, false, false]);
 * ```
 */
export function isLoopback(name: string): boolean {
  const address = parseIpAddress(name);
  if (address === undefined) return name.toLowerCase() === "localhost";
  return addressScope(address) === "loopback";
}

function readDomain(name: string): string {
  try {
    return toAsciiDomain(name);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new InputError(error.message, { cause: error });
  }
}

/** The hosts to try, and how they were found. */
interface FoundHosts {
  /** The hosts, at least one. */
  readonly hosts: readonly Host[];
  /** How they were found, in words. */
  readonly notes: readonly string[];
}

/** How to look for hosts. */
interface FindOptions {
  /** Whether an exchanger may have a loopback or private address. */
  readonly allowPrivate: boolean;
  /** A limit in milliseconds that shortens the deadline. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/**
 * Finds the hosts.
 *
 * @param target Whom to talk to.
 * @param options How.
 * @returns The hosts.
 * @throws {CliError} 68 if there is none, 75 if it is not known now.
 */
export async function findHosts(target: TalkTarget, options: FindOptions): Promise<FoundHosts> {
  const { name, port, families, resolver } = target;
  const lookup = createLookup(resolver === undefined ? {} : { resolver });
  const deadline = AbortSignal.timeout(stageDeadline("route", options.limit));
  const signal = AbortSignal.any([options.signal, deadline]);
  if (target.kind === "host") {
    const found = await serverAddresses(name, families, lookup, signal);
    if ("status" in found) throw noHost(found, target);
    return { hosts: [{ name, addresses: found }], notes: [] };
  }
  const { allowPrivate } = options;
  const route = await findRoute(name, { lookup, signal, families, allowPrivate });
  const { hosts, obstacle, notes = [] } = destinationOf(route, [], port);
  if (obstacle !== undefined) throw noHost(obstacle, target);
  return { hosts, notes };
}

function noHost(verdict: Verdict, { name, kind }: TalkTarget): CliError {
  const hint = kind === "domain"
    ? `To see what DNS says: mua mx ${name}\nTo skip the MX and talk to the host itself: mua talk ${name}:25`
    : undefined;
  return new CliError(exitCodeOf(verdict), verdict.explanation, { hint });
}
