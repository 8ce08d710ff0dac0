/**
 * The demo's own name server: it knows one domain, its mail exchanger and that one's address.
 * @module
 */
import { createSocket } from "node:dgram";
// @ts-types="@types/dns-packet"
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet } from "dns-packet";

/** What the name server knows. */
export interface DemoZone {
  /** The domain that has mail. */
  readonly domain: string;
  /** The name of its mail exchanger. */
  readonly exchanger: string;
  /** The IPv4 address of the mail exchanger. */
  readonly address: string;
}

/** A name server that runs. */
interface DemoNameServer {
  /** The UDP port it listens on. */
  readonly port: number;
  /** Stops it. */
  close(): Promise<void>;
}

/** RFC 1035 section 4.1.1: the name does not exist. */
const NXDOMAIN = 3;

/**
 * Answers questions on a free UDP port of loopback.
 *
 * @param hostname The loopback address to listen on.
 * @param zone What it knows.
 * @returns The name server.
 */
export async function startNameServer(hostname: string, zone: DemoZone): Promise<DemoNameServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => {
    socket.send(encode(answer(decode(query), zone)), peer.port, peer.address);
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  socket.once("error", reject);
  socket.bind(0, hostname, resolve);
  await listening;
  return {
    port: socket.address().port,
    close: () => new Promise((done) => socket.close(() => done())),
  };
}

function answer(query: Packet, zone: DemoZone): Packet {
  const [question] = query.questions ?? [];
  const name = question?.name.toLowerCase() ?? "";
  const isKnown = name === zone.domain || name === zone.exchanger;
  return {
    type: "response",
    ...(query.id === undefined ? {} : { id: query.id }),
    flags: AUTHORITATIVE_ANSWER | (isKnown ? 0 : NXDOMAIN),
    questions: query.questions ?? [],
    answers: question === undefined ? [] : records(name, question.type, zone),
  };
}

function records(name: string, type: string, zone: DemoZone): NonNullable<Packet["answers"]> {
  if (name === zone.domain && type === "MX") {
    const data = { preference: 10, exchange: zone.exchanger };
    return [{ type: "MX", name, ttl: 60, data }];
  }
  if (name === zone.exchanger && type === "A") {
    return [{ type: "A", name, ttl: 60, data: zone.address }];
  }
  return [];
}
