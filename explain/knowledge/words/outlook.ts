/**
 * The codes that Outlook.com puts before or behind its words: those of its postmaster page (SC-001,
 * OU-002), and those in brackets (S3150).
 * @module
 */
import { OWN_SERVER, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

const SUPPORT =
  "For a server of your own: write to Outlook.com's sender support with the whole answer.";
const SLOWER = "Send slower, over fewer connections, and try again in some minutes.";

/** What the codes mean. */
export const OUTLOOK: readonly ServerWords[] = [
  {
    pattern: /(?<![\w-])(?:SC-001|OU-002)(?![\w-])/,
    title: "Outlook.com refuses by the content, or by the name of the sender",
    meaning:
      "Outlook.com finds that the text looks like spam, or that the IP address or the domain " +
      "has a bad name.",
    next: [SUBMIT, SUPPORT],
  },
  {
    pattern: /(?<![\w-])SC-002(?![\w-])/,
    title: "Outlook.com takes you for one who tries out addresses",
    meaning: "From your IP address came many recipients that do not exist (namespace mining), as " +
      "programs make them that look for addresses to send spam to.",
    next: [
      "Take the addresses that were refused off your list, and ask for none by guessing.",
      SUPPORT,
    ],
  },
  {
    pattern: /(?<![\w-])SC-003(?![\w-])/,
    title: "Outlook.com takes your address for an open relay or proxy",
    meaning: "Through your IP address strangers can send, or so it looks to Outlook.com.",
    next: [
      SUBMIT,
      "For a server of your own: let it relay for its own users alone; then ask again.",
    ],
  },
  {
    pattern: /(?<![\w-])SC-004(?![\w-])/,
    title: "Outlook.com blocks your address, as its users complained",
    meaning:
      "Recipients have marked mail from your IP address as junk, and it is blocked for that.",
    next: [
      SUBMIT,
      "For a server of your own: join Microsoft's junk mail reporting (JMRP) and see whose mail it was.",
    ],
  },
  {
    pattern: /(?<![\w-])DY-001(?![\w-])/,
    title: "Outlook.com takes no mail from addresses of homes",
    meaning: "Your IP address is one that changes (dynamic), from which no mail server sends.",
    next: [SUBMIT],
  },
  {
    pattern: /(?<![\w-])DY-002(?![\w-])/,
    title: "Outlook.com takes a machine at your address for infected",
    meaning: "What came from your IP address looks like a virus, or a computer in others' hands.",
    next: ["Look for the machine behind your address that sends, and clean it.", SUBMIT],
  },
  {
    pattern: /(?<![\w-])OU-001(?![\w-])/,
    title: "Outlook.com refuses, as a blocklist names your address",
    meaning: "The IP address is on a blocklist that Outlook.com asks, mostly that of Spamhaus.",
    next: [
      "Look the address up at check.spamhaus.org; it says why, and how to get off the list.",
      SUBMIT,
    ],
  },
  {
    pattern: /(?<![\w-])RP-00[12](?![\w-])/,
    title: "Outlook.com limits how much you send",
    meaning:
      "More mails came from your IP address, or over one connection, than Outlook.com takes " +
      "from an address of its reputation.",
    next: [SLOWER],
  },
  {
    pattern: /(?<![\w-])RP-003(?![\w-])/,
    title: "Outlook.com takes no more connections from you",
    meaning: "Too many connections came from your IP address at once for one of its reputation.",
    next: [SLOWER],
  },
  {
    pattern:
      /\b5\.7\.511\b|(?<![\w-])A?S31\d\d(?![\w-])|part of their network is on our block list|messages from \S{1,60} (?:weren[’']t|were not) sent/i,
    title: "Outlook.com blocks the network you come from",
    meaning:
      "The IP address, or others near it, have sent spam to Outlook.com. The number behind S " +
      "is for its support.",
    next: [SUBMIT, SUPPORT],
  },
  {
    pattern: /\b4\.7\.6[45]\d\b|(?<![\w-])A?S775(?![\w-])/,
    title: "the server limits how much you send",
    meaning: "More connections or mails came from you than the server takes in that time.",
    next: [SLOWER],
  },
  {
    pattern:
      /\b4\.7\.500\b|(?<![\w-])A?S(?:77\d{3}|777|84\d)(?![\w-])|server busy\. please try again later/i,
    title: "Microsoft puts you off",
    meaning: "The server is not sure about the address that you come from, and limits it for now.",
    next: [
      "Try again later, with little mail at a time; it passes when the address has a good name.",
    ],
  },
  {
    pattern: /\b5\.7\.515\b|does not meet the required authentication level/i,
    title: "Outlook.com wants SPF, DKIM and DMARC",
    meaning: "The sender's domain sends much mail, and its mail must pass SPF, DKIM and DMARC.",
    next: [OWN_SERVER],
  },
];
