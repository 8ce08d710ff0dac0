/**
 * The ports of mail: what listens there, and who may connect to it.
 * @module
 */
import type { Term } from "./term.ts";

/** The ports you may meet. */
export const PORT_TERMS: readonly Term[] = [
  {
    names: ["port 25", "25"],
    title: "where servers accept mail for their own domains",
    meaning: "The port of the servers in MX records. TLS starts with STARTTLS, if offered, and " +
      "clients do not authenticate. Many home networks block it for outgoing connections.",
    next: [
      "mua send uses it unless you give --server. See where a domain's mail goes: mua mx " +
      "DOMAIN.",
    ],
    sources: ["RFC 5321 section 4.5.4.2"],
  },
  {
    names: ["port 587", "587", "submission"],
    title: "where your provider accepts mail from you",
    meaning: "You authenticate, and the server relays your mail. TLS starts with STARTTLS.",
    next: ["mua send --server HOST -p 587 -u USER …"],
    sources: ["RFC 6409 section 3.1", "RFC 8314 section 3.3"],
  },
  {
    names: ["port 465", "465", "submissions", "smtps"],
    title: "where your provider accepts mail from you, under TLS from the start",
    meaning: "Like port 587, but TLS starts with the first octet, before any greeting.",
    next: ["mua send --server HOST -p 465 -u USER …"],
    sources: ["RFC 8314 section 3.3"],
  },
  {
    names: ["port 2525", "2525", "port 2587", "2587"],
    title: "an alternative port for submission",
    meaning: "Not registered for mail: some providers listen there as on port 587, for networks " +
      "that block the usual ports.",
    next: ["mua send --server HOST -p 2525 -u USER --tls require …"],
  },
  {
    names: ["port 143", "143", "port 993", "993", "imap", "imaps"],
    title: "where a mailbox is read with IMAP",
    meaning: "No mail is sent there. On 143 TLS starts with STARTTLS, on 993 with the first octet.",
    next: ["mua check --help shows how mua reads a mailbox."],
    sources: ["RFC 9051", "RFC 8314 section 3.2"],
  },
  {
    names: ["port 110", "110", "port 995", "995", "pop3", "pop3s"],
    title: "where mail is fetched with POP3",
    meaning: "No mail is sent there. On 110 TLS starts with STLS, on 995 with the first octet.",
    sources: ["RFC 1939", "RFC 8314 section 3.1"],
  },
  {
    names: ["port 24", "24"],
    title: "for mail inside an organisation, usually LMTP",
    meaning: "A mail server delivers to the mailbox server there; it is not for outside clients.",
    next: ["See how it starts: mua explain LHLO."],
    sources: ["RFC 2033"],
  },
];
