/**
 * Why a mail came back, in one word. The words are those that the tools of the field use for it.
 * @module
 */
import type { Moment } from "../knowledge/moment.ts";
import { reasonOfProvider } from "./provider_codes.ts";
import { strongReasonOfWords, weakReasonOfWords } from "./reason_words.ts";

/** The reasons, and what each of them means. */
export const REASONS = {
  userunknown: "no such mailbox",
  mailboxfull: "the mailbox is full",
  filtered: "refused for this recipient once the mail was seen",
  suspend: "the mailbox is disabled",
  hasmoved: "the recipient has moved",
  hostunknown: "no such domain or host",
  notaccept: "the domain takes no mail",
  rejected: "the sender is refused",
  norelaying: "the server does not relay for the sender",
  authfailure: "SPF, DKIM or DMARC failed",
  requireptr: "the sending host has no valid name in DNS",
  blocked: "the sending host is refused",
  badreputation: "the sending host has a bad reputation",
  toomanyconn: "too many mails or connections",
  policyviolation: "against a rule of the receiving site",
  securityerror: "not allowed",
  spamdetected: "taken for spam",
  virusdetected: "a virus was found",
  contenterror: "the message has a form or content that is not accepted",
  notcompliantrfc: "the message breaks a standard",
  mesgtoobig: "the message is too big",
  exceedlimit: "the message is bigger than the recipient may receive",
  expired: "given up after too many tries",
  networkerror: "a fault of the network, of DNS or of routing",
  systemerror: "a fault of the receiving system",
  systemfull: "the receiving system has no space",
  mailererror: "a program that takes the mail failed",
  failedstarttls: "TLS failed",
  syntaxerror: "a command was not understood",
  suppressed: "the sending service does not try this address",
  onhold: "the server gave no reason that is known",
  undefined: "the server gave no reason",
} as const satisfies Readonly<Record<string, string>>;

/** One of the reasons. */
export type Reason = keyof typeof REASONS;

/** What the reason is found in. */
export interface Evidence {
  /** The server's words; the more certain come first. */
  readonly words: readonly string[];
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
 * import { findReason } from "./reason.ts";
 * const words = ["550 5.7.1 Relay access denied"];
 * const codes = { status: "5.7.1", reply: 550, command: "rcpt" } as const;
 * const evidence = { ...codes, words, subject: "", isSpecific: true, isDelayed: false };
 * assertEquals(findReason(evidence), "norelaying");
 * ```
 */
export function findReason(evidence: Evidence): Reason {
  const { words: all, subject, isSpecific } = evidence;
  const [first = "", ...others] = all;
  const found = strongReason(first) ?? reasonOfCodes(evidence) ?? weakReason(first) ??
    others.map(strongReason).find(isKnown) ?? others.map(weakReason).find(isKnown) ??
    strongReason(subject);
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

function weakReason(words: string): Reason | undefined {
  return weakReasonOfWords(words);
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

/** What a code means where it means one thing (RFC 3463, and the registry of its codes). */
const CODES: Readonly<Record<string, Reason>> = {
  "1.1": "userunknown",
  "1.2": "hostunknown",
  "1.3": "userunknown",
  "1.4": "userunknown",
  "1.6": "hasmoved",
  "1.7": "rejected",
  "1.8": "rejected",
  "1.9": "systemerror",
  "1.10": "userunknown",
  "2.1": "suspend",
  "2.2": "mailboxfull",
  "2.3": "exceedlimit",
  "2.4": "filtered",
  "3.0": "systemerror",
  "3.1": "systemfull",
  "3.2": "notaccept",
  "3.3": "systemerror",
  "3.4": "mesgtoobig",
  "3.5": "systemerror",
  "4.0": "networkerror",
  "4.1": "expired",
  "4.2": "expired",
  "4.3": "systemerror",
  "4.4": "hostunknown",
  "4.5": "expired",
  "4.6": "networkerror",
  "4.7": "expired",
  "5.0": "syntaxerror",
  "5.1": "syntaxerror",
  "5.2": "syntaxerror",
  "5.3": "toomanyconn",
  "5.4": "syntaxerror",
  "5.5": "syntaxerror",
  "6.0": "contenterror",
  "6.1": "contenterror",
  "6.2": "contenterror",
  "6.3": "contenterror",
  "6.5": "contenterror",
  "6.6": "contenterror",
  "6.7": "notcompliantrfc",
  "6.8": "contenterror",
  "6.9": "contenterror",
  "7.0": "securityerror",
  "7.2": "securityerror",
  "7.3": "securityerror",
  "7.4": "securityerror",
  "7.5": "securityerror",
  "7.6": "securityerror",
  "7.7": "securityerror",
  "7.8": "securityerror",
  "7.9": "securityerror",
  "7.10": "securityerror",
  "7.11": "securityerror",
  "7.12": "securityerror",
  "7.13": "suspend",
  "7.14": "securityerror",
  "7.17": "hasmoved",
  "7.18": "hasmoved",
  "7.20": "authfailure",
  "7.21": "authfailure",
  "7.22": "authfailure",
  "7.23": "authfailure",
  "7.24": "authfailure",
  "7.25": "requireptr",
  "7.26": "authfailure",
  "7.27": "notaccept",
  "7.28": "toomanyconn",
  "7.29": "authfailure",
  "7.30": "failedstarttls",
};

function reasonOfCodes({ status, reply }: Evidence): Reason | undefined {
  const detail = status?.slice(2);
  if (detail === "7.1" || detail === "2.1" || detail === "3.0") return undefined;
  // Sendmail and Microsoft write 5.5.0 where they know nothing better.
  if (detail === "5.0" && reply !== undefined && reply >= 510) return undefined;
  if (detail === "4.4" && status?.startsWith("4")) return "networkerror";
  return detail === undefined ? undefined : CODES[detail];
}

/** What a refusal means by what it answered, and by its code alone. */
function reasonOfCommand({ reply, status, command }: Evidence): Reason | undefined {
  if (command === "banner" || command === "connect" || command === "ehlo") return "blocked";
  if (command === "tls") return "failedstarttls";
  if (command === "auth") return "securityerror";
  if (status?.slice(2) === "7.1") return "securityerror";
  switch (reply) {
    case 552:
      return "mailboxfull";
    case 551:
      return "hasmoved";
    case 553:
      return command === "mail" ? "rejected" : "userunknown";
    case 421:
    case 432:
    case 453:
    case 454:
      return "blocked";
    case 452:
      return "systemfull";
    case 500:
    case 501:
    case 502:
    case 503:
    case 504:
      return "syntaxerror";
    case 521:
    case 556:
      return "notaccept";
    case 523:
      return "exceedlimit";
    case 550:
      if (command === "rcpt") return "userunknown";
      break;
  }
  if (command === "mail") return "rejected";
  return undefined;
}
