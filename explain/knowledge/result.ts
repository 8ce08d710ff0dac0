/**
 * The words in which `mua` reports results, and its exit codes, which are those of BSD's sysexits.
 * @module
 */
import { SEE_DIALOGUE } from "./advice.ts";
import type { Term } from "./term.ts";

/** Results of a recipient, and reasons. */
export const RESULT_TERMS: readonly Term[] = [
  {
    names: ["delivered", "accepted", "exit 0"],
    title: "the server accepted responsibility for the mail",
    meaning:
      "The answer to the final dot was 2yz: from then on it is the server's duty to deliver " +
      "the mail or to report a failure. It does not mean that anyone has read it. Exit code " +
      "0.",
    sources: ["RFC 5321 section 4.2.5"],
  },
  {
    names: ["deferred", "temporary", "exit 75", "EX_TEMPFAIL", "tempfail"],
    title: "temporary failure; the same may work later",
    meaning: "Nothing was delivered to this recipient, but the cause may pass: a 4yz answer, no " +
      "connection, no answer from DNS. Exit code 75.",
    next: ["Send it again later; mua keeps no queue."],
    sources: ["RFC 5321 section 4.5.4.1"],
  },
  {
    names: ["bounced", "recipient", "exit 67", "EX_NOUSER"],
    title: "this recipient was refused",
    meaning:
      "The server answered RCPT with a 5yz: this mailbox will not get this mail. Exit code " +
      "67.",
    next: ["Read the server's answer: give the whole line to mua explain.", "Check the address."],
    sources: ["RFC 5321 section 4.2.1"],
  },
  {
    names: ["refused recipient", "refused"],
    title: "permanent failure",
    meaning:
      "A 5yz answer, a domain that accepts no mail, or a requirement that could not be met: " +
      "the same will fail again. The exit code says which: 67 the recipient, 68 the domain, " +
      "69 anything else.",
    next: ["Read the server's answer: give the whole line to mua explain."],
    sources: ["RFC 5321 section 4.2.1"],
  },
  {
    names: ["unknown", "exit 79"],
    title: "the mail may or may not have been delivered",
    meaning: "The whole message and its dot were sent, and no complete answer came back. Sending " +
      "again may create a second copy; not sending may lose the mail. Exit code 79.",
    next: ["Ask the recipient, or look in the mailbox, before you send it again."],
    sources: ["RFC 5321 section 4.5.3.2.6", "RFC 1047"],
  },
  {
    names: ["exit 1"],
    title: "mua explain does not know it",
    meaning: "mua explain does not know what you asked about, or part of it.",
    next: ["Give it more: the whole line from the server."],
  },
  {
    names: ["exit 3"],
    title: "the mail arrived, but as junk",
    meaning:
      "mua check found it in the junk mailbox, or a filter of the recipient marked it as junk.",
    next: ["Read the verdict: the heaviest cause comes first, with what to do."],
  },
  {
    names: ["exit 64", "EX_USAGE"],
    title: "wrong usage",
    meaning: "An option or argument is wrong; nothing was done.",
    next: ["See the options: mua COMMAND --help."],
  },
  {
    names: ["exit 65", "EX_DATAERR"],
    title: "bad input",
    meaning: "An address, a header field or a message is malformed; nothing was sent.",
    next: ["Correct what the error points at."],
    sources: ["RFC 5322"],
  },
  {
    names: ["exit 66", "EX_NOINPUT"],
    title: "a file cannot be opened",
    meaning: "A file does not exist or cannot be read; nothing was sent.",
  },
  {
    names: ["exit 68", "no-host", "EX_NOHOST"],
    title: "no such host, or a domain that accepts no mail",
    meaning: "DNS says for certain that there is no server for this mail.",
    next: ["See what DNS says: mua mx DOMAIN."],
    sources: ["RFC 5321 section 5.1", "RFC 7505"],
  },
  {
    names: ["exit 69", "permanent", "EX_UNAVAILABLE"],
    title: "permanently refused for another reason",
    meaning:
      "The sender, the message or the client, but not the recipient, was refused with a 5yz.",
    next: ["Read the server's answer: give the whole line to mua explain."],
  },
  {
    names: ["exit 70", "EX_SOFTWARE"],
    title: "a bug in mua",
    meaning: "Something happened that must not happen.",
    next: ["See where: repeat the command with --debug."],
  },
  {
    names: ["exit 71", "EX_OSERR", "exit 72", "EX_OSFILE", "exit 73", "EX_CANTCREAT"],
    title: "a system error, in sysexits",
    meaning:
      "The system could not start a process, find a file or create one. mua itself does not " +
      "use these codes.",
  },
  {
    names: ["exit 74", "input", "EX_IOERR"],
    title: "reading or writing failed",
    meaning: "The message could not be read to the end, or the result not written. A message cut " +
      "short was not delivered.",
  },
  {
    names: ["exit 76", "protocol", "EX_PROTOCOL"],
    title: "protocol error",
    meaning: "Whatever answered does not speak SMTP, or does not follow the protocol.",
    next: [SEE_DIALOGUE, "Is it a mail server, on that port? mua mx DOMAIN."],
  },
  {
    names: ["exit 77", "authentication", "EX_NOPERM"],
    title: "authentication failed",
    meaning: "The server rejected the login.",
    next: ["Check user name and password; with two-step verification create an app password."],
    sources: ["RFC 4954 section 6"],
  },
  {
    names: ["exit 78", "permission", "EX_CONFIG"],
    title: "a permission or a setting is missing",
    meaning: "The program lacks a permission or a setting; the error names it.",
  },
  {
    names: ["exit 130", "interrupted"],
    title: "interrupted",
    meaning:
      "Someone pressed Ctrl-C. mua reports what was delivered before that; nothing else was. " +
      "After the final dot the result is unknown, and the exit code is 79.",
  },
];
