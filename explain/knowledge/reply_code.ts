/**
 * The reply codes of SMTP by themselves, and the rule of their digits for those that are not known
 * (RFC 5321 sections 4.2.1 to 4.2.3).
 * @module
 */
import {
  APP_PASSWORD,
  CHECK_DOMAIN,
  CHECK_USER,
  LATER,
  PASSWORD_ONCE,
  SEE_DIALOGUE,
  USE_TLS,
  WHEN_THERE_IS_ROOM,
} from "./advice.ts";
import type { Knowledge } from "./knowledge.ts";

/** The rule of the first digit: it holds for every code, also for one that nobody has defined. */
const CLASSES: Readonly<Record<string, Knowledge>> = {
  "2": {
    title: "done",
    meaning: "The first digit 2 says that the command was carried out; the next one may follow.",
    sources: ["RFC 5321 section 4.2.1"],
  },
  "3": {
    title: "go on",
    meaning:
      "The first digit 3 says that the command is understood so far and the server waits for " +
      "the rest of it.",
    sources: ["RFC 5321 section 4.2.1"],
  },
  "4": {
    title: "not now",
    meaning:
      "The first digit 4 says that it did not work this time and nothing was done; the same " +
      "may work later.",
    next: [LATER],
    sources: ["RFC 5321 section 4.2.1"],
  },
  "5": {
    title: "not like this",
    meaning: "The first digit 5 says that it will not work, however often the same is sent; " +
      "something must be changed first.",
    next: [SEE_DIALOGUE],
    sources: ["RFC 5321 section 4.2.1"],
  },
};

/** What the second digit says. */
const SUBJECTS: Readonly<Record<string, string>> = {
  "0": "The second digit 0: it is about the syntax of the command.",
  "1": "The second digit 1: the answer is information that was asked for.",
  "2": "The second digit 2: it is about the connection.",
  "5": "The second digit 5: it is about the mail system behind the server.",
};

/**
 * What the digits of a code say by themselves; the second one only where that is all that is known.
 *
 * @param code The code.
 * @returns The rule, or `undefined` if the first digit is none of 2 to 5: then it is no code of SMTP.
 */
export function ruleOf(code: number): Knowledge | undefined {
  const [first = "", second = ""] = String(code);
  const rule = String(code).length === 3 ? CLASSES[first] : undefined;
  if (rule === undefined) return undefined;
  const subject = REPLY_CODES.has(code) ? undefined : SUBJECTS[second];
  return subject === undefined ? rule : { ...rule, meaning: `${rule.meaning} ${subject}` };
}

/** Every code that is defined for SMTP, or that servers use all the same. */
export const REPLY_CODES: ReadonlyMap<number, Knowledge> = new Map<number, Knowledge>([
  [211, {
    title: "system status",
    meaning: "The status of the server, or the answer to HELP; nothing was changed.",
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [214, {
    title: "help for people",
    meaning: "The answer to HELP: text for a person, with no meaning for a program.",
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [220, {
    title: "ready",
    meaning:
      "The server is ready: as the greeting it begins the dialogue, after STARTTLS it begins " +
      "the TLS handshake.",
    sources: ["RFC 5321 section 4.2.3", "RFC 3207 section 4"],
  }],
  [221, {
    title: "closing",
    meaning: "The server closes the connection, as QUIT asked it to. What it took stays taken.",
    sources: ["RFC 5321 section 4.1.1.10"],
  }],
  [235, {
    title: "authenticated",
    meaning: "The server accepts who you are; from now on it may let you do more, such as relay.",
    sources: ["RFC 4954 section 6"],
  }],
  [250, {
    title: "done",
    meaning:
      "The command was carried out. After the final dot it is more: the server has taken the " +
      "responsibility for the mail.",
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [251, {
    title: "not here, but it will be forwarded",
    meaning:
      "The recipient is not on this server, which passes the mail on to the address in its " +
      "answer. The recipient counts as accepted.",
    next: ["Use the new address from now on."],
    sources: ["RFC 5321 section 3.4"],
  }],
  [252, {
    title: "cannot verify, but will try",
    meaning: "The usual answer to VRFY: the server does not say whether the mailbox exists, but " +
      "would take mail for it. It keeps address collectors away.",
    next: ["Only RCPT TO, and in the end a delivery, tells whether the mailbox exists."],
    sources: ["RFC 5321 section 3.5.3"],
  }],
  [253, {
    title: "waiting mail will be sent",
    meaning: "The answer to ETRN: the server begins to send the mail that waits for that host.",
    sources: ["RFC 1985"],
  }],
  [334, {
    title: "the next step of authentication",
    meaning:
      "The server's challenge in an AUTH exchange, in base64. The client answers with a line " +
      "in base64, or with * to give up.",
    sources: ["RFC 4954 section 4"],
  }],
  [354, {
    title: "send the message",
    meaning:
      "The server waits for header, empty line and body, and then for a line that holds only " +
      "a dot. It reads no command before that dot.",
    sources: ["RFC 5321 section 4.1.1.4"],
  }],
  [421, {
    title: "the service closes this connection",
    meaning:
      "The server ends the connection, at whatever moment: it is busy, shuts down, has waited " +
      "too long, or has had enough of this client.",
    next: [
      LATER,
      "If it comes at once each time, the address you come from may be limited or listed.",
    ],
    sources: ["RFC 5321 section 4.2.3", "RFC 5321 section 3.8"],
  }],
  [422, {
    title: "the mailbox is over its limit",
    meaning: "A code of some servers only: the recipient has no room for this message now.",
    next: [WHEN_THERE_IS_ROOM, LATER],
  }],
  [430, {
    title: "not authenticated, for now",
    meaning: "A code of some servers only: authentication is needed or did not work this time.",
    next: ["Authenticate: mua send --server HOST -p 587 -u USER …"],
  }],
  [432, {
    title: "the password must be given once by another mechanism",
    meaning:
      "The server knows the password only in a form that does not do for this mechanism. It " +
      "learns the right one when the client authenticates once with the password as it is.",
    next: [PASSWORD_ONCE],
    sources: ["RFC 4954 section 6"],
  }],
  [450, {
    title: "the mailbox cannot be used now",
    meaning: "Nothing was done, because the mailbox is busy or a policy puts you off for now; " +
      "greylisting mostly looks like this.",
    next: [LATER],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [451, {
    title: "an error in the server's processing",
    meaning:
      "The server gave up on this command because of trouble of its own, or as a polite no: " +
      "rate limits and greylisting use this code too.",
    next: [LATER],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [452, {
    title: "not enough room",
    meaning: "The server has no room for this now: too little storage, or too many recipients in " +
      "one transaction.",
    next: [
      "After RCPT: send the mail to the remaining recipients in a further transaction.",
      LATER,
    ],
    sources: ["RFC 5321 section 4.2.3", "RFC 5321 section 4.5.3.1.10"],
  }],
  [453, {
    title: "no waiting mail",
    meaning: "The answer to ATRN: nothing waits for these domains.",
    sources: ["RFC 2645"],
  }],
  [454, {
    title: "not possible for a temporary reason",
    meaning:
      "After STARTTLS: TLS cannot be had just now. After AUTH: the server cannot check who " +
      "you are just now; the password was not judged.",
    next: [LATER],
    sources: ["RFC 3207 section 4", "RFC 4954 section 6"],
  }],
  [455, {
    title: "the parameters cannot be met now",
    meaning:
      "The server knows the parameters of MAIL or RCPT, but cannot do what they ask just now.",
    next: [LATER],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [458, {
    title: "cannot queue mail for that host",
    meaning: "The answer to ETRN: the server cannot send the waiting mail now.",
    next: [LATER],
    sources: ["RFC 1985"],
  }],
  [459, {
    title: "that host is not served",
    meaning: "The answer to ETRN: the server keeps no mail for that host, or not for you.",
    sources: ["RFC 1985"],
  }],
  [500, {
    title: "the command is not understood",
    meaning:
      "The server does not know this command, or the line is too long. Often the line was a " +
      "part of something else: a message sent without DATA, or TLS spoken to a port without it.",
    next: ["Look at the line that was sent: the verb comes first, the line ends with CRLF."],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [501, {
    title: "the parameters are wrong",
    meaning:
      "The verb is known, but not what follows it: an address without angle brackets, a name " +
      "that is none, a parameter misspelt.",
    next: ["Compare with the syntax: mua explain MAIL, mua explain RCPT, mua explain EHLO."],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [502, {
    title: "the command is not implemented",
    meaning: "The server knows the command but does not do it, VRFY and EXPN for instance; or it " +
      "was never told to.",
    sources: ["RFC 5321 section 4.2.4"],
  }],
  [503, {
    title: "the command comes out of order",
    meaning:
      "Something must come first: EHLO before MAIL, MAIL before RCPT, an accepted RCPT before " +
      "DATA. Servers that want authentication sometimes say so with 503 too.",
    next: ["Send the commands in order: EHLO, MAIL, RCPT, DATA. RSET begins a transaction anew."],
    sources: ["RFC 5321 section 4.1.4"],
  }],
  [504, {
    title: "this parameter is not implemented",
    meaning: "The command is known, but not with this parameter: a mechanism of AUTH that the " +
      "server does not have, or a greeting with a name that it does not accept.",
    next: [
      "For AUTH: choose one that EHLO offers, mua send --auth MECHANISM.",
      "For a name: greet with a full one, mua send --ehlo host.x.example.",
    ],
    sources: ["RFC 5321 section 4.2.3", "RFC 4954 section 4"],
  }],
  [521, {
    title: "this host takes no mail",
    meaning: "The host never accepts mail. It says so in its greeting and closes.",
    next: ["Look for the right server: mua mx DOMAIN."],
    sources: ["RFC 7504 section 3"],
  }],
  [523, {
    title: "encryption is needed",
    meaning: "A code of some servers only: what was asked for is not done in clear text.",
    next: [USE_TLS],
    sources: ["RFC 5248"],
  }],
  [524, {
    title: "this mechanism needs encryption",
    meaning: "An older form of 538: the server takes this mechanism of AUTH under TLS only.",
    next: [USE_TLS],
    sources: ["RFC 5248"],
  }],
  [525, {
    title: "the account is disabled",
    meaning: "The name is known, but the account may not be used.",
    next: ["Ask whoever runs the server."],
    sources: ["RFC 5248"],
  }],
  [530, {
    title: "something must come first: TLS or authentication",
    meaning:
      "The server does nothing for a client that has not started TLS, or has not said who it " +
      "is. The text says which.",
    next: [
      "TLS: mua send --tls require.",
      "Authentication: mua send --server HOST -p 587 -u USER.",
    ],
    sources: ["RFC 3207 section 4", "RFC 4954 section 6"],
  }],
  [534, {
    title: "the mechanism is too weak, or another way to log in is wanted",
    meaning:
      "The server does not accept this mechanism for this account. Gmail asks with it for a " +
      "log-in by the browser or an app password.",
    next: ["Try a stronger mechanism: mua send --auth SCRAM-SHA-256, or XOAUTH2 with a token."],
    sources: ["RFC 4954 section 6"],
  }],
  [535, {
    title: "user name or password is wrong",
    meaning: "The server does not accept who you are. Many providers say the same when passwords " +
      "are switched off for programs.",
    next: [CHECK_USER, APP_PASSWORD],
    sources: ["RFC 4954 section 6"],
  }],
  [538, {
    title: "this mechanism needs encryption",
    meaning: "The server takes this mechanism under TLS only, and the connection is in clear text.",
    next: [USE_TLS],
    sources: ["RFC 4954 section 6"],
  }],
  [541, {
    title: "rejected as spam",
    meaning: "A code of some filters only: the message or its sender is taken for spam.",
    next: ["Ask the recipient, or whoever runs the server, to let you through."],
  }],
  [550, {
    title: "not available, or not allowed",
    meaning:
      "Refused for good. At RCPT: no such mailbox, or no mail from you to it; at MAIL: this " +
      "sender; after the dot: the message itself.",
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [551, {
    title: "not here; use another address",
    meaning:
      "The recipient is elsewhere and the server does not forward. Its text may hold the new " +
      "address.",
    next: ["Send to the address in the answer, if you believe it."],
    sources: ["RFC 5321 section 3.4"],
  }],
  [552, {
    title: "too much: over a storage limit",
    meaning:
      "The mailbox is full or the message is larger than allowed. Old servers use it for too " +
      "many recipients too, where it is to be read as 452.",
    next: ["Make the message smaller, or tell the recipient that the mailbox is full."],
    sources: ["RFC 5321 section 4.2.3", "RFC 5321 section 4.5.3.1.10"],
  }],
  [553, {
    title: "the address is not allowed",
    meaning:
      "The syntax of the address is not accepted here, or you may not use this one: not your " +
      "own sender address, for instance.",
    next: ["Check the address; at MAIL use the one that belongs to your account."],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [554, {
    title: "the transaction failed",
    meaning:
      "Refused with no better code. As the greeting: no mail service for you here; at DATA: " +
      "no valid recipients; after the dot: the content or the sender's reputation.",
    sources: ["RFC 5321 section 4.2.3", "RFC 5321 section 3.1"],
  }],
  [555, {
    title: "parameters of MAIL or RCPT are not known",
    meaning:
      "The server does not know a parameter behind the address, or was greeted with HELO and " +
      "so offers no extensions. Some say it for a missing angle bracket.",
    next: ["Send only parameters of extensions that EHLO offered."],
    sources: ["RFC 5321 section 4.1.1.11"],
  }],
  [556, {
    title: "the domain takes no mail",
    meaning:
      "The domain of the recipient, or of the sender, says by a null MX that it has no mail.",
    next: [CHECK_DOMAIN],
    sources: ["RFC 7504 section 4", "RFC 7505"],
  }],
]);
