/**
 * What a reply means at a certain moment, in one sentence (RFC 5321 section 4.3.2 has the replies that
 * are usual at each).
 * @module
 */
import { CHECK_ADDRESS, LATER, SUBMIT } from "./advice.ts";
import type { Moment } from "./moment.ts";
import { REPLY_CODES, ruleOf } from "./reply_code.ts";

type Sentences = Readonly<Record<number, string>>;

const GREETED: Sentences = {
  250: "the server greets back; the lines after the first are the extensions that it offers",
  501: "the name in the greeting has a form that the server does not accept",
  502: "the server does not know EHLO: HELO will do, without extensions",
  500: "the server does not know EHLO: HELO will do, without extensions",
  504: "the name in the greeting is not good enough: a full host name is wanted",
  550: "the server refuses this client, mostly by its name or its address",
  554: "the server refuses this client, mostly by its name or its address",
};

/** By moment; what is not here means the same at every moment. */
const AT_MOMENT: Partial<Record<Moment, Sentences>> = {
  banner: {
    220: "the server greets first and is ready for EHLO",
    421: "the server is there, but takes no connection now; another time, or another exchanger",
    521: "this host takes no mail at all",
    554: "no mail service here for you: mostly the address that you connect from is the reason",
    550: "no mail service here for you: mostly the address that you connect from is the reason",
  },
  ehlo: GREETED,
  helo: {
    ...GREETED,
    250: "the server greets back; after HELO there are no extensions",
  },
  "ehlo-after-tls": {
    ...GREETED,
    250: "the server greets again, under TLS; only what it offers now counts",
  },
  starttls: {
    220: "the TLS handshake begins now; after it comes EHLO again",
    454: "TLS cannot be had just now",
    501: "STARTTLS takes no parameter",
    503: "TLS is already there, or EHLO has not been said",
  },
  auth: {
    235: "the server accepts who you are",
    334: "the server's challenge in base64; the client's answer comes next, * gives up",
    454: "the server cannot check who you are just now; the password was not judged",
    500: "the line of the exchange is too long or not understood",
    501: "the line is not base64, or the exchange was given up",
    503: "AUTH is not possible now: already done, or in the middle of a transaction",
    504: "the server does not have this mechanism",
    534: "this mechanism is too weak for the account, or another way to log in is wanted",
    535: "the user name or the password is not accepted",
    538: "this mechanism is taken under TLS only",
  },
  mail: {
    250: "the sender is accepted, and a mail transaction is open",
    421: "the server closes the connection before it takes a mail",
    450: "this sender is put off for now",
    451: "the server cannot take mail from this sender just now, or limits how much it sends",
    452: "the server has no room for a mail now",
    501: "the reverse-path is written wrongly: MAIL FROM:<address>",
    503: "a transaction is already open, or the greeting is missing",
    530: "the server wants TLS or authentication before it takes a mail",
    550: "this sender is refused for good",
    552: "the message is larger than the server takes, as SIZE announced it",
    553: "this sender address is not allowed: mostly not one of the account's own",
    554: "this sender is refused for good",
    555: "a parameter behind the sender's address is not known",
  },
  rcpt: {
    250: "the server takes mail for this recipient",
    251: "the recipient is elsewhere, and the server will forward the mail",
    252: "the server cannot say whether the recipient exists, but takes the mail",
    421: "the server closes the connection; nothing was delivered",
    450: "this recipient is put off for now: greylisting, or a mailbox that is busy",
    451: "the server cannot take mail for this recipient just now; greylisting looks like this too",
    452: "too many recipients for one transaction, or the recipient's mailbox is full for now",
    501: "the forward-path is written wrongly: RCPT TO:<address>",
    503: "no transaction is open: MAIL comes first",
    530: "the server wants TLS or authentication before it takes a recipient",
    550: "no such mailbox, or no mail from you to it: this recipient is refused for good",
    551: "the recipient is elsewhere, and the server does not forward",
    552: "the recipient's mailbox is full",
    553: "this address cannot be a recipient here",
    554: "this recipient, or mail from you, is refused for good: often no relaying",
    555: "a parameter behind the recipient's address is not known",
    556: "the recipient's domain takes no mail at all (null MX)",
  },
  data: {
    354: "go on, and end with a line that holds only a dot",
    450: "the message is put off for now",
    451: "the server cannot take the message just now",
    452: "the server has no room for a message now",
    503: "no recipient was accepted, or no transaction is open",
    550: "the transaction is refused for good",
    554: "no recipient was accepted, so there is nobody to send to",
  },
  bdat: {
    250: "the chunk has arrived; after the last one: the server is responsible for the mail",
    503: "no transaction is open, or a chunk before it was refused",
    552: "the message is larger than the server takes",
    554: "the message is refused for good",
  },
  dot: {
    250: "from here on the server is responsible for the mail (RFC 5321 section 4.2.5)",
    421: "the server closes the connection and has not taken the message",
    450: "the message is put off for now; nobody has got it",
    451: "the server could not take the message this time; nobody has got it",
    452: "the server had no room for the message; nobody has got it",
    550: "the message itself is refused for good: its content, its header, or its sender's domain",
    552: "the message is too large, or the mailbox is full",
    554: "the message itself is refused for good: its content, its header, or who sends it",
  },
  rset: { 250: "the transaction is dropped; the greeting still holds" },
  noop: { 250: "nothing was done, and the connection is alive" },
  quit: { 221: "the server closes the connection" },
  help: {
    214: "help for people; a program learns nothing from it",
    211: "the status of the server, for people",
    502: "the server has no help",
  },
  vrfy: {
    250: "the mailbox exists, and this is its full address",
    251: "the recipient is elsewhere, and mail is forwarded",
    252: "the server does not say whether the mailbox exists; only RCPT TO tells",
    502: "the server does not answer such questions, as most",
    550: "no such mailbox",
    551: "the recipient is elsewhere, and the server does not forward",
    553: "the name fits several mailboxes",
  },
  expn: {
    250: "the members of the list, one a line",
    252: "the server does not tell who is on the list",
    502: "the server does not answer such questions, as most",
    550: "no such list, or none that you may see",
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
 * @returns A sentence without its capital letter and full stop, or `undefined` if the moment adds nothing.
 */
export function sentenceAt(code: number, moment: Moment | undefined): string | undefined {
  return moment === undefined ? undefined : AT_MOMENT[moment]?.[code];
}

/** What to do after a 5yz, where the moment tells more than the code. */
const AFTER_REFUSAL: Partial<Record<Moment, string>> = {
  banner: SUBMIT,
  ehlo: "Greet with the full name of this host: mua send --ehlo host.x.example …",
  helo: "Greet with the full name of this host: mua send --ehlo host.x.example …",
  mail: "Use a sender that is yours and can take answers: -f ADDRESS, or --mail-from ADDRESS.",
  rcpt: CHECK_ADDRESS,
  dot: "Look at what the message holds, and who sends it: the recipient was good.",
};

/** Codes about the command itself or the order of commands, not about what it names. */
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
 * The same in one line, for every code: where the moment says nothing the code does, and where that is
 * not known the rule of its first digit.
 *
 * @param code The code.
 * @param moment The moment, where it is known.
 * @returns A sentence with the code before it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { replySentence } from "./reply_moment.ts";
 * assertEquals(replySentence(221, "quit"), "221: the server closes the connection.");
 * assertEquals(replySentence(599, "quit"), "599: not like this.");
 * ```
 */
export function replySentence(code: number, moment: Moment | undefined): string {
  const said = sentenceAt(code, moment) ?? REPLY_CODES.get(code)?.title ?? ruleOf(code)?.title;
  return `${code}: ${said ?? "no code of SMTP"}.`;
}
