/**
 * One mail host of a domain: its addresses in the order to try them, or why it cannot be used.
 * @module
 */
import { startTimer } from "../clock/timer.ts";
import { timeOut } from "./deadline.ts";
import { hostNameFault } from "./domain.ts";
import { addressScope, type IpAddress, parseIpAddress } from "./ip.ts";
import type { AliasLookup, Answer, Failure, Lookup, MxRecord } from "./lookup.ts";
import { findTlsa, type TlsaQuery, type TlsaSet } from "./tlsa.ts";
import { together } from "./together.ts";

/** Why a host cannot be used, for programs. */
export type HostProblemKind =
  | "null-mx"
  | "bad-name"
  | "address-as-name"
  | "no-such-host"
  | "no-address"
  | "forbidden-address"
  | "lookup-failed"
  | "not-needed";

/** Why a host cannot be used. */
export interface HostProblem {
  /** For programs. */
  readonly kind: HostProblemKind;
  /** For people: a clause whose subject is the host, such as `does not exist`. */
  readonly text: string;
}

/** A host that may take the mail of a domain. */
export interface MailHost {
  /** Its name of A-labels, or the text of an MX record that is no host name, or an address literal. */
  readonly name: string;
  /** The preference of its MX record; 0 without one. */
  readonly preference: number;
  /** Whether it has no MX record: it is the domain itself, or an address literal. */
  readonly implicit?: boolean;
  /** The addresses to try, in order. */
  readonly addresses: readonly IpAddress[];
  /** Why it cannot be used; then there are no addresses. */
  readonly problem?: HostProblem;
  /** Addresses that are passed over because no public mail host has such. */
  readonly forbidden?: readonly IpAddress[];
  /** The name that this one is an alias of, which RFC 2181 10.3 forbids but all tolerate. */
  readonly alias?: string;
  /** Its TLSA records: what its certificate must match (RFC 7672). */
  readonly tlsa?: TlsaSet;
  /** What could not be found out besides the addresses: `AAAA: SERVFAIL from 192.0.2.53`. */
  readonly incomplete?: string;
}

/** What decides about the addresses of a host. */
export interface HostOptions {
  /** Where to ask. */
  readonly lookup: Lookup;
  /** Ends all questions. */
  readonly signal: AbortSignal;
  /** Whether addresses may be used that no public mail host has. */
  readonly allowPrivate: boolean;
  /** The address families to use. */
  readonly families: readonly (4 | 6)[];
  /** Where to ask for aliases; without it nobody asks. */
  readonly aliases?: AliasLookup;
  /** Where and for which port to ask for TLSA records; without it nobody asks. */
  readonly tlsa?: TlsaQuery | undefined;
  /** How long to wait for one family when the other is known, in milliseconds. */
  readonly patience?: number;
}

/**
 * How long the addresses of one family wait for those of the other, in milliseconds: some name
 * servers never answer for AAAA (RFC 4074 4.1), and mail need not wait as long as they.
 */
const FAMILY_PATIENCE_MS = 2_000;

/** How many addresses a text names. */
const ADDRESSES_IN_TEXT = 5;

/**
 * Resolves the exchanger of an MX record, or finds that it cannot be used at all: hostile names and
 * addresses in place of names are refused without a question.
 */
export async function resolveExchanger(record: MxRecord, options: HostOptions): Promise<MailHost> {
  const { exchange, preference } = record;
  const problem = nameProblem(exchange);
  if (problem !== undefined) return { name: exchange, preference, addresses: [], problem };
  return await resolveHost(exchange, preference, options);
}

/** Resolves a host: IPv6 and IPv4 in turns, IPv6 first (RFC 6724 2.1, RFC 8305 4). */
export async function resolveHost(
  name: string,
  preference: number,
  options: HostOptions,
): Promise<MailHost> {
  const asking = askFamilies(name, options);
  const [answers, alias, tlsa] = await together([
    asking,
    options.aliases?.alias(name, options.signal),
    options.tlsa && findTlsa(name, asking.then(answersOf), options.tlsa, options.signal),
  ]);
  const addresses = alternate(answers.map(({ answer }) => addressesOf(answer)));
  const host = { name, preference, addresses, ...(alias === undefined ? {} : { alias }) };
  if (addresses.length === 0) return { ...host, problem: absence(answers) };
  const failed = firstFailure(answers);
  const incomplete = failed === undefined ? {} : { incomplete: failed };
  if (tlsa !== undefined && "status" in tlsa) return { ...host, ...withoutTlsa(tlsa) };
  const secured = tlsa === undefined ? {} : { tlsa };
  return judge({ ...host, ...incomplete, ...secured }, options.allowPrivate);
}

/** Without its TLSA records nobody knows whether the host is the right one (RFC 7672 2.1.2). */
function withoutTlsa({ detail }: Failure): Pick<MailHost, "addresses" | "problem"> {
  const text =
    `must not be used, because its TLSA records could not be looked up: ${detail} (RFC 7672)`;
  return { addresses: [], problem: { kind: "lookup-failed", text } };
}

/**
 * Sorts out the addresses that no public mail host has, unless they are allowed: a record of
 * strangers must not make us speak to our own network (RFC 6890). Many use reserved ranges as their own.
 */
export function judge(host: MailHost, allowPrivate: boolean): MailHost {
  if (allowPrivate) return host;
  const forbidden = host.addresses.filter((ip) => addressScope(ip) !== "global");
  if (forbidden.length === 0) return host;
  const addresses = host.addresses.filter((ip) => !forbidden.includes(ip));
  if (addresses.length > 0) return { ...host, addresses, forbidden };
  const text = `points only to ${describeAddresses(forbidden)}`;
  const problem: HostProblem = { kind: "forbidden-address", text };
  return { ...host, addresses, forbidden, problem };
}

/** Writes addresses with their scopes; of many the first few. */
export function describeAddresses(addresses: readonly IpAddress[]): string {
  const told = addresses.slice(0, ADDRESSES_IN_TEXT).map((ip) =>
    `${ip.text} (${addressScope(ip)})`
  );
  const others = addresses.length - told.length;
  return told.join(", ") + (others > 0 ? ` and ${others} more` : "");
}

function nameProblem(exchange: string): HostProblem | undefined {
  if (exchange === ".") {
    return {
      kind: "null-mx",
      text: "is a null MX next to other MX records, which RFC 7505 3 forbids",
    };
  }
  if (parseIpAddress(exchange) !== undefined) {
    return {
      kind: "address-as-name",
      text: "is an address, not a host name (RFC 1035 3.3.9)",
    };
  }
  const fault = hostNameFault(exchange);
  return fault === undefined ? undefined : { kind: "bad-name", text: `cannot be used: ${fault}` };
}

/** What was said of one family. */
interface FamilyAnswer {
  readonly family: 4 | 6;
  readonly answer: Answer<string>;
}

async function askFamilies(name: string, options: HostOptions): Promise<FamilyAnswer[]> {
  const { lookup, signal, families, patience = FAMILY_PATIENCE_MS } = options;
  const late = new AbortController();
  const bounded = AbortSignal.any([signal, late.signal]);
  let stop: (() => void) | undefined;
  const ask = async (family: 4 | 6): Promise<FamilyAnswer> => {
    const answer = await lookup.addresses(name, family, bounded);
    if (answer.status === "found") {
      stop ??= startTimer(patience, () => late.abort(timeOut("the other family is known")));
    }
    return { family, answer };
  };
  try {
    return await together(families.toSorted((a, b) => b - a).map(ask));
  } finally {
    stop?.();
  }
}

function answersOf(families: readonly FamilyAnswer[]): Answer<string>[] {
  return families.map(({ answer }) => answer);
}

function addressesOf(answer: Answer<string>): IpAddress[] {
  if (answer.status !== "found") return [];
  return answer.records.map(parseIpAddress).filter((ip) => ip !== undefined);
}

/** One of each list in turn. */
function alternate<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
  const turns = Array.from({ length: longest }, (_, turn) => turn);
  return turns.flatMap((turn) => lists.flatMap((list) => list.slice(turn, turn + 1)));
}

/** Why there is no address: for good only when every family was answered. */
function absence(answers: readonly FamilyAnswer[]): HostProblem {
  const failed = firstFailure(answers);
  if (failed !== undefined) {
    return { kind: "lookup-failed", text: `could not be looked up: ${failed}` };
  }
  if (answers.some(({ answer }) => answer.status === "no-such-name")) {
    return { kind: "no-such-host", text: "does not exist (NXDOMAIN)" };
  }
  const [only, other] = answers;
  const what = only && !other ? `IPv${only.family} address` : "address";
  return { kind: "no-address", text: `has no ${what}` };
}

function firstFailure(answers: readonly FamilyAnswer[]): string | undefined {
  const texts = answers.map(({ family, answer }) =>
    answer.status === "failed" ? `${family === 4 ? "A" : "AAAA"}: ${answer.detail}` : undefined
  );
  return texts.find((text) => text !== undefined);
}
