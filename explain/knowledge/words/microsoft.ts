/**
 * The texts of Microsoft 365 and Exchange.
 * @module
 */
import { OWN_SERVER, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What Microsoft's servers say. */
export const MICROSOFT: readonly ServerWords[] = [
  {
    pattern: /SmtpClientAuthentication is disabled/i,
    title: "Microsoft 365 has switched off SMTP for this mailbox or organisation",
    meaning: "Authenticated SMTP (SMTP AUTH) is off. No password and no token will be accepted " +
      "until an administrator switches it on.",
    next: [
      "Ask the administrator to allow authenticated SMTP for this mailbox.",
    ],
  },
  {
    pattern: /\b5\.7\.139\b|basic authentication is disabled/i,
    title: "Microsoft no longer accepts passwords from programs",
    meaning: "Basic authentication is disabled for this account or organisation: a user name and " +
      "password will not work, even if they are right.",
    next: [
      "Use an OAuth token: mua send --server smtp.office365.com -p 587 -u USER --auth XOAUTH2.",
      "Or ask the administrator to allow authenticated SMTP for this mailbox.",
    ],
  },
  {
    pattern: /5\.7\.3 .*authentication unsuccessful/i,
    title: "Exchange rejected the login",
    meaning: "User name or password is wrong, or authenticated SMTP is disabled for the mailbox.",
    next: [
      "Check user name and password on the web page; then ask to have SMTP AUTH enabled for " +
      "the mailbox.",
    ],
  },
  {
    pattern: /\b5\.7\.57\b|client (?:was )?not authenticated to send/i,
    title: "Microsoft 365 requires authentication",
    meaning: "Its submission server accepts mail only from authenticated clients.",
    next: ["Authenticate: mua send --server smtp.office365.com -p 587 -u USER …"],
  },
  {
    pattern: /\b5\.7\.60\b|SendAsDenied|(?:not have|no|lacks?|without) permissions? to send as/i,
    title: "you may not send as this address",
    meaning: "You are logged in, but From or MAIL FROM is someone else's address.",
    next: ["Use your own address with -f, or ask for the Send As permission."],
  },
  {
    pattern: /\b5\.7\.(?:60[6-9]|6[1-4]\d)\b|banned sending IP/i,
    title: "Microsoft has banned your IP address",
    meaning: "The IP address is on Microsoft's own list of blocked senders.",
    next: [
      SUBMIT,
      "If it is your server: request removal at Microsoft's delist portal.",
    ],
  },
  {
    pattern: /\b5\.7\.705\b|tenant has exceeded threshold/i,
    title: "Microsoft 365 has stopped your organisation's mail",
    meaning: "Too much of the organisation's mail was considered spam, or it exceeded its limits.",
    next: ["Tell the organisation's administrator: an account may have been taken over."],
  },
  {
    pattern: /\b5\.7\.750\b|sending from unregistered domains/i,
    title: "Microsoft 365 does not know your sender domain",
    meaning: "The organisation sends a lot of mail from a domain that is not registered there.",
    next: [
      "Ask the administrator to add the domain to Microsoft 365, or send from a registered " +
      "one.",
    ],
  },
  {
    pattern: /\b5\.7\.509\b/,
    title: "the mail fails the DMARC policy of its From domain",
    meaning:
      "The domain in From asks servers to refuse mail for which neither SPF nor DKIM passes, " +
      "and Microsoft does.",
    next: [OWN_SERVER, "Do not use a From address in a domain you may not send for."],
    sources: ["RFC 9989 section 4.7"],
  },
  {
    pattern: /\b5\.7\.50[1-3]\b|spam abuse detected/i,
    title: "Microsoft has blocked this sender for spam",
    meaning: "The sending account or IP address was seen sending spam.",
    next: ["Check whether someone else uses the account; then ask Microsoft to unblock it."],
  },
  {
    pattern: /\b5\.7\.508\b/,
    title: "too much mail from your network",
    meaning: "Addresses near yours, usually IPv6, sent more than Microsoft accepts from them.",
    next: ["Send more slowly, or over IPv4: mua send -4 …"],
  },
  {
    pattern: /\b5\.7\.708\b|traffic not accepted from this IP/i,
    title: "Microsoft 365 accepts no mail from your IP address",
    meaning: "The IP address has a bad reputation, or the sending organisation is new and not " +
      "trusted yet.",
    next: ["Send through another server; if it is your organisation, wait or ask Microsoft."],
  },
  {
    pattern: /\bthrottl/i,
    title: "the server limits how much you send",
    meaning: "You opened more connections or sent more mail than the server accepts in that time.",
    next: ["Send more slowly, over fewer connections, and try again in a few minutes."],
  },
  {
    pattern: /\b5\.4\.1 .*recipient address rejected/i,
    title: "Microsoft 365 has no such recipient",
    meaning:
      "The address is not in the organisation's directory, or the domain is not set up there.",
    next: ["Check the spelling of the address, and where the domain's mail goes: mua mx DOMAIN."],
  },
  {
    pattern: /\b5\.1\.10\b|RecipientNotFound|RESOLVER\.ADR\.\w*NotFound/i,
    title: "Exchange has no such recipient",
    meaning: "The recipient's organisation does not have this address in its directory.",
    next: [
      "Check the spelling of the address; delete the entry that your mail program " +
      "autocompletes.",
    ],
  },
  {
    pattern: /RESOLVER\.RST\.(?:AuthRequired|NotAuthorized)|RestrictedRecipient/i,
    title: "the recipient accepts mail only from certain senders",
    meaning: "The list or mailbox is closed to outside senders, or to you.",
    next: ["Ask the owner of the list or mailbox to allow your address."],
  },
  {
    pattern: /5\.7\.1 .*(?:unable to relay|TRANSPORT\.RULES)|TRANSPORT\.RULES\.RejectMessage/i,
    title: "Exchange does not let this mail through",
    meaning:
      "The server does not relay for you, or a rule of the organisation refuses the message.",
    next: [
      "Authenticate at your own provider's server, or ask the recipient's administrator.",
    ],
  },
  {
    pattern: /\b5\.6\.11\b|SMTPSEND\.BareLinefeeds|bare (?:line ?feed|LF)/i,
    title: "the message has lines that end with a bare LF",
    meaning: "In SMTP lines end with CRLF. A bare LF can be used to smuggle in a second mail, so " +
      "servers refuse it.",
    next: ["Send the file with mua send --eml FILE, which sends every line end as CRLF."],
    sources: ["RFC 5321 section 2.3.8"],
  },
  {
    pattern: /4\.3\.2 .*STOREDRV|STOREDRV\.(?:Submission|Deliver)/i,
    title: "Exchange cannot store the mail",
    meaning: "The storage behind the server has a problem, or the mailbox is over a limit.",
    next: ["Try again later; if it keeps happening, tell the recipient's administrator."],
  },
  {
    pattern: /4\.4\.7 .*expired|QUEUE\.Expired/i,
    title: "Exchange tried for days and gave up",
    meaning: "The next server could not be reached for as long as the mail was allowed to wait.",
    next: ["Check whether the recipient's server can be found: mua mx DOMAIN."],
  },
];
