/**
 * What the results of SPF, DKIM, DMARC, ARC and Microsoft's summary of them mean.
 * @module
 */
import { OWN_SERVER } from "../knowledge/advice.ts";
import { LATER, type Row } from "./row.ts";

const SEE_WHY = "See why, for a mail in a file: mua inspect FILE --verify.";
const ADD_TO_SPF =
  "If it is your domain: add the server to its SPF record; mua domain DOMAIN --ip ADDRESS shows how.";
const CORRECT_RECORD =
  "If it is your domain: correct the TXT record in DNS; mua domain DOMAIN shows what is wrong.";
const SIGN_LAST =
  "If it is your server: sign last, and let nothing (a list, a gateway, a footer) change the mail afterwards.";
const KEY_IN_DNS =
  "If it is your domain: check its key: mua domain DOMAIN --dkim-selector SELECTOR.";
const ALIGN =
  "If it is your domain: use the domain of From in MAIL FROM too, or in d= of the DKIM signature.";

/** Results of SPF. */
export const SPF: readonly Row[] = [
  [
    "pass",
    "SPF passed: the client's IP address may send for the domain of MAIL FROM",
    "The envelope sender's domain lists the client's IP address in DNS. This says nothing " +
    "about From, and nothing about the content.",
  ],
  [
    "fail",
    "SPF failed: the domain says that this IP address does not send its mail",
    "The domain's record ends in -all, and the IP address is not in it. Forwarding can " +
    "cause this too.",
    OWN_SERVER,
    ADD_TO_SPF,
    SEE_WHY,
  ],
  [
    "softfail",
    "SPF softfail: the IP address probably does not send for the domain",
    "The domain's record ends in ~all, and the IP address is not in it. Few servers refuse " +
    "mail for that alone.",
    OWN_SERVER,
    ADD_TO_SPF,
    SEE_WHY,
  ],
  [
    "neutral",
    "SPF is neutral: the domain says neither yes nor no about the IP address",
    "The domain's record ends in ?all, and the IP address is not in it. It counts as if " +
    "there were no record.",
  ],
  [
    "none",
    "no SPF: the domain of MAIL FROM has no record",
    "Without a record nothing was checked: nothing is proved, and nothing failed.",
  ],
  ["temperror", "SPF could not be checked this time", LATER],
  [
    "permerror",
    "the domain's SPF record is broken",
    "The record has a syntax error, there are two, or it needs more than ten lookups. " +
    "Nothing was checked.",
    CORRECT_RECORD,
  ],
  [
    "policy",
    "the server overrode the result of SPF",
    "A rule of the server itself replaced the result of SPF with its own decision.",
  ],
];

/** Results of DKIM. */
export const DKIM: readonly Row[] = [
  [
    "pass",
    "DKIM passed: the signature is valid",
    "The domain in d= signed the message, and nothing it signed was changed. DMARC says " +
    "whether it is the domain of From.",
  ],
  [
    "fail",
    "DKIM failed: there is a signature, but it does not match the message",
    "Something signed was changed on the way, as mailing lists do, or the signature is " +
    "forged.",
    SIGN_LAST,
    KEY_IN_DNS,
    SEE_WHY,
  ],
  [
    "none",
    "no DKIM: the message is not signed",
    "Without a signature nothing was checked: nothing is proved, and nothing failed.",
  ],
  [
    "neutral",
    "DKIM could not make sense of the signature",
    "The signature has a syntax error, or signs too little. It counts as if there were " +
    "none.",
  ],
  [
    "policy",
    "DKIM passed, but the server does not accept such a signature",
    "The signature is valid, but a rule of the server, such as a minimum key length, " +
    "rejects it.",
    "If it is your server: sign with a longer key, and without l=.",
  ],
  ["temperror", "the key of the DKIM signature could not be fetched this time", LATER],
  [
    "permerror",
    "the DKIM signature cannot be checked",
    "A tag is missing in the signature, or the key is not in DNS. Trying again does not " +
    "help.",
    KEY_IN_DNS,
  ],
];

/** Results of DMARC. */
export const DMARC: readonly Row[] = [
  [
    "pass",
    "DMARC passed: the mail comes from the domain of From",
    "SPF or DKIM passed for the domain in From.",
  ],
  [
    "fail",
    "DMARC failed: nothing proves that the mail comes from the domain of From",
    "Neither SPF nor DKIM passed for the domain in From. The domain's policy says what to " +
    "do then: p=none nothing, quarantine the spam folder, reject a refusal.",
    OWN_SERVER,
    ALIGN,
    SEE_WHY,
  ],
  [
    "none",
    "no DMARC: the domain of From has no policy",
    "Without a record nothing was checked: nothing is proved, and nothing failed.",
  ],
  [
    "bestguesspass",
    "no DMARC policy, but DMARC would have passed",
    "The domain of From has no record. If it had one, this mail would have passed. Written " +
    "by Microsoft.",
  ],
  ["temperror", "DMARC could not be checked this time", LATER],
  [
    "permerror",
    "the domain's DMARC record is broken",
    "The record in DNS has a syntax error, or there are two. Nothing was checked.",
    CORRECT_RECORD,
  ],
];

/** Results of ARC. */
export const ARC: readonly Row[] = [
  [
    "pass",
    "ARC passed: the seals of all forwarders are valid",
    "What the forwarders say about earlier checks was not changed. It is worth as much as " +
    "you trust them.",
  ],
  [
    "fail",
    "ARC failed: a forwarder's seal is broken",
    "Something that a seal covers was changed, a key is gone, or a forwarder had found the " +
    "chain broken already (cv=fail). What the forwarders say about earlier checks does not count; " +
    "SPF, DKIM and DMARC of the mail itself do.",
    SEE_WHY,
  ],
  ["none", "no ARC: no forwarder sealed the message", "There was nothing to check."],
];

/** Results of COMPAUTH. */
export const COMPAUTH: readonly Row[] = [
  [
    "pass",
    "Microsoft's combined check passed",
    "SPF, DKIM, DMARC and what Microsoft knows about the sender together convince it that " +
    "From is genuine.",
  ],
  [
    "softpass",
    "Microsoft's combined check passed, with little certainty",
    "SPF, DKIM and DMARC do not prove it, but what Microsoft knows about the sender " +
    "supports it.",
  ],
  [
    "fail",
    "Microsoft's combined check failed",
    "Microsoft considers From forged: neither the checks nor what it knows about the " +
    "sender support it.",
    OWN_SERVER,
    ALIGN,
  ],
  ["none", "Microsoft made no combined check", "There was nothing to judge From by."],
];
