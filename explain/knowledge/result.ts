/**
 * The words by which `mua` says how it ended, and its exit codes, which are those of BSD's sysexits.
 * @module
 */
import { SEE_DIALOGUE } from "./advice.ts";
import type { Term } from "./term.ts";

/** Results of a recipient, and reasons. */
export const RESULT_TERMS: readonly Term[] = [
  {
    names: ["delivered", "accepted", "exit 0"],
    title: "the server has taken the responsibility",
    meaning:
      "The last answer to the dot was 2yz: from there on it is the server's duty to deliver " +
      "the mail or to report. It does not say that a person has read it. Exit code 0.",
    sources: ["RFC 5321 section 4.2.5"],
  },
  {
    names: ["deferred", "temporary", "exit 75", "EX_TEMPFAIL", "tempfail"],
    title: "not now; the same may work later",
    meaning: "Nothing was delivered to this recipient, and the reason may pass: a 4yz answer, no " +
      "connection, no answer of DNS. Exit code 75.",
    next: ["Send the same again later; mua keeps no queue of its own."],
    sources: ["RFC 5321 section 4.5.4.1"],
  },
  {
    names: ["bounced", "recipient", "exit 67", "EX_NOUSER"],
    title: "this recipient was refused",
    meaning:
      "The server answered RCPT with a 5yz: this mailbox will not get this mail. Exit code 67.",
    next: ["Read the server's words: give the whole line to mua explain.", "Check the address."],
    sources: ["RFC 5321 section 4.2.1"],
  },
  {
    names: ["refused recipient", "refused"],
    title: "not like this",
    meaning:
      "A 5yz answer, a domain that takes no mail, or a demand that could not be met: the same " +
      "will fail again. The exit code says which: 67 the recipient, 68 the domain, 69 the rest.",
    next: ["Read the server's words: give the whole line to mua explain."],
    sources: ["RFC 5321 section 4.2.1"],
  },
  {
    names: ["unknown", "exit 79"],
    title: "the mail may be there, or not",
    meaning:
      "The whole message and its dot went out, and no complete answer came back. Sending again " +
      "may make a second copy; not sending may lose the mail. Exit code 79.",
    next: ["Ask the recipient, or look into the mailbox, before you send it again."],
    sources: ["RFC 5321 section 4.5.3.2.6", "RFC 1047"],
  },
  {
    names: ["exit 1"],
    title: "mua explain does not know it",
    meaning: "What was asked for, or a part of it, is not known to mua explain.",
    next: ["Give more of it: the whole line that the server said."],
  },
  {
    names: ["exit 64", "EX_USAGE"],
    title: "the command line cannot be understood",
    meaning: "An option or operand is wrong; nothing was done.",
    next: ["See what there is: mua COMMAND --help."],
  },
  {
    names: ["exit 65", "EX_DATAERR"],
    title: "bad input",
    meaning: "An address, a header field or a message is against its grammar; nothing was sent.",
    next: ["Correct what the error names."],
    sources: ["RFC 5322"],
  },
  {
    names: ["exit 66", "EX_NOINPUT"],
    title: "a file cannot be opened",
    meaning: "A file that was named is not there, or may not be read; nothing was sent.",
  },
  {
    names: ["exit 68", "no-host", "EX_NOHOST"],
    title: "no such host, or a domain that takes no mail",
    meaning: "DNS says for certain that there is no server for this mail.",
    next: ["See what DNS says: mua mx DOMAIN."],
    sources: ["RFC 5321 section 5.1", "RFC 7505"],
  },
  {
    names: ["exit 69", "permanent", "EX_UNAVAILABLE"],
    title: "refused for good in another way",
    meaning: "Not the recipient but the sender, the message or the client was refused with a 5yz.",
    next: ["Read the server's words: give the whole line to mua explain."],
  },
  {
    names: ["exit 70", "EX_SOFTWARE"],
    title: "a fault of mua",
    meaning: "Something happened in the program that must not happen.",
    next: ["See where: the same command with --debug."],
  },
  {
    names: ["exit 71", "EX_OSERR", "exit 72", "EX_OSFILE", "exit 73", "EX_CANTCREAT"],
    title: "a fault of the system, in sysexits",
    meaning: "The system had no process, no file or no place for one. mua itself does not use it.",
  },
  {
    names: ["exit 74", "input", "EX_IOERR"],
    title: "reading or writing broke off",
    meaning:
      "The message could not be read to its end, or the result not written. A message that was " +
      "broken off was not delivered.",
  },
  {
    names: ["exit 76", "protocol", "EX_PROTOCOL"],
    title: "the other side broke the protocol",
    meaning: "What answered does not speak SMTP, or not as it must.",
    next: [SEE_DIALOGUE, "Is it a mail server, on that port? mua mx DOMAIN."],
  },
  {
    names: ["exit 77", "authentication", "EX_NOPERM"],
    title: "authentication failed",
    meaning: "The server does not accept who you are.",
    next: ["Check user and password; with two-step log-in make an app password."],
    sources: ["RFC 4954 section 6"],
  },
  {
    names: ["exit 78", "permission", "EX_CONFIG"],
    title: "a permission or a setting is missing",
    meaning: "Something around the program is missing; the error names it.",
  },
  {
    names: ["exit 130", "interrupted"],
    title: "interrupted",
    meaning:
      "Somebody pressed Ctrl-C. What was delivered before that is said; nothing else was. Behind " +
      "the final dot nobody knows, and the exit code is 79.",
  },
];
