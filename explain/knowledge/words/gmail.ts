/**
 * The words of Gmail and Google Workspace.
 * @module
 */
import { ANOTHER_WAY, CHECK_ADDRESS, OWN_SERVER, SET_PTR, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What Google's servers say. */
export const GMAIL: readonly ServerWords[] = [
  {
    pattern: /username and password not accepted|BadCredentials/i,
    title: "Gmail does not accept this password",
    meaning:
      "Gmail takes no account password from a program: only an app password of 16 letters, " +
      "or an OAuth token. The account's own password is refused even when it is right.",
    next: [
      "Make an app password (Google account, Security, two-step verification), and give that.",
      "Or use a token: mua send --server smtp.gmail.com -p 587 -u USER --auth XOAUTH2.",
    ],
  },
  {
    pattern: /5\.7\.9 .*application-specific|InvalidSecondFactor/i,
    title: "Gmail wants an app password",
    meaning: "The account has two-step log-in, so its own password does not do for a program.",
    next: [
      "Make an app password (Google account, Security, two-step verification), and give that.",
    ],
  },
  {
    pattern: /WebLoginRequired|log in (?:via|through) your web browser/i,
    title: "Gmail wants a log-in by the browser first",
    meaning: "Google finds this log-in unusual and wants to see the person in a browser first.",
    next: ["Log in to the account by the browser on the same network, then try again."],
  },
  {
    pattern: /5\.7\.26 .*\bdmarc\b/i,
    title: "the mail fails the DMARC policy of its From domain",
    meaning:
      "Neither SPF nor DKIM passes with the domain of From. A pass for another domain does not " +
      "count: the two must agree (alignment).",
    next: [
      OWN_SERVER,
      "For a domain of your own: let MAIL FROM, or d= of the DKIM signature, be of the domain in From.",
    ],
    sources: ["RFC 7489 section 3.1"],
  },
  {
    pattern: /5\.7\.26 .*unauthenticated|UnauthenticatedSender/i,
    title: "Gmail takes no mail without SPF or DKIM",
    meaning:
      "Neither SPF nor DKIM proves that the mail comes from the domain of the sender. Gmail " +
      "demands at least one from everybody, and both with DMARC from who sends much.",
    next: [
      OWN_SERVER,
      "For a domain of your own: name your server in its SPF record, and sign with DKIM.",
    ],
    sources: ["RFC 7208", "RFC 6376"],
  },
  {
    pattern: /5\.7\.25 .*(?:PTR|reverse)|PTR record.*5\.7\.25/i,
    title: "Gmail wants a name for your address",
    meaning: "The IP address that you send from has no name in DNS (PTR), or that name does not " +
      "lead back to the address.",
    next: [SUBMIT, SET_PTR],
  },
  {
    pattern: /BlockedMessage|content presents a potential\s+security issue/i,
    title: "Gmail takes no such attachment",
    meaning:
      "Gmail refuses programs, scripts and archives that it cannot look into, whoever sends them.",
    next: ["Send a link to the file, or another type of file."],
  },
  {
    pattern: /5\.7\.1 .*(?:likely unsolicited|likely suspicious)|UnsolicitedMessageError/i,
    title: "Gmail takes the mail for spam",
    meaning:
      "The content of the message, or the reputation of domain or address, looks like spam " +
      "to Gmail.",
    next: ["Send through a server with a good name; see SPF, DKIM and links in the text."],
  },
  {
    pattern:
      /\b[45]\.7\.28\b|unusual rate of unsolicited|RateLimit|(?:high|unusual) rate of (?:unsolicited )?mail/i,
    title: "too much mail from you in a short time",
    meaning:
      "The server limits how much it takes from your address, network or domain, the more so " +
      "if some of it was reported as spam.",
    next: ["Send slower, and try again in an hour; do not repeat at once."],
  },
  {
    pattern: /4\.7\.0 (?:\S{1,80} ){0,12}?(?:unusual|suspicious)|our system has detected(?! no\b)/i,
    title: "the server finds your sending unusual",
    meaning:
      "The server has detected something that it dislikes about your address or message, and " +
      "puts the mail off.",
    next: ["Wait an hour and send again; through your provider's server it will be less unusual."],
  },
  {
    pattern: /OverQuota|over quota|quota exceeded|out of (?:storage|space)/i,
    title: "the recipient's mailbox is full",
    meaning: "There is no room for the message in the recipient's account.",
    next: ["Tell the recipient by another way; the mail will not fit until something is deleted."],
  },
  {
    pattern: /NoSuchUser|does not exist.{0,80}(?:double-check|typos)/i,
    title: "no such account at Gmail",
    meaning: "Google has no account with this address. A misspelt name is the usual reason.",
    next: [CHECK_ADDRESS],
  },
  {
    pattern:
      /DisabledUser|account (?:(?!not\b|never\b|no\b)\S{1,80} ){0,6}?(?:disabled|inactive|suspended)/i,
    title: "the account is disabled",
    meaning:
      "The account exists but takes no mail, as it is switched off or was not used for long.",
    next: [ANOTHER_WAY],
  },
];
