/**
 * The codes that Outlook.com puts before or after its text: those of its postmaster page (SC-001,
 * OU-002), and those in brackets (S3150).
 * @module
 */
import { OWN_SERVER, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

const SUPPORT = "If it is your server: contact Outlook.com's sender support with the whole answer.";
const SLOWER = "Send more slowly, over fewer connections, and try again in a few minutes.";

/** What the codes mean. */
export const OUTLOOK: readonly ServerWords[] = [
  {
    pattern: /(?<![\w-])(?:SC-001|OU-002)(?![\w-])/,
    title: "Outlook.com refuses the content, or the sender's reputation",
    meaning:
      "Outlook.com finds that the text looks like spam, or that the IP address or domain has " +
      "a bad reputation.",
    next: [SUBMIT, SUPPORT],
  },
  {
    pattern: /(?<![\w-])SC-002(?![\w-])/,
    title: "Outlook.com suspects you of guessing addresses",
    meaning: "Your IP address sent to many recipients that do not exist (namespace mining), as " +
      "programs do that search for addresses to spam.",
    next: [
      "Remove the refused addresses from your list, and do not guess addresses.",
      SUPPORT,
    ],
  },
  {
    pattern: /(?<![\w-])SC-003(?![\w-])/,
    title: "Outlook.com suspects an open relay or proxy at your IP address",
    meaning: "It looks to Outlook.com as if anyone can send mail through your IP address.",
    next: [
      SUBMIT,
      "If it is your server: allow only its own users to relay; then ask again.",
    ],
  },
  {
    pattern: /(?<![\w-])SC-004(?![\w-])/,
    title: "Outlook.com blocks your IP address because of complaints",
    meaning: "Recipients marked mail from your IP address as junk, so it was blocked.",
    next: [
      SUBMIT,
      "If it is your server: join Microsoft's junk mail reporting (JMRP) and see whose mail " +
      "it was.",
    ],
  },
  {
    pattern: /(?<![\w-])DY-001(?![\w-])/,
    title: "Outlook.com accepts no mail from home connections",
    meaning: "Your IP address is dynamic, and no mail server should send from such an address.",
    next: [SUBMIT],
  },
  {
    pattern: /(?<![\w-])DY-002(?![\w-])/,
    title: "Outlook.com suspects an infected machine at your IP address",
    meaning: "The mail from your IP address looks like a virus or a hijacked computer.",
    next: ["Find the machine behind your IP address that sends this mail, and clean it.", SUBMIT],
  },
  {
    pattern: /(?<![\w-])OU-001(?![\w-])/,
    title: "Outlook.com found your IP address on a blocklist",
    meaning: "The IP address is on a blocklist that Outlook.com uses, usually one of Spamhaus.",
    next: [
      "Look up the IP address at check.spamhaus.org; it says why, and how to get off the " +
      "list.",
      SUBMIT,
    ],
  },
  {
    pattern: /(?<![\w-])RP-00[12](?![\w-])/,
    title: "Outlook.com limits how much you send",
    meaning: "Your IP address sent more mail, in total or over one connection, than Outlook.com " +
      "accepts from an address of its reputation.",
    next: [SLOWER],
  },
  {
    pattern: /(?<![\w-])RP-003(?![\w-])/,
    title: "Outlook.com accepts no more connections from you",
    meaning: "Your IP address opened too many connections at once for its reputation.",
    next: [SLOWER],
  },
  {
    pattern:
      /\b5\.7\.511\b|(?<![\w-])A?S31\d\d(?![\w-])|part of their network is on our block list|messages from \S{1,60} (?:weren[’']t|were not) sent/i,
    title: "Outlook.com blocks your network",
    meaning: "The IP address, or others near it, sent spam to Outlook.com. The number after S is " +
      "for its support.",
    next: [SUBMIT, SUPPORT],
  },
  {
    pattern: /\b4\.7\.6[45]\d\b|(?<![\w-])A?S775(?![\w-])/,
    title: "the server limits how much you send",
    meaning: "You opened more connections or sent more mail than the server accepts in that time.",
    next: [SLOWER],
  },
  {
    pattern:
      /\b4\.7\.500\b|(?<![\w-])A?S(?:77\d{3}|777|84\d)(?![\w-])|server busy\. please try again later/i,
    title: "Microsoft asks you to try again later",
    meaning: "The server does not trust your IP address yet, and limits it for now.",
    next: [
      "Try again later, with little mail at a time; it stops once the address has a good " +
      "reputation.",
    ],
  },
  {
    pattern: /\b5\.7\.515\b|does not meet the required authentication level/i,
    title: "Outlook.com wants SPF, DKIM and DMARC",
    meaning: "The sender's domain sends a lot of mail, so its mail must pass SPF, DKIM and DMARC.",
    next: [OWN_SERVER],
  },
];
