/**
 * Questions over TCP, where the response code is seen and the AD bit; over UDP where a firewall lets
 * nothing else through.
 * @module
 */
import { type Answer, answersQuery, type Failure, failure, readAnswer } from "./answer.ts";
import { isTimeOut, throwUnlessTimeOut, within } from "./deadline.ts";
import { formatNameServer, type JudgedServer, type NameServer } from "./name_server.ts";
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

/** How long one name server may take over TCP, in milliseconds, with the connection. */
const TCP_TIMEOUT_MS = 5_000;
/** How long a connection may take before UDP is tried, in milliseconds: a firewall may drop what opens it. */
const CONNECT_PATIENCE_MS = 1_500;
/** How many aliases (CNAME) are followed; no RFC says, resolvers stop at 8 to 16. */
const MAX_ALIASES = 16;

/**
 * How a name server is asked: over TCP alone; over UDP where there is no TCP, and nothing is validated
 * then; or over UDP first, which takes one round trip, and over TCP for what UDP cannot say.
 */
export type Transports = "tcp" | "tcp-or-udp" | "udp-first";

/**
 * Asks the name servers in turn until one of them says what is the case.
 *
 * @param question The question.
 * @param servers The name servers, in the order to ask them.
 * @param signal Ends the question: by a time-out, then the answer is a failure.
 * @param transports How each is asked.
 * @returns The answer of the first that had one; else the failure of the first.
 * @throws `Deno.errors.NotCapable` without the permission to ask; the reason of an abort that is no
 * time-out.
 */
export async function askOverTcp(
  question: Question,
  servers: readonly JudgedServer[],
  signal: AbortSignal,
  transports: Transports,
): Promise<Answer<DnsRecord>> {
  let first: Failure | undefined;
  for (const server of servers) {
    const answer = await askServer(question, server, signal, EXCHANGES[transports]);
    if (answer.status !== "failed") return answer;
    first ??= answer;
    if (signal.aborted) break;
  }
  return first ?? failure("unclear", "no name server is configured in /etc/resolv.conf");
}

async function askServer(
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
  exchange: Exchange,
): Promise<Answer<DnsRecord>> {
  try {
    return await within(
      TCP_TIMEOUT_MS,
      signal,
      (signal) => follow(question, server, signal, exchange),
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throwUnlessTimeOut(signal);
    return transportFailure(server, error);
  }
}

/** One query and its response. */
type Exchange = (
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
) => Promise<DnsResponse>;

async function exchange(
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
): Promise<DnsResponse> {
  return await exchangeOver(await connect(server, signal), question, server, signal);
}

/** A busy server closes connections that it had accepted; the question is worth another (RFC 7766 6.2.4). */
async function exchangeOver(
  connection: Deno.Conn,
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
): Promise<DnsResponse> {
  try {
    return await exchangeOnce(question, connection, signal);
  } catch (error) {
    if (signal.aborted || !isBrokenOff(error)) throw error;
    return await exchangeOnce(question, await connect(server, signal), signal);
  }
}

/** Over UDP where there is no connection: the response code is what is asked for, and nothing is validated. */
async function exchangeSomehow(
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
): Promise<DnsResponse> {
  const connecting = within(CONNECT_PATIENCE_MS, signal, (signal) => connect(server, signal));
  let noConnection: unknown;
  const connection = await connecting.catch((error) => {
    noConnection = error;
    return undefined;
  });
  if (connection !== undefined) return await exchangeOver(connection, question, server, signal);
  if (signal.aborted || noConnection instanceof Deno.errors.NotCapable) throw noConnection;
  // Only where TCP fails pays for loading it.
  const { askOverUdp } = await import("./udp.ts");
  try {
    return { ...await askOverUdp(question, server, signal), authenticated: false };
  } catch {
    throw noConnection;
  }
}

/** How long a response over UDP is waited for before TCP is tried, in milliseconds. */
const UDP_PATIENCE_MS = 2_500;

/**
 * A server that does not know EDNS, or whose response does not fit, is asked over TCP; and so is everyone
 * where no datagram may be sent: the permission for a server alone does not cover the port to send from.
 */
async function exchangeQuickly(
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
): Promise<DnsResponse> {
  const { askOverUdp } = await import("./udp.ts");
  try {
    const response = await within(
      UDP_PATIENCE_MS,
      signal,
      (signal) => askOverUdp(question, server, signal, true),
    );
    if (!response.truncated && response.code !== "FORMERR") return response;
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return await exchange(question, server, signal);
}

const EXCHANGES: Readonly<Record<Transports, Exchange>> = {
  "tcp": exchange,
  "tcp-or-udp": exchangeSomehow,
  "udp-first": exchangeQuickly,
};

function isBrokenOff(error: unknown): boolean {
  return error instanceof Deno.errors.UnexpectedEof ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe;
}

/** Asks for a name, and for what it is an alias of where the server does not follow by itself. */
async function follow(
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
  exchange: Exchange,
): Promise<Answer<DnsRecord>> {
  let current = question;
  let secure = server.believed;
  for (let aliases = 0; aliases <= MAX_ALIASES; aliases++) {
    const response = await exchange(current, server, signal);
    secure &&= response.authenticated;
    const answer = readAnswer(response, current, formatNameServer(server));
    if (answer.status === "failed") return answer;
    if (answer.status !== "alias") return withProvenance(answer, current, question, secure);
    current = { name: answer.target, type: question.type };
  }
  return failure("cname-loop", `${question.name} has more than ${MAX_ALIASES} aliases (CNAME)`);
}

/** Adds whether all responses were validated, and whose the records are after several of them. */
function withProvenance(
  answer: Exclude<Answer<DnsRecord>, Failure>,
  last: Question,
  first: Question,
  secure: boolean,
): Answer<DnsRecord> {
  const owner = last === first || answer.status !== "found" ? {} : { owner: last.name };
  return { ...owner, ...answer, ...(secure ? { secure } : {}) };
}

/** Opens a connection; the signal given to `Deno.connect` may come too late to close it. */
async function connect(server: JudgedServer, signal: AbortSignal): Promise<Deno.Conn> {
  const conn = await Deno.connect({ hostname: server.address, port: server.port, signal });
  if (!signal.aborted) return conn;
  conn.close();
  throw signal.reason;
}

/** One query and its response over a TCP connection (RFC 7766 6.2.1), which is closed then. */
async function exchangeOnce(
  question: Question,
  conn: Deno.Conn,
  signal: AbortSignal,
): Promise<DnsResponse> {
  let open = true;
  const close = (): void => {
    if (open) conn.close();
    open = false;
  };
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
    const [id = 0] = crypto.getRandomValues(new Uint16Array(1));
    const query = frameMessage(encodeQuery(id, question));
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
      throw new Deno.errors.UnexpectedEof(
        "the connection was closed before the response was complete",
      );
    }
    const message = reader.push(buffer.subarray(0, length));
    if (message !== undefined) return message;
  }
}

function transportFailure(server: NameServer, error: unknown): Failure {
  const who = formatNameServer(server);
  if (isTimeOut(error)) return failure("timeout", `no answer from ${who}`);
  if (error instanceof Deno.errors.UnexpectedEof) {
    return failure("broken-off", `${who} closed the connection`);
  }
  const message = error instanceof Error ? error.message.replace(/ \(os error \d+\)$/, "") : "";
  if (error instanceof PacketError) return failure("malformed", `${who}: ${message}`);
  // Only a server that has no TCP at all may be asked in another way, where nothing is validated.
  return failure(isBrokenOff(error) ? "broken-off" : "unreachable", `${who}: ${message}`);
}
