/**
 * The reply codes of SMTP by themselves, and what the digits say about a code we do not know
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

/** What the first digit says: it holds for every code, defined or not. */
const CLASSES: Readonly<Record<string, Knowledge>> = {
  "2": {
    title: "done",
    meaning: "A first digit of 2 means that the command was carried out; the next one may follow.",
    sources: ["RFC 5321 section 4.2.1"],
  },
  "3": {
    title: "go on",
    meaning:
      "A first digit of 3 means that the server has understood so far and is waiting for the " +
      "rest.",
    sources: ["RFC 5321 section 4.2.1"],
  },
  "4": {
    title: "temporary failure",
    meaning:
      "A first digit of 4 means a temporary failure: nothing was done, and the same may work " +
      "later.",
    next: [LATER],
    sources: ["RFC 5321 section 4.2.1"],
  },
  "5": {
    title: "permanent failure",
    meaning: "A first digit of 5 means a permanent failure: the same will fail again until " +
      "something is changed.",
    next: [SEE_DIALOGUE],
    sources: ["RFC 5321 section 4.2.1"],
  },
};

/** What the second digit says. */
const SUBJECTS: Readonly<Record<string, string>> = {
  "0": "A second digit of 0: about the syntax of the command.",
  "1": "A second digit of 1: the answer is information that was asked for.",
  "2": "A second digit of 2: about the connection.",
  "5": "A second digit of 5: about the mail system behind the server.",
};

/**
 * What the digits of a code say by themselves; the second one only if the code itself is not known.
 *
 * @param code The code.
 * @returns What they say, or `undefined` if the first digit is not 2 to 5: then it is not an SMTP code.
 */
export function ruleOf(code: number): Knowledge | undefined {
  const [first = "", second = ""] = String(code);
  const rule = String(code).length === 3 ? CLASSES[first] : undefined;
  if (rule === undefined) return undefined;
  const subject = REPLY_CODES.has(code) ? undefined : SUBJECTS[second];
  return subject === undefined ? rule : { ...rule, meaning: `${rule.meaning} ${subject}` };
}

/** Every code that is defined for SMTP, or that servers use anyway. */
export const REPLY_CODES: ReadonlyMap<number, Knowledge> = new Map<number, Knowledge>([
  [211, {
    title: "system status",
    meaning: "The status of the server, or the answer to HELP; nothing was changed.",
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [214, {
    title: "help text",
    meaning: "The answer to HELP: text for people, with no meaning for a program.",
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [220, {
    title: "ready",
    meaning:
      "The server is ready. As the greeting it opens the session; after STARTTLS it starts " +
      "the TLS handshake.",
    sources: ["RFC 5321 section 4.2.3", "RFC 3207 section 4"],
  }],
  [221, {
    title: "closing",
    meaning:
      "The server closes the connection, as QUIT asked. Mail it has accepted stays accepted.",
    sources: ["RFC 5321 section 4.1.1.10"],
  }],
  [235, {
    title: "authenticated",
    meaning: "The login was accepted; the server may now let you do more, such as relay.",
    sources: ["RFC 4954 section 6"],
  }],
  [250, {
    title: "done",
    meaning: "The command was carried out. After the final dot it means more: the server is now " +
      "responsible for the mail.",
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [251, {
    title: "not here, but it will be forwarded",
    meaning: "The recipient is not on this server, which will forward the mail to the address in " +
      "its answer. The recipient counts as accepted.",
    next: ["Use the new address from now on."],
    sources: ["RFC 5321 section 3.4"],
  }],
  [252, {
    title: "cannot verify, but will try",
    meaning: "The usual answer to VRFY: the server does not say whether the mailbox exists, but " +
      "would accept mail for it. This keeps address harvesters away.",
    next: ["Only RCPT TO, and in the end the delivery, shows whether the mailbox exists."],
    sources: ["RFC 5321 section 3.5.3"],
  }],
  [253, {
    title: "waiting mail will be sent",
    meaning: "The answer to ETRN: the server starts sending the mail waiting for that host.",
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
    title: "service not available, closing the connection",
    meaning: "The server ends the connection; this can happen at any point. It is busy, shutting " +
      "down, waited too long, or is fed up with this client.",
    next: [
      LATER,
      "If it comes at once every time, your IP address may be rate-limited or on a blocklist.",
    ],
    sources: ["RFC 5321 section 4.2.3", "RFC 5321 section 3.8"],
  }],
  [422, {
    title: "the mailbox is over its limit",
    meaning: "Used by some servers only: the recipient has no room for this message now.",
    next: [WHEN_THERE_IS_ROOM, LATER],
  }],
  [430, {
    title: "not authenticated, for now",
    meaning: "Used by some servers only: authentication is required or did not work this time.",
    next: ["Authenticate: mua send --server HOST -p 587 -u USER …"],
  }],
  [432, {
    title: "the password must be given once by another mechanism",
    meaning: "The server has the password stored in a form that this mechanism cannot use. It " +
      "stores the right one when the client logs in once with the plain password.",
    next: [PASSWORD_ONCE],
    sources: ["RFC 4954 section 6"],
  }],
  [450, {
    title: "mailbox temporarily unavailable",
    meaning: "Nothing was done: the mailbox is busy, or a policy asks you to come back later. " +
      "Greylisting usually looks like this.",
    next: [LATER],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [451, {
    title: "error while processing the command",
    meaning: "The server has a problem of its own, or is politely saying no: rate limiting and " +
      "greylisting use this code too.",
    next: [LATER],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [452, {
    title: "not enough storage",
    meaning: "The server has no room for this now: too little storage, or too many recipients in " +
      "one transaction.",
    next: [
      "After RCPT: send to the remaining recipients in another transaction.",
      LATER,
    ],
    sources: ["RFC 5321 section 4.2.3", "RFC 5321 section 4.5.3.1.10"],
  }],
  [453, {
    title: "no mail waiting",
    meaning: "The answer to ATRN: nothing waits for these domains.",
    sources: ["RFC 2645"],
  }],
  [454, {
    title: "temporarily not possible",
    meaning:
      "After STARTTLS: TLS is not available right now. After AUTH: the server cannot check " +
      "logins right now; the password was not rejected.",
    next: [LATER],
    sources: ["RFC 3207 section 4", "RFC 4954 section 6"],
  }],
  [455, {
    title: "parameters cannot be honoured now",
    meaning: "The server knows the parameters of MAIL or RCPT, but cannot act on them right now.",
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
    title: "command not recognised",
    meaning: "The server does not know this command, or the line is too long. Often the line is " +
      "part of something else: a message sent without DATA, or TLS sent to a port that does " +
      "not expect it.",
    next: ["Look at the line that was sent: the verb comes first, and the line ends with CRLF."],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [501, {
    title: "syntax error in the parameters",
    meaning: "The server knows the command but not what follows it: an address without angle " +
      "brackets, an invalid host name, a misspelt parameter.",
    next: ["Compare with the syntax: mua explain MAIL, mua explain RCPT, mua explain EHLO."],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [502, {
    title: "command not implemented",
    meaning: "The server recognises the command but does not support it, often VRFY or EXPN.",
    sources: ["RFC 5321 section 4.2.4"],
  }],
  [503, {
    title: "commands out of order",
    meaning:
      "Something else must come first: EHLO before MAIL, MAIL before RCPT, an accepted RCPT " +
      "before DATA. Servers that require authentication sometimes answer 503 too.",
    next: ["Send the commands in order: EHLO, MAIL, RCPT, DATA. RSET starts a new transaction."],
    sources: ["RFC 5321 section 4.1.4"],
  }],
  [504, {
    title: "parameter not implemented",
    meaning:
      "The server knows the command, but not with this parameter: an AUTH mechanism it does " +
      "not support, or a host name in the greeting that it does not accept.",
    next: [
      "For AUTH: choose one listed in the EHLO answer, mua send --auth MECHANISM.",
      "For the host name: use a full one, mua send --ehlo host.x.example.",
    ],
    sources: ["RFC 5321 section 4.2.3", "RFC 4954 section 4"],
  }],
  [521, {
    title: "this host accepts no mail",
    meaning: "The host never accepts mail. It says so in its greeting and closes.",
    next: ["Find the right server: mua mx DOMAIN."],
    sources: ["RFC 7504 section 3"],
  }],
  [523, {
    title: "encryption required",
    meaning: "Used by some servers only: this is not done in cleartext.",
    next: [USE_TLS],
    sources: ["RFC 5248"],
  }],
  [524, {
    title: "this mechanism requires encryption",
    meaning: "An older form of 538: the server accepts this AUTH mechanism only under TLS.",
    next: [USE_TLS],
    sources: ["RFC 5248"],
  }],
  [525, {
    title: "the account is disabled",
    meaning: "The user name is known, but the account may not be used.",
    next: ["Ask the server's administrator."],
    sources: ["RFC 5248"],
  }],
  [530, {
    title: "TLS or authentication required first",
    meaning: "The server does nothing for a client that has not started TLS or has not " +
      "authenticated. Its text says which.",
    next: [
      "TLS: mua send --tls require.",
      "Authentication: mua send --server HOST -p 587 -u USER.",
    ],
    sources: ["RFC 3207 section 4", "RFC 4954 section 6"],
  }],
  [534, {
    title: "mechanism too weak, or another way to log in is required",
    meaning:
      "The server does not accept this mechanism for this account. Gmail uses it to ask for " +
      "a browser login or an app password.",
    next: ["Try a stronger mechanism: mua send --auth SCRAM-SHA-256, or XOAUTH2 with a token."],
    sources: ["RFC 4954 section 6"],
  }],
  [535, {
    title: "wrong user name or password",
    meaning: "The server does not accept the login. Many providers give the same answer when " +
      "programs may not log in with a password.",
    next: [CHECK_USER, APP_PASSWORD],
    sources: ["RFC 4954 section 6"],
  }],
  [538, {
    title: "this mechanism requires encryption",
    meaning:
      "The server accepts this mechanism only under TLS, and the connection is not encrypted.",
    next: [USE_TLS],
    sources: ["RFC 4954 section 6"],
  }],
  [541, {
    title: "rejected as spam",
    meaning: "Used by some filters only: the message or its sender is considered spam.",
    next: ["Ask the recipient or the server's administrator to let you through."],
  }],
  [550, {
    title: "mailbox unavailable, or not allowed",
    meaning: "Permanently refused. At RCPT: no such mailbox, or it accepts no mail from you; at " +
      "MAIL: this sender; after the dot: the message itself.",
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [551, {
    title: "not here; try another address",
    meaning:
      "The recipient is elsewhere and the server does not forward. Its text may give the new " +
      "address.",
    next: ["Send to the address in the answer, if you trust it."],
    sources: ["RFC 5321 section 3.4"],
  }],
  [552, {
    title: "storage limit exceeded",
    meaning: "The mailbox is full or the message is larger than allowed. Old servers also use it " +
      "for too many recipients, where clients should treat it as 452.",
    next: ["Make the message smaller, or tell the recipient that the mailbox is full."],
    sources: ["RFC 5321 section 4.2.3", "RFC 5321 section 4.5.3.1.10"],
  }],
  [553, {
    title: "address not allowed",
    meaning: "The syntax of the address is not accepted, or you may not use this address: as a " +
      "sender, for instance, one that is not yours.",
    next: ["Check the address; at MAIL use one that belongs to your account."],
    sources: ["RFC 5321 section 4.2.3"],
  }],
  [554, {
    title: "transaction failed",
    meaning:
      "Refused, with no more specific code. As the greeting: no mail service for you here; " +
      "at DATA: no valid recipients; after the dot: the content or the sender's reputation.",
    sources: ["RFC 5321 section 4.2.3", "RFC 5321 section 3.1"],
  }],
  [555, {
    title: "unknown parameters of MAIL or RCPT",
    meaning:
      "The server does not know a parameter after the address, or was greeted with HELO and " +
      "so offers no extensions. Some servers send it for a missing angle bracket.",
    next: ["Send only parameters of extensions listed in the EHLO answer."],
    sources: ["RFC 5321 section 4.1.1.11"],
  }],
  [556, {
    title: "the domain accepts no mail",
    meaning: "The recipient's domain, or the sender's, has a null MX: it accepts no mail.",
    next: [CHECK_DOMAIN],
    sources: ["RFC 7504 section 4", "RFC 7505"],
  }],
]);
