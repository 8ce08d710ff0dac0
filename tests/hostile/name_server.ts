/**
 * A name server on loopback out of a few lines of text, and with the faults that name servers have.
 * @module
 */
// @ts-types="@types/dns-packet"
import type * as dnsPacket from "dns-packet";
import {
  respond,
  type Responder,
  type ScriptedNameServer,
  silent,
  startNameServer,
} from "../dns/scripted_name_server.ts";

/** What a name server does to a question it does not answer. */
export type Misbehaviour = "silence" | "SERVFAIL" | "REFUSED";

/** What a name server knows. */
export interface Zone {
  /** Records: `dest.test MX 10 mx1.dest.test`. Names without records do not exist. */
  readonly records: readonly string[];
  /** Questions that are not answered: `MX dest.test`. */
  readonly misbehaves?: Readonly<Record<string, Misbehaviour>>;
}

/** Response codes: RFC 1035 section 4.1.1. */
const CODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/** Octets of a response over UDP (RFC 1035 section 4.2.1). */
const MAX_DATAGRAM = 512;

/** Aliases that are followed in one answer. */
const MAX_ALIASES = 8;

const SUPPORTED = ["A", "AAAA", "MX", "CNAME", "TXT", "PTR"] as const;

interface Entry {
  readonly name: string;
  readonly type: typeof SUPPORTED[number];
  readonly data: string;
}

/** Starts one. */
export async function startZoneServer(zone: Zone): Promise<ScriptedNameServer> {
  const entries = zone.records.map(readEntry);
  const tcp: Responder = (query) => {
    const { name = "", type = "" } = query.questions?.[0] ?? {};
    const misbehaviour = zone.misbehaves?.[`${type} ${name.toLowerCase()}`];
    if (misbehaviour === "silence") return silent(query);
    if (misbehaviour !== undefined) return respond({ code: CODES[misbehaviour] })(query);
    const answers = follow(entries, name.toLowerCase(), type);
    const exists = entries.some((entry) => entry.name === name.toLowerCase());
    return respond({ answers, code: exists ? CODES.NOERROR : CODES.NXDOMAIN })(query);
  };
  const udp: Responder = (query) => {
    const whole = tcp(query);
    if (whole === undefined || whole.length <= MAX_DATAGRAM) return whole;
    return respond({ truncated: true })(query);
  };
  return await startNameServer({ udp, tcp });
}

function readEntry(text: string): Entry {
  const [, name = "", word, data = ""] = /^(\S+) (\S+) (.+)$/.exec(text) ?? [];
  const type = SUPPORTED.find((each) => each === word);
  if (type === undefined) throw new TypeError(`not a record: ${text}`);
  return { name, type, data };
}

/** The records that answer a question, and the aliases on the way to them. */
function follow(entries: readonly Entry[], name: string, type: string): dnsPacket.Answer[] {
  const answers: dnsPacket.Answer[] = [];
  let current = name;
  for (let count = 0; count < MAX_ALIASES; count++) {
    const here = entries.filter((entry) => entry.name === current);
    const found = here.filter((entry) => entry.type === type);
    if (found.length > 0) return [...answers, ...found.map(recordOf)];
    const alias = here.find((entry) => entry.type === "CNAME");
    if (alias === undefined) return answers;
    answers.push(recordOf(alias));
    current = alias.data;
  }
  return answers;
}

function recordOf({ name, type, data }: Entry): dnsPacket.Answer {
  if (type === "TXT") return { type, name, ttl: 60, data: data.match(/.{1,255}/gs) ?? [""] };
  if (type !== "MX") return { type, name, ttl: 60, data };
  const [preference, exchange = ""] = data.split(" ");
  return { type, name, ttl: 60, data: { preference: Number(preference), exchange } };
}
