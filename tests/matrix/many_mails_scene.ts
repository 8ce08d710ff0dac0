/**
 * Four mails that wait for one host, which fails at one of them, or for two hosts of which the first
 * always fails: what became of each, and how many copies there are.
 * @module
 */
import { parseIpAddress } from "../../dns/ip.ts";
import type { Lookup } from "../../dns/mod.ts";
import { Courier, type CourierOptions, type Mail } from "../../smtp/delivery/courier.ts";
import type { Outcome } from "../../smtp/mod.ts";
import type { Fault } from "../hostile/fault.ts";
import { fateOf } from "../hostile/fault.ts";
import { HostilePeer, type PeerPlan } from "../hostile/peer.ts";
import { assertEquals } from "../std/assert.ts";
import { messageOf } from "../support/dialogue.ts";

/** How many mails there are. */
export const MAILS = 4;

/** Milliseconds for a stage where a peer stalls, and where it does not. */
export const SHORT_LIMIT = 400;
const LIMIT = 20_000;

/** Octets of a message that no socket takes at once. */
const LONG_OCTETS = 12 * 1024 * 1024;

/** What is played. */
export interface ManyMails {
  /** The hosts, in the order to try them. */
  readonly peers: readonly PeerPlan[];
  /** Recipients of each mail. */
  readonly recipients?: number;
  /** The mail that has a long message. */
  readonly long?: number;
  /** Whether a mail is sent only when the one before has its outcome. */
  readonly oneByOne?: boolean;
  /** Milliseconds for each stage. */
  readonly limit?: number;
  /** How the courier is made. */
  readonly options?: Partial<CourierOptions<Mail>>;
}

/** How it ended. */
export interface ManyMailsEnd {
  /** The outcomes of each mail. */
  readonly outcomes: readonly (readonly Outcome[])[];
  /** The connections to each peer. */
  readonly connections: readonly number[];
}

/** A fault that happens once, the n-th time that it could; at all other times the peer is honest. */
export function onceAt(time: number, fault: Fault): Fault {
  let times = 0;
  return async (occasion) => {
    if (times++ === time) return await fault(occasion);
    await occasion.channel.say(occasion.reply);
    return fateOf(occasion.reply);
  };
}

/** A fault on every connection, from the n-th mail on. */
export function fromMail(number: number, fault: Fault): Fault {
  const mails = new WeakMap<object, number>();
  return async (occasion) => {
    const count = mails.get(occasion.channel) ?? 0;
    mails.set(occasion.channel, count + 1);
    if (count >= number) return await fault(occasion);
    await occasion.channel.say(occasion.reply);
    return fateOf(occasion.reply);
  };
}

/**
 * Sends the mails, and makes sure that nobody gets two copies, and that what is delivered has come, what
 * is refused has not been taken, and every mail has an outcome.
 */
export async function sendManyMails(scene: ManyMails): Promise<ManyMailsEnd> {
  const { peers, port, stop } = await startPeers(scene.peers);
  const outcomes: Promise<readonly Outcome[]>[] = [];
  try {
    await using courier = new Courier(optionsOf(scene, port));
    for (let number = 0; number < MAILS; number++) {
      const sending = courier.send(mailOf(number, scene));
      outcomes.push(sending);
      if (scene.oneByOne) await sending;
    }
    await courier.close();
  } finally {
    await stop();
  }
  const ended = await Promise.all(outcomes);
  judgeCopies(ended, peers);
  return { outcomes: ended, connections: peers.map(({ sessions }) => sessions.length) };
}

/** Nobody has two copies of a mail, nor fewer or more than its outcome says. */
function judgeCopies(outcomes: ManyMailsEnd["outcomes"], peers: readonly HostilePeer[]): void {
  assertEquals(outcomes.length, MAILS);
  const messages = peers.flatMap(({ sessions }) => sessions.flatMap((session) => session.messages));
  for (const { recipient, status, explanation } of outcomes.flat()) {
    const copies = messages.filter(({ to }) => to.includes(recipient)).map(({ answer }) => answer);
    const allowed: Readonly<Record<Outcome["status"], readonly string[]>> = {
      delivered: ["accepted"],
      unknown: ["open", "accepted"],
      deferred: ["", "refused"],
      refused: ["", "refused"],
    };
    const isRight = allowed[status].includes(copies.join("+"));
    assertEquals(isRight, true, `${recipient} is ${status}, copies: ${copies} (${explanation})`);
  }
}

function mailOf(number: number, { recipients = 1, long }: ManyMails): Mail {
  const text = `Subject: ${number}\r\n\r\n${"x".repeat(70)}\r\n`;
  const names = Array.from({ length: recipients }, (_, index) => `user${number}.${index}`);
  const domain = "dest.test";
  return {
    envelope: {
      reversePath: "me@src.test",
      recipients: names.map((name) => ({ address: `${name}@${domain}`, domain })),
    },
    message: number === long
      ? messageOf(text.padEnd(LONG_OCTETS, "y\r\n"))
      : messageOf(text, { octets: new TextEncoder().encode(text) }),
  };
}

function optionsOf(
  { peers, limit = LIMIT, options }: ManyMails,
  port: number,
): CourierOptions<Mail> {
  const { signal } = new AbortController();
  return {
    search: {
      server: undefined,
      port,
      lookup: lookupOf(peers.length),
      demands: undefined,
      families: [4],
      allowPrivate: true,
      caCerts: [],
      limit,
      signal,
    },
    ehloName: "client.test",
    pipelining: true,
    chunking: "auto",
    tls: { mode: "auto", name: undefined, caCerts: [] },
    auth: undefined,
    limit,
    signal,
    transcript: undefined,
    connections: 1,
    ...options,
  };
}

/** What leads to so many hosts of dest.test. */
function lookupOf(hosts: number): Lookup {
  const names = Array.from({ length: hosts }, (_, index) => `mx${index}.dest.test`);
  return {
    mx: () => {
      const records = names.map((exchange, index) => ({ preference: 10 * (index + 1), exchange }));
      return Promise.resolve({ status: "found", records });
    },
    addresses: (name) =>
      Promise.resolve({ status: "found", records: [addressOf(names.indexOf(name))] }),
  };
}

function addressOf(index: number): string {
  const text = `127.0.0.${2 + index}`;
  if (parseIpAddress(text) === undefined) throw new TypeError(text);
  return text;
}

/** Ports that are tried: that one is free on one address does not say so for the others. */
const PORT_TRIES = 20;

async function startPeers(
  plans: readonly PeerPlan[],
): Promise<{ peers: readonly HostilePeer[]; port: number; stop: () => Promise<void> }> {
  for (let tries = 1;; tries++) {
    const peers: HostilePeer[] = [];
    const stop = async (): Promise<void> => {
      await Promise.all(peers.map((peer) => peer[Symbol.asyncDispose]()));
    };
    try {
      const port = freePort();
      for (const [index, plan] of plans.entries()) {
        peers.push(await HostilePeer.start(plan, { hostname: addressOf(index), port }));
      }
      return { peers, port, stop };
    } catch (error) {
      await stop();
      if (!(error instanceof Deno.errors.AddrInUse) || tries === PORT_TRIES) throw error;
    }
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
