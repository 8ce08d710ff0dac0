/**
 * The reasons that codes and commands name, where the words of the server say nothing.
 * @module
 */
import type { Moment } from "../../knowledge/moment.ts";
import type { Reason } from "./reason.ts";

/** The codes of a refusal, and what it answered. */
interface Codes {
  /** The enhanced code. */
  readonly status: string | undefined;
  /** The three digits. */
  readonly reply: number | undefined;
  /** What was answered. */
  readonly command: Moment | undefined;
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

/**
 * The reason that an enhanced code names.
 *
 * @param said The codes.
 */
export function reasonOfCodes({ status, reply }: Codes): Reason | undefined {
  const detail = status?.slice(2);
  if (detail === "7.1" || detail === "2.1" || detail === "3.0") return undefined;
  // Sendmail and Microsoft write 5.5.0 where they know nothing better.
  if (detail === "5.0" && reply !== undefined && reply >= 510) return undefined;
  if (detail === "4.4" && status?.startsWith("4")) return "networkerror";
  return detail === undefined ? undefined : CODES[detail];
}

/**
 * The reason that a refusal names by what it answered, and by its three digits alone.
 *
 * @param said The codes and the command.
 */
export function reasonOfCommand({ reply, status, command }: Codes): Reason | undefined {
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
