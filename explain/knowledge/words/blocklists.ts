/**
 * The texts of servers that use DNS blocklists (RFC 5782).
 * @module
 */
import { SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What they say. */
export const BLOCKLISTS: readonly ServerWords[] = [
  {
    pattern: /spamhaus\.org.*(?:open resolver|error|returnc)|(?:open resolver|returnc).*spamhaus/i,
    title: "the recipient's server queries Spamhaus the wrong way",
    meaning:
      "The list returned an error code because it was queried through a public resolver, and " +
      "the server took this for a listing. You are not listed.",
    next: [
      "Tell the administrator of the recipient's server; your own IP address is not the " +
      "reason.",
    ],
    sources: ["RFC 5782"],
  },
  {
    pattern: /spamhaus.*\bpbl\b|\bpbl\.spamhaus|\/pbl\/|policy block list/i,
    title: "your IP address belongs to a home network, which should not send mail directly",
    meaning: "Spamhaus lists IP ranges whose owners say that no mail comes from them: home and " +
      "mobile networks. It is no accusation.",
    next: [SUBMIT],
    sources: ["RFC 5782"],
  },
  {
    pattern: /spamhaus/i,
    inRefusalOnly: true,
    title: "Spamhaus lists your IP address",
    meaning:
      "The IP address, or a domain in the mail, is on a list of Spamhaus: it sent spam, runs " +
      "malware, or belongs to a home connection.",
    next: [
      "Look up the IP address at check.spamhaus.org; it says why, and how to get off the " +
      "list.",
      "Until then send through your provider's server: mua send --server HOST -p 587 -u USER " +
      "…",
    ],
    sources: ["RFC 5782"],
  },
  {
    pattern:
      /spamcop|sorbs|barracudacentral|uceprotect|abuseat|dnsbl|\brbl\b|block ?list|blacklist|\blisted (?:at|in|on|by) /i,
    inRefusalOnly: true,
    title: "your IP address is on a blocklist",
    meaning:
      "The server looks up each client in a DNS blocklist, and your IP address is on it. The " +
      "text usually names the list and a page with the reason.",
    next: [
      SUBMIT,
      "If it is your server: look it up in the list named in the answer, and request removal " +
      "there.",
    ],
    sources: ["RFC 5782"],
  },
  {
    pattern: /(?:poor|bad|low) reputation|reputation of (?:your|the)|senderbase|talosintelligence/i,
    inRefusalOnly: true,
    title: "your IP address has a bad reputation",
    meaning: "A reputation service has seen unwanted mail from your IP address or domain, or has " +
      "never seen it before.",
    next: ["Send through a server with a good reputation: mua send --server HOST -p 587 -u USER …"],
  },
  {
    pattern: /dynamic (?:ip|address|pool)|dial-?up|residential|generic (?:rdns|ptr|hostname)/i,
    title: "your IP address looks like a home connection",
    meaning: "Many servers accept no mail from dynamic or home IP addresses.",
    next: [SUBMIT],
  },
];
