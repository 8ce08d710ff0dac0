/**
 * Asking DNS: through the platform, and over TCP where that says too little.
 *
 * `Deno.resolveDns` finds records, but its `NotFound` means NXDOMAIN, NODATA, SERVFAIL or REFUSED
 * alike. So what it does not find is asked again over TCP, where the response code is seen.
 * @module
 */
import { type Answer, type Failure, failure, type MxRecord } from "./answer.ts";
import { throwUnlessTimeOut, within } from "./deadline.ts";
import { nameFromDns } from "./domain.ts";
import {
  formatNameServer,
  isBelieved,
  type JudgedServer,
  type NameServer,
  systemNameServers,
} from "./name_server.ts";
import type { DnsRecord, Question, TlsaRecord } from "./packet.ts";
import type { Transports } from "./tcp.ts";

export type { Answer, Failure, FailureReason, MxRecord } from "./answer.ts";
export { formatNameServer, type NameServer, systemNameServers } from "./name_server.ts";
export type { TlsaRecord } from "./packet.ts";

/** How long `Deno.resolveDns` may take for one question, in milliseconds; by itself it takes 15 s. */
const RESOLVE_TIMEOUT_MS = 5_000;

/**
 * The questions that a route asks. A name is one of A-labels, never completed by a search list.
 *
 * When `signal` is aborted by a time-out (a `TimeoutError`, as `AbortSignal.timeout` gives), the
 * answer is a failure; any other reason of an abort is thrown.
 */
export interface Lookup {
  /** The MX records of a name. */
  mx(name: string, signal: AbortSignal): Promise<Answer<MxRecord>>;
  /** The IP addresses of a name in one family, as text. */
  addresses(name: string, family: 4 | 6, signal: AbortSignal): Promise<Answer<string>>;
}

/** A lookup that also tells of aliases, which a route tolerates and a person wants to know. */
export interface AliasLookup extends Lookup {
  /** The name that `name` is an alias of (CNAME), or `undefined`. */
  alias(name: string, signal: AbortSignal): Promise<string | undefined>;
}

/** A lookup that also asks what a mail host or a domain says of TLS. */
export interface PolicyLookup extends Lookup {
  /** The TLSA records of a name such as `_25._tcp.mx.example`; only what is `secure` counts. */
  tlsa(name: string, signal: AbortSignal): Promise<Answer<TlsaRecord>>;
  /** Whether DNSSEC has validated that the name is an alias (CNAME). */
  aliasIsSecure(name: string, signal: AbortSignal): Promise<boolean>;
  /** The TXT records of a name, each put together; none also where nobody could say. */
  txt(name: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** Where a service of a domain is (RFC 2782). */
export interface SrvRecord {
  /** Lower ones are asked first. */
  readonly priority: number;
  /** Of equal ones the higher is asked more often. */
  readonly weight: number;
  /** The port. */
  readonly port: number;
  /** The host; `.` where the domain has no such service. */
  readonly target: string;
}

/** A lookup that also asks where a service of a domain is. */
export interface ServiceLookup extends Lookup {
  /** The SRV records of a name such as `_submissions._tcp.x.example`; none also where nobody could say. */
  srv(name: string, signal: AbortSignal): Promise<readonly SrvRecord[]>;
}

/** How to ask. */
export interface LookupOptions {
  /** The resolver to ask; without one those of the system. */
  readonly resolver?: NameServer;
  /**
   * Whether to find out if answers are `secure`: then a name server whose word on DNSSEC is taken
   * is asked over TCP, as the platform does not show the AD bit. Without such a server nothing is.
   */
  readonly dnssec?: boolean;
}

/**
 * Makes a lookup that asks DNS.
 *
 * Asking throws `Deno.errors.NotCapable` where there is no permission for the resolver.
 *
 * @param options Whom to ask, and for what.
 * @returns The lookup; no question is asked yet.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createLookup } from "./mod.ts";
 *
 * const lookup = createLookup({ resolver: { address: "127.0.0.1", port: 53 } });
 * const { status } = await lookup.mx("example.com", AbortSignal.timeout(0));
 * assertEquals(status, "failed");
 * ```
 */
export function createLookup(
  options: LookupOptions = {},
): AliasLookup & PolicyLookup & ServiceLookup {
  const { resolver, dnssec = false } = options;
  const findServers = once(() => nameServersOf(resolver));
  const ask = async <T>(
    question: Question,
    signal: AbortSignal,
    reader: RecordReader<T>,
  ): Promise<Answer<T>> => {
    // Nobody else is asked after an answer, nor after SERVFAIL: others might not look for forgery.
    const secured = dnssec ? await askSecurely(question, await findServers(), signal) : undefined;
    const spoken = secured?.status !== "failed" || secured.reason !== "unreachable";
    if (secured !== undefined && spoken) return readRecords(secured, reader.read);
    return await askOpenly(question, findServers, signal, reader);
  };
  const nameServer = resolver && { ipAddr: resolver.address, port: resolver.port };
  const system: Deno.ResolveDnsOptions = nameServer === undefined ? {} : { nameServer };
  return {
    mx: (name, signal) =>
      ask({ name, type: "MX" }, signal, {
        resolve: async (query, signal) => {
          return (await Deno.resolveDns(query, "MX", { ...system, signal })).map(mxRecord);
        },
        read: (record) => record.type === "MX" ? [mxRecord(record)] : [],
      }),
    addresses: (name, family, signal) => {
      const type = family === 4 ? "A" : "AAAA";
      return ask({ name, type }, signal, {
        resolve: (query, signal) => Deno.resolveDns(query, type, { ...system, signal }),
        read: (record) => record.type === type ? [record.data] : [],
      });
    },
    alias: async (name, signal) => {
      const resolve: Resolve<string> = (query, signal) =>
        Deno.resolveDns(query, "CNAME", { ...system, signal });
      const found = await askPlatform(name, resolve, signal);
      return Array.isArray(found) && found[0] !== undefined ? nameFromDns(found[0]) : undefined;
    },
    tlsa: async (name, signal) => {
      const answer = await askSecurely({ name, type: "TLSA" }, await findServers(), signal);
      const none = { status: "no-data" } as const;
      return readRecords(
        answer ?? none,
        (record) => record.type === "TLSA" ? [record.data] : [],
      );
    },
    aliasIsSecure: async (name, signal) => {
      const answer = await askSecurely({ name, type: "CNAME" }, await findServers(), signal);
      return answer?.status === "found" && answer.secure === true;
    },
    txt: async (name, signal) => {
      const resolve: Resolve<string[]> = (query, signal) =>
        Deno.resolveDns(query, "TXT", { ...system, signal });
      const found = await askPlatform(name, resolve, signal);
      return Array.isArray(found) ? found.map((strings) => strings.join("")) : [];
    },
    srv: async (name, signal) => {
      const resolve: Resolve<Deno.SrvRecord> = (query, signal) =>
        Deno.resolveDns(query, "SRV", { ...system, signal });
      const found = await askPlatform(name, resolve, signal);
      if (!Array.isArray(found)) return [];
      return found.map((record) => ({ ...record, target: nameFromDns(record.target) }));
    },
  };
}

async function nameServersOf(resolver: NameServer | undefined): Promise<JudgedServer[]> {
  if (resolver === undefined) return await systemNameServers();
  return [{ ...resolver, believed: isBelieved(resolver) }];
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}

function readRecords<T>(answer: Answer<DnsRecord>, read: (record: DnsRecord) => T[]): Answer<T> {
  if (answer.status !== "found") return answer;
  return { ...answer, records: answer.records.flatMap(read) };
}

/**
 * Asks the name servers whose word on DNSSEC is taken; `undefined` where there are none. What DNSSEC
 * finds forged is a failure here (SERVFAIL).
 */
async function askSecurely(
  question: Question,
  servers: readonly JudgedServer[],
  signal: AbortSignal,
): Promise<Answer<DnsRecord> | undefined> {
  const believed = servers.filter((server) => server.believed);
  if (believed.length === 0) return undefined;
  throwUnlessTimeOut(signal);
  if (signal.aborted) return noAnswerInTime(believed, signal);
  const answer = await askOverTcp(question, believed, signal, "tcp");
  return answer.status === "failed" && signal.aborted ? noAnswerInTime(believed, signal) : answer;
}

/** Only a question that the platform leaves open pays for loading what asks over TCP. */
async function askOverTcp(
  question: Question,
  servers: readonly JudgedServer[],
  signal: AbortSignal,
  transports: Transports,
): Promise<Answer<DnsRecord>> {
  return await (await import("./tcp.ts")).askOverTcp(question, servers, signal, transports);
}

function mxRecord(record: { preference: number; exchange: string }): MxRecord {
  return { preference: record.preference, exchange: nameFromDns(record.exchange) };
}

/** Gets records of one type from the platform. */
type Resolve<T> = (query: string, signal: AbortSignal) => Promise<T[]>;

/** How records of one type are got: from the platform, and out of a response. */
interface RecordReader<T> {
  readonly resolve: Resolve<T>;
  readonly read: (record: DnsRecord) => T[];
}

async function askOpenly<T>(
  question: Question,
  findServers: () => Promise<JudgedServer[]>,
  signal: AbortSignal,
  reader: RecordReader<T>,
): Promise<Answer<T>> {
  const found = await askPlatform(question.name, reader.resolve, signal);
  if (Array.isArray(found)) return { status: "found", records: found };
  const servers = await findServers();
  if (signal.aborted) return noAnswerInTime(servers, signal);
  const answer = await askOverTcp(question, servers, signal, "tcp-or-udp");
  if (answer.status === "failed") {
    return signal.aborted ? noAnswerInTime(servers, signal) : explain(found, answer);
  }
  return readRecords(answer, reader.read);
}

/** What the platform says where it has no records: that there are none, or nothing at all. */
type Nothing = "no-records" | "no-answer";

async function askPlatform<T>(
  name: string,
  resolve: Resolve<T>,
  signal: AbortSignal,
): Promise<T[] | Nothing> {
  try {
    // The dot keeps the search list of resolv.conf(5) from turning a mistyped domain into another.
    const records = await within(
      RESOLVE_TIMEOUT_MS,
      signal,
      (signal) => resolve(`${name}.`, signal),
    );
    return records.length === 0 ? "no-records" : records;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throwUnlessTimeOut(signal);
    return error instanceof Deno.errors.NotFound ? "no-records" : "no-answer";
  }
}

function noAnswerInTime(servers: readonly NameServer[], signal: AbortSignal): Failure {
  throwUnlessTimeOut(signal);
  const who = servers.map(formatNameServer).join(", ") || "the name server of this system";
  return failure("timeout", `no answer from ${who} in time`);
}

/** Says what was heard before the code could not be had. */
function explain(heard: Nothing, asked: Failure): Failure {
  const { reason, detail } = asked;
  if (reason !== "timeout" && reason !== "unreachable" && reason !== "broken-off") return asked;
  return heard === "no-answer"
    ? failure(reason, `no answer over UDP; over TCP, ${detail}`)
    : failure("unclear", `no record over UDP; over TCP, ${detail}`);
}
