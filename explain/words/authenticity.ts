/**
 * The words of servers that check who may send for a domain: SPF, DKIM, DMARC, and names in DNS.
 * @module
 */
import { OWN_SERVER, SET_PTR, SUBMIT } from "../advice.ts";
import type { ServerWords } from "./words.ts";

/** What they say. */
export const AUTHENTICITY: readonly ServerWords[] = [
  {
    pattern: /dmarc/i,
    title: "the mail fails the DMARC policy of its From domain",
    meaning: "The domain in From asks that mail be refused for which neither SPF nor DKIM passes " +
      "with that same domain. Mailing lists and forwarding break it too.",
    next: [OWN_SERVER, "Do not write a From of a domain that you do not send for."],
    sources: ["RFC 7489 section 6.3"],
  },
  {
    pattern:
      /\bspf\b.*(?:fail|not (?:permit|authori|allow)|reject|check)|(?:fail|violat).*\bspf\b|sender policy framework|openspf|not (?:permitted|authorized|allowed) (?:sender|to send).*(?:domain|behalf)/i,
    title: "SPF does not allow this server to send for the domain",
    meaning: "The domain of the envelope sender lists in DNS which addresses send its mail, and " +
      "yours is not among them.",
    next: [OWN_SERVER, "For a domain of your own: add the server to its SPF record (TXT)."],
    sources: ["RFC 7208 section 2.6.4"],
  },
  {
    pattern: /\bdkim\b/i,
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
      /cannot find your (?:reverse )?hostname|reverse (?:dns|hostname|lookup|mapping)|\bptr\b|\brdns\b|no reverse|fcrdns/i,
    title: "the address you come from has no name in DNS",
    meaning:
      "The server looks up the name of your IP address (PTR), and that it leads back to the " +
      "same address. One of the two is missing.",
    next: [SUBMIT, SET_PTR],
  },
  {
    pattern:
      /need fully-?qualified (?:hostname|address)|fully-?qualified host ?name|(?:helo|ehlo).*(?:invalid|not (?:resolv|acceptable|found|valid))|(?:helo|ehlo) command rejected|invalid (?:helo|ehlo)|host not found.*helo/i,
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
];
