/**
 * The keywords of the answer to EHLO: those of IANA's registry of SMTP service extensions, and those
 * that servers offer without being in it.
 * @module
 */
import type { Knowledge } from "./knowledge.ts";

/** What is known of a keyword, and the same in one line. */
interface Keyword extends Knowledge {
  /** What the line says of the server: a sentence without its source. */
  readonly line: string;
}

/** Every keyword that we know, in upper case. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ["8BITMIME", {
    title: "octets above 127 in the body",
    line: "It takes octets above 127 in a message",
    meaning:
      "The body may hold octets above 127 as they are, so text need not be re-encoded. The " +
      "client says BODY=8BITMIME with MAIL.",
    sources: ["RFC 6152"],
  }],
  ["ATRN", {
    title: "the connection turned round",
    line: "It can turn the connection round and send the mail that waits for you",
    meaning: "After authentication client and server change places, and the mail that waited for " +
      "the client's domains flows back over the same connection. On port 366.",
    sources: ["RFC 2645"],
  }],
  ["AUTH", {
    title: "authentication",
    line: "It lets you say who you are, by one of these mechanisms",
    meaning:
      "The client may authenticate with one of the SASL mechanisms in the line. Many servers " +
      "offer it only after STARTTLS, so that no password goes in clear text.",
    next: ["mua send --server HOST -p 587 -u USER takes the strongest one that is offered."],
    sources: ["RFC 4954"],
  }],
  ["BINARYMIME", {
    title: "any octets in the body",
    line: "It takes bodies of any octets, sent with BDAT",
    meaning: "The body may be binary: lines of any length, NUL, no line ends. Only together with " +
      "CHUNKING, as the dot of DATA could not end it.",
    sources: ["RFC 3030 section 3"],
  }],
  ["BURL", {
    title: "the body from an IMAP server",
    line: "It can fetch the message from an IMAP server",
    meaning: "The client names the message by a URL, and the server fetches it from IMAP itself.",
    sources: ["RFC 4468"],
  }],
  ["CHECKPOINT", {
    title: "a transaction taken up again",
    line: "It can take up again a transaction that was broken off",
    meaning:
      "A transaction has a name, and after a lost connection goes on where it stood. Nearly " +
      "no server offers it.",
    sources: ["RFC 1845"],
  }],
  ["CHUNKING", {
    title: "the message in counted chunks",
    line: "It takes the message in counted chunks, with BDAT",
    meaning:
      "BDAT can be used in place of DATA: the octets are counted beforehand, so no dot ends " +
      "the message and nothing is stuffed.",
    sources: ["RFC 3030 section 2"],
  }],
  ["CONNEG", {
    title: "what the recipient's device can show",
    line: "It tells what the recipient's device can show",
    meaning:
      "The answer to RCPT may say which media the recipient can take; meant for fax by mail.",
    sources: ["RFC 4141"],
  }],
  ["CONPERM", {
    title: "permission to convert",
    line: "It may convert the content, if the sender permits it",
    meaning:
      "The sender can permit that the content be converted into what the recipient can take; " +
      "meant for fax by mail.",
    sources: ["RFC 4141"],
  }],
  ["DELIVERBY", {
    title: "a time limit for the delivery",
    line: "It takes a time by which the mail must be there",
    meaning:
      "MAIL may say within how many seconds the mail must be delivered, and what to do when " +
      "that fails. The number in the line is the shortest that the server takes.",
    sources: ["RFC 2852"],
  }],
  ["DSN", {
    title: "reports on the delivery",
    line: "It lets you ask for a report on the delivery",
    meaning:
      "The client may say for each recipient whether it wants a report of success, delay or " +
      "failure, and what comes back with it.",
    next: ["mua send --dsn success,failure asks for them."],
    sources: ["RFC 3461"],
  }],
  ["ENHANCEDSTATUSCODES", {
    title: "answers with codes such as 5.1.1",
    line: "Its answers hold codes such as 2.1.5, more exact than 250",
    meaning: "Behind the three digits each answer has an enhanced status code, which says more " +
      "exactly what happened.",
    next: ["mua explain 5.1.1 tells what such a code means."],
    sources: ["RFC 2034"],
  }],
  ["ETRN", {
    title: "waiting mail on demand",
    line: "It sends the mail that waits for a host when that host asks",
    meaning:
      "A host that is seldom online asks with ETRN that the mail which waits for it be sent " +
      "now. Of no use to those who send a mail.",
    sources: ["RFC 1985"],
  }],
  ["EXPN", {
    title: "the members of a list",
    line: "It knows EXPN, which tells who is on a list",
    meaning: "The command EXPN exists. Most servers that list it answer no all the same.",
    sources: ["RFC 5321 section 4.1.1.7"],
  }],
  ["FUTURERELEASE", {
    title: "mail held until a time",
    line: "It can hold the mail and send it later",
    meaning: "MAIL may say until when the server is to hold the message. The numbers in the line " +
      "are the longest time it holds one, and the last date.",
    sources: ["RFC 4865"],
  }],
  ["HELP", {
    title: "help for people",
    line: "It answers HELP with a text for people",
    meaning: "The command HELP exists; its answer is text for a person.",
    sources: ["RFC 5321 section 4.1.1.8"],
  }],
  ["LIMITS", {
    title: "how much in one transaction or connection",
    line: "It says how much it takes",
    meaning:
      "RCPTMAX is the most recipients of one transaction, MAILMAX the most transactions of " +
      "one connection, RCPTDOMAINMAX the most domains of one transaction.",
    sources: ["RFC 9422"],
  }],
  ["MT-PRIORITY", {
    title: "priorities",
    line: "It takes a priority for each mail",
    meaning:
      "MAIL may give the message a priority from -9 to 9, which decides about the order in " +
      "the queue; for military and emergency mail.",
    sources: ["RFC 6710"],
  }],
  ["MTRK", {
    title: "tracking",
    line: "It keeps track of a mail for those who sent it",
    meaning: "MAIL may carry a certificate by which the sender can later ask where the message is.",
    sources: ["RFC 3885"],
  }],
  ["NO-SOLICITING", {
    title: "no advertisements",
    line: "It says that advertisements are not wanted",
    meaning: "The server says that it does not want unsolicited mail of the classes in the line.",
    sources: ["RFC 3865"],
  }],
  ["ONEX", {
    title: "one message for each connection",
    line: "It can be told that only one message will come",
    meaning: "A command of old sendmail: the client says that it sends one message and no more.",
  }],
  ["PIPELINING", {
    title: "several commands at once",
    line: "It takes several commands at once",
    meaning:
      "The client may send MAIL, each RCPT and DATA in one packet and read the answers after " +
      "that; they come in the same order. It saves a round trip a command.",
    next: ["mua send --no-pipelining waits for each answer."],
    sources: ["RFC 2920"],
  }],
  ["REQUIRETLS", {
    title: "TLS on the whole way",
    line: "It can promise that the mail travels under TLS to the end",
    meaning:
      "MAIL with REQUIRETLS asks that every further hop use verified TLS, or that the mail " +
      "come back. It is offered under TLS only.",
    sources: ["RFC 8689"],
  }],
  ["RRVS", {
    title: "only if the mailbox still belongs to the same person",
    line: "It checks that the mailbox has still the owner it had at a date",
    meaning: "RCPT may name a date: if the mailbox has changed hands since, the mail is refused. " +
      "Meant for password resets.",
    sources: ["RFC 7293"],
  }],
  ["SAML", {
    title: "to the terminal and to the mailbox",
    line: "It knows SAML, which nobody uses any more",
    meaning:
      "In place of MAIL: the message is shown on the recipient's terminal and put into the " +
      "mailbox too. Obsolete.",
    sources: ["RFC 5321 appendix F.6"],
  }],
  ["SEND", {
    title: "to the terminal",
    line: "It knows SEND, which nobody uses any more",
    meaning: "In place of MAIL: the message is shown on the recipient's terminal. Obsolete.",
    sources: ["RFC 5321 appendix F.6"],
  }],
  ["SIZE", {
    title: "the largest message",
    line: "It takes a message of so many octets",
    meaning:
      "The number is the largest message in octets, after encoding: a file grows by a third " +
      "in base64. No number, or 0, means no fixed limit. The client says SIZE with MAIL.",
    sources: ["RFC 1870"],
  }],
  ["SMTPUTF8", {
    title: "addresses that are not ASCII",
    line: "It takes addresses that are not ASCII",
    meaning:
      "Local parts and header fields may be in UTF-8. Every server on the way must offer it, " +
      "or the mail comes back.",
    sources: ["RFC 6531"],
  }],
  ["SOML", {
    title: "to the terminal or to the mailbox",
    line: "It knows SOML, which nobody uses any more",
    meaning:
      "In place of MAIL: the message is shown on the recipient's terminal, or put into the " +
      "mailbox of who is not there. Obsolete.",
    sources: ["RFC 5321 appendix F.6"],
  }],
  ["STARTTLS", {
    title: "the connection can be encrypted",
    line: "It can go on encrypted",
    meaning: "STARTTLS begins a TLS handshake on this connection. The line itself comes in clear " +
      "text: who stands between can take it out.",
    next: ["mua send --tls require refuses to go on without it."],
    sources: ["RFC 3207"],
  }],
  ["SUBMITTER", {
    title: "who is responsible for the mail",
    line: "It takes the name of whoever is responsible for a mail",
    meaning: "MAIL may name the responsible address for Sender ID, an experiment that is over.",
    sources: ["RFC 4405"],
  }],
  ["TURN", {
    title: "the connection turned round, without proof",
    line: "It would change places with the client",
    meaning:
      "Client and server change places. As nobody proves who he is, it must not be used any " +
      "more; ATRN took its place.",
    sources: ["RFC 5321 appendix F.1"],
  }],
  ["UTF8SMTP", {
    title: "addresses that are not ASCII, the experiment",
    line: "It knows an old experiment with UTF-8 addresses",
    meaning: "The experiment before SMTPUTF8, which took its place.",
    sources: ["RFC 5336"],
  }],
  ["VERB", {
    title: "a chatty delivery",
    line: "It can tell in detail how it delivers",
    meaning: "A command of sendmail that makes the server tell each step of the delivery; mostly " +
      "switched off.",
  }],
  ["VRFY", {
    title: "whether a mailbox exists",
    line: "It knows VRFY, though it seldom tells whether a mailbox exists",
    meaning: "The command VRFY exists. Most servers answer 252 to everything.",
    sources: ["RFC 5321 section 4.1.1.6"],
  }],
  ["X-ANONYMOUSTLS", {
    title: "TLS between Exchange servers",
    line: "It is an Exchange server, with TLS for its like",
    meaning: "Exchange servers of one organisation use it among themselves; nobody else does.",
  }],
  ["X-EXPS", {
    title: "Exchange's own authentication",
    line: "It is an Exchange server, with log-in by GSSAPI or NTLM for its like",
    meaning: "The older form of AUTH among Exchange servers: with GSSAPI, NTLM or LOGIN.",
  }],
  ["X-LINK2STATE", {
    title: "Exchange's routing",
    line: "It is an old Exchange server",
    meaning: "Old Exchange servers told each other about routes by it. It has had a famous hole.",
  }],
  ["XCLIENT", {
    title: "whom a proxy speaks for",
    line: "It lets a proxy say for which client it speaks",
    meaning:
      "A command of Postfix: a proxy or a test gives the address and name of the client that " +
      "the server is to believe in. It is offered to chosen hosts only.",
  }],
  ["XEXCH50", {
    title: "Exchange's properties",
    line: "It is an old Exchange server",
    meaning:
      "Old Exchange servers passed properties of a mail by it that have no place in a message.",
  }],
  ["XFORWARD", {
    title: "where a mail came from, for the log",
    line: "It lets a filter pass on where a mail came from",
    meaning:
      "A command of Postfix: a content filter passes on the first client's address, so that " +
      "the log after the filter names it. It changes no rights.",
  }],
  ["XRDST", {
    title: "Exchange's routing",
    line: "It is an Exchange server, and knows where it routes",
    meaning: "Exchange servers name the destination of a mail to each other by it.",
  }],
]);

/**
 * The keyword of a line of the EHLO answer.
 *
 * @param line The line without its code; some servers write `AUTH=PLAIN`.
 * @returns What is known of it, or `undefined`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findKeyword } from "./keyword.ts";
 * assertEquals(findKeyword("size 1000")?.title, "the largest message");
 * assertEquals(findKeyword("mx.example at your service"), undefined);
 * ```
 */
export function findKeyword(line: string): Keyword | undefined {
  const [word = ""] = line.trim().split(/[\s=]/, 1);
  return KEYWORDS.get(word.toUpperCase());
}
