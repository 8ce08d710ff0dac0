/**
 * The words of servers that check who may send for a domain: SPF, DKIM, DMARC, and names in DNS.
 * @module
 */
import { LATER, OWN_SERVER, SET_PTR, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What they say. */
export const AUTHENTICITY: readonly ServerWords[] = [
  {
    pattern:
      /\b(?:spf|dkim|dmarc)\b[ :=(-]{0,3}(?:(?!not\b|no\b)[\w'’/.-]+ ){0,4}?temp(?:orary)?[ -]?(?:error|fail)/i,
    title: "SPF, DKIM or DMARC could not be checked for now",
    meaning: "The server asked DNS about the sender's domain and got no certain answer. It says " +
      "nothing about the mail.",
    next: [LATER],
    sources: ["RFC 7208 section 2.6.6", "RFC 8601 section 2.7"],
  },
  {
    pattern:
      /\b(?:spf|dkim|dmarc)\b[ :=(-]{0,3}(?:(?!not\b|no\b)[\w'’/.-]+ ){0,4}?(?:perm(?:anent)?[ -]?error|too many (?:dns )?lookups|syntax error)/i,
    title: "the SPF, DKIM or DMARC record of the domain is broken",
    meaning:
      "The server found the record of the sender's domain, and could not make sense of it: a " +
      "misspelling, two SPF records, or more than ten look-ups.",
    next: ["Correct the TXT record, or tell whoever runs the sender's domain."],
    sources: ["RFC 7208 section 2.6.7", "RFC 8601 section 2.7"],
  },
  {
    pattern:
      /\bdmarc[=:( -]{1,3}(?:check |verification |validation |evaluation |test )?(?:has |is |was )?(?:fail|reject|quarantine|not (?:pass|align)|unaligned|violat)|(?:fail(?:s|ed|ing|ure)?|violat\w{1,4}|not (?:pass|meet|align\w*|comply)|due to|because of|rejected|refused|blocked|denied) (?:(?!pass)[\w'’.-]+ ){0,5}?dmarc\b(?![=:]| (?:fail|reject|error))|\bdmarc (?:policy|record) of p?=?(?:reject|quarantine)/i,
    title: "the mail fails the DMARC policy of its From domain",
    meaning: "The domain in From asks that mail be refused for which neither SPF nor DKIM passes " +
      "with that same domain. Mailing lists and forwarding break it too.",
    next: [OWN_SERVER, "Do not write a From of a domain that you do not send for."],
    sources: ["RFC 7489 section 6.3"],
  },
  {
    pattern:
      /\bspf\b[ :=(-]{0,3}(?:(?!not\b|no\b|never\b|pass)[\w'’/.:-]+ ){0,6}?(?:soft|hard)?(?:fail|not (?:permit|authori|allow|pass|list)|reject|violat|forbid|prohibit|denied|den(?:y|ies))|(?:fail(?:s|ed|ing|ure)?|violat\w{1,4}|not (?:pass|permitted|authorized|allowed)|due to|because of|rejected|refused|blocked|denied) (?:(?!pass)[\w'’.-]+ ){0,4}?spf\b(?![=:]| (?:fail|error))|sender policy framework|openspf|not (?:permitted|authorized|allowed) (?:sender|to send)(?: [\w'’.:-]+){0,8} (?:domain|behalf)/i,
    title: "SPF does not allow this server to send for the domain",
    meaning: "The domain of the envelope sender lists in DNS which addresses send its mail, and " +
      "yours is not among them.",
    next: [OWN_SERVER, "For a domain of your own: add the server to its SPF record (TXT)."],
    sources: ["RFC 7208 section 2.6.4"],
  },
  {
    pattern:
      /\bdkim\b[ :=(-]{0,3}(?:(?!not\b|no\b|pass)[\w'’/.:-]+ ){0,5}?(?:fail|invalid|missing|required|broken|bad\b|mismatch|absent|not (?:pass|valid|verif|found|sign|present|match|align))|(?:fail(?:s|ed|ing|ure)?|invalid|missing|bad|broken|without|no|not|requires?|lacks?|due to|because of) (?:(?!pass\b|passes\b|passed\b)[\w'’.-]+ ){0,3}?dkim\b(?![=:]| (?:fail|error|problem|check))/i,
    title: "the DKIM signature is missing or wrong",
    meaning:
      "The server wants a valid signature of the sender's domain. A change on the way, or a " +
      "key that is missing in DNS, makes it invalid.",
    next: [
      OWN_SERVER,
      "For a domain of your own: see that its key is in DNS, and nothing changes the mail.",
    ],
    sources: ["RFC 6376"],
  },
  {
    pattern:
      /cannot find your (?:reverse )?hostname|(?:\b(?:no|not|without|missing|lacks?|invalid|bad|requires?)\b (?:[\w-]+ ){0,3}?)(?:reverse|ptr|rdns|fcrdns)\b|\b(?:reverse (?:dns|hostname|lookup|mapping)|ptr|rdns|fcrdns)\b (?:[\w-]+ ){0,4}?(?:fail|missing|required|needed|invalid|mismatch|not (?:found|exist|match|valid|resolv|set))/i,
    title: "the address you come from has no name in DNS",
    meaning:
      "The server looks up the name of your IP address (PTR), and that it leads back to the " +
      "same address. One of the two is missing.",
    next: [SUBMIT, SET_PTR],
  },
  {
    pattern:
      /need fully-?qualified (?:hostname|address)|fully-?qualified host ?name|(?:helo|ehlo) (?:(?!not\b|no\b)\S{1,80} ){0,6}?(?:invalid|not (?:resolv|acceptable|found|valid))|(?:helo|ehlo) command rejected|invalid (?:helo|ehlo)|host not found.{0,80}helo/i,
    title: "the name in the greeting is not good enough",
    meaning: "The server wants a full host name with dots in EHLO or HELO, one that DNS knows. " +
      "localhost or a bare name is refused.",
    next: ["Greet with a full name: mua send --ehlo host.x.example …"],
    sources: ["RFC 5321 section 4.1.4"],
  },
  {
    pattern:
      /sender address rejected: (?:domain|need)|sender domain .*(?:not found|not exist|must (?:resolve|exist))|domain of sender address|sender verify failed|sender verification|unrouteable sender|(?:cannot|could not|unable to) (?:verify|resolve) sender/i,
    title: "the server cannot find the sender's domain, or its mailbox",
    meaning:
      "Mail must come from an address to which errors can go back. The domain of MAIL FROM " +
      "has no MX and no address, or its server does not know the mailbox.",
    next: ["Check the sender's domain: mua mx DOMAIN; then give a real address with -f."],
  },
  {
    pattern:
      /sender address rejected: not (?:owned|logged)|not owned by user|must (?:match|be) .*authenticated/i,
    title: "the sender is not an address of the account",
    meaning: "You are authenticated, but as somebody to whom this sender address does not belong.",
    next: ["Use the account's own address: -f ADDRESS, or --mail-from ADDRESS."],
  },
  {
    pattern:
      /(?:\b(?:no|not|without) (?:\S{1,40} ){0,2}?)?\b(?:ptr|rdns|fcrdns|reverse (?:dns|hostname|lookup|mapping))\b/i,
    inRefusalOnly: true,
    title: "the server looks at the name of the address you come from",
    meaning:
      "The refusal speaks of the name that your IP address has in DNS (PTR), without saying " +
      "clearly what is wrong with it.",
    next: [SUBMIT, SET_PTR],
  },
];

/** Checks that a refusal names without a result, where nothing else in it is known. */
export const NAMED_CHECKS: readonly ServerWords[] = [
  {
    pattern: /(?:\b(?:no|not|without|neither|nor) (?:\S{1,40} ){0,2}?)?\b(?:spf|dkim|dmarc)\b/i,
    inRefusalOnly: true,
    title: "the refusal has to do with SPF, DKIM or DMARC",
    meaning:
      "The server checked whether the mail comes from the domain that it says, and does not " +
      "tell clearly what it found.",
    next: [OWN_SERVER, "Ask for each result by its name: mua explain spf=softfail."],
    sources: ["RFC 8601"],
  },
];
