/**
 * The commands of SMTP: what they do, how they are written and when they are legal.
 * @module
 */

/** What is known of a command. */
export interface SmtpCommand {
  /** The verb in upper case. */
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
  /** Codes that are usual as answers; the first says that it went well. */
  readonly usual: readonly number[];
  /** Where it is defined. */
  readonly sources: readonly string[];
}

const COMMAND_LIST: readonly SmtpCommand[] = [
  {
    verb: "EHLO",
    title: "greet, and ask for the extensions",
    does: "The client greets and gives its name. EHLO is HELO, and asks for the extensions too.",
    syntax: "EHLO domain | address-literal",
    example: "EHLO client.x.example",
    legal:
      "First of all, after the server's 220; again after STARTTLS. It drops an open transaction.",
    usual: [250, 421, 501, 502, 504, 550],
    sources: ["RFC 5321 section 4.1.1.1"],
  },
  {
    verb: "HELO",
    title: "greet as in 1982",
    does: "The client greets and gives its name, the old way: the server offers no extensions.",
    syntax: "HELO domain",
    example: "HELO client.x.example",
    legal: "After the server's 220, where EHLO is not known.",
    usual: [250, 421, 501, 504, 550],
    sources: ["RFC 5321 section 4.1.1.1"],
  },
  {
    verb: "LHLO",
    title: "greet in LMTP",
    does: "The greeting of LMTP, which hands mail to the last store and gets an answer for each " +
      "recipient after the dot.",
    syntax: "LHLO domain",
    example: "LHLO relay.x.example",
    legal: "On an LMTP server only, never on port 25.",
    usual: [250, 500],
    sources: ["RFC 2033 section 4.1"],
  },
  {
    verb: "MAIL",
    title: "begin the envelope: the sender",
    does: "The envelope begins: errors about this mail go back to this address, the reverse-path.",
    syntax: "MAIL FROM:<reverse-path> [parameters]",
    example: "MAIL FROM:<alberto@ualg.pt> SIZE=289",
    legal: "After EHLO or HELO, while no transaction is open. No space stands before the <.",
    usual: [250, 450, 451, 452, 501, 503, 530, 550, 552, 553, 555],
    sources: ["RFC 5321 section 4.1.1.2"],
  },
  {
    verb: "RCPT",
    title: "go on with the envelope: a recipient",
    does: "The envelope goes on: the mail is for this address. One command for each recipient.",
    syntax: "RCPT TO:<forward-path> [parameters]",
    example: "RCPT TO:<ana.maria@gmail.com>",
    legal: "After MAIL, as often as there are recipients. Each gets an answer of its own.",
    usual: [250, 251, 450, 451, 452, 501, 503, 550, 551, 552, 553, 554, 555, 556],
    sources: ["RFC 5321 section 4.1.1.3"],
  },
  {
    verb: "DATA",
    title: "send the message",
    does: "The client asks to send the message itself.",
    syntax: "DATA",
    example: "DATA",
    legal:
      "After at least one RCPT that was accepted. After the 354 comes the message, and a line " +
      "with a lone dot ends it.",
    usual: [354, 451, 503, 554],
    sources: ["RFC 5321 section 4.1.1.4"],
  },
  {
    verb: ".",
    title: "end of the message",
    does: "A lone dot ends the message. It is not part of it.",
    syntax: "CRLF . CRLF",
    example: ".",
    legal:
      "After DATA and its 354. A line of the message that begins with a dot gets a second one.",
    usual: [250, 450, 451, 452, 550, 552, 554],
    sources: ["RFC 5321 section 4.1.1.4", "RFC 5321 section 4.5.2"],
  },
  {
    verb: "BDAT",
    title: "send a counted chunk of the message",
    does: "The next so many octets are a part of the message; LAST says that it is the last part.",
    syntax: "BDAT size [LAST]",
    example: "BDAT 1024 LAST",
    legal:
      "In place of DATA where the server offers CHUNKING. The octets follow at once, without " +
      "waiting for an answer.",
    usual: [250, 452, 503, 552, 554],
    sources: ["RFC 3030 section 2"],
  },
  {
    verb: "RSET",
    title: "drop the transaction",
    does: "The open transaction is forgotten: sender, recipients and message. The greeting holds.",
    syntax: "RSET",
    example: "RSET",
    legal: "At any time, but not inside the message.",
    usual: [250],
    sources: ["RFC 5321 section 4.1.1.5"],
  },
  {
    verb: "NOOP",
    title: "do nothing",
    does: "Nothing happens; the answer shows that the server is still there.",
    syntax: "NOOP [text]",
    example: "NOOP",
    legal: "At any time, but not inside the message.",
    usual: [250],
    sources: ["RFC 5321 section 4.1.1.9"],
  },
  {
    verb: "QUIT",
    title: "leave",
    does: "The client says that it leaves.",
    syntax: "QUIT",
    example: "QUIT",
    legal: "At any time, but not inside the message. An open transaction is dropped.",
    usual: [221],
    sources: ["RFC 5321 section 4.1.1.10"],
  },
  {
    verb: "VRFY",
    title: "ask whether a mailbox exists",
    does: "The client asks whether a mailbox exists; most servers do not tell.",
    syntax: "VRFY text",
    example: "VRFY ana.maria",
    legal: "At any time, but not inside the message.",
    usual: [250, 252, 502, 550, 553],
    sources: ["RFC 5321 section 4.1.1.6"],
  },
  {
    verb: "EXPN",
    title: "ask who is on a list",
    does: "The client asks for the members of a list; most servers do not tell.",
    syntax: "EXPN text",
    example: "EXPN staff",
    legal: "At any time, but not inside the message.",
    usual: [250, 252, 502, 550],
    sources: ["RFC 5321 section 4.1.1.7"],
  },
  {
    verb: "HELP",
    title: "ask for help",
    does: "The client asks for a help text; it is for people.",
    syntax: "HELP [text]",
    example: "HELP",
    legal: "At any time, but not inside the message.",
    usual: [214, 211, 502],
    sources: ["RFC 5321 section 4.1.1.8"],
  },
  {
    verb: "STARTTLS",
    title: "go on encrypted",
    does: "The client asks to encrypt this connection. After the 220 comes the TLS handshake.",
    syntax: "STARTTLS",
    example: "STARTTLS",
    legal:
      "After EHLO, where the server offers it and no transaction is open. After it all begins " +
      "anew, with EHLO.",
    usual: [220, 454, 501, 503],
    sources: ["RFC 3207 section 4"],
  },
  {
    verb: "AUTH",
    title: "say who you are",
    does: "The client says who it is, by one of the mechanisms that the server offers.",
    syntax: "AUTH mechanism [initial-response]",
    example: "AUTH PLAIN",
    legal:
      "After EHLO, where the server offers it, once a connection and outside a transaction. Under " +
      "TLS, or the password can be read on the way.",
    usual: [235, 334, 454, 501, 503, 504, 534, 535, 538],
    sources: ["RFC 4954 section 4"],
  },
  {
    verb: "ETRN",
    title: "ask for waiting mail",
    does: "A host asks the server to send the mail that waits for it.",
    syntax: "ETRN domain",
    example: "ETRN x.example",
    legal: "After EHLO, where the server offers it and no transaction is open.",
    usual: [250, 253, 458, 459, 500],
    sources: ["RFC 1985"],
  },
  {
    verb: "ATRN",
    title: "turn the connection round",
    does: "Client and server change places, and the mail that waited comes over this connection.",
    syntax: "ATRN [domain,domain…]",
    example: "ATRN x.example",
    legal: "After AUTH, on a server for on-demand relay.",
    usual: [250, 450, 453, 530],
    sources: ["RFC 2645"],
  },
  {
    verb: "BURL",
    title: "take the message from an IMAP server",
    does: "The server fetches a part of the message by its URL.",
    syntax: "BURL url [LAST]",
    example: "BURL imap://x.example/Drafts;uid=20;urlauth=submit+user LAST",
    legal: "In place of DATA where the server offers BURL.",
    usual: [250, 554],
    sources: ["RFC 4468 section 3"],
  },
  {
    verb: "TURN",
    title: "change places",
    does: "Client and server change places. It is obsolete, as nobody proves who he is.",
    syntax: "TURN",
    example: "TURN",
    legal: "No more.",
    usual: [502],
    sources: ["RFC 5321 appendix F.1"],
  },
  {
    verb: "XCLIENT",
    title: "name the client that is spoken for",
    does: "A proxy or a test tells a Postfix server which client it speaks for.",
    syntax: "XCLIENT attribute=value…",
    example: "XCLIENT ADDR=192.0.2.1 NAME=client.x.example",
    legal: "Where the server offers it, outside a transaction. After it the server greets anew.",
    usual: [220, 501, 503, 550],
    sources: [],
  },
  {
    verb: "XFORWARD",
    title: "name where the mail came from, for the log",
    does: "A filter tells a Postfix server where the mail came from, for its log alone.",
    syntax: "XFORWARD attribute=value…",
    example: "XFORWARD ADDR=192.0.2.1 NAME=client.x.example",
    legal: "Where the server offers it, outside a transaction.",
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
 * @returns The command, or `undefined` if no command that we know begins so.
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

/** Longer words are no typing errors of a verb. */
const MAX_VERB = 12;

/**
 * The command that a mistyped verb may have meant: at most one letter is added, left out, changed or
 * swapped with its neighbour.
 *
 * @param line A verb, or a whole command line, in any case.
 * @returns The verb, or `undefined` if the command is known, or none is near.
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

/** A word, and what is left of it without any one of its letters. */
function shortened(word: string): string[] {
  return [word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))];
}

/** What stands behind a verb, and where it is mostly mistyped. */
const WORD_BEHIND: Readonly<Record<string, string>> = { MAIL: "FROM", RCPT: "TO" };

/**
 * The word that must stand behind MAIL or RCPT, where another does that may have been meant so.
 *
 * @param line The command line, in any case.
 * @returns `FROM` or `TO`, or `undefined` if the word is right, or there is none.
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
  // Without what belongs to a command it may be a word of people: mail loop.
  return mark !== "" || isNear(word, wanted) ? wanted : undefined;
}

const SPACE_AT_COLON = /^(?:MAIL\s+FROM|RCPT\s+TO)(?:\s+:\s*|:\s+)</i;

/**
 * What is wrong with how a command line is written, where people often get it wrong.
 *
 * @param line The command line.
 * @returns A sentence, or `undefined`.
 */
export function commandFault(line: string): string | undefined {
  const missed = missedWord(line);
  if (missed !== undefined) return `Did you mean ${missed}? No other word may stand there.`;
  if (!SPACE_AT_COLON.test(line.trim())) return undefined;
  return "No space may stand beside the colon: many servers take it, others answer 501 " +
    "(RFC 5321 section 3.3).";
}
