/**
 * What a hostile peer does in place of what an honest server would do.
 * @module
 */
import type { Channel } from "./channel.ts";

/** Where a peer can be hostile. */
export type PeerStage =
  | "connect"
  | "banner"
  | "EHLO"
  | "HELO"
  | "STARTTLS"
  | "TLS"
  | "EHLO-after-TLS"
  | "AUTH"
  | "MAIL"
  | "RCPT"
  | "DATA"
  | "body"
  | "end-of-data"
  | "RSET"
  | "QUIT";

/**
 * How the peer goes on: as if it had said yes, as if it had said no, or not at all. What is over after
 * the final dot leaves open whether the message was taken.
 */
export type Fate = "taken" | "refused" | "over";

/** What a fault works with. */
export interface Occasion {
  /** The connection. */
  readonly channel: Channel;
  /** What an honest server would say, with its line ends; empty where it would say nothing. */
  readonly reply: string;
  /** How often the same stage came before, in this transaction for RCPT, else on this connection. */
  readonly turn: number;
}

/** What a peer does when its turn comes. */
export type Fault = (occasion: Occasion) => Promise<Fate>;

/** Faults by stage; at all others the peer is an honest server. */
export type Faults = Partial<Readonly<Record<PeerStage, Fault>>>;

/** Milliseconds between two octets that drip: no idle timer of a second would ever fire. */
const DRIP_INTERVAL = 20;
const MEBIBYTE = 1024 * 1024;

/**
 * What the control characters of a hostile text do to a terminal that shows them: clear the screen, set the
 * title, colour by an eight-bit CSI, overwrite, turn the direction of writing; and octets that are no UTF-8.
 */
const CONTROLS = new TextEncoder().encode(
  "\x1b[2J\x1b]0;owned\x07 \u009b31m \x08\x7f\x00 \u202egnp.exe\u2069 \u061c\ufeff",
);
const NO_UTF8 = Uint8Array.of(0x9b, 0xff, 0xc3);

/** What the first digit of a reply says. */
export function fateOf(reply: string): Fate {
  return /^[23]/.test(reply) ? "taken" : "refused";
}

/** Answers as a server may. */
export function answer(text: string): Fault {
  return async ({ channel }) => {
    await channel.say(`${text}\r\n`);
    return fateOf(text);
  };
}

/** Answers 421 and closes, as RFC 5321 section 3.8 has it. */
export const closing: Fault = async ({ channel }) => {
  await channel.say("421 4.3.2 closing\r\n");
  await channel.closeWrite();
  return "refused";
};

/** Ends the connection without a word: FIN. */
export const fin: Fault = async ({ channel }) => {
  await channel.finish();
  return "over";
};

/** Ends the connection at once: RST, where the peer resets; else FIN, even if there is more to read. */
export const abort: Fault = ({ channel }) => {
  channel.abort();
  return Promise.resolve("over");
};

/** Says something and ends the connection, whatever is still on its way. */
export function sayAndAbort(text: string): Fault {
  return async ({ channel }) => {
    await channel.say(`${text}\r\n`);
    channel.abort();
    return "over";
  };
}

/** Says something and ends the connection: FIN. */
export function sayAndFinish(text: string): Fault {
  return async ({ channel }) => {
    await channel.say(`${text}\r\n`);
    await channel.finish();
    return "over";
  };
}

/** Reads nothing any more. */
export const deaf: Fault = async ({ channel }) => {
  await channel.ignore();
  return "over";
};

/** Says nothing, for as long as the client waits. */
export const stall: Fault = async ({ channel }) => {
  await channel.gone();
  return "over";
};

/** Answers one octet after the other, always in time for an idle timer, and never to the end. */
export const drip: Fault = async ({ channel, reply }) => {
  await channel.drip(reply.trimEnd().padEnd(4096, "."), DRIP_INTERVAL);
  return "over";
};

/** Answers all but the line end, and ends the connection. */
export const half: Fault = async ({ channel, reply }) => {
  await channel.say(reply.slice(0, -2));
  await channel.finish();
  return "over";
};

/** Says something, and then nothing any more. */
export function sayAndStay(what: string | Uint8Array): Fault {
  return async ({ channel }) => {
    await channel.say(what);
    await channel.gone();
    return "over";
  };
}

/** The same once the client has begun: with its handshake, or its message. */
export function onceHeard(fault: Fault): Fault {
  return async (occasion) => {
    await occasion.channel.heard();
    return await fault(occasion);
  };
}

/** Answers with a code of a class that has no meaning there. */
export const wrong: Fault = async (occasion) => {
  const isDue = occasion.reply.startsWith("3") ? "250 2.0.0 fine" : "354 go ahead";
  return await sayAndStay(`${isDue}\r\n`)(occasion);
};

/** Answers in another protocol. */
export const garbage: Fault = sayAndStay(
  new Uint8Array([
    ...new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\nServer: \x00\x01"),
    ...[0xff, 0xfe, 0x0d, 0x0a, 0x0d, 0x0a],
  ]),
);

/** Answers in lines of different codes (RFC 5321 section 4.2.1 wants the same on each). */
export const badmulti: Fault = async (occasion) => {
  const code = occasion.reply.slice(0, 3);
  return await sayAndStay(`${code}-yes\r\n550 no\r\n`)(occasion);
};

/** Answers with a line of 64 MiB. */
export const longline: Fault = async ({ channel, reply }) => {
  await channel.say(reply.slice(0, 4));
  await channel.flood(new Uint8Array(64 * 1024).fill("x".charCodeAt(0)), 1024);
  await channel.gone();
  return "over";
};

/** Answers with a million lines. */
export const manylines: Fault = async ({ channel, reply }) => {
  const lines = `${reply.slice(0, 3)}-another line\r\n`.repeat(1000);
  await channel.flood(new TextEncoder().encode(lines), 1000);
  await channel.gone();
  return "over";
};

/** Octets of {@linkcode longline} and of {@linkcode manylines} that would come if the client took them. */
export const FLOOD_OCTETS = { longline: 64 * MEBIBYTE, manylines: 18_000_000 } as const;

/** The honest answer, with control characters in its text. */
export const ctrl: Fault = async ({ channel, reply }) => {
  const end = reply.indexOf("\r\n");
  const octets = new TextEncoder();
  const first = octets.encode(reply.slice(0, end));
  const rest = octets.encode(reply.slice(end));
  await channel.say(new Uint8Array([...first, 0x20, ...CONTROLS, ...NO_UTF8, ...rest]));
  return fateOf(reply);
};

/** The honest answer with bare LF at the end of its lines. */
export const lf: Fault = async ({ channel, reply }) => {
  await channel.say(reply.replaceAll("\r\n", "\n"));
  return fateOf(reply);
};

/** The honest answer, and one more in the same segment. */
export const extra: Fault = async ({ channel, reply }) => {
  await channel.say(`${reply}250 2.0.0 and another\r\n`);
  return fateOf(reply);
};

/** The honest answer in segments of one octet. */
export const frag: Fault = async ({ channel, reply }) => {
  for (const character of reply) await channel.say(character);
  return fateOf(reply);
};

/** The first time the first of them, then the second, and so on; the honest answer after the last one. */
export function inTurn(...faults: readonly Fault[]): Fault {
  return async (occasion) => {
    const fault = faults[occasion.turn];
    if (fault !== undefined) return await fault(occasion);
    await occasion.channel.say(occasion.reply);
    return fateOf(occasion.reply);
  };
}
