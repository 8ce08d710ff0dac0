/**
 * The texts of Gmail and Google Workspace.
 * @module
 */
import { ANOTHER_WAY, CHECK_ADDRESS, OWN_SERVER, SET_PTR, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What Google's servers say. */
export const GMAIL: readonly ServerWords[] = [
  {
    pattern: /username and password not accepted|BadCredentials/i,
    title: "Gmail rejected the password",
    meaning:
      "Gmail does not accept the account's own password from programs, even if it is right: " +
      "only a 16-letter app password or an OAuth token.",
    next: [
      "Create an app password (Google account, Security, two-step verification), and use " +
      "that.",
      "Or use a token: mua send --server smtp.gmail.com -p 587 -u USER --auth XOAUTH2.",
    ],
  },
  {
    pattern: /5\.7\.9 .*application-specific|InvalidSecondFactor/i,
    title: "Gmail requires an app password",
    meaning: "The account uses two-step verification, so its own password does not work for " +
      "programs.",
    next: [
      "Create an app password (Google account, Security, two-step verification), and use " +
      "that.",
    ],
  },
  {
    pattern: /WebLoginRequired|log in (?:via|through) your web browser/i,
    title: "Gmail requires a browser login first",
    meaning: "Google finds this login unusual and wants to see the person in a browser first.",
    next: ["Log in to the account with a browser on the same network, then try again."],
  },
  {
    pattern: /5\.7\.26 .*\bdmarc\b/i,
    title: "the mail fails the DMARC policy of its From domain",
    meaning: "Neither SPF nor DKIM passes for the domain of From. A pass for another domain does " +
      "not count: the two must match (alignment).",
    next: [
      OWN_SERVER,
      "If it is your domain: use the domain in From in MAIL FROM too, or in d= of the DKIM " +
      "signature.",
    ],
    sources: ["RFC 9989 section 4.4"],
  },
  {
    pattern: /5\.7\.26 .*unauthenticated|UnauthenticatedSender/i,
    title: "Gmail accepts no mail without SPF or DKIM",
    meaning: "Neither SPF nor DKIM proves that the mail comes from the sender's domain. Gmail " +
      "requires at least one from everyone, and both, with DMARC, from bulk senders.",
    next: [
      OWN_SERVER,
      "If it is your domain: name your server in its SPF record, and sign with DKIM.",
    ],
    sources: ["RFC 7208", "RFC 6376"],
  },
  {
    pattern: /5\.7\.25 .*(?:PTR|reverse)|PTR record.*5\.7\.25/i,
    title: "Gmail requires a DNS name for your IP address",
    meaning:
      "Your IP address has no name in DNS (PTR), or that name does not resolve back to the " +
      "address.",
    next: [SUBMIT, SET_PTR],
  },
  {
    pattern: /BlockedMessage|content presents a potential\s+security issue/i,
    title: "Gmail does not accept such attachments",
    meaning: "Gmail refuses programs, scripts and archives it cannot scan, whoever sends them.",
    next: ["Send a link to the file, or another type of file."],
  },
  {
    pattern: /5\.7\.1 .*(?:likely unsolicited|likely suspicious)|UnsolicitedMessageError/i,
    title: "Gmail considers the mail spam",
    meaning:
      "The content, or the reputation of the domain or IP address, looks like spam to Gmail.",
    next: [
      "Send through a server with a good reputation; check SPF, DKIM and the links in the " +
      "text.",
    ],
  },
  {
    pattern:
      /\b[45]\.7\.28\b|unusual rate of unsolicited|RateLimit|(?:high|unusual) rate of (?:unsolicited )?mail/i,
    title: "too much mail from you in a short time",
    meaning:
      "The server limits how much it accepts from your address, network or domain, all the " +
      "more if some of it was reported as spam.",
    next: ["Send more slowly, and try again in an hour, not at once."],
  },
  {
    pattern: /4\.7\.0 (?:\S{1,80} ){0,12}?(?:unusual|suspicious)|our system has detected(?! no\b)/i,
    title: "the server finds your mail unusual",
    meaning: "The server dislikes something about your IP address or message, and defers the mail.",
    next: [
      "Wait an hour and send again, or send through your provider's server, which attracts " +
      "less suspicion.",
    ],
  },
  {
    pattern: /OverQuota|over quota|quota exceeded|out of (?:storage|space)/i,
    title: "the recipient's mailbox is full",
    meaning: "There is no room for the message in the recipient's account.",
    next: ["Tell the recipient another way; the mail will not fit until something is deleted."],
  },
  {
    pattern: /NoSuchUser|does not exist.{0,80}(?:double-check|typos)/i,
    title: "no such account at Gmail",
    meaning: "Google has no account with this address. Usually the address is misspelt.",
    next: [CHECK_ADDRESS],
  },
  {
    pattern:
      /DisabledUser|account (?:(?!not\b|never\b|no\b)\S{1,80} ){0,6}?(?:disabled|inactive|suspended)/i,
    title: "the account is disabled",
    meaning:
      "The account exists but accepts no mail: it was disabled, or not used for a long time.",
    next: [ANOTHER_WAY],
  },
];
