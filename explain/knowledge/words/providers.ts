/**
 * The words of Yahoo and AOL, iCloud, and other large providers.
 * @module
 */
import { SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What they say. */
export const PROVIDERS: readonly ServerWords[] = [
  {
    pattern: /\[TSS?0\d\]|^TSS?0\d$|temporarily deferred due to/i,
    title: "Yahoo puts mail from this address off",
    meaning:
      "Recipients have complained about mail from your address, or there was too much of it " +
      "at once. Yahoo and AOL take it later, or not at all if it goes on.",
    next: ["Wait some hours before you try again; send less, and to people who expect it."],
  },
  {
    pattern: /\[BL\d\d\]|^BL\d\d$/i,
    title: "Yahoo blocks the address you come from",
    meaning: "The IP address is on a blocklist that Yahoo and AOL use, mostly that of Spamhaus.",
    next: [
      SUBMIT,
      "For a server of your own: look the address up at the list, and ask for removal there.",
    ],
  },
  {
    pattern: /\[(?:PH01|VS\d-\w+)\]/i,
    title: "Yahoo refuses the message",
    meaning: "The content, or what the message links to, looks bad to Yahoo.",
    next: ["Look at links and attachments; sign with DKIM and send from a domain with DMARC."],
  },
  {
    pattern: /\[(?:CS01|HM08|HME\d)\]|proofpoint\.icloud|support\.apple\.com/i,
    inRefusalOnly: true,
    title: "iCloud refuses the mail by its policy",
    meaning:
      "Apple's servers took the message or the address that it comes from for unwanted mail.",
    next: ["Write to Apple's postmaster with the whole answer, or send through another server."],
  },
];

/** Filters in front of others' servers, known by their names: anything else that is said goes before. */
export const FILTERS: readonly ServerWords[] = [
  {
    pattern: /proofpoint|ppe-hosted|pphosted|cloudmark|mimecast|barracuda|ironport|trendmicro/i,
    inRefusalOnly: true,
    title: "a mail filter of the recipient's organisation says no",
    meaning:
      "A filter in front of the recipient's server decides by the reputation of your address " +
      "or by the content.",
    next: ["Follow the link in the answer, or ask the recipient to have your address let through."],
  },
  {
    pattern: /\bweb\.de\b|gmx\.(?:net|com)|postmaster\.(?:gmx|1und1|t-online)|tosa\.rx/i,
    inRefusalOnly: true,
    title: "a German provider refuses the mail, and its page says why",
    meaning:
      "These providers refuse servers without a proper name in DNS, and those with a bad one.",
    next: [
      "Follow the link in the answer; a server of your own needs a PTR record and a web page.",
    ],
  },
];
