/**
 * The keywords of the answer to EHLO: those of IANA's registry of SMTP service extensions, and those
 * that servers offer although they are not in it.
 * @module
 */
import type { Knowledge } from "./knowledge.ts";

/** What is known of a keyword, and the same in one line. */
interface Keyword extends Knowledge {
  /** What the line says about the server: a sentence without its source. */
  readonly line: string;
}

/** Every keyword that we know, in upper case. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ["8BITMIME", {
    title: "8-bit text in the body",
    line: "It accepts 8-bit text in a message",
    meaning: "The body may contain octets above 127 as they are, so text need not be re-encoded. " +
      "The client adds BODY=8BITMIME to MAIL.",
    sources: ["RFC 6152"],
  }],
  ["ATRN", {
    title: "a reversed connection",
    line: "It can reverse the connection and send the mail waiting for you",
    meaning: "After authentication, client and server swap roles, and the mail waiting for the " +
      "client's domains comes back over the same connection. On port 366.",
    sources: ["RFC 2645"],
  }],
  ["AUTH", {
    title: "authentication",
    line: "It lets you log in with one of these mechanisms",
    meaning: "The client may authenticate with one of the SASL mechanisms listed. Many servers " +
      "offer this only after STARTTLS, so that no password is sent in cleartext.",
    next: ["mua send --server HOST -p 587 -u USER uses the strongest one offered."],
    sources: ["RFC 4954"],
  }],
  ["BINARYMIME", {
    title: "binary data in the body",
    line: "It accepts binary bodies, sent with BDAT",
    meaning: "The body may be binary: lines of any length, NUL, no line ends. Requires CHUNKING, " +
      "because the dot of DATA could not end it.",
    sources: ["RFC 3030 section 3"],
  }],
  ["BURL", {
    title: "the body from an IMAP server",
    line: "It can fetch the message from an IMAP server",
    meaning: "The client gives a URL, and the server fetches the message from IMAP itself.",
    sources: ["RFC 4468"],
  }],
  ["CHECKPOINT", {
    title: "a resumed transaction",
    line: "It can resume an interrupted transaction",
    meaning:
      "A transaction has an ID, and resumes where it stopped after a lost connection. Hardly " +
      "any server offers it.",
    sources: ["RFC 1845"],
  }],
  ["CHUNKING", {
    title: "the message in counted chunks",
    line: "It accepts the message in counted chunks, with BDAT",
    meaning:
      "BDAT can be used instead of DATA: the octets are counted beforehand, so no dot ends " +
      "the message and no dots are stuffed.",
    sources: ["RFC 3030 section 2"],
  }],
  ["CONNEG", {
    title: "what the recipient's device can show",
    line: "It says what the recipient's device can show",
    meaning:
      "The answer to RCPT may say which media types the recipient can handle; meant for fax " +
      "by mail.",
    sources: ["RFC 4141"],
  }],
  ["CONPERM", {
    title: "permission to convert",
    line: "It may convert the content if the sender permits it",
    meaning: "The sender can allow the content to be converted into something the recipient can " +
      "handle; meant for fax by mail.",
    sources: ["RFC 4141"],
  }],
  ["DELIVERBY", {
    title: "a time limit for delivery",
    line: "It accepts a deadline for the delivery",
    meaning:
      "MAIL may say within how many seconds the mail must be delivered, and what to do if it " +
      "is not. The number on the line is the shortest time the server accepts.",
    sources: ["RFC 2852"],
  }],
  ["DSN", {
    title: "delivery reports",
    line: "It lets you ask for delivery reports",
    meaning:
      "For each recipient the client may ask for a report of success, delay or failure, and " +
      "say how much of the message it should include.",
    next: ["mua send --dsn success,failure asks for them."],
    sources: ["RFC 3461"],
  }],
  ["ENHANCEDSTATUSCODES", {
    title: "answers with codes such as 5.1.1",
    line: "Its answers include codes such as 2.1.5, more exact than 250",
    meaning: "After the three digits each answer has an enhanced status code, which says more " +
      "exactly what happened.",
    next: ["mua explain 5.1.1 explains such a code."],
    sources: ["RFC 2034"],
  }],
  ["ETRN", {
    title: "waiting mail on demand",
    line: "It sends a host its waiting mail on request",
    meaning: "A host that is rarely online uses ETRN to ask for its waiting mail. Of no use when " +
      "sending mail.",
    sources: ["RFC 1985"],
  }],
  ["EXPN", {
    title: "the members of a list",
    line: "It knows EXPN, which lists the members of a mailing list",
    meaning: "The command EXPN exists. Most servers that list it still refuse to answer.",
    sources: ["RFC 5321 section 4.1.1.7"],
  }],
  ["FUTURERELEASE", {
    title: "mail released later",
    line: "It can hold the mail and send it later",
    meaning:
      "MAIL may say how long the server should hold the message. The numbers on the line are " +
      "the longest time it will hold one, and the latest date.",
    sources: ["RFC 4865"],
  }],
  ["HELP", {
    title: "help text",
    line: "It answers HELP with text for people",
    meaning: "The command HELP exists; its answer is text for people.",
    sources: ["RFC 5321 section 4.1.1.8"],
  }],
  ["LIMITS", {
    title: "limits per transaction and connection",
    line: "It says how much it accepts",
    meaning:
      "RCPTMAX is the maximum number of recipients per transaction, MAILMAX of transactions " +
      "per connection, RCPTDOMAINMAX of recipient domains per transaction.",
    sources: ["RFC 9422"],
  }],
  ["MT-PRIORITY", {
    title: "priorities",
    line: "It accepts a priority for each mail",
    meaning: "MAIL may give the message a priority from -9 to 9, which decides its place in the " +
      "queue; for military and emergency mail.",
    sources: ["RFC 6710"],
  }],
  ["MTRK", {
    title: "tracking",
    line: "It lets senders track their mail",
    meaning:
      "MAIL may carry a certificate with which the sender can later ask where the message is.",
    sources: ["RFC 3885"],
  }],
  ["NO-SOLICITING", {
    title: "no advertisements",
    line: "It does not want advertisements",
    meaning: "The server does not want unsolicited mail of the classes on the line.",
    sources: ["RFC 3865"],
  }],
  ["ONEX", {
    title: "one message per connection",
    line: "It can be told that only one message will come",
    meaning: "An old sendmail command: the client promises to send only one message.",
  }],
  ["PIPELINING", {
    title: "several commands at once",
    line: "It accepts several commands at once",
    meaning: "The client may send MAIL, every RCPT and DATA together and then read the answers, " +
      "which come in the same order. This saves a round trip per command.",
    next: ["mua send --no-pipelining waits for each answer."],
    sources: ["RFC 2920"],
  }],
  ["REQUIRETLS", {
    title: "TLS all the way",
    line: "It can guarantee TLS all the way to the recipient",
    meaning: "MAIL with REQUIRETLS demands that every further hop use verified TLS, or that the " +
      "mail be returned. Offered only under TLS.",
    sources: ["RFC 8689"],
  }],
  ["RRVS", {
    title: "only if the mailbox still belongs to the same person",
    line: "It can check that a mailbox has not changed owners since a given date",
    meaning: "RCPT may name a date: if the mailbox has changed hands since, the mail is refused. " +
      "Meant for password resets.",
    sources: ["RFC 7293"],
  }],
  ["SAML", {
    title: "to the terminal and to the mailbox",
    line: "It knows SAML, which is obsolete",
    meaning:
      "Used instead of MAIL: the message is shown on the recipient's terminal and also put " +
      "into the mailbox. Obsolete.",
    sources: ["RFC 5321 appendix F.6"],
  }],
  ["SEND", {
    title: "to the terminal",
    line: "It knows SEND, which is obsolete",
    meaning: "Used instead of MAIL: the message is shown on the recipient's terminal. Obsolete.",
    sources: ["RFC 5321 appendix F.6"],
  }],
  ["SIZE", {
    title: "the largest message",
    line: "It accepts messages up to this many octets",
    meaning: "The number is the largest message in octets, after encoding: base64 makes a file a " +
      "third larger. No number, or 0, means no fixed limit. The client adds SIZE to MAIL.",
    sources: ["RFC 1870"],
  }],
  ["SMTPUTF8", {
    title: "addresses outside ASCII",
    line: "It accepts addresses outside ASCII",
    meaning:
      "Local parts and header fields may be UTF-8. Every server on the way must offer this, " +
      "or the mail comes back.",
    sources: ["RFC 6531"],
  }],
  ["SOML", {
    title: "to the terminal or to the mailbox",
    line: "It knows SOML, which is obsolete",
    meaning:
      "Used instead of MAIL: the message is shown on the recipient's terminal, or put into " +
      "the mailbox if the recipient is not there. Obsolete.",
    sources: ["RFC 5321 appendix F.6"],
  }],
  ["STARTTLS", {
    title: "encryption available",
    line: "It can switch to encryption",
    meaning: "STARTTLS starts a TLS handshake on this connection. The line itself is sent in " +
      "cleartext, so an attacker in the middle can remove it.",
    next: ["mua send --tls require refuses to continue without it."],
    sources: ["RFC 3207"],
  }],
  ["SUBMITTER", {
    title: "who is responsible for the mail",
    line: "It accepts the address of the responsible sender",
    meaning: "MAIL may name the responsible address for Sender ID, an experiment that has ended.",
    sources: ["RFC 4405"],
  }],
  ["TURN", {
    title: "a reversed connection, without proof of identity",
    line: "It would swap roles with the client",
    meaning:
      "Client and server swap roles. Because the client need not prove who it is, TURN must " +
      "no longer be used; ATRN replaced it.",
    sources: ["RFC 5321 appendix F.1"],
  }],
  ["UTF8SMTP", {
    title: "addresses outside ASCII, the experiment",
    line: "It supports an old experiment with UTF-8 addresses",
    meaning: "The experiment that SMTPUTF8 replaced.",
    sources: ["RFC 5336"],
  }],
  ["VERB", {
    title: "verbose delivery",
    line: "It can report each step of the delivery",
    meaning: "A sendmail command that makes the server report each step of the delivery; usually " +
      "disabled.",
  }],
  ["VRFY", {
    title: "whether a mailbox exists",
    line: "It knows VRFY, but rarely says whether a mailbox exists",
    meaning: "The command VRFY exists. Most servers answer 252 to everything.",
    sources: ["RFC 5321 section 4.1.1.6"],
  }],
  ["X-ANONYMOUSTLS", {
    title: "TLS between Exchange servers",
    line: "It is an Exchange server, with TLS for other Exchange servers",
    meaning: "Used only between the Exchange servers of one organisation.",
  }],
  ["X-EXPS", {
    title: "Exchange's own authentication",
    line: "It is an Exchange server, with GSSAPI or NTLM login for other Exchange servers",
    meaning: "The older form of AUTH between Exchange servers: with GSSAPI, NTLM or LOGIN.",
  }],
  ["X-LINK2STATE", {
    title: "Exchange's routing",
    line: "It is an old Exchange server",
    meaning: "Used by old Exchange servers to exchange routing information. It once had a " +
      "well-known security hole.",
  }],
  ["XCLIENT", {
    title: "the original client behind a proxy",
    line: "It lets a proxy name the client it speaks for",
    meaning: "A Postfix command: a proxy or a test gives the address and name of the client that " +
      "the server should assume. Offered only to selected hosts.",
  }],
  ["XEXCH50", {
    title: "Exchange's properties",
    line: "It is an old Exchange server",
    meaning: "Used by old Exchange servers to pass on properties of a mail that have no place in " +
      "the message.",
  }],
  ["XFORWARD", {
    title: "the original client, for the log",
    line: "It lets a filter pass on where a mail came from",
    meaning:
      "A Postfix command: a content filter passes on the original client's address, so that " +
      "the log after the filter names it. It grants no rights.",
  }],
  ["XRDST", {
    title: "Exchange's routing",
    line: "It is an Exchange server, and knows where it routes mail",
    meaning: "Used by Exchange servers to tell each other a mail's destination.",
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
