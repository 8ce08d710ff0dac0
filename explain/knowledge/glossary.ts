/**
 * The vocabulary of mail: its parts, its programs, and what happens to it on the way.
 * @module
 */
import { LATER_FOR_STRANGERS } from "./advice.ts";
import type { Term } from "./term.ts";

/** Words that are no code, no command and no field. */
export const GLOSSARY: readonly Term[] = [
  {
    names: ["envelope", "smtp envelope"],
    title: "the sender and recipients, as the servers see them",
    meaning:
      "The addresses in MAIL FROM and RCPT TO. They alone decide where a mail goes, and they " +
      "need not match From and To in the header.",
    next: ["See its two commands: mua explain 'MAIL FROM', mua explain 'RCPT TO'."],
    sources: ["RFC 5321 section 2.3.1"],
  },
  {
    names: ["header", "headers", "header field", "header section"],
    title: "the lines before the first empty line of a message",
    meaning:
      "Each field is a name, a colon and a value: From, To, Subject. They are for people and " +
      "mail programs; no server uses them to decide where the mail goes.",
    next: ["See a field: mua explain Received."],
    sources: ["RFC 5322 section 2.2", "RFC 5321 section 2.3.1"],
  },
  {
    names: ["body", "message body"],
    title: "everything after the first empty line of a message",
    meaning:
      "The text and, with MIME, any attachments. It is lines of ASCII unless MIME or an SMTP " +
      "extension says otherwise.",
    sources: ["RFC 5322 section 2.3"],
  },
  {
    names: ["message", "mail object", "content"],
    title: "what is sent after DATA: header, empty line, body",
    meaning: "The letter inside the envelope. A line with a single dot ends it.",
    sources: ["RFC 5322 section 2.1", "RFC 5321 section 2.3.1"],
  },
  {
    names: ["crlf", "line end", "line ending", "newline"],
    title: "the end of a line in SMTP",
    meaning: "Carriage return and line feed, octets 13 and 10, always both. A bare LF or CR does " +
      "not end a line, and servers refuse it because it can be used to smuggle in a second " +
      "mail.",
    sources: ["RFC 5321 section 2.3.8"],
  },
  {
    names: ["smtp"],
    title: "the protocol that sends mail",
    meaning: "The client sends a command on a line, and the server answers with three digits and " +
      "text. SMTP only sends mail; a mailbox is read with IMAP or POP3.",
    next: ["See a whole dialogue: mua demo."],
    sources: ["RFC 5321 section 2.1"],
  },
  {
    names: ["esmtp", "extended smtp", "service extension", "extension"],
    title: "SMTP with extensions",
    meaning:
      "The client greets with EHLO instead of HELO, and the server lists the extensions it " +
      "offers. The client may use those and no others.",
    next: ["See one: mua explain PIPELINING."],
    sources: ["RFC 5321 section 2.2"],
  },
  {
    names: ["lmtp"],
    title: "SMTP for the last step, into the mailbox",
    meaning:
      "It starts with LHLO, and after the dot the server answers once for each recipient, so " +
      "it needs no queue.",
    sources: ["RFC 2033 section 4"],
  },
  {
    names: ["relay", "relaying", "mail relay", "smart host", "smarthost", "gateway"],
    title: "a server that passes mail on",
    meaning:
      "It accepts mail for mailboxes that are not its own and hands it to the next server. " +
      "It should do so only for its own users.",
    sources: ["RFC 5321 section 3.6.1"],
  },
  {
    names: ["open relay"],
    title: "a server that relays mail from anyone to anyone",
    meaning:
      "It does not check who the client is, so spammers use it and it soon ends up on every " +
      "blocklist. A properly run server answers such an RCPT with 550 or 554.",
    next: ["Allow relaying only for authenticated users or your own network."],
    sources: ["RFC 5321 section 7.9", "RFC 2505 section 2.1"],
  },
  {
    names: ["telnet", "netcat", "nc"],
    title: "a bare connection, to type SMTP by hand",
    meaning:
      "What you type goes to the server line by line, and its answers are shown. It does not " +
      "do TLS, does not ensure CRLF, and knows nothing about the final dot.",
    next: ["The same with hints and STARTTLS: mua talk --help."],
    sources: ["RFC 854"],
  },
  {
    names: ["queue", "mail queue", "spool"],
    title: "where mail waits for the next try",
    meaning: "A server that has accepted a mail keeps it on disk until the next one has accepted " +
      "it. After a 4yz it tries again, for four to five days. mua has no queue: it reports " +
      '"deferred".',
    sources: ["RFC 5321 section 4.5.4.1"],
  },
  {
    names: [
      "bounce",
      "bounce message",
      "ndr",
      "non-delivery report",
      "delivery status notification",
      "mailer-daemon",
    ],
    title: "the report that a mail could not be delivered",
    meaning: "Written by the server that gave up, and sent to the reverse-path. Its own " +
      "reverse-path is empty, <>, so that a bounce never causes another bounce.",
    next: ["Explain one: mua explain - <FILE."],
    sources: ["RFC 5321 section 6.1", "RFC 3464"],
  },
  {
    names: ["backscatter"],
    title: "bounces sent to people who sent nothing",
    meaning:
      "A server accepted spam with a forged sender and later sent a bounce to that sender. " +
      "It should have refused the mail at RCPT, during the session.",
    sources: ["RFC 5321 section 6.2"],
  },
  {
    names: ["mua", "mail user agent", "user agent", "mail client"],
    title: "the program in which people write and read mail",
    meaning:
      "It hands outgoing mail to its provider's server. mua is one too, and can also talk to " +
      "the recipient's server directly.",
    sources: ["RFC 5598 section 4.2.1", "RFC 5321 section 2.3.3"],
  },
  {
    names: ["msa", "mail submission agent", "submission server"],
    title: "the server that accepts mail from its author",
    meaning:
      "It listens on port 587 or 465, requires its users to authenticate, and may add what " +
      "is missing in a header.",
    next: ["See its port: mua explain 587."],
    sources: ["RFC 6409 section 3", "RFC 5598 section 4.3.1"],
  },
  {
    names: ["mta", "mail transfer agent", "mail server"],
    title: "the server that carries mail from server to server",
    meaning: "It finds the next server by MX and speaks SMTP to it on port 25. Postfix, Exim and " +
      "sendmail are MTAs.",
    sources: ["RFC 5598 section 4.3.2", "RFC 5321 section 2.3.3"],
  },
  {
    names: ["mda", "mail delivery agent", "lda", "local delivery agent"],
    title: "the program that puts mail into the mailbox",
    meaning:
      "The last step. It adds Return-Path with the envelope sender, and may sort mail into " +
      "folders.",
    sources: ["RFC 5598 section 4.3.3"],
  },
  {
    names: ["reverse-path", "envelope sender", "envelope from", "bounce address"],
    title: "the address that bounces go to",
    meaning:
      "It is given in MAIL FROM:<…> and ends up in the Return-Path field. In bounces it is " +
      "empty: <>.",
    sources: ["RFC 5321 section 4.1.1.2"],
  },
  {
    names: ["null sender", "null reverse-path", "empty reverse-path", "<>"],
    title: "the empty sender of bounces",
    meaning:
      "MAIL FROM:<> says that no bounce may be sent for this mail, so that two servers never " +
      "bounce to each other endlessly. A server should not refuse it.",
    sources: ["RFC 5321 section 4.5.5"],
  },
  {
    names: ["forward-path", "envelope recipient", "envelope to"],
    title: "the address that the mail goes to",
    meaning: "It is given in RCPT TO:<…>, one command per recipient. Bcc recipients appear only " +
      "there.",
    sources: ["RFC 5321 section 4.1.1.3"],
  },
  {
    names: ["dot stuffing", "transparency", "byte stuffing"],
    title: "an extra dot on lines that start with a dot",
    meaning: "A line with a single dot ends the message, so the client adds a dot to every line " +
      "that starts with one. The server removes it again.",
    sources: ["RFC 5321 section 4.5.2"],
  },
  {
    names: ["transaction", "mail transaction"],
    title: "one mail within a session: MAIL, RCPT, DATA",
    meaning:
      "It starts with MAIL and ends with the answer to the final dot, or is dropped by RSET " +
      "or EHLO. A session may have several, one after another.",
    sources: ["RFC 5321 section 3.3"],
  },
  {
    names: ["session", "dialogue", "smtp session"],
    title: "everything said over one connection",
    meaning:
      "It starts with the server's 220, continues with EHLO, and ends with QUIT and its 221.",
    next: ["See one: mua demo."],
    sources: ["RFC 5321 section 3"],
  },
  {
    names: ["reply", "reply code", "status code", "multiline reply"],
    title: "the answer to a command: three digits and text",
    meaning: "The first digit matters most: 2 success, 3 go on, 4 temporary failure, 5 permanent " +
      "failure. A hyphen after the digits means that another line follows.",
    next: ["See one: mua explain 550."],
    sources: ["RFC 5321 section 4.2"],
  },
  {
    names: ["enhanced status code", "enhanced code"],
    title: "three numbers that say more than a reply code",
    meaning: "Class (2, 4 or 5), subject and detail: 5.1.1 is a permanent failure, about an " +
      "address, no such mailbox. It comes right after the reply code.",
    next: ["See one: mua explain 5.7.1."],
    sources: ["RFC 3463 section 2", "RFC 2034 section 4"],
  },
  {
    names: ["mailbox", "address", "mail address", "local part", "local-part"],
    title: "where mail is kept, and its address",
    meaning: "local-part@domain: MX says which server handles the domain. Only that server knows " +
      "what the part before the @ means and whether upper and lower case matter.",
    sources: ["RFC 5321 section 2.3.11"],
  },
  {
    names: ["postmaster"],
    title: "whoever runs the mail of a domain",
    meaning:
      "Every domain that accepts mail must have this mailbox, in upper or lower case. Report " +
      "problems with its server there.",
    sources: ["RFC 5321 section 4.5.1"],
  },
  {
    names: ["spoofing", "forged sender", "forgery"],
    title: "mail sent in someone else's name",
    meaning:
      "SMTP checks neither MAIL FROM nor From, so anyone can write anything there. SPF, DKIM " +
      "and DMARC exist to detect it.",
    next: ["See them: mua explain SPF DKIM DMARC."],
    sources: ["RFC 5321 section 7.1"],
  },
  {
    names: ["mime", "attachment", "multipart"],
    title: "how a message holds more than plain text",
    meaning: "Content-Type says what a part is, Content-Transfer-Encoding how it is encoded as " +
      "ASCII. A multipart holds several parts, such as a text and its attachments.",
    next: ["See the fields: mua explain Content-Type."],
    sources: ["RFC 2045", "RFC 2046 section 5.1"],
  },
  {
    names: ["base64"],
    title: "any data as letters and digits",
    meaning: "Three octets become four characters, so attachments grow by a third. AUTH uses it " +
      "too. It hides nothing: anyone can decode it.",
    sources: ["RFC 4648 section 4", "RFC 2045 section 6.8"],
  },
  {
    names: ["quoted-printable"],
    title: "mostly ASCII text, still readable",
    meaning: "Each octet outside ASCII is written as = and two hexadecimal digits: =C3=A9 is the " +
      "letter é. A = at the end of a line joins it to the next.",
    sources: ["RFC 2045 section 6.7"],
  },
  {
    names: ["greylisting", "graylisting", "greylist"],
    title: "a new sender is asked to try again later",
    meaning:
      "The server answers 4yz to a sender it has not seen before, and accepts the same mail " +
      "when it is retried some minutes later. Most spam programs never retry.",
    next: [LATER_FOR_STRANGERS],
    sources: ["RFC 6647"],
  },
];
