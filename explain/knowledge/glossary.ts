/**
 * The words by which people speak of mail: its parts, its programs, and what happens to it on the way.
 * @module
 */
import { LATER_FOR_STRANGERS } from "./advice.ts";
import type { Term } from "./term.ts";

/** Words that are no code, no command and no field. */
export const GLOSSARY: readonly Term[] = [
  {
    names: ["envelope", "smtp envelope"],
    title: "from whom and to whom, for the servers",
    meaning:
      "The addresses of MAIL FROM and RCPT TO. They alone decide where a mail goes, and need not " +
      "agree with From and To in its header.",
    next: ["See its two commands: mua explain 'MAIL FROM', mua explain 'RCPT TO'."],
    sources: ["RFC 5321 section 2.3.1"],
  },
  {
    names: ["header", "headers", "header field", "header section"],
    title: "the lines before the first empty line of a message",
    meaning:
      "Each field is a name, a colon and a value: From, To, Subject. They are for people and " +
      "programs that read; no server delivers by them.",
    next: ["See a field: mua explain Received."],
    sources: ["RFC 5322 section 2.2", "RFC 5321 section 2.3.1"],
  },
  {
    names: ["body", "message body"],
    title: "what stands behind the first empty line of a message",
    meaning: "The text, and with MIME also attachments. It is lines of ASCII unless MIME or an " +
      "extension of SMTP says otherwise.",
    sources: ["RFC 5322 section 2.3"],
  },
  {
    names: ["message", "mail object", "content"],
    title: "what is sent after DATA: header, empty line, body",
    meaning: "It is the letter, and the envelope is around it. A lone dot on a line ends it.",
    sources: ["RFC 5322 section 2.1", "RFC 5321 section 2.3.1"],
  },
  {
    names: ["crlf", "line end", "line ending", "newline"],
    title: "the end of a line in SMTP",
    meaning: "Carriage return and line feed, octets 13 and 10, always both. A bare LF or CR ends " +
      "no line, and servers refuse it, as it can smuggle in a second mail.",
    sources: ["RFC 5321 section 2.3.8"],
  },
  {
    names: ["smtp"],
    title: "the protocol that hands a mail on",
    meaning: "The client says a command in a line, and the server answers with three digits and " +
      "text. It sends mail; a mailbox is read by IMAP or POP3.",
    next: ["See a whole dialogue: mua demo."],
    sources: ["RFC 5321 section 2.1"],
  },
  {
    names: ["esmtp", "extended smtp", "service extension", "extension"],
    title: "SMTP with extensions",
    meaning: "The client greets with EHLO in place of HELO, and the server lists what it can do " +
      "besides. The client may use what is in the list, and nothing else.",
    next: ["See one of them: mua explain PIPELINING."],
    sources: ["RFC 5321 section 2.2"],
  },
  {
    names: ["lmtp"],
    title: "SMTP for the last step, into the mailbox",
    meaning:
      "It begins with LHLO, and after the dot there is an answer for each recipient. So the server " +
      "needs no queue.",
    sources: ["RFC 2033 section 4"],
  },
  {
    names: ["relay", "relaying", "mail relay", "smart host", "smarthost", "gateway"],
    title: "a server that passes mail on",
    meaning: "It takes a mail that is not for its own mailboxes and hands it to the next server. " +
      "It should do so for its own users only.",
    sources: ["RFC 5321 section 3.6.1"],
  },
  {
    names: ["open relay"],
    title: "a server that passes on mail of anybody to anybody",
    meaning: "It does not ask who its client is, so spam is sent through it and it is soon on " +
      "every blocklist. An honest server answers such an RCPT with 550 or 554.",
    next: ["Let only authenticated users, or one's own network, send through it."],
    sources: ["RFC 5321 section 7.9", "RFC 2505 section 2.1"],
  },
  {
    names: ["telnet", "netcat", "nc"],
    title: "a bare connection, to type SMTP by hand",
    meaning: "What is typed goes to the server line by line, and its answers are shown. It knows " +
      "nothing of TLS, of CRLF everywhere, or of the final dot.",
    next: ["The same with hints, and with STARTTLS: mua talk --help."],
    sources: ["RFC 854"],
  },
  {
    names: ["queue", "mail queue", "spool"],
    title: "where mail waits for the next try",
    meaning: "A server that has taken a mail keeps it on disk until the next one has taken it. " +
      "After a 4yz it tries again, for four to five days. mua has no queue: it says deferred.",
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
    meaning: "The server that has given up writes it and sends it to the reverse-path. Its own " +
      "reverse-path is empty, <>, so that no report follows on a report.",
    next: ["Have one explained: mua explain - <FILE."],
    sources: ["RFC 5321 section 6.1", "RFC 3464"],
  },
  {
    names: ["backscatter"],
    title: "bounces that go to people who sent nothing",
    meaning:
      "A server took spam with a forged sender and reports to that sender later. It should " +
      "have refused at RCPT, in the dialogue.",
    sources: ["RFC 5321 section 6.2"],
  },
  {
    names: ["mua", "mail user agent", "user agent", "mail client"],
    title: "the program with which a person writes and reads mail",
    meaning: "It hands what is written to a server of its provider. This program is one too, and " +
      "can speak with the recipient's server itself.",
    sources: ["RFC 5598 section 4.2.1", "RFC 5321 section 2.3.3"],
  },
  {
    names: ["msa", "mail submission agent", "submission server"],
    title: "the server that takes mail from the person who wrote it",
    meaning:
      "It listens on port 587 or 465, wants its users to authenticate, and may repair what " +
      "is missing in a header.",
    next: ["See its port: mua explain 587."],
    sources: ["RFC 6409 section 3", "RFC 5598 section 4.3.1"],
  },
  {
    names: ["mta", "mail transfer agent", "mail server"],
    title: "the server that carries mail from server to server",
    meaning:
      "It finds the next server by MX and speaks SMTP with it on port 25. Postfix, Exim and " +
      "sendmail are such programs.",
    sources: ["RFC 5598 section 4.3.2", "RFC 5321 section 2.3.3"],
  },
  {
    names: ["mda", "mail delivery agent", "lda", "local delivery agent"],
    title: "the program that puts mail into the mailbox",
    meaning:
      "It is the last on the way. It adds Return-Path with the sender of the envelope, and " +
      "may sort the mail into folders.",
    sources: ["RFC 5598 section 4.3.3"],
  },
  {
    names: ["reverse-path", "envelope sender", "envelope from", "bounce address"],
    title: "the address to which errors go back",
    meaning: "It stands in MAIL FROM:<…>, and at the end in the field Return-Path. It is empty, " +
      "<>, for reports themselves.",
    sources: ["RFC 5321 section 4.1.1.2"],
  },
  {
    names: ["null sender", "null reverse-path", "empty reverse-path", "<>"],
    title: "the sender of a report: nobody",
    meaning:
      "MAIL FROM:<> says that no error about this mail is to be reported, so two servers never " +
      "send reports to each other without end. A server should not refuse it.",
    sources: ["RFC 5321 section 4.5.5"],
  },
  {
    names: ["forward-path", "envelope recipient", "envelope to"],
    title: "the address to which the mail goes",
    meaning: "It stands in RCPT TO:<…>, one command for each. Who is in Bcc stands only there.",
    sources: ["RFC 5321 section 4.1.1.3"],
  },
  {
    names: ["dot stuffing", "transparency", "byte stuffing"],
    title: "a dot more where a line begins with one",
    meaning: "A lone dot ends the message, so the client puts a second dot before each line that " +
      "begins with one. The server takes it away again.",
    sources: ["RFC 5321 section 4.5.2"],
  },
  {
    names: ["transaction", "mail transaction"],
    title: "one mail in a dialogue: MAIL, RCPT, DATA",
    meaning:
      "It begins with MAIL and ends with the answer to the dot, or is dropped by RSET or EHLO. A " +
      "dialogue may have several, one after the other.",
    sources: ["RFC 5321 section 3.3"],
  },
  {
    names: ["session", "dialogue", "smtp session"],
    title: "all that is said over one connection",
    meaning: "It begins with the server's 220, goes on with EHLO, and ends with QUIT and its 221.",
    next: ["See one: mua demo."],
    sources: ["RFC 5321 section 3"],
  },
  {
    names: ["reply", "reply code", "status code", "multiline reply"],
    title: "three digits and text, the answer to a command",
    meaning: "The first digit says the most: 2 done, 3 go on, 4 not now, 5 for good. A hyphen " +
      "behind the digits says that another line follows.",
    next: ["See one: mua explain 550."],
    sources: ["RFC 5321 section 4.2"],
  },
  {
    names: ["enhanced status code", "enhanced code"],
    title: "three numbers that say more than a reply code",
    meaning:
      "The class (2, 4 or 5), the subject, the detail: 5.1.1 is for good, about an address, " +
      "no such mailbox. They stand behind the reply code.",
    next: ["See one: mua explain 5.7.1."],
    sources: ["RFC 3463 section 2", "RFC 2034 section 4"],
  },
  {
    names: ["mailbox", "address", "mail address", "local part", "local-part"],
    title: "where mail is kept, and what it is called",
    meaning:
      "local-part@domain: MX says which server has the domain, and that server alone knows " +
      "what the part before the @ means, and whether its case matters.",
    sources: ["RFC 5321 section 2.3.11"],
  },
  {
    names: ["postmaster"],
    title: "the person who runs the mail of a domain",
    meaning: "Each domain that takes mail must have this mailbox, in any case of its letters. " +
      "Problems with its server are told there.",
    sources: ["RFC 5321 section 4.5.1"],
  },
  {
    names: ["spoofing", "forged sender", "forgery"],
    title: "mail in the name of another",
    meaning: "SMTP does not check MAIL FROM nor From, so anybody can write anything there. SPF, " +
      "DKIM and DMARC were made against it.",
    next: ["See them: mua explain SPF DKIM DMARC."],
    sources: ["RFC 5321 section 7.1"],
  },
  {
    names: ["mime", "attachment", "multipart"],
    title: "how a message holds more than plain text",
    meaning:
      "Content-Type says what a part is, Content-Transfer-Encoding how it is made of ASCII. " +
      "A multipart holds several parts, such as a text and its attachments.",
    next: ["See the fields: mua explain Content-Type."],
    sources: ["RFC 2045", "RFC 2046 section 5.1"],
  },
  {
    names: ["base64"],
    title: "any octets as letters and digits",
    meaning: "Three octets become four characters, so attachments grow by a third. AUTH uses it " +
      "too; it hides nothing, anybody can turn it back.",
    sources: ["RFC 4648 section 4", "RFC 2045 section 6.8"],
  },
  {
    names: ["quoted-printable"],
    title: "text with few letters beyond ASCII, still readable",
    meaning:
      "Such an octet is written as = and two hexadecimal digits: =C3=A9 is the letter é. A = " +
      "at the end of a line says that the line goes on.",
    sources: ["RFC 2045 section 6.7"],
  },
  {
    names: ["greylisting", "graylisting", "greylist"],
    title: "a stranger is asked to come back",
    meaning: "A server refuses with a 4yz what it sees for the first time, and takes it when it " +
      "comes again some minutes later. Most spam programs do not come again.",
    next: [LATER_FOR_STRANGERS],
    sources: ["RFC 6647"],
  },
];
