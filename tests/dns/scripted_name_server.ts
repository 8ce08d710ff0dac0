/** A name server on loopback that says what a test wants, over UDP and TCP on the same port. */
import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { once } from "node:events";
// @ts-types="@types/dns-packet"
import * as dnsPacket from "dns-packet";
import { frameMessage, MessageReader } from "../../dns/packet.ts";

/** What is said to a query: a response, or nothing at all. */
export type Responder = (query: dnsPacket.DecodedPacket) => Uint8Array | undefined;

/** How the server behaves. */
export interface Script {
  /** Over UDP. */
  readonly udp: Responder;
  /** Over TCP; without it the port is closed. */
  readonly tcp?: Responder;
  /** How many octets of a TCP answer are written at once, and before the connection closes. */
  readonly tcpChunk?: number;
  readonly tcpLength?: number;
  /** The address to listen on; 127.0.0.1 by default. */
  readonly address?: "127.0.0.1" | "::1";
}

/** A running server, to be ended by `await using`. */
export interface ScriptedNameServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** The names asked over each transport: `udp MX mail.test`. */
  readonly asked: readonly string[];
}

/** What a response is made of. */
export interface ResponseParts {
  /** The response code: RFC 1035 4.1.1. */
  readonly code?: number;
  readonly truncated?: boolean;
  /** Whether the answer has been validated: the AD bit. */
  readonly authenticated?: boolean;
  readonly answers?: dnsPacket.Answer[];
  readonly authorities?: dnsPacket.Answer[];
}

/** Responds the same to every query. */
export function respond(parts: ResponseParts): Responder {
  const { code = 0, truncated = false, authenticated = false, answers = [], authorities = [] } =
    parts;
  return (query) =>
    dnsPacket.encode({
      type: "response",
      id: query.id,
      flags: dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE | code |
        (truncated ? dnsPacket.TRUNCATED_RESPONSE : 0) |
        (authenticated ? dnsPacket.AUTHENTIC_DATA : 0),
      questions: query.questions,
      answers,
      authorities,
    });
}

/** Never responds. */
export const silent: Responder = () => undefined;

/** Starts a server on a free port. */
export async function startNameServer(script: Script): Promise<ScriptedNameServer> {
  const { address = "127.0.0.1" } = script;
  const listener = Deno.listen({ hostname: address, port: 0 });
  const { port } = listener.addr;
  const asked: string[] = [];
  const answer = (
    transport: "udp" | "tcp",
    responder: Responder,
    message: Uint8Array,
  ): Uint8Array | undefined => {
    const query = dnsPacket.decode(Buffer.from(message));
    for (const { type, name } of query.questions ?? []) asked.push(`${transport} ${type} ${name}`);
    return responder(query);
  };
  const socket = createSocket(address === "::1" ? "udp6" : "udp4");
  socket.on("message", (message, { address, port }) => {
    const response = answer("udp", script.udp, message);
    if (response !== undefined) socket.send(response, port, address);
  });
  socket.bind(port, address);
  await once(socket, "listening");
  const { tcp } = script;
  const serving = tcp === undefined
    ? listener.close()
    : serveTcp(listener, script, (message) => answer("tcp", tcp, message));
  return {
    address,
    port,
    asked,
    async [Symbol.asyncDispose](): Promise<void> {
      if (tcp !== undefined) listener.close();
      socket.close();
      await once(socket, "close");
      await serving;
    },
  };
}

async function serveTcp(
  listener: Deno.TcpListener,
  script: Script,
  answer: (message: Uint8Array) => Uint8Array | undefined,
): Promise<void> {
  const conversations: Promise<void>[] = [];
  for await (const conn of listener) conversations.push(converse(conn, script, answer));
  await Promise.all(conversations);
}

async function converse(
  conn: Deno.Conn,
  { tcpChunk = Infinity, tcpLength = Infinity }: Script,
  answer: (message: Uint8Array) => Uint8Array | undefined,
): Promise<void> {
  using _ = conn;
  const reader = new MessageReader();
  for await (const chunk of conn.readable.values({ preventCancel: true })) {
    const query = reader.push(chunk);
    if (query === undefined) continue;
    const response = answer(query);
    if (response === undefined) continue;
    const framed = frameMessage(response).subarray(0, tcpLength);
    for (let at = 0; at < framed.length; at += tcpChunk) {
      await conn.write(framed.subarray(at, at + tcpChunk));
    }
    return;
  }
}
