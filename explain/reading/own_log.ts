/**
 * What the user's own server logs about its clients: Postfix's smtpd, anvil and
 * postscreen. "You" in such a server's texts is the client, not the person who asks.
 * @module
 */
import {
  type Explanation,
  explanationOf,
  type Knowledge,
  type Point,
} from "../knowledge/knowledge.ts";

/** `postfix/smtpd[123]: …`, perhaps with an instance or a service in between. */
const OF_CLIENTS = /\bpostfix[\w-]*(?:\/[\w-]+)*\/(?:smtpd|anvil|postscreen)(?:\[\d+\])?: (.*)$/s;

/** A refusal by the server itself, in a line that may have lost its beginning. */
const REJECTED = /\breject(?:_warning)?: \S+ from /;

/** A line about a client. */
interface OwnLogLine extends Knowledge {
  /** What follows the name of the program. */
  readonly pattern: RegExp;
}

const MINE = "If it is one of your users: ";

/** Every line about a client that is not an answer to it. */
export const OWN_LOG_LINES: readonly OwnLogLine[] = [
  {
    pattern: /^statistics: max (?:connection|message|recipient|newtls|auth|cache)/,
    title: "statistics of this server; nothing is wrong",
    meaning: "Postfix logs its peak numbers of client connections from time to time. This is " +
      "routine, and no limit was reached.",
  },
  {
    pattern: /^warning: .{0,40}(?:rate|count) limit exceeded/,
    title: "a client exceeded a rate limit of this server",
    meaning: "This server limits how often a client may connect or send, and deferred this one.",
    next: ["Nothing, if it is an outsider. If it is a client of yours: raise its limit."],
  },
  {
    pattern: /SASL [\w-]+ authentication (?:failed|aborted)/,
    title: "a failed login at this server",
    meaning: "A client gave a user name and password that this server does not accept. From an " +
      "unknown IP address it is usually someone guessing, which every server sees daily.",
    next: [
      "Nothing, if it is an outsider; you can block an address that tries often.",
      `${MINE}the user name or password is wrong, or the server's own password check is broken.`,
    ],
    sources: ["RFC 4954 section 6"],
  },
  {
    pattern:
      /alert (?:bad[_ ]certificate|unknown[_ ]ca|certificate[_ ](?:unknown|expired|revoked))/,
    title: "a client rejected this server's certificate",
    meaning: "The client started TLS, rejected the certificate this server presents, and said so " +
      "with an alert.",
    next: [
      "Install a certificate from a known authority, unexpired, for the name that clients " +
      "use.",
    ],
    sources: ["RFC 8446 section 6.2"],
  },
  {
    pattern: /SSL_accept:? error|TLS library problem/,
    title: "TLS with a client of this server failed",
    meaning:
      "A client started TLS with this server, and the two could not agree: an old client, a " +
      "scanner, or one that rejects the certificate.",
    next: [`Nothing, if it is an outsider. ${MINE}the lines before and after say why.`],
    sources: ["RFC 8446 section 6.2"],
  },
  {
    pattern: /\w+ TLS connection established from/,
    title: "a client of this server uses TLS",
    meaning: "The connection is encrypted. Anonymous or Untrusted only means that the client did " +
      "not prove its name, which hardly any client does.",
    sources: ["RFC 3207"],
  },
  {
    pattern: /hostname \S+ does not resolve to address/,
    title: "a client's name does not resolve back to its address",
    meaning: "This server looked up the client's name in DNS and got another address, or none. " +
      "Postfix calls such a client unknown.",
    next: ["Nothing; it is up to the client's administrator."],
  },
  {
    pattern: /^(?:lost connection|timeout) after/,
    title: "a client of this server disconnected early",
    meaning: "The client closed the connection, or stopped answering, before QUIT.",
    next: ["Nothing, if it is an outsider: scanners do this all day."],
  },
  {
    pattern: /^(?:dis)?connect from|^CONNECT from|^DISCONNECT /i,
    title: "a client connected to this server or disconnected",
    meaning: "This is routine. The numbers after disconnect count the commands sent and those " +
      "accepted: rcpt=0/1 is one that was refused.",
  },
  {
    pattern: /improper command pipelining|PREGREET/,
    title: "a client of this server spoke out of turn",
    meaning: "The client did not wait for an answer, like spam programs.",
    next: ["Nothing, if it is an outsider."],
    sources: ["RFC 2920 section 3.1"],
  },
];

/**
 * Explains a line about a client in the log of the user's own server.
 *
 * @param line The line.
 * @returns The explanation, or `undefined` if it is no such line, or not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainOwnLog } from "./own_log.ts";
 * const line = "postfix/smtpd[7]: lost connection after AUTH from unknown[192.0.2.7]";
 * assertEquals(explainOwnLog(line)?.title, "a client of this server disconnected early");
 * assertEquals(explainOwnLog("postfix/smtp[7]: lost connection"), undefined);
 * ```
 */
export function explainOwnLog(line: string): Explanation | undefined {
  const [, said] = OF_CLIENTS.exec(line) ?? [];
  if (said === undefined) return undefined;
  const known = OWN_LOG_LINES.find(({ pattern }) => pattern.test(said));
  return known === undefined ? undefined : explanationOf("words", line, known);
}

/**
 * Whether a line is about a client of the server that logged it.
 *
 * @param line The line.
 */
export function isOfClient(line: string): boolean {
  return OF_CLIENTS.test(line) || REJECTED.test(line);
}

/**
 * Turns an explanation for the client into one for the server's administrator.
 *
 * @param explained What the server's words mean to the client.
 * @returns The same, with advice for the server.
 */
export function toOwnServer(explained: Explanation): Explanation {
  const note: Point = {
    about: "Client",
    text: 'It is about a client of this server: "you" and "your" here mean that client.',
  };
  return {
    ...explained,
    title: explained.title
      .replace("your IP address", "the client's IP address")
      .replace("requires you to", "requires the client to")
      .replace("relay mail for you", "relay mail for the client"),
    points: [note, ...explained.points],
    next: [
      "Nothing, if this server should refuse such a client.",
      `${MINE}let it authenticate and send through port 587, or add a rule that allows it.`,
    ],
  };
}
