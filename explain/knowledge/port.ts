/**
 * The ports of mail: what listens there, and who may connect to it.
 * @module
 */
import type { Term } from "./term.ts";

/** The ports that one meets. */
export const PORT_TERMS: readonly Term[] = [
  {
    names: ["port 25", "25"],
    title: "where servers take mail for their own domains",
    meaning:
      "The port that MX records lead to. TLS begins with STARTTLS, where it is offered, and " +
      "nobody authenticates. Many networks of homes let nothing out to it.",
    next: [
      "Without --server mua send uses it; see where the mail of a domain goes: mua mx DOMAIN.",
    ],
    sources: ["RFC 5321 section 4.5.4.2"],
  },
  {
    names: ["port 587", "587", "submission"],
    title: "where your provider takes mail from you",
    meaning: "You authenticate, and the server passes your mail on. TLS begins with STARTTLS.",
    next: ["mua send --server HOST -p 587 -u USER …"],
    sources: ["RFC 6409 section 3.1", "RFC 8314 section 3.3"],
  },
  {
    names: ["port 465", "465", "submissions", "smtps"],
    title: "where your provider takes mail from you, under TLS from the start",
    meaning: "As port 587, but TLS begins with the first octet, before any greeting.",
    next: ["mua send --server HOST -p 465 -u USER …"],
    sources: ["RFC 8314 section 3.3"],
  },
  {
    names: ["port 2525", "2525", "port 2587", "2587"],
    title: "a second door for submission",
    meaning:
      "In no registry for mail: some providers listen there as on port 587, for networks that " +
      "block the usual ones.",
    next: ["mua send --server HOST -p 2525 -u USER --tls require …"],
  },
  {
    names: ["port 143", "143", "port 993", "993", "imap", "imaps"],
    title: "where a mailbox is read by IMAP",
    meaning: "No mail is sent there. On 143 TLS begins with STARTTLS, on 993 with the first octet.",
    next: ["mua check --help tells how mua reads a mailbox."],
    sources: ["RFC 9051", "RFC 8314 section 3.2"],
  },
  {
    names: ["port 110", "110", "port 995", "995", "pop3", "pop3s"],
    title: "where mail is fetched by POP3",
    meaning: "No mail is sent there. On 110 TLS begins with STLS, on 995 with the first octet.",
    sources: ["RFC 1939", "RFC 8314 section 3.1"],
  },
  {
    names: ["port 24", "24"],
    title: "for mail inside an organisation, mostly by LMTP",
    meaning: "A server hands mail to the store of the mailboxes there; strangers have no business.",
    next: ["See how it begins: mua explain LHLO."],
    sources: ["RFC 2033"],
  },
];
