/**
 * The words of servers that ask a list of bad addresses in DNS (RFC 5782).
 * @module
 */
import { SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What they say. */
export const BLOCKLISTS: readonly ServerWords[] = [
  {
    pattern: /spamhaus\.org.*(?:open resolver|error|returnc)|(?:open resolver|returnc).*spamhaus/i,
    title: "the recipient's server asks Spamhaus the wrong way",
    meaning:
      "The list gave an error code, as it was asked through a public resolver, and the server " +
      "took this for a listing. You are not listed.",
    next: ["Tell whoever runs the recipient's server; your own address is not the reason."],
    sources: ["RFC 5782"],
  },
  {
    pattern: /spamhaus.*\bpbl\b|\bpbl\.spamhaus|\/pbl\/|policy block list/i,
    title: "the address you come from is for homes, and sends no mail itself",
    meaning:
      "Spamhaus lists address ranges whose owners say that no mail comes from there: homes " +
      "and mobile networks. It is no accusation.",
    next: [SUBMIT],
    sources: ["RFC 5782"],
  },
  {
    pattern: /spamhaus/i,
    inRefusalOnly: true,
    title: "Spamhaus lists the address you come from",
    meaning:
      "The IP address, or a domain in the mail, is on a list of Spamhaus: it sent spam, runs " +
      "a bad program, or is a home's.",
    next: [
      "Look the address up at check.spamhaus.org; it says why, and how to get off the list.",
      "Until then send through your provider's server: mua send --server HOST -p 587 -u USER …",
    ],
    sources: ["RFC 5782"],
  },
  {
    pattern:
      /spamcop|sorbs|barracudacentral|uceprotect|abuseat|dnsbl|\brbl\b|block ?list|blacklist|\blisted (?:at|in|on|by) /i,
    inRefusalOnly: true,
    title: "the address you come from is on a blocklist",
    meaning: "The server asks a list in DNS about each client, and your IP address is on it. The " +
      "text mostly names the list and a page about the reason.",
    next: [
      SUBMIT,
      "For a server of your own: look it up at the list that is named, and ask for removal there.",
    ],
    sources: ["RFC 5782"],
  },
  {
    pattern: /(?:poor|bad|low) reputation|reputation of (?:your|the)|senderbase|talosintelligence/i,
    inRefusalOnly: true,
    title: "the address you come from has a bad name",
    meaning: "A reputation service has seen unwanted mail from your IP address or domain, or has " +
      "never seen it before.",
    next: ["Send through a server with a good name: mua send --server HOST -p 587 -u USER …"],
  },
  {
    pattern: /dynamic (?:ip|address|pool)|dial-?up|residential|generic (?:rdns|ptr|hostname)/i,
    title: "the address you come from looks like a home's",
    meaning: "Many servers take no mail from addresses that change or belong to homes.",
    next: [SUBMIT],
  },
];
