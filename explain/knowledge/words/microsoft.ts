/**
 * The words of Microsoft 365 and Exchange.
 * @module
 */
import { OWN_SERVER, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What Microsoft's servers say. */
export const MICROSOFT: readonly ServerWords[] = [
  {
    pattern: /\b5\.7\.139\b|basic authentication is disabled/i,
    title: "Microsoft takes no passwords from programs any more",
    meaning:
      "Basic authentication is switched off for this account or organisation: a name and a " +
      "password do not do, even when they are right.",
    next: [
      "Use an OAuth token: mua send --server smtp.office365.com -p 587 -u USER --auth XOAUTH2.",
      "Or have the administrator allow authenticated SMTP for this mailbox.",
    ],
  },
  {
    pattern: /5\.7\.3 .*authentication unsuccessful/i,
    title: "Exchange does not accept this log-in",
    meaning: "Name or password are wrong, or authenticated SMTP is switched off for the mailbox.",
    next: ["Check name and password by the web page; then have SMTP AUTH allowed for the mailbox."],
  },
  {
    pattern: /\b5\.7\.57\b|client (?:was )?not authenticated to send/i,
    title: "Microsoft 365 wants you to authenticate",
    meaning: "On its submission server nobody may send who has not said who he is.",
    next: ["Authenticate: mua send --server smtp.office365.com -p 587 -u USER …"],
  },
  {
    pattern: /\b5\.7\.60\b|SendAsDenied|(?:not have|no|lacks?|without) permissions? to send as/i,
    title: "you may not send as this address",
    meaning: "You are authenticated, but From or MAIL FROM is an address of somebody else.",
    next: ["Use your own address with -f, or have the right Send As given to you."],
  },
  {
    pattern: /\b5\.7\.(?:60[6-9]|6[1-4]\d)\b|banned sending IP/i,
    title: "Microsoft has banned the address you come from",
    meaning:
      "The IP address is on Microsoft's own list of senders that it does not take mail from.",
    next: [
      SUBMIT,
      "For a server of your own: ask for removal at Microsoft's delist portal.",
    ],
  },
  {
    pattern: /\b5\.7\.705\b|tenant has exceeded threshold/i,
    title: "Microsoft 365 has stopped the mail of your organisation",
    meaning: "Too much of what the organisation sent was taken for spam, or was over its limits.",
    next: ["Tell the organisation's administrator: an account may be in the hands of others."],
  },
  {
    pattern: /\b5\.7\.750\b|sending from unregistered domains/i,
    title: "Microsoft 365 does not know the domain that you send from",
    meaning: "The organisation sends much mail from a domain that it has not registered there.",
    next: [
      "Have the administrator add the domain to Microsoft 365, or send from one that is there.",
    ],
  },
  {
    pattern: /\b5\.7\.509\b/,
    title: "the mail fails the DMARC policy of its From domain",
    meaning:
      "The domain in From asks that mail be refused for which neither SPF nor DKIM passes, and " +
      "Microsoft does so.",
    next: [OWN_SERVER, "Do not write a From of a domain that you do not send for."],
    sources: ["RFC 7489 section 6.3"],
  },
  {
    pattern: /\b5\.7\.50[1-3]\b|spam abuse detected/i,
    title: "Microsoft has stopped this sender for spam",
    meaning: "The account or the address that sends was seen to send spam.",
    next: ["Look whether somebody else uses the account; then ask Microsoft to let it send again."],
  },
  {
    pattern: /\b5\.7\.508\b/,
    title: "too much mail from your network",
    meaning: "The addresses near yours, mostly of IPv6, sent more than Microsoft takes from them.",
    next: ["Send slower, or over IPv4: mua send -4 …"],
  },
  {
    pattern: /\b5\.7\.708\b|traffic not accepted from this IP/i,
    title: "Microsoft 365 takes no mail from this address",
    meaning:
      "The address has a bad name, or the organisation that sends is new and not trusted yet.",
    next: ["Send through another server; an organisation of your own must wait, or ask Microsoft."],
  },
  {
    pattern: /\bthrottl/i,
    title: "the server limits how much you send",
    meaning: "More connections or mails came from you than the server takes in that time.",
    next: ["Send slower, over fewer connections, and try again in some minutes."],
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
    meaning: "The directory of the recipient's organisation does not have this address.",
    next: ["Check the spelling of the address; delete what the program completes by itself."],
  },
  {
    pattern: /RESOLVER\.RST\.(?:AuthRequired|NotAuthorized)|RestrictedRecipient/i,
    title: "the recipient takes mail from few people only",
    meaning: "The list or mailbox is closed to senders from outside, or to you.",
    next: ["Ask the owner of the list or mailbox to let your address through."],
  },
  {
    pattern: /5\.7\.1 .*(?:unable to relay|TRANSPORT\.RULES)|TRANSPORT\.RULES\.RejectMessage/i,
    title: "Exchange does not let this mail through",
    meaning:
      "The server does not relay for you, or a rule of the organisation refuses the message.",
    next: [
      "Authenticate at your own provider's server; or ask the administrator of the recipient.",
    ],
  },
  {
    pattern: /\b5\.6\.11\b|SMTPSEND\.BareLinefeeds|bare (?:line ?feed|LF)/i,
    title: "the message has lines that end with LF alone",
    meaning:
      "In SMTP a line ends with CRLF. A bare LF can be misused to smuggle a second mail in, " +
      "so servers refuse it.",
    next: ["Send the file with mua send --eml FILE, which sends every line end as CRLF."],
    sources: ["RFC 5321 section 2.3.8"],
  },
  {
    pattern: /4\.3\.2 .*STOREDRV|STOREDRV\.(?:Submission|Deliver)/i,
    title: "Exchange cannot store the mail",
    meaning: "The store behind the server is in trouble or the mailbox over a limit.",
    next: ["Try again later; if it goes on, the recipient's administrator must look."],
  },
  {
    pattern: /4\.4\.7 .*expired|QUEUE\.Expired/i,
    title: "Exchange tried for days, and gave up",
    meaning: "The next server could not be reached in all the time that a mail may wait.",
    next: ["See whether the recipient's server can be found: mua mx DOMAIN."],
  },
];
