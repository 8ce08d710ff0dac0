/**
 * Asking DNS: the only file of this folder that touches network and files.
 *
 * `Deno.resolveDns` finds records, but its `NotFound` means NXDOMAIN, NODATA, SERVFAIL or REFUSED
 * alike. So what it does not find is asked again over TCP, where the response code is seen.
 * @module
 */
import {
  type Answer,
  answersQuery,
  type Failure,
  failure,
  type MxRecord,
  readAnswer,
} from "./answer.ts";
import { nameFromDns } from "./domain.ts";
import {
  decodeResponse,
  type DnsRecord,
  type DnsResponse,
  encodeQuery,
  frameMessage,
  MessageReader,
  PacketError,
  type Question,
} from "./packet.ts";
import { parseResolvConf } from "./resolv_conf.ts";

export type { Answer, Failure, FailureReason, MxRecord } from "./answer.ts";

/** How long `Deno.resolveDns` may take for one question, in milliseconds; by itself it takes 15 s. */
const RESOLVE_TIMEOUT_MS = 5_000;
/** How long one name server may take over TCP, in milliseconds, with the connection. */
const TCP_TIMEOUT_MS = 5_000;
/** How many aliases (CNAME) are followed; no RFC says, resolvers stop at 8 to 16. */
const MAX_ALIASES = 16;
/** The port of DNS: RFC 1035 4.2. */
const DNS_PORT = 53;

/** A name server. */
export interface NameServer {
  /** Its IP address. */
  readonly address: string;
  /** Its port, for UDP and TCP. */
  readonly port: number;
}

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

/** Writes a name server for people: `192.0.2.53`, `192.0.2.53:5353`, `[2001:db8::53]:5353`. */
export function formatNameServer({ address, port }: NameServer): string {
  if (port === DNS_PORT) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The name servers of this system; none where `/etc/resolv.conf` cannot be read or names none. */
export async function systemNameServers(): Promise<NameServer[]> {
  try {
    const servers = parseResolvConf(await Deno.readTextFile("/etc/resolv.conf"));
    return servers.map(({ text }) => ({ address: text, port: DNS_PORT }));
  } catch {
    return [];
  }
}

/**
 * Makes a lookup.
 *
 * Asking throws `Deno.errors.NotCapable` where there is no permission for the resolver.
 *
 * @param options The resolver to ask; without one those of the system.
 */
export function createLookup(options: { readonly resolver?: NameServer }): AliasLookup {
  const { resolver } = options;
  const nameServer = resolver && { ipAddr: resolver.address, port: resolver.port };
  const system: Deno.ResolveDnsOptions = nameServer === undefined ? {} : { nameServer };
  return {
    mx: (name, signal) =>
      ask({ name, type: "MX" }, resolver, signal, {
        resolve: async (query, signal) => {
          return (await Deno.resolveDns(query, "MX", { ...system, signal })).map(mxRecord);
        },
        read: (record) => record.type === "MX" ? [mxRecord(record)] : [],
      }),
    addresses: (name, family, signal) => {
      const type = family === 4 ? "A" : "AAAA";
      return ask({ name, type }, resolver, signal, {
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
  };
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

async function ask<T>(
  question: Question,
  resolver: NameServer | undefined,
  signal: AbortSignal,
  reader: RecordReader<T>,
): Promise<Answer<T>> {
  const found = await askPlatform(question.name, reader.resolve, signal);
  if (Array.isArray(found)) return { status: "found", records: found };
  const servers = resolver === undefined ? await systemNameServers() : [resolver];
  if (signal.aborted) return noAnswerInTime(servers, signal);
  const answer = await askForCode(question, servers, signal);
  if (answer.status === "failed") {
    return signal.aborted ? noAnswerInTime(servers, signal) : explain(found, answer);
  }
  if (answer.status !== "found") return answer;
  return { status: "found", records: answer.records.flatMap(reader.read) };
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

/** Asks the name servers in turn until one of them says what is the case. */
async function askForCode(
  question: Question,
  servers: readonly NameServer[],
  signal: AbortSignal,
): Promise<Answer<DnsRecord>> {
  let first: Failure | undefined;
  for (const server of servers) {
    const answer = await askServer(question, server, signal);
    if (answer.status !== "failed") return answer;
    first ??= answer;
    if (signal.aborted) break;
  }
  return first ??
    failure("unclear", "/etc/resolv.conf names no name server that could be asked why");
}

async function askServer(
  question: Question,
  server: NameServer,
  signal: AbortSignal,
): Promise<Answer<DnsRecord>> {
  try {
    return await within(TCP_TIMEOUT_MS, signal, (signal) => follow(question, server, signal));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throwUnlessTimeOut(signal);
    return transportFailure(server, error);
  }
}

/** Asks for a name, and for what it is an alias of where the server does not follow by itself. */
async function follow(
  question: Question,
  server: NameServer,
  signal: AbortSignal,
): Promise<Answer<DnsRecord>> {
  let current = question;
  for (let aliases = 0; aliases <= MAX_ALIASES; aliases++) {
    const response = await exchange(current, server, signal);
    const answer = readAnswer(response, current, formatNameServer(server));
    if (answer.status !== "alias") return answer;
    current = { name: answer.target, type: question.type };
  }
  return failure("cname-loop", `${question.name} has more than ${MAX_ALIASES} aliases (CNAME)`);
}

/** One query and its response over a TCP connection (RFC 7766 6.2.1). */
async function exchange(
  question: Question,
  server: NameServer,
  signal: AbortSignal,
): Promise<DnsResponse> {
  const [id = 0] = crypto.getRandomValues(new Uint16Array(1));
  const query = frameMessage(encodeQuery(id, question));
  const conn = await Deno.connect({ hostname: server.address, port: server.port, signal });
  let open = true;
  const close = (): void => {
    if (open) conn.close();
    open = false;
  };
  // The signal given to Deno.connect ends nothing but the connecting.
  signal.addEventListener("abort", close);
  try {
    for (let sent = 0; sent < query.length;) sent += await conn.write(query.subarray(sent));
    const response = decodeResponse(await readMessage(conn));
    if (answersQuery(response, id, question)) return response;
    throw new PacketError("the response belongs to another query");
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

async function readMessage(conn: Deno.Conn): Promise<Uint8Array> {
  const reader = new MessageReader();
  const buffer = new Uint8Array(4096);
  while (true) {
    const length = await conn.read(buffer);
    if (length === null) {
      throw new Deno.errors.UnexpectedEof("the connection closed before the response was whole");
    }
    const message = reader.push(buffer.subarray(0, length));
    if (message !== undefined) return message;
  }
}

/** Runs some work with a deadline of its own, without leaving a timer behind. */
async function within<T>(
  milliseconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(timeOut()), milliseconds);
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } finally {
    clearTimeout(timer);
  }
}

function timeOut(): DOMException {
  return new DOMException("no answer in time", "TimeoutError");
}

function isTimeOut(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/** A deadline is an answer like others; who interrupts wants none. */
function throwUnlessTimeOut(signal: AbortSignal): void {
  if (signal.aborted && !isTimeOut(signal.reason)) throw signal.reason;
}

function noAnswerInTime(servers: readonly NameServer[], signal: AbortSignal): Failure {
  throwUnlessTimeOut(signal);
  const who = servers.map(formatNameServer).join(", ") || "the name server of this system";
  return failure("timeout", `no answer from ${who} in time`);
}

function transportFailure(server: NameServer, error: unknown): Failure {
  const who = formatNameServer(server);
  if (isTimeOut(error)) return failure("timeout", `no answer from ${who}`);
  const message = error instanceof Error ? error.message.replace(/ \(os error \d+\)$/, "") : "";
  const reason = error instanceof PacketError ? "malformed" : "unreachable";
  return failure(reason, `${who}: ${message}`);
}

/** Says what was heard before the code could not be had. */
function explain(heard: Nothing, asked: Failure): Failure {
  const { reason, detail } = asked;
  if (reason !== "timeout" && reason !== "unreachable") return asked;
  return heard === "no-answer"
    ? failure(reason, `no answer over UDP, and over TCP: ${detail}`)
    : failure("unclear", `no record was found, but over TCP nobody said why: ${detail}`);
}
