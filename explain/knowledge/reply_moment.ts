/**
 * What a reply means at a certain moment, in one sentence (RFC 5321 section 4.3.2 lists the usual replies
 * for each).
 * @module
 */
import { CHECK_ADDRESS, LATER, SUBMIT } from "./advice.ts";
import type { Moment } from "./moment.ts";
import { REPLY_CODES, ruleOf } from "./reply_code.ts";

type Sentences = Readonly<Record<number, string>>;

const GREETED: Sentences = {
  250: "the server greets back; the lines after the first are the extensions it offers",
  501: "the server does not accept the name in the greeting",
  502: "the server does not know EHLO; use HELO, without extensions",
  500: "the server does not know EHLO; use HELO, without extensions",
  504: "the name in the greeting must be a full host name",
  550: "the server refuses this client, usually because of its name or IP address",
  554: "the server refuses this client, usually because of its name or IP address",
};

/** By moment; codes not listed here mean the same at every moment. */
const AT_MOMENT: Partial<Record<Moment, Sentences>> = {
  banner: {
    220: "the server greets and is ready for EHLO",
    421: "the server accepts no connections right now; try later, or another mail server",
    521: "this host accepts no mail at all",
    554: "no mail service for you here: usually because of your IP address",
    550: "no mail service for you here: usually because of your IP address",
  },
  ehlo: GREETED,
  helo: {
    ...GREETED,
    250: "the server greets back; HELO brings no extensions",
  },
  "ehlo-after-tls": {
    ...GREETED,
    250: "the server greets again, under TLS; only what it offers now counts",
  },
  starttls: {
    220: "the TLS handshake starts now, followed by EHLO again",
    454: "TLS is not available right now",
    501: "STARTTLS takes no parameter",
    503: "TLS is already active, or EHLO has not been sent",
  },
  auth: {
    235: "login accepted",
    334: "the server's challenge in base64; the client answers next, or sends * to cancel",
    454: "the server cannot check logins right now; the password was not rejected",
    500: "a line of the exchange is too long or not understood",
    501: "the line is not base64, or the exchange was cancelled",
    503: "AUTH is not possible now: already authenticated, or a transaction is open",
    504: "the server does not support this mechanism",
    534: "this mechanism is too weak for the account, or another way to log in is required",
    535: "user name or password rejected",
    538: "this mechanism is accepted only under TLS",
  },
  mail: {
    250: "sender accepted; a mail transaction is open",
    421: "the server closes the connection before accepting a mail",
    450: "this sender must try again later",
    451: "the server cannot accept mail from this sender right now, or limits how much it sends",
    452: "the server has no room for the mail right now",
    501: "bad syntax of the reverse-path; it must be MAIL FROM:<address>",
    503: "a transaction is already open, or the greeting is missing",
    530: "the server requires TLS or authentication first",
    550: "this sender is permanently refused",
    552: "the message is larger than the server accepts, judging by its announced SIZE",
    553: "sender address not allowed: usually not one of the account's own",
    554: "this sender is permanently refused",
    555: "unknown parameter after the sender's address",
  },
  rcpt: {
    250: "recipient accepted",
    251: "the recipient is elsewhere, and the server will forward the mail",
    252: "the server cannot say whether the recipient exists, but accepts the mail",
    421: "the server closes the connection; nothing was delivered",
    450: "not for this recipient right now: greylisting, or the mailbox is busy",
    451: "the server cannot accept mail for this recipient right now; greylisting looks like " +
      "this too",
    452: "too many recipients for one transaction, or the recipient's mailbox is full for now",
    501: "bad syntax of the forward-path; it must be RCPT TO:<address>",
    503: "no transaction is open; send MAIL first",
    530: "the server requires TLS or authentication first",
    550: "no such mailbox, or it accepts no mail from you; permanently refused",
    551: "the recipient is elsewhere, and the server does not forward",
    552: "the recipient's mailbox is full",
    553: "this address cannot be a recipient here",
    554: "this recipient, or mail from you, is permanently refused: often because the server " +
      "does not relay",
    555: "unknown parameter after the recipient's address",
    556: "the recipient's domain accepts no mail at all (null MX)",
  },
  data: {
    354: "send the message, then a line with only a dot",
    450: "not right now: the message must be sent again later",
    451: "the server cannot accept the message right now",
    452: "the server has no room for a message right now",
    503: "no recipient was accepted, or no transaction is open",
    550: "the transaction is permanently refused",
    554: "no recipient was accepted, so there is no one to send to",
  },
  bdat: {
    250: "chunk received; after the last one the server is responsible for the mail",
    503: "no transaction is open, or an earlier chunk was refused",
    552: "the message is larger than the server accepts",
    554: "the message is permanently refused",
  },
  dot: {
    250: "mail accepted: the server is now responsible for it (RFC 5321 section 4.2.5)",
    421: "the server closes the connection and has not accepted the message",
    450: "not right now: the message was not delivered and must be sent again later",
    451: "the server could not accept the message this time; it was not delivered",
    452: "the server had no room for the message; it was not delivered",
    550: "the message itself is permanently refused: its content, its header, or its sender's " +
      "domain",
    552: "the message is too large, or the mailbox is full",
    554: "the message itself is permanently refused: its content, its header, or its sender",
  },
  rset: { 250: "the transaction is dropped; the greeting still holds" },
  noop: { 250: "nothing done; the connection is alive" },
  quit: { 221: "the server closes the connection" },
  help: {
    214: "help text, for people only",
    211: "the status of the server, for people",
    502: "the server has no help",
  },
  vrfy: {
    250: "the mailbox exists, and this is its full address",
    251: "the recipient is elsewhere, and mail is forwarded",
    252: "the server does not say whether the mailbox exists; only RCPT TO shows that",
    502: "the server does not answer such questions; most servers do not",
    550: "no such mailbox",
    551: "the recipient is elsewhere, and the server does not forward",
    553: "the name matches several mailboxes",
  },
  expn: {
    250: "the members of the list, one per line",
    252: "the server does not disclose the members of the list",
    502: "the server does not answer such questions; most servers do not",
    550: "no such list, or not one you may see",
  },
  etrn: {
    250: "the waiting mail is being sent",
    253: "the waiting mail is being sent",
    458: "the waiting mail cannot be sent now",
    459: "no mail is kept for that host",
  },
};

/**
 * What a code means at a moment.
 *
 * @param code The code.
 * @param moment The moment, where it is known.
 * @returns A sentence without capital letter or full stop, or `undefined` if the moment adds nothing.
 */
export function sentenceAt(code: number, moment: Moment | undefined): string | undefined {
  return moment === undefined ? undefined : AT_MOMENT[moment]?.[code];
}

/** What to do after a 5yz, where the moment says more than the code. */
const AFTER_REFUSAL: Partial<Record<Moment, string>> = {
  banner: SUBMIT,
  ehlo: "Greet with this host's full name: mua send --ehlo host.x.example …",
  helo: "Greet with this host's full name: mua send --ehlo host.x.example …",
  mail: "Use a sender address of your own that can receive replies: -f ADDRESS, or --mail-from " +
    "ADDRESS.",
  rcpt: CHECK_ADDRESS,
  dot: "Check the content of the message and its sender: the recipient was fine.",
};

/** Codes about the command itself or the order of commands, not about its arguments. */
const ABOUT_COMMAND = new Set([500, 502, 503]);

/**
 * What to do next about a code at a moment.
 *
 * @param code The code.
 * @param moment The moment, where it is known.
 * @returns A sentence, or `undefined` if the moment adds nothing.
 */
export function nextAt(code: number, moment: Moment | undefined): string | undefined {
  if (moment === undefined || code < 400) return undefined;
  if (ABOUT_COMMAND.has(code)) return undefined;
  return code < 500 ? LATER : AFTER_REFUSAL[moment];
}

/** Whether a code means one thing here and another there. */
export function dependsOnMoment(code: number): boolean {
  const sentences = Object.values(AT_MOMENT).flatMap((table) => table[code] ?? []);
  return new Set(sentences).size > 1;
}

/**
 * The same in one line, for every code: if the moment adds nothing, what the code says by itself, and if
 * the code is not known, what its first digit says.
 *
 * @param code The code.
 * @param moment The moment, where it is known.
 * @returns The code and a sentence.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { replySentence } from "./reply_moment.ts";
 * assertEquals(replySentence(221, "quit"), "221: the server closes the connection.");
 * assertEquals(replySentence(599, "quit"), "599: permanent failure.");
 * ```
 */
export function replySentence(code: number, moment: Moment | undefined): string {
  const said = sentenceAt(code, moment) ?? REPLY_CODES.get(code)?.title ?? ruleOf(code)?.title;
  return `${code}: ${said ?? "not an SMTP code"}.`;
}
