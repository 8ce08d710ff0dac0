/**
 * What can be read in the words of a server: its reply, its enhanced code, which server it was, and which
 * command it answered.
 * @module
 */
import type { Moment } from "../knowledge/moment.ts";

/** What a server said, as far as that is known. */
interface Said {
  /** The three digits. */
  readonly reply: number | undefined;
  /** The enhanced code (RFC 3463). */
  readonly status: string | undefined;
  /** The server, by name or address. */
  readonly by: string | undefined;
  /** What it answered. */
  readonly command: Moment | undefined;
}

/** Three digits that are a code where they stand: at the beginning, or behind words that announce one. */
const REPLY =
  /(?:^|[\s:;,'"“<([#-])([45][0-7]\d)(?=,|\s?:|[ -]?#?\(?[45]\.\d{1,3}\.\d{1,3}|[- ]+["'<[(]?[A-Za-z\u0080-\uffff<>[("'*#]|:|\s*$|['"])/;
/** Words before three digits that make a number something else than a code. */
const NO_REPLY = /\b(?:port|line|id|size|for|after|than|of|at|=|within|about|every)[ :]*$/i;
const STATUS = /(?:^|[\s#:;,'"<>([=-])([45]\.\d{1,3}\.\d{1,3})(?![.\d])/;

/**
 * The reply code in the words of a server.
 *
 * @param text The words, on one line.
 */
export function replyIn(text: string): number | undefined {
  let from = 0;
  for (let tries = 0; tries < 8; tries++) {
    const rest = text.slice(from);
    const found = REPLY.exec(rest);
    if (found === null) return undefined;
    const begin = found.index + found[0].length - 3;
    if (!NO_REPLY.test(rest.slice(Math.max(0, found.index - 12), found.index + 1))) {
      return Number(found[1]);
    }
    from += begin + 3;
  }
  return undefined;
}

/**
 * The enhanced code in the words of a server: the first that says more than its class, or else the first.
 *
 * @param text The words, on one line.
 */
export function statusIn(text: string): string | undefined {
  const all: string[] = [];
  let rest = text;
  for (let found = STATUS.exec(rest); found !== null && all.length < 8; found = STATUS.exec(rest)) {
    all.push(found[1] ?? "");
    rest = rest.slice(found.index + found[0].length);
  }
  return all.find((each) => !/\.0\.0$/.test(each)) ?? all[0];
}

const HOST = String.raw`([[\w\u0080-\uffff][\w\u0080-\uffff.:-]{0,252}[\w\u0080-\uffff\]])`;

function host(source: string, flags = "i"): RegExp {
  return new RegExp(source.replace("HOST", () => HOST), flags);
}

/** Who said it, the most certain first. */
const SAID_BY: readonly RegExp[] = [
  host(
    String
      .raw`\bhost:?\s+HOST\s*(?:\[[^\]]{2,60}\]\s*)?(?:\(\S{2,60}\)\s*)?(?:said|refused|:|SMTP|[45]\.\d\.\d|$)`,
  ),
  host(String.raw`while talking to HOST`),
  host(String.raw`\bRemote Server at HOST`),
  host(String.raw`\bRemote host HOST said`),
  host(String.raw`\bConnected to HOST(?: but|\s)`),
  host(String.raw`\bhost HOST\b`),
  host(
    String
      .raw`\bHOST (?:\[[^\]]{2,60}\] )?(?:did not like|does not like|failed after|gave this error|rejected your message)`,
  ),
  host(String.raw`\brejected by the server for the recipient domain \S+ by HOST`),
  host(String.raw`\bSMTP Server <HOST>`),
  host(String.raw`\bby HOST\. ?\[`),
  host(String.raw`\bGiving up on HOST`),
  host(String.raw`^\s*\[?HOST\]? said:`, "im"),
];

/**
 * The server that said something.
 *
 * @param text The words around what it said.
 */
function saidByIn(text: string): string | undefined {
  for (const pattern of SAID_BY) {
    const name = pattern.exec(text)?.[1]?.replace(/[.:]+$/, "");
    if (name !== undefined && /[.:]/.test(name)) return name;
  }
  return undefined;
}

/** What was answered, the most certain first. */
const COMMANDS: readonly (readonly [RegExp, Moment])[] = [
  [
    /refused to talk to me|initial connection|at (?:the )?connection|\bbanner\b|greeting/i,
    "banner",
  ],
  [
    /in reply to end of DATA|after (?:the )?end of (?:data|message)|final DATA|failed after I sent the message|accepted .{0,20}but .{0,20}message.{0,20}rejected|\[END_?OF_?DATA\]|after sending (?:the )?(?:message|body)|refused to accept your message \(DATA\)/i,
    "dot",
  ],
  [
    /in reply to RCPT|after (?:pipelined )?RCPT|did not like our RCPT|does not like (?:the )?recipient|>>> ?RCPT|\[RCPT_?TO\]|SMTP:RCPT|<<< ?RCPT|\bin RCPT TO|RCPT(?: TO)? command|has rejected address|\bRCPT TO\b/i,
    "rcpt",
  ],
  [
    /in reply to MAIL|after (?:pipelined )?MAIL|did not like our MAIL|sender was rejected|>>> ?MAIL|\[MAIL_?FROM\]|<<< ?MAIL|rejected MAIL FROM|MAIL FROM command|SMTP:MAIL|\bMAIL FROM\b/i,
    "mail",
  ],
  [
    /in reply to DATA|after (?:pipelined )?DATA|did not like our DATA|>>> ?DATA|\[DATA\]|<<< ?DATA|\(DATA\)|SMTP:DATA|DATA command|SMTP command\W+DATA/i,
    "data",
  ],
  [
    /in reply to (?:EHLO|HELO)|after (?:EHLO|HELO)|did not like our (?:EHLO|HELO)|>>> ?(?:EHLO|HELO)|does not like (?:our )?helo|\[(?:EHLO|HELO)\]/i,
    "ehlo",
  ],
  [/in reply to STARTTLS|after STARTTLS|>>> ?STARTTLS|TLS (?:handshake|negotiation)/i, "tls"],
  [/in reply to AUTH|>>> ?AUTH/i, "auth"],
];

/**
 * The command that an answer was given to.
 *
 * @param text The words around the answer.
 */
export function commandIn(text: string): Moment | undefined {
  return COMMANDS.find(([pattern]) => pattern.test(text))?.[1];
}

/** What IronPort puts before the answer of the other server. */
const BEFORE_ANSWER = /^[45]\.\d{1,3}\.\d{1,3} - .{0,60}? (?=[45]\d\d-?['"])/;

/**
 * The answer in the words of a mail system, from its code on.
 *
 * @param text The words, on one line.
 * @returns The answer with what follows it; the words as they are, if they have no code.
 */
export function answerIn(text: string): string {
  const words = text.replace(BEFORE_ANSWER, "");
  const found = REPLY.exec(words);
  if (found === null || replyIn(words) !== Number(found[1])) return words;
  return words.slice(found.index + found[0].length - 3);
}

/**
 * Everything that is known of an answer.
 *
 * @param text The words around it, on one line.
 */
export function readSaid(text: string): Said {
  return {
    reply: replyIn(text),
    status: statusIn(text),
    by: saidByIn(text),
    command: commandIn(text),
  };
}

/**
 * The words of a server on one line, without the codes that each of its lines began with, and without
 * what a mail system adds in round brackets.
 *
 * @param text The words as they were found.
 */
export function plainWords(text: string): string {
  const line = text.replace(/\s+/g, " ").trim()
    .replace(/^(?:smtp|x-[\w-]{1,40}|dns|lmtp)\s*;\s*/i, "")
    .replace(/\s*(?:\(in reply to [^)]{1,40}\)|Giving up on \S{1,255})$/i, "");
  const [, code] = /^([45]\d\d)-/.exec(line) ?? [];
  if (code === undefined) return line;
  return line.replace(/^([45]\d\d)-/, "$1 ")
    .replace(new RegExp(`\\s${code}[- ](?:[45]\\.\\d{1,3}\\.\\d{1,3}\\s+)?`, "g"), " ");
}
