/**
 * The commands of SMTP: what they do, how they are written and when they are legal.
 * @module
 */

/** What is known of a command. */
export interface SmtpCommand {
  /** The verb, in upper case. */
  readonly verb: string;
  /** A few words without a full stop. */
  readonly title: string;
  /** What it does, in a sentence. */
  readonly does: string;
  /** How it is written, in the form of RFC 5321. */
  readonly syntax: string;
  /** One line as it goes over the wire. */
  readonly example: string;
  /** When it is legal, in a sentence. */
  readonly legal: string;
  /** The usual reply codes; the first is the one for success. */
  readonly usual: readonly number[];
  /** Where it is defined. */
  readonly sources: readonly string[];
}

const COMMAND_LIST: readonly SmtpCommand[] = [
  {
    verb: "EHLO",
    title: "greet, and ask for the extensions",
    does: "The client greets, gives its name and asks which extensions the server offers.",
    syntax: "EHLO domain | address-literal",
    example: "EHLO client.x.example",
    legal: "First of all, after the server's 220, and again after STARTTLS. It drops an open " +
      "transaction.",
    usual: [250, 421, 501, 502, 504, 550],
    sources: ["RFC 5321 section 4.1.1.1"],
  },
  {
    verb: "HELO",
    title: "greet, the way of 1982",
    does: "The client greets and gives its name the old way: the server offers no extensions.",
    syntax: "HELO domain",
    example: "HELO client.x.example",
    legal: "After the server's 220, if the server does not know EHLO.",
    usual: [250, 421, 501, 504, 550],
    sources: ["RFC 5321 section 4.1.1.1"],
  },
  {
    verb: "LHLO",
    title: "greet in LMTP",
    does: "The greeting of LMTP, which delivers into the mailbox and answers once per recipient " +
      "after the dot.",
    syntax: "LHLO domain",
    example: "LHLO relay.x.example",
    legal: "On an LMTP server only, never on port 25.",
    usual: [250, 500],
    sources: ["RFC 2033 section 4.1"],
  },
  {
    verb: "MAIL",
    title: "start a mail and name its sender",
    does: "Starts a mail. Bounces will go to this address, the reverse-path.",
    syntax: "MAIL FROM:<reverse-path> [parameters]",
    example: "MAIL FROM:<alberto@ualg.pt> SIZE=289",
    legal: "After EHLO or HELO, with no transaction open. No space before the <.",
    usual: [250, 450, 451, 452, 501, 503, 530, 550, 552, 553, 555],
    sources: ["RFC 5321 section 4.1.1.2"],
  },
  {
    verb: "RCPT",
    title: "add a recipient",
    does: "Adds this address to the recipients. One command per recipient.",
    syntax: "RCPT TO:<forward-path> [parameters]",
    example: "RCPT TO:<ana.maria@gmail.com>",
    legal: "After MAIL, once for each recipient. Each gets its own answer.",
    usual: [250, 251, 450, 451, 452, 501, 503, 550, 551, 552, 553, 554, 555, 556],
    sources: ["RFC 5321 section 4.1.1.3"],
  },
  {
    verb: "DATA",
    title: "send the message",
    does: "The client asks to send the message itself.",
    syntax: "DATA",
    example: "DATA",
    legal: "After at least one accepted RCPT. After the 354 comes the message, ended by a line " +
      "with a single dot.",
    usual: [354, 451, 503, 554],
    sources: ["RFC 5321 section 4.1.1.4"],
  },
  {
    verb: ".",
    title: "end of the message",
    does: "A line with a single dot ends the message. The dot is not part of it.",
    syntax: "CRLF . CRLF",
    example: ".",
    legal: "After DATA and its 354. Lines of the message that start with a dot get a second one.",
    usual: [250, 450, 451, 452, 550, 552, 554],
    sources: ["RFC 5321 section 4.1.1.4", "RFC 5321 section 4.5.2"],
  },
  {
    verb: "BDAT",
    title: "send a counted chunk of the message",
    does: "The given number of octets that follow are part of the message; LAST marks the last " +
      "part.",
    syntax: "BDAT size [LAST]",
    example: "BDAT 1024 LAST",
    legal: "Instead of DATA, if the server offers CHUNKING. The octets follow at once, without " +
      "waiting for an answer.",
    usual: [250, 452, 503, 552, 554],
    sources: ["RFC 3030 section 2"],
  },
  {
    verb: "RSET",
    title: "drop the transaction",
    does: "Drops the open transaction: sender, recipients and message. The greeting still holds.",
    syntax: "RSET",
    example: "RSET",
    legal: "Any time, except inside the message.",
    usual: [250],
    sources: ["RFC 5321 section 4.1.1.5"],
  },
  {
    verb: "NOOP",
    title: "do nothing",
    does: "Does nothing; the answer shows that the server is still there.",
    syntax: "NOOP [text]",
    example: "NOOP",
    legal: "Any time, except inside the message.",
    usual: [250],
    sources: ["RFC 5321 section 4.1.1.9"],
  },
  {
    verb: "QUIT",
    title: "end the session",
    does: "The client ends the session.",
    syntax: "QUIT",
    example: "QUIT",
    legal: "Any time, except inside the message. An open transaction is dropped.",
    usual: [221],
    sources: ["RFC 5321 section 4.1.1.10"],
  },
  {
    verb: "VRFY",
    title: "ask whether a mailbox exists",
    does: "The client asks whether a mailbox exists; most servers do not say.",
    syntax: "VRFY text",
    example: "VRFY ana.maria",
    legal: "Any time, except inside the message.",
    usual: [250, 252, 502, 550, 553],
    sources: ["RFC 5321 section 4.1.1.6"],
  },
  {
    verb: "EXPN",
    title: "ask who is on a list",
    does: "The client asks for the members of a list; most servers do not say.",
    syntax: "EXPN text",
    example: "EXPN staff",
    legal: "Any time, except inside the message.",
    usual: [250, 252, 502, 550],
    sources: ["RFC 5321 section 4.1.1.7"],
  },
  {
    verb: "HELP",
    title: "ask for help",
    does: "The client asks for help; the answer is meant for people.",
    syntax: "HELP [text]",
    example: "HELP",
    legal: "Any time, except inside the message.",
    usual: [214, 211, 502],
    sources: ["RFC 5321 section 4.1.1.8"],
  },
  {
    verb: "STARTTLS",
    title: "switch to encryption",
    does: "The client asks to encrypt this connection. After the 220 comes the TLS handshake.",
    syntax: "STARTTLS",
    example: "STARTTLS",
    legal: "After EHLO, if the server offers it and no transaction is open. After the handshake " +
      "the session starts over, with EHLO.",
    usual: [220, 454, 501, 503],
    sources: ["RFC 3207 section 4"],
  },
  {
    verb: "AUTH",
    title: "log in",
    does: "The client authenticates, using one of the mechanisms the server offers.",
    syntax: "AUTH mechanism [initial-response]",
    example: "AUTH PLAIN",
    legal: "After EHLO, if the server offers it, once per connection and outside a transaction. " +
      "Without TLS the password can be read on the way.",
    usual: [235, 334, 454, 501, 503, 504, 534, 535, 538],
    sources: ["RFC 4954 section 4"],
  },
  {
    verb: "ETRN",
    title: "ask for waiting mail",
    does: "A host asks the server to send the mail waiting for it.",
    syntax: "ETRN domain",
    example: "ETRN x.example",
    legal: "After EHLO, if the server offers it and no transaction is open.",
    usual: [250, 253, 458, 459, 500],
    sources: ["RFC 1985"],
  },
  {
    verb: "ATRN",
    title: "reverse the connection",
    does: "Client and server swap roles, and the waiting mail comes over this connection.",
    syntax: "ATRN [domain,domain…]",
    example: "ATRN x.example",
    legal: "After AUTH, on a server for on-demand relay.",
    usual: [250, 450, 453, 530],
    sources: ["RFC 2645"],
  },
  {
    verb: "BURL",
    title: "take the message from an IMAP server",
    does: "The server fetches part of the message from this URL.",
    syntax: "BURL url [LAST]",
    example: "BURL imap://x.example/Drafts;uid=20;urlauth=submit+user LAST",
    legal: "Instead of DATA, if the server offers BURL.",
    usual: [250, 554],
    sources: ["RFC 4468 section 3"],
  },
  {
    verb: "TURN",
    title: "swap roles",
    does: "Client and server swap roles. Obsolete, because the client need not prove who it is.",
    syntax: "TURN",
    example: "TURN",
    legal: "Never any more.",
    usual: [502],
    sources: ["RFC 5321 appendix F.1"],
  },
  {
    verb: "XCLIENT",
    title: "name the original client",
    does: "A proxy or a test tells a Postfix server which client it speaks for.",
    syntax: "XCLIENT attribute=value…",
    example: "XCLIENT ADDR=192.0.2.1 NAME=client.x.example",
    legal: "If the server offers it, outside a transaction. Afterwards the server greets again.",
    usual: [220, 501, 503, 550],
    sources: [],
  },
  {
    verb: "XFORWARD",
    title: "name the original client, for the log",
    does: "A filter tells a Postfix server where the mail came from; used only in its log.",
    syntax: "XFORWARD attribute=value…",
    example: "XFORWARD ADDR=192.0.2.1 NAME=client.x.example",
    legal: "If the server offers it, outside a transaction.",
    usual: [250, 501, 503],
    sources: [],
  },
];

/** Every command, by its verb in upper case. */
export const COMMANDS: ReadonlyMap<string, SmtpCommand> = new Map(
  COMMAND_LIST.map((command) => [command.verb, command]),
);

/**
 * The command of a line.
 *
 * @param line A verb, or a whole command line, in any case.
 * @returns The command, or `undefined` if the line starts with no command we know.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findCommand } from "./command.ts";
 * assertEquals(findCommand("rcpt to:<ana@x.example>")?.verb, "RCPT");
 * assertEquals(findCommand("HELLO"), undefined);
 * ```
 */
export function findCommand(line: string): SmtpCommand | undefined {
  const [verb = ""] = line.trim().split(/[\s:]/, 1);
  return COMMANDS.get(verb.toUpperCase());
}

/** Anything longer is not a mistyped verb. */
const MAX_VERB = 12;

/**
 * The command that a mistyped verb was probably meant to be: at most one letter added, left out, changed or
 * swapped with its neighbour.
 *
 * @param line A verb, or a whole command line, in any case.
 * @returns The verb, or `undefined` if the command is known, or none is close.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nearVerb } from "./command.ts";
 * assertEquals(nearVerb("MIAL FROM:<ana@x.example>"), "MAIL");
 * assertEquals(nearVerb("MAIL FROM:<ana@x.example>"), undefined);
 * ```
 */
export function nearVerb(line: string): string | undefined {
  const [, word = ""] = /^([A-Za-z]{3,})(?:\s|$)/.exec(line.trim()) ?? [];
  if (word === "" || word.length > MAX_VERB || findCommand(word) !== undefined) return undefined;
  return [...COMMANDS.keys()].find((verb) => isNear(word, verb));
}

function isNear(word: string, name: string): boolean {
  const forms = shortened(word.toUpperCase());
  return shortened(name).some((form) => forms.includes(form));
}

/** The word, and the word with each one of its letters left out. */
function shortened(word: string): string[] {
  return [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))];
}

/** The word that follows a verb, for the verbs where it is often mistyped. */
const WORD_BEHIND: Readonly<Record<string, string>> = { MAIL: "FROM", RCPT: "TO" };

/**
 * The word that must follow MAIL or RCPT, if a mistyped one is there instead.
 *
 * @param line The command line, in any case.
 * @returns `FROM` or `TO`, or `undefined` if the word is right or missing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { missedWord } from "./command.ts";
 * assertEquals(missedWord("MAIL FORM:<ana@x.example>"), "FROM");
 * assertEquals(missedWord("MAIL FROM:<ana@x.example>"), undefined);
 * ```
 */
export function missedWord(line: string): string | undefined {
  const [, verb = "", word = "", mark] = /^(MAIL|RCPT)\s+([A-Za-z]{1,12})\s*([:<]|$)/i
    .exec(line.trim()) ?? [];
  const wanted = WORD_BEHIND[verb.toUpperCase()];
  if (wanted === undefined || word.toUpperCase() === wanted) return undefined;
  // Without the rest of a command it may be ordinary words: mail loop.
  return mark !== "" || isNear(word, wanted) ? wanted : undefined;
}

const SPACE_AT_COLON = /^(?:MAIL\s+FROM|RCPT\s+TO)(?:\s+:\s*|:\s+)</i;

/**
 * A common mistake in how a command line is written.
 *
 * @param line The command line.
 * @returns A sentence, or `undefined`.
 */
export function commandFault(line: string): string | undefined {
  const missed = missedWord(line);
  if (missed !== undefined) return `Did you mean ${missed}? No other word is allowed there.`;
  if (!SPACE_AT_COLON.test(line.trim())) return undefined;
  return "No space is allowed around the colon: many servers accept it, others answer 501 " +
    "(RFC 5321 section 3.3).";
}
