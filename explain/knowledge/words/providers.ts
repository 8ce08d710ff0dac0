/**
 * The texts of Yahoo and AOL, iCloud, and other large providers.
 * @module
 */
import { SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What they say. */
export const PROVIDERS: readonly ServerWords[] = [
  {
    pattern: /\[TSS?0\d\]|^TSS?0\d$|temporarily deferred due to/i,
    title: "Yahoo defers mail from your IP address",
    meaning:
      "Recipients complained about mail from your IP address, or it sent too much at once. " +
      "Yahoo and AOL will accept it later, or not at all if this goes on.",
    next: ["Wait a few hours before you try again; send less, and only to people who expect it."],
  },
  {
    pattern: /\[BL\d\d\]|^BL\d\d$/i,
    title: "Yahoo blocks your IP address",
    meaning: "The IP address is on a blocklist that Yahoo and AOL use, usually one of Spamhaus.",
    next: [
      SUBMIT,
      "If it is your server: look up the address in that list, and request removal there.",
    ],
  },
  {
    pattern: /\[(?:PH01|VS\d-\w+)\]/i,
    title: "Yahoo refuses the message",
    meaning: "The content of the message, or a link in it, looks bad to Yahoo.",
    next: ["Check links and attachments; sign with DKIM and send from a domain with DMARC."],
  },
  {
    pattern: /\[(?:CS01|HM08|HME\d)\]|proofpoint\.icloud|support\.apple\.com/i,
    inRefusalOnly: true,
    title: "iCloud's policy refuses the mail",
    meaning: "Apple's servers consider the message, or mail from its IP address, unwanted.",
    next: ["Contact Apple's postmaster with the whole answer, or send through another server."],
  },
];

/** Filters in front of other servers, known by their names: anything else in the text takes precedence. */
export const FILTERS: readonly ServerWords[] = [
  {
    pattern: /proofpoint|ppe-hosted|pphosted|cloudmark|mimecast|barracuda|ironport|trendmicro/i,
    inRefusalOnly: true,
    title: "a mail filter of the recipient's organisation refuses the mail",
    meaning:
      "A filter in front of the recipient's server judges by your IP address's reputation or " +
      "the content.",
    next: ["Follow the link in the answer, or ask the recipient to have your address allowed."],
  },
  {
    pattern: /\bweb\.de\b|gmx\.(?:net|com)|postmaster\.(?:gmx|1und1|t-online)|tosa\.rx/i,
    inRefusalOnly: true,
    title: "a German provider refuses the mail; its page says why",
    meaning:
      "These providers refuse servers with a bad reputation or without a proper name in DNS.",
    next: [
      "Follow the link in the answer. If it is your server, it needs a PTR record and a web " +
      "page.",
    ],
  },
];
