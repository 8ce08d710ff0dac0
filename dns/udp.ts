/**
 * A question over UDP (RFC 1035 4.2.1), for name servers whose port is closed to TCP.
 * @module
 */
import { createSocket, type Socket } from "node:dgram";
import { answersQuery } from "./answer.ts";
import { parseIpAddress } from "./ip.ts";
import type { NameServer } from "./name_server.ts";
import { decodeResponse, type DnsResponse, encodeQuery, type Question } from "./packet.ts";

/** How long to wait before a query that may be lost is sent again, in milliseconds. */
const RETRANSMISSION_MS = 1_000;

/**
 * Sends a query and waits for its response. What else arrives is passed over: anybody can send it
 * (RFC 5452 9.1).
 *
 * @param question The question.
 * @param server The name server.
 * @param signal Ends the waiting, which has no end of its own.
 * @param longDatagrams Whether the response may be longer than 512 octets (RFC 6891).
 * @returns The response; it may be cut short (TC).
 * @throws The reason of the abort; `Deno.errors.NotCapable` where no socket may be opened.
 */
export async function askOverUdp(
  question: Question,
  server: NameServer,
  signal: AbortSignal,
  longDatagrams = false,
): Promise<DnsResponse> {
  const { family, local } = localAddress(server);
  await requirePermission(family, local);
  signal.throwIfAborted();
  const [id = 0] = crypto.getRandomValues(new Uint16Array(1));
  const query = encodeQuery(id, question, longDatagrams);
  const socket = createSocket(family === 4 ? "udp4" : "udp6");
  try {
    return await new Promise<DnsResponse>((resolve, reject) => {
      const send = (): void => {
        // A failure to send is as good as a lost packet: what decides is that no answer comes.
        socket.send(query, server.port, server.address, () => {});
      };
      const again = setInterval(send, RETRANSMISSION_MS);
      const stop = (): void => clearInterval(again);
      const fail = (error: unknown): void => {
        stop();
        reject(error);
      };
      signal.addEventListener("abort", () => fail(signal.reason), { once: true });
      socket.on("error", fail);
      socket.on("message", (message, sender) => {
        if (sender.port !== server.port || !isSame(sender.address, server.address)) return;
        const response = readResponse(message, id, question);
        if (response === undefined) return;
        stop();
        resolve(response);
      });
      socket.bind(0, local, send);
    });
  } finally {
    close(socket);
  }
}

/** The address to send from: any, but on loopback no other host can answer. */
function localAddress({ address }: NameServer): { family: 4 | 6; local: string } {
  if (parseIpAddress(address)?.family === 6) {
    return { family: 6, local: address === "::1" ? "::1" : "::" };
  }
  return { family: 4, local: address.startsWith("127.") ? "127.0.0.1" : "0.0.0.0" };
}

/** `node:dgram` throws where nobody can catch it when the permission is missing. */
async function requirePermission(family: 4 | 6, local: string): Promise<void> {
  const host = family === 6 ? `[${local}]:0` : `${local}:0`;
  const { state } = await Deno.permissions.query({ name: "net", host });
  if (state !== "granted") {
    throw new Deno.errors.NotCapable(`Requires net access to "${host}"`);
  }
}

function isSame(one: string, other: string): boolean {
  return one === other || parseIpAddress(one)?.text === parseIpAddress(other)?.text;
}

function readResponse(
  message: Uint8Array,
  id: number,
  question: Question,
): DnsResponse | undefined {
  try {
    const response = decodeResponse(message);
    return answersQuery(response, id, question) ? response : undefined;
  } catch {
    return undefined;
  }
}

function close(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // It never opened.
  }
}
