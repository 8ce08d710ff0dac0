/**
 * DNS messages as octets (RFC 1035 4): a query, a response, and their framing over TCP.
 * @module
 */
import { Buffer } from "node:buffer";
// @ts-types="@types/dns-packet"
import * as dnsPacket from "dns-packet";
import { MAX_DOMAIN_LENGTH, MAX_LABEL_LENGTH } from "./domain.ts";

/** The record types that are asked for. */
export type QuestionType = DnsRecord["type"];

/** What is asked. */
export interface Question {
  /** The name, with or without a trailing dot. */
  readonly name: string;
  /** The record type. */
  readonly type: QuestionType;
}

/** What a TLSA record holds (RFC 6698 2.1), its numbers as the registries of RFC 7218 name them. */
export interface TlsaRecord {
  /** What the certificate is: 2 a trust anchor (DANE-TA), 3 the server's own (DANE-EE). */
  readonly usage: number;
  /** What is compared: 0 the whole certificate, 1 its public key (SubjectPublicKeyInfo). */
  readonly selector: number;
  /** How: 0 octet by octet, 1 by SHA-256, 2 by SHA-512. */
  readonly matchingType: number;
  /** What to compare with. */
  readonly data: Uint8Array;
}

/**
 * The records that are read; all other types are left out of a response. The strings of a TXT record
 * are put together (RFC 7208 3.3).
 */
export type DnsRecord =
  | {
    readonly type: "MX";
    readonly name: string;
    readonly preference: number;
    readonly exchange: string;
  }
  | { readonly type: "A"; readonly name: string; readonly data: string }
  | { readonly type: "AAAA"; readonly name: string; readonly data: string }
  | { readonly type: "CNAME"; readonly name: string; readonly data: string }
  | { readonly type: "PTR"; readonly name: string; readonly data: string }
  | { readonly type: "TXT"; readonly name: string; readonly data: string }
  | { readonly type: "TLSA"; readonly name: string; readonly data: TlsaRecord };

/** A response. */
export interface DnsResponse {
  /** The identifier of the query that it answers. */
  readonly id: number;
  /** The response code in words: `NOERROR`, `NXDOMAIN`, `SERVFAIL`, ... (RFC 1035 4.1.1). */
  readonly code: string;
  /** Whether the resolver says that it validated the answer: the AD bit (RFC 4035 3.2.3). */
  readonly authenticated: boolean;
  /** Whether the message was cut short: the TC bit. */
  readonly truncated: boolean;
  /** Whether the sender only names other name servers to ask (RFC 2308 2.2): it is no resolver. */
  readonly referral: boolean;
  /** The question as the response repeats it. */
  readonly question: { readonly name: string; readonly type: string } | undefined;
  /** The records of the answer section. */
  readonly answers: readonly DnsRecord[];
}

/** Octets that are no DNS message, or a name that cannot be put into one. */
export class PacketError extends Error {
  /** The name of the error. */
  override readonly name = "PacketError";
}

/** RFC 1035 4.1.1 and the IANA registry; the codes that a resolver gives to a plain query. */
const RESPONSE_CODES = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

const HEADER_LENGTH = 12;

/** Octets of a datagram that pass every network unbroken (RFC 9715 appendix A). */
const DATAGRAM_SIZE = 1232;

/** The pseudo-record that says how long a response over UDP may be (RFC 6891 6.1.2). */
const LONG_DATAGRAMS: dnsPacket.Answer = {
  type: "OPT",
  name: ".",
  udpPayloadSize: DATAGRAM_SIZE,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

/**
 * Encodes a query of one question that asks for recursion, and for the AD bit (RFC 6840 5.7).
 *
 * @param id The identifier, 0 to 65535.
 * @param question The question.
 * @param longDatagrams Whether the response over UDP may be longer than 512 octets (RFC 6891).
 * @throws {PacketError} When the name does not fit into a message (RFC 1035 2.3.4).
 */
export function encodeQuery(
  id: number,
  question: Question,
  longDatagrams = false,
): Uint8Array {
  const name = question.name.replace(/\.$/, "");
  const fits = name.length <= MAX_DOMAIN_LENGTH &&
    name.split(".").every((label) =>
      /^[\x21-\x7e]+$/.test(label) && label.length <= MAX_LABEL_LENGTH
    );
  if (!fits) {
    throw new PacketError(`Cannot ask for ${JSON.stringify(question.name)}: not a DNS name`);
  }
  return dnsPacket.encode({
    type: "query",
    id,
    flags: dnsPacket.RECURSION_DESIRED | dnsPacket.AUTHENTIC_DATA,
    questions: [{ name, type: question.type, class: "IN" }],
    additionals: longDatagrams ? [LONG_DATAGRAMS] : [],
  });
}

/**
 * Decodes a response.
 *
 * @throws {PacketError} When the octets are no DNS response.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeResponse, encodeQuery } from "./packet.ts";
 *
 * const refused = encodeQuery(7, { name: "example.com", type: "MX" });
 * refused[2] = 0x81; // a response, recursion desired
 * refused[3] = 5;
 * assertEquals(decodeResponse(refused).code, "REFUSED");
 * ```
 */
export function decodeResponse(message: Uint8Array): DnsResponse {
  const packet = decode(message);
  if (!packet.flag_qr) throw new PacketError("Cannot read the DNS message: it is not a response");
  const code = (message[3] ?? 0) & 0xf;
  const { questions: [question] = [], answers = [], authorities = [] } = packet;
  return {
    id: packet.id ?? 0,
    code: RESPONSE_CODES[code] ?? `RCODE ${code}`,
    authenticated: packet.flag_ad,
    truncated: packet.flag_tc,
    referral: !packet.flag_aa && answers.length === 0 &&
      authorities.some(({ type }) => type === "NS") &&
      !authorities.some(({ type }) => type === "SOA"),
    question,
    answers: answers.flatMap(readRecord),
  };
}

/** Puts the two length octets of DNS over TCP before a message (RFC 1035 4.2.2). */
export function frameMessage(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(message.length + 2);
  new DataView(framed.buffer).setUint16(0, message.length);
  framed.set(message, 2);
  return framed;
}

/**
 * Collects the octets of one message of DNS over TCP (RFC 1035 4.2.2). The two length octets bound
 * it to 64 KiB.
 */
export class MessageReader {
  readonly #header: number[] = [];
  #message: Uint8Array | undefined;
  #filled = 0;

  /**
   * Takes the octets that arrived.
   *
   * @returns The message without its length, or `undefined` while it is incomplete.
   */
  push(chunk: Uint8Array): Uint8Array | undefined {
    let rest = chunk;
    while (this.#message === undefined) {
      const [octet] = rest;
      if (octet === undefined) return undefined;
      rest = rest.subarray(1);
      this.#header.push(octet);
      const [high = 0, low] = this.#header;
      if (low !== undefined) this.#message = new Uint8Array(high << 8 | low);
    }
    const wanted = rest.subarray(0, this.#message.length - this.#filled);
    this.#message.set(wanted, this.#filled);
    this.#filled += wanted.length;
    return this.#filled === this.#message.length ? this.#message : undefined;
  }
}

function decode(message: Uint8Array): dnsPacket.DecodedPacket {
  if (message.length < HEADER_LENGTH) {
    throw new PacketError("Cannot read the DNS message: it is shorter than its header");
  }
  try {
    return dnsPacket.decode(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
  } catch (error) {
    throw new PacketError("Cannot read the DNS message: malformed", { cause: error });
  }
}

function readRecord(record: dnsPacket.Answer): DnsRecord[] {
  const { name } = record;
  switch (record.type) {
    case "MX": {
      const { preference = 0, exchange } = record.data;
      return [{ type: "MX", name, preference, exchange }];
    }
    case "A":
    case "AAAA":
    case "CNAME":
    case "PTR":
      return [{ type: record.type, name, data: record.data }];
    case "TXT":
      return [{ type: record.type, name, data: readStrings(record.data) }];
    case "TLSA": {
      const { usage, selector, matchingType, certificate } = record.data;
      return [{ type: "TLSA", name, data: { usage, selector, matchingType, data: certificate } }];
    }
    default:
      return [];
  }
}

/** A character of UTF-8 may begin in one string and end in the next. */
function readStrings(strings: dnsPacket.TxtData): string {
  const decoder = new TextDecoder();
  const texts = [strings].flat().map((text) =>
    typeof text === "string" ? text : decoder.decode(text, { stream: true })
  );
  return texts.join("") + decoder.decode();
}
