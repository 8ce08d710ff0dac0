/**
 * What the server of whoever asks writes into its log about its clients: Postfix's smtpd, anvil and
 * postscreen. "You" in the words that such a server says is the client, not the person who asks.
 * @module
 */
import {
  type Explanation,
  explanationOf,
  type Knowledge,
  type Point,
} from "../knowledge/knowledge.ts";

/** `postfix/smtpd[123]: …`, also with an instance or a service in between. */
const OF_CLIENTS = /\bpostfix[\w-]*(?:\/[\w-]+)*\/(?:smtpd|anvil|postscreen)(?:\[\d+\])?: (.*)$/s;

/** A refusal by the server itself, in a line whose beginning may be cut off. */
const REJECTED = /\breject(?:_warning)?: \S+ from /;

/** A line that says something of a client. */
interface OwnLogLine extends Knowledge {
  /** What stands behind the name of the program. */
  readonly pattern: RegExp;
}

const MINE = "If it is one of your users: ";

/** Every line that says something of a client, and is no answer to it. */
export const OWN_LOG_LINES: readonly OwnLogLine[] = [
  {
    pattern: /^statistics: max (?:connection|message|recipient|newtls|auth|cache)/,
    title: "a count of this server; nothing is wrong",
    meaning:
      "Postfix writes from time to time how often clients came at most. It is routine, and no " +
      "limit was reached.",
  },
  {
    pattern: /^warning: .{0,40}(?:rate|count) limit exceeded/,
    title: "a client came too often to this server",
    meaning: "This server limits how often one client comes, and has put this one off.",
    next: ["Nothing, if it is a stranger. If it is a client of yours: raise the limit for it."],
  },
  {
    pattern: /SASL [\w-]+ authentication (?:failed|aborted)/,
    title: "somebody failed to log in at this server",
    meaning: "A client gave a user name and a password that this server does not accept. From an " +
      "address that nobody knows it is mostly a guess of a stranger, as every server sees daily.",
    next: [
      "Nothing, if it is a stranger; many tries from one address can be blocked.",
      `${MINE}user name or password is wrong, or the server's own check of them is broken.`,
    ],
    sources: ["RFC 4954 section 6"],
  },
  {
    pattern:
      /alert (?:bad[_ ]certificate|unknown[_ ]ca|certificate[_ ](?:unknown|expired|revoked))/,
    title: "a client does not accept the certificate of this server",
    meaning:
      "The client began TLS, did not like the certificate that this server shows, and said " +
      "so by an alert.",
    next: ["Show a certificate of a known authority, in time, and for the name that clients use."],
    sources: ["RFC 8446 section 6.2"],
  },
  {
    pattern: /SSL_accept:? error|TLS library problem/,
    title: "TLS with a client of this server failed",
    meaning: "A client began TLS at this server and the two did not come to an agreement: an old " +
      "client, a scanner, or one that does not accept the certificate.",
    next: [`Nothing, if it is a stranger. ${MINE}see the lines before and after for why.`],
    sources: ["RFC 8446 section 6.2"],
  },
  {
    pattern: /\w+ TLS connection established from/,
    title: "a client of this server speaks under TLS",
    meaning:
      "The connection is encrypted. Anonymous or Untrusted say only that the client has proved " +
      "no name of its own, which hardly any client does.",
    sources: ["RFC 3207"],
  },
  {
    pattern: /hostname \S+ does not resolve to address/,
    title: "the name of a client does not lead back to its address",
    meaning: "This server looked up the client's name in DNS and got another address, or none. " +
      "Postfix calls such a client unknown.",
    next: ["Nothing; it is for whoever runs the client."],
  },
  {
    pattern: /^(?:lost connection|timeout) after/,
    title: "a client of this server went away",
    meaning: "The client closed the connection, or said nothing more, before it had come to QUIT.",
    next: ["Nothing, if it is a stranger: scanners do so all day."],
  },
  {
    pattern: /^(?:dis)?connect from|^CONNECT from|^DISCONNECT /i,
    title: "a client of this server came or went",
    meaning: "It is routine. Behind disconnect stands how many commands were said, and how many " +
      "of them were accepted: rcpt=0/1 is one that was refused.",
  },
  {
    pattern: /improper command pipelining|PREGREET/,
    title: "a client of this server spoke out of turn",
    meaning: "The client did not wait for an answer, as programs that send spam do.",
    next: ["Nothing, if it is a stranger."],
    sources: ["RFC 2920 section 3.1"],
  },
];

/**
 * Explains a line that the log of one's own server has about a client.
 *
 * @param line The line.
 * @returns The explanation, or `undefined` if the line is none, or not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainOwnLog } from "./own_log.ts";
 * const line = "postfix/smtpd[7]: lost connection after AUTH from unknown[192.0.2.7]";
 * assertEquals(explainOwnLog(line)?.title, "a client of this server went away");
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
 * Whether a line is one that a server writes about its clients.
 *
 * @param line The line.
 */
export function isOfClient(line: string): boolean {
  return OF_CLIENTS.test(line) || REJECTED.test(line);
}

/**
 * Turns an explanation for the client into one for whoever runs the server.
 *
 * @param explained What the server's words mean to the client.
 * @returns The same, with what is to be done at the server.
 */
export function toOwnServer(explained: Explanation): Explanation {
  const note: Point = {
    about: "Client",
    text: 'It is about a client of this server: whoever is called "you" here is that client.',
  };
  return {
    ...explained,
    title: explained.title
      .replace("you come from", "the client comes from")
      .replace("wants you to", "wants the client to"),
    points: [note, ...explained.points],
    next: [
      "Nothing, if this server should refuse such a client.",
      `${MINE}let it authenticate and send by port 587, or allow it by a rule.`,
    ],
  };
}
