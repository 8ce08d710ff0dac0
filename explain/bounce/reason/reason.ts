/**
 * Why a mail came back, in one word. The words are those that the tools of the field use for it.
 * @module
 */

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
