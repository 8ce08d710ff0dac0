/**
 * Blocklists that are asked by DNS, and what their answers mean (RFC 5782).
 * @module
 */
import type { Level } from "./finding.ts";

/** A blocklist that is known. */
interface Blocklist {
  /** The zone to ask. */
  readonly zone: string;
  /** What it lists, in a few words. */
  readonly lists: string;
  /** What single answers mean. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Blocklists that many servers ask. Each has its own rules on who may ask, and how often. */
export const BLOCKLISTS: readonly Blocklist[] = [
  {
    zone: "zen.spamhaus.org",
    lists: "senders of spam, infected hosts, and addresses that should not send",
    answers: {
      "127.0.0.2": "a source of spam (SBL)",
      "127.0.0.3": "a source of low-reputation mail (CSS)",
      "127.0.0.4": "an infected host or open proxy (XBL)",
      "127.0.0.9": "a network that should not be accepted at all (DROP)",
      "127.0.0.10": "an address that its provider says should not send (PBL)",
      "127.0.0.11": "an address that should not send, in the view of the list (PBL)",
    },
  },
  {
    zone: "bl.spamcop.net",
    lists: "hosts whose mail was reported as spam in the last day",
    answers: { "127.0.0.2": "reported as a source of spam" },
  },
  {
    zone: "b.barracudacentral.org",
    lists: "hosts that sent spam; only who has registered may ask",
    answers: { "127.0.0.2": "a source of spam" },
  },
  {
    zone: "psbl.surriel.com",
    lists: "hosts that wrote to a trap; anybody can remove an address",
    answers: { "127.0.0.2": "a host that wrote to a trap" },
  },
  {
    zone: "dnsbl-1.uceprotect.net",
    lists: "single addresses that wrote to a trap in the last week",
    answers: { "127.0.0.2": "an address that wrote to a trap" },
  },
];

/** What an answer means. */
interface Meaning {
  readonly level: Level;
  readonly text: string;
}

/**
 * What an answer of a blocklist means.
 *
 * @param zone The zone that was asked.
 * @param address The address that it answered.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { blocklistAnswer } from "./blocklists.ts";
 *
 * assertEquals(blocklistAnswer("zen.spamhaus.org", "127.255.255.254").level, "unknown");
 * ```
 */
export function blocklistAnswer(zone: string, address: string): Meaning {
  if (address.startsWith("127.255.255.")) {
    return { level: "unknown", text: REFUSALS[address] ?? "it did not answer the question" };
  }
  if (!address.startsWith("127.")) {
    const text = "not an answer of a blocklist: the zone is gone, or the resolver makes up answers";
    return { level: "unknown", text };
  }
  const known = BLOCKLISTS.find((list) => list.zone === zone)?.answers[address];
  return { level: "fault", text: known === undefined ? "listed" : `listed as ${known}` };
}

/** Answers that list nothing: the list does not want to be asked in this way. */
const REFUSALS: Readonly<Record<string, string>> = {
  "127.255.255.252": "the name of the zone is mistyped",
  "127.255.255.254":
    "you may not ask through a public resolver; ask through one of your own (--resolver)",
  "127.255.255.255": "you may not ask: too many questions",
};
