/**
 * The texts of servers that check who may send for a domain: SPF, DKIM, DMARC, and names in DNS.
 * @module
 */
import { LATER, NAME_SERVER, OWN_SERVER, SET_PTR, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What they say. */
export const AUTHENTICITY: readonly ServerWords[] = [
  {
    pattern:
      /\b(?:spf|dkim|dmarc)\b[ :=(-]{0,3}(?:(?!not\b|no\b)[\w'’/.-]+ ){0,4}?temp(?:orary)?[ -]?(?:error|fail)/i,
    title: "SPF, DKIM or DMARC could not be checked this time",
    meaning:
      "The server asked DNS about the sender's domain and got no definite answer. This says " +
      "nothing about the mail.",
    next: [LATER],
    sources: ["RFC 7208 section 2.6.6", "RFC 8601 section 2.7"],
  },
  {
    pattern:
      /\b(?:spf|dkim|dmarc)\b[ :=(-]{0,3}(?:(?!not\b|no\b)[\w'’/.-]+ ){0,4}?(?:perm(?:anent)?[ -]?error|too many (?:dns )?lookups|syntax error)/i,
    title: "the domain's SPF, DKIM or DMARC record is broken",
    meaning:
      "The server found the sender domain's record but could not parse it: a syntax error, " +
      "two SPF records, or more than ten lookups.",
    next: [
      "See what is wrong with it: mua domain DOMAIN. The domain's administrator can correct it.",
    ],
    sources: ["RFC 7208 section 2.6.7", "RFC 8601 section 2.7"],
  },
  {
    pattern:
      /\bdmarc[=:( -]{1,3}(?:check |verification |validation |evaluation |test )?(?:has |is |was )?(?:fail|reject|quarantine|not (?:pass|align)|unaligned|violat)|(?:fail(?:s|ed|ing|ure)?|violat\w{1,4}|not (?:pass|meet|align\w*|comply)|due to|because of|rejected|refused|blocked|denied) (?:(?!pass)[\w'’.-]+ ){0,5}?dmarc\b(?![=:]| (?:fail|reject|error))|\bdmarc (?:policy|record) of p?=?(?:reject|quarantine)/i,
    title: "the mail fails the DMARC policy of its From domain",
    meaning:
      "The domain in From asks servers to refuse mail for which neither SPF nor DKIM passes " +
      "for that same domain. Mailing lists and forwarding break this too.",
    next: [OWN_SERVER, "Do not use a From address in a domain you may not send for."],
    sources: ["RFC 9989 section 4.7"],
  },
  {
    pattern:
      /\bspf\b[ :=(-]{0,3}(?:(?!not\b|no\b|never\b|pass)[\w'’/.:-]+ ){0,6}?(?:soft|hard)?(?:fail|not (?:permit|authori|allow|pass|list)|reject|violat|forbid|prohibit|denied|den(?:y|ies))|(?:fail(?:s|ed|ing|ure)?|violat\w{1,4}|not (?:pass|permitted|authorized|allowed)|due to|because of|rejected|refused|blocked|denied) (?:(?!pass)[\w'’.-]+ ){0,4}?spf\b(?![=:]| (?:fail|error))|sender policy framework|openspf|not (?:permitted|authorized|allowed) (?:sender|to send)(?: [\w'’.:-]+){0,8} (?:domain|behalf)/i,
    title: "SPF does not allow this server to send for the domain",
    meaning:
      "The envelope sender's domain lists in DNS the addresses that may send its mail, and " +
      "yours is not among them.",
    next: [OWN_SERVER, NAME_SERVER],
    sources: ["RFC 7208 section 2.6.4"],
  },
  {
    pattern:
      /\bdkim\b[ :=(-]{0,3}(?:(?!not\b|no\b|pass)[\w'’/.:-]+ ){0,5}?(?:fail|invalid|missing|required|broken|bad\b|mismatch|absent|not (?:pass|valid|verif|found|sign|present|match|align))|(?:fail(?:s|ed|ing|ure)?|invalid|missing|bad|broken|without|no|not|requires?|lacks?|due to|because of) (?:(?!pass\b|passes\b|passed\b)[\w'’.-]+ ){0,3}?dkim\b(?![=:]| (?:fail|error|problem|check))/i,
    title: "the DKIM signature is missing or wrong",
    meaning:
      "The server requires a valid signature of the sender's domain. A change on the way, or " +
      "a key missing from DNS, makes it invalid.",
    next: [
      OWN_SERVER,
      "If it is your domain: check its key with mua domain DOMAIN --dkim-selector NAME, and that " +
      "nothing changes the mail.",
    ],
    sources: ["RFC 6376"],
  },
  {
    pattern:
      /cannot find your (?:reverse )?hostname|(?:\b(?:no|not|without|missing|lacks?|invalid|bad|requires?)\b (?:[\w-]+ ){0,3}?)(?:reverse|ptr|rdns|fcrdns)\b|\b(?:reverse (?:dns|hostname|lookup|mapping)|ptr|rdns|fcrdns)\b (?:[\w-]+ ){0,4}?(?:fail|missing|required|needed|invalid|mismatch|not (?:found|exist|match|valid|resolv|set))/i,
    title: "your IP address has no name in DNS",
    meaning: "The server looks up the name of your IP address (PTR) and checks that it resolves " +
      "back to the same address. One of the two is missing.",
    next: [SUBMIT, SET_PTR],
  },
  {
    pattern:
      /need fully-?qualified (?:hostname|address)|fully-?qualified host ?name|(?:helo|ehlo) (?:(?!not\b|no\b)\S{1,80} ){0,6}?(?:invalid|not (?:resolv|acceptable|found|valid))|(?:helo|ehlo) command rejected|invalid (?:helo|ehlo)|host not found.{0,80}helo/i,
    title: "the name in the greeting must be a full host name",
    meaning: "The server requires a full host name with dots in EHLO or HELO, one that exists in " +
      "DNS. It refuses localhost or a bare name.",
    next: ["Greet with a full name: mua send --ehlo host.x.example …"],
    sources: ["RFC 5321 section 4.1.4"],
  },
  {
    pattern:
      /sender address rejected: (?:domain|need)|sender domain .*(?:not found|not exist|must (?:resolve|exist))|domain of sender address|sender verify failed|sender verification|unrouteable sender|(?:cannot|could not|unable to) (?:verify|resolve) sender/i,
    title: "the server cannot find the sender's domain, or its mailbox",
    meaning:
      "Mail must come from an address that bounces can be sent to. The domain of MAIL FROM " +
      "has no MX and no address, or its server does not know the mailbox.",
    next: ["Check the sender's domain: mua mx DOMAIN. Then give a real address with -f."],
  },
  {
    pattern:
      /sender address rejected: not (?:owned|logged)|not owned by user|must (?:match|be) .*authenticated/i,
    title: "the sender address does not belong to the account",
    meaning: "You are logged in, but this sender address does not belong to that account.",
    next: ["Use the account's own address: -f ADDRESS, or --mail-from ADDRESS."],
  },
  {
    pattern:
      /(?:\b(?:no|not|without) (?:\S{1,40} ){0,2}?)?\b(?:ptr|rdns|fcrdns|reverse (?:dns|hostname|lookup|mapping))\b/i,
    inRefusalOnly: true,
    title: "the server checks the DNS name of your IP address",
    meaning:
      "The refusal mentions the name of your IP address in DNS (PTR), without saying clearly " +
      "what is wrong with it.",
    next: [SUBMIT, SET_PTR],
  },
];

/** Checks that a refusal names without a result, if nothing else in it is known. */
export const NAMED_CHECKS: readonly ServerWords[] = [
  {
    pattern: /(?:\b(?:no|not|without|neither|nor) (?:\S{1,40} ){0,2}?)?\b(?:spf|dkim|dmarc)\b/i,
    inRefusalOnly: true,
    title: "the refusal has to do with SPF, DKIM or DMARC",
    meaning:
      "The server checked whether the mail really comes from the domain it claims, but does " +
      "not say clearly what it found.",
    next: [OWN_SERVER, "Look up each result by name: mua explain spf=softfail."],
    sources: ["RFC 8601"],
  },
];
