/**
 * The reason why a mail came back: the words of the server say more than its codes, and the codes more
 * than the command that they answered.
 * @module
 */
import type { Moment } from "../../knowledge/moment.ts";
import { reasonOfCodes, reasonOfCommand } from "./codes.ts";
import { reasonOfProvider } from "./provider_codes.ts";
import type { Reason } from "./reason.ts";
import { strongReasonOfWords, weakReasonOfWords } from "./words.ts";

/** The reasons that a text names. */
export interface Reasons {
  /** The one that its words leave no doubt about. */
  readonly strong: Reason | undefined;
  /** The one that they may mean. */
  readonly weak: Reason | undefined;
}

/**
 * Finds the reasons in a text.
 *
 * @param words The text, on one line.
 */
export function reasonsIn(words: string): Reasons {
  return { strong: strongReason(words), weak: weakReasonOfWords(words) };
}

/** What the reason is found in. */
interface Evidence {
  /** The server's words; the more certain come first. */
  readonly words: readonly string[];
  /** The reasons in the whole text, which is not about one recipient alone. */
  readonly whole?: Reasons;
  /** The subject of the bounce: some say why only there. */
  readonly subject: string;
  /** Whether the first words are about this recipient. */
  readonly isSpecific: boolean;
  /** The enhanced code. */
  readonly status: string | undefined;
  /** The three digits. */
  readonly reply: number | undefined;
  /** What was answered. */
  readonly command: Moment | undefined;
  /** Whether the server still tries. */
  readonly isDelayed: boolean;
}

/**
 * Finds the reason: the words say more than the codes, and the codes more than the command.
 *
 * @param evidence What is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findReason } from "./find.ts";
 * const words = ["550 5.7.1 Relay access denied"];
 * const codes = { status: "5.7.1", reply: 550, command: "rcpt" } as const;
 * const evidence = { ...codes, words, subject: "", isSpecific: true, isDelayed: false };
 * assertEquals(findReason(evidence), "norelaying");
 * ```
 */
export function findReason(evidence: Evidence): Reason {
  const { words: all, whole, subject, isSpecific } = evidence;
  const [first = "", ...others] = all;
  const found = strongReason(first) ?? reasonOfCodes(evidence) ?? weakReasonOfWords(first) ??
    others.map(strongReason).find(isKnown) ?? whole?.strong ??
    others.map(weakReasonOfWords).find(isKnown) ?? whole?.weak ?? strongReason(subject);
  if (found !== undefined) return refine(found, evidence, first);
  const known = reasonOfCommand(evidence);
  if (known !== undefined) return known;
  if (evidence.isDelayed) return "expired";
  return isSpecific ? "onhold" : "undefined";
}

function isKnown(reason: Reason | undefined): reason is Reason {
  return reason !== undefined;
}

function strongReason(words: string): Reason | undefined {
  return reasonOfProvider(words) ?? strongReasonOfWords(words);
}

/** What is said before anybody named a sender is about the host. */
const ABOUT_HOST: ReadonlySet<Reason> = new Set<Reason>([
  "rejected",
  "systemerror",
  "securityerror",
  "expired",
  "userunknown",
  "notaccept",
]);

/** The same words mean another thing after the whole mail was seen, and another at the greeting. */
function refine(found: Reason, { command, status, isDelayed }: Evidence, words: string): Reason {
  const isSeen = command === "data" || command === "dot";
  const isEarly = command === "banner" || command === "connect" || command === "ehlo";
  if (isEarly && ABOUT_HOST.has(found)) return "blocked";
  if (found === "networkerror" && isDelayed) return "expired";
  if (found === "userunknown" && isSeen && !/^[45]\.1\./.test(status ?? "")) return "filtered";
  const isSender = command === "mail" && !/recipient|RCPT/i.test(words);
  if (isSender && (found === "userunknown" || found === "securityerror")) return "rejected";
  if (found === "mesgtoobig" && /\.2\.3$/.test(status ?? "")) return "exceedlimit";
  return found;
}
