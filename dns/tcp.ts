/**
 * Questions over TCP, where the response code is seen and the AD bit.
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
/** How many aliases (CNAME) are followed; no RFC says, resolvers stop at 8 to 16. */
const MAX_ALIASES = 16;

/**
 * Asks the name servers in turn until one of them says what is the case.
 *
 * @param question The question.
 * @param servers The name servers, in the order to ask them.
 * @param signal Ends the question: by a time-out, then the answer is a failure.
 * @returns The answer of the first that had one; else the failure of the first.
 * @throws `Deno.errors.NotCapable` without the permission to ask; the reason of an abort that is no
 * time-out.
 */
export async function askOverTcp(
  question: Question,
  servers: readonly JudgedServer[],
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
  server: JudgedServer,
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

/** A busy server closes connections that it had accepted; the question is worth another (RFC 7766 6.2.4). */
async function exchange(
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
): Promise<DnsResponse> {
  try {
    return await exchangeOnce(question, server, signal);
  } catch (error) {
    if (signal.aborted || !isBrokenOff(error)) throw error;
    return await exchangeOnce(question, server, signal);
  }
}

function isBrokenOff(error: unknown): boolean {
  return error instanceof Deno.errors.UnexpectedEof ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe;
}

/** Asks for a name, and for what it is an alias of where the server does not follow by itself. */
async function follow(
  question: Question,
  server: JudgedServer,
  signal: AbortSignal,
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

/** One query and its response over a TCP connection (RFC 7766 6.2.1). */
async function exchangeOnce(
  question: Question,
  server: JudgedServer,
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
  // The signal given to Deno.connect ends nothing but the connecting, and may come too late for that.
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
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

function transportFailure(server: NameServer, error: unknown): Failure {
  const who = formatNameServer(server);
  if (isTimeOut(error)) return failure("timeout", `no answer from ${who}`);
  const message = error instanceof Error ? error.message.replace(/ \(os error \d+\)$/, "") : "";
  if (error instanceof PacketError) return failure("malformed", `${who}: ${message}`);
  // Only a server that has no TCP at all may be asked in another way, where nothing is validated.
  return failure(isBrokenOff(error) ? "broken-off" : "unreachable", `${who}: ${message}`);
}
