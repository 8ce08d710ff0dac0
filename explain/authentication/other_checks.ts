/**
 * What the results of the other checks mean: of the sending host, of who logged in, of S/MIME, of a logo.
 * @module
 */
import { SET_PTR } from "../knowledge/advice.ts";
import { LATER, type Row } from "./row.ts";

/** Results of iprev. */
export const IPREV: readonly Row[] = [
  [
    "pass",
    "the name of the IP address resolves back to it",
    "The client's IP address has a name in DNS (PTR), and that name resolves back to the " +
    "address.",
  ],
  [
    "fail",
    "the IP address has no name that resolves back to it",
    "The client's IP address has no name in DNS (PTR), or one that belongs to another " +
    "address.",
    SET_PTR,
  ],
  ["temperror", "the name of the IP address could not be looked up this time", LATER],
  [
    "permerror",
    "the name of the IP address cannot be looked up",
    "The answer of DNS for the address cannot be used. Trying again does not help.",
  ],
];

/** Results of auth. */
export const AUTH: readonly Row[] = [
  [
    "pass",
    "the sender was logged in",
    "The client authenticated with SMTP AUTH as the user named.",
  ],
  ["fail", "the sender's login was refused", "The client tried SMTP AUTH and was rejected."],
  [
    "none",
    "the sender was not logged in",
    "The client did not try SMTP AUTH; outside senders never do.",
  ],
  ["temperror", "the login could not be checked this time", LATER],
  [
    "permerror",
    "the login cannot be checked",
    "The SMTP AUTH exchange broke the rules. Trying again does not help.",
  ],
];

/** Results of dkim-atps. */
export const DKIM_ATPS: readonly Row[] = [
  [
    "pass",
    "the author's domain allows the signer to sign (ATPS)",
    "The domain of From lists the signing domain in DNS as one that may sign for it.",
  ],
  [
    "fail",
    "the author's domain does not list the signer (ATPS)",
    "The domain of From has no record in DNS for the signing domain.",
  ],
  [
    "none",
    "no ATPS: the signature does not ask for it",
    "No valid signature names the domain of From as one that it signs for.",
  ],
  ["temperror", "ATPS could not be checked this time", LATER],
  [
    "permerror",
    "ATPS cannot be checked",
    "The answer of DNS cannot be used. Trying again does not help.",
  ],
];

/** Results of dnswl. */
export const DNSWL: readonly Row[] = [
  [
    "pass",
    "the sending IP address is on a list of good senders",
    "A DNS list that the server trusts knows the address.",
  ],
  [
    "none",
    "no list of good senders knows the sending IP address",
    "Most senders are on no such list: it counts neither way.",
  ],
  ["temperror", "the list of good senders could not be asked this time", LATER],
  ["permerror", "the list of good senders gave no usable answer", "Trying again does not help."],
];

/** Results of smime. */
export const SMIME: readonly Row[] = [
  [
    "pass",
    "S/MIME passed: the author's signature is valid",
    "The certificate belongs to the address in From, and nothing signed was changed.",
  ],
  [
    "fail",
    "S/MIME failed: the author's signature does not match",
    "Something was changed on the way, or the certificate is of somebody else.",
    "Look at the certificate in a mail program, and ask the author.",
  ],
  [
    "none",
    "no S/MIME: the author has not signed",
    "Without a signature nothing was checked: nothing is proved, and nothing failed.",
  ],
  [
    "policy",
    "S/MIME passed, but the server does not accept such a signature",
    "The signature is valid, but its algorithm or issuer is not accepted there.",
  ],
  [
    "neutral",
    "S/MIME could not make sense of the signature",
    "The signature has a syntax error. It counts as if there were none.",
  ],
  ["temperror", "the S/MIME signature could not be checked this time", LATER],
  [
    "permerror",
    "the S/MIME signature cannot be checked",
    "A part that is needed for it is missing. Trying again does not help.",
  ],
];

/** Results of vbr. */
export const VBR: readonly Row[] = [
  [
    "pass",
    "somebody whom the server trusts vouches for the sender (VBR)",
    "A vouching service lists the domain.",
  ],
  [
    "fail",
    "nobody whom the server trusts vouches for the sender (VBR)",
    "The services that the mail names do not list the domain, or are not trusted.",
  ],
  ["none", "no VBR: the mail names no vouching service", "There was nothing to check."],
  ["temperror", "the vouching service could not be asked this time", LATER],
  ["permerror", "the vouching service gave no usable answer", "Trying again does not help."],
];

/** Results of rrvs. */
export const RRVS: readonly Row[] = [
  [
    "pass",
    "the mailbox still belongs to the same person (RRVS)",
    "It has not changed hands since the date that the sender gave.",
  ],
  [
    "fail",
    "the mailbox has changed hands since (RRVS)",
    "The sender asked that it be delivered only if the mailbox is still the same person's.",
  ],
  [
    "none",
    "no RRVS: the sender did not ask",
    "The server keeps no such date, or the sender gave none.",
  ],
  ["temperror", "RRVS could not be checked this time", LATER],
  ["permerror", "RRVS cannot be checked", "The field cannot be read. Trying again does not help."],
  [
    "unknown",
    "whether the mailbox has changed hands is not known (RRVS)",
    "The server does not know since when the mailbox is its owner's.",
  ],
];

/** Results of bimi. */
export const BIMI: readonly Row[] = [
  [
    "pass",
    "BIMI passed: the domain may show its logo",
    "DMARC passed with a strict policy, and the logo's record is right.",
  ],
  [
    "fail",
    "BIMI failed: the logo is not shown",
    "The record, the logo or its certificate is not right. It does not make the mail junk.",
  ],
  [
    "none",
    "no BIMI: the domain has no logo in DNS",
    "There was nothing to check. It does not make the mail junk.",
  ],
  ["skipped", "BIMI was not checked", "Usually because DMARC did not pass, or its policy is none."],
  ["declined", "the domain declines to have a logo shown", "Its record says so."],
  ["temperror", "BIMI could not be checked this time", LATER],
];
