/**
 * What DNS says when you look for a mail server, and what `mua mx` concludes.
 * @module
 */
import type { Term } from "./term.ts";

const ASK_ANOTHER = "Ask another name server: mua mx DOMAIN @RESOLVER.";

/** Every verdict, response code and record type you may meet. */
export const DNS_TERMS: readonly Term[] = [
  {
    names: ["nxdomain", "no such domain", "no-such-domain", "no-such-host", "host not found"],
    pattern:
      /\bNXDOMAIN\b|\bENOTFOUND\b|Name or service not known|domain does not exist|Host not found(?!, try)|no such domain/,
    title: "the name does not exist",
    meaning:
      "DNS says for certain that this name does not exist, nor anything below it. Mail to it " +
      "bounces at once.",
    next: ["Check the spelling of the domain: mua mx DOMAIN."],
    sources: ["RFC 1035 section 4.1.1", "RFC 8020"],
  },
  {
    names: ["nodata", "no data", "no answer", "no-address", "no records"],
    pattern: /\bNODATA\b|has no (?:address|IPv[46] address|MX record)/,
    title: "the name exists, but has no record of this type",
    meaning:
      "A definite but empty answer: no error, no records. Without an MX record the domain's " +
      "own address takes the mail; without that too, it accepts no mail.",
    next: ["See which records exist: mua mx DOMAIN."],
    sources: ["RFC 2308 section 2.2", "RFC 5321 section 5.1"],
  },
  {
    names: ["servfail", "server failure"],
    pattern: /\bSERVFAIL\b/,
    title: "the name server failed to get an answer",
    meaning:
      "The domain's servers did not answer, or its DNSSEC signatures are invalid. This does " +
      "not say whether the name exists, so mail must wait.",
    next: ["Try again later.", ASK_ANOTHER],
    sources: ["RFC 1035 section 4.1.1", "RFC 5321 section 5.1"],
  },
  {
    names: ["refused", "query refused"],
    pattern: /\bREFUSED\b/,
    title: "the name server refuses to answer",
    meaning: "The server answers only queries from its own network, or not about this domain.",
    next: [ASK_ANOTHER],
    sources: ["RFC 1035 section 4.1.1"],
  },
  {
    names: ["formerr", "notimp"],
    pattern: /\b(?:FORMERR|NOTIMP)\b/,
    title: "the name server did not understand the query",
    meaning: "The server cannot parse the query or does not support this kind.",
    next: [ASK_ANOTHER],
    sources: ["RFC 1035 section 4.1.1"],
  },
  {
    names: ["mx", "mail exchanger", "found"],
    title: "the mail server of a domain",
    meaning: "An MX record names a host that accepts the domain's mail, with a preference: the " +
      "lowest number is tried first, equal ones in any order.",
    next: ["See those of a domain: mua mx DOMAIN."],
    sources: ["RFC 5321 section 5.1", "RFC 7505"],
  },
  {
    names: ["null mx", "null-mx"],
    pattern: /\bnull MX\b/i,
    title: "the domain accepts no mail, and says so",
    meaning:
      "A single MX record with preference 0 and the name . says that this domain accepts no " +
      "mail. Clients must not try the domain's own address.",
    next: ["Find another address for the recipient; waiting does not help."],
    sources: ["RFC 7505"],
  },
  {
    names: ["implicit mx", "implicit-mx"],
    pattern: /\bimplicit MX\b/i,
    title: "the domain itself takes the mail",
    meaning:
      "The domain exists and has no MX record, so its own address counts as the mail server. " +
      "This applies only if DNS says for certain that there is no MX record.",
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["no mail", "no-mail"],
    title: "the domain accepts no mail",
    meaning: "The domain exists, but has neither an MX record nor an address.",
    next: ["Check the spelling of the domain; a part may be missing or extra."],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["no usable host", "no-usable-host", "not usable"],
    title: "no usable mail server",
    meaning:
      "The domain has MX records, but all are unusable: names without an address, or invalid " +
      "names. The domain's own address is not tried then.",
    next: ["Tell the domain's administrator: its MX records are broken."],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["address-as-name", "bad-name"],
    pattern: /is an address where a name must stand|cannot be used: /,
    title: "the MX record does not hold a valid name",
    meaning:
      "An MX record must hold a host name. This one holds an IP address, or characters that " +
      "are not allowed in a host name.",
    next: ["Tell the domain's administrator: its MX records are broken."],
    sources: ["RFC 1035 section 3.3.9"],
  },
  {
    names: ["forbidden address", "forbidden-address", "private address"],
    pattern: /would not go to a public address/,
    title: "the mail server has no public address",
    meaning:
      "The MX points to loopback, private, link-local or reserved addresses: into your own " +
      "network, not theirs. mua does not send there unless you allow it.",
    next: ["If it is your own network: add --allow-private."],
    sources: ["RFC 6890"],
  },
  {
    names: ["temporary failure", "lookup-failed", "temporary failure in name resolution"],
    pattern:
      /could not look up the |no mail host of \S+ can be used now|host lookup did not complete|\bEAI_AGAIN\b|Temporary failure in name resolution|Host not found, try again/,
    title: "temporary DNS failure",
    meaning: "There was no definite answer: a timeout, SERVFAIL or REFUSED. The mail must wait; " +
      "guessing could send it to the wrong place.",
    next: ["Try again later.", ASK_ANOTHER],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["dns timeout", "dns time-out", "name server timeout"],
    title: "no name server answered in time",
    meaning: "The query or the answer was lost, or a firewall drops it.",
    next: [ASK_ANOTHER],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["address literal", "address-literal"],
    title: "an IP address instead of a domain",
    meaning: "user@[192.0.2.1]: the mail goes to that IP address, without asking DNS.",
    sources: ["RFC 5321 section 4.1.3"],
  },
  {
    names: ["cname", "alias"],
    title: "a name for another name",
    meaning: "The name is an alias. An MX record must not point to one, though many do.",
    sources: ["RFC 2181 section 10.3"],
  },
  {
    names: ["ptr", "reverse dns", "rdns", "reverse hostname"],
    title: "from an address to its name",
    meaning:
      "The name of an IP address, set by the address's owner. Many servers accept mail only " +
      "from addresses whose name resolves back to them.",
    next: ["If it is your server: ask its hosting provider to set it."],
    sources: ["RFC 1035 section 3.3.12"],
  },
  {
    names: ["spf"],
    title: "who may send for a domain",
    meaning: "A TXT record of the domain lists the addresses that may send its mail. The " +
      "recipient's server checks the client's address against the one of MAIL FROM's domain.",
    sources: ["RFC 7208"],
  },
  {
    names: ["dkim"],
    title: "a signature of the sender's domain",
    meaning:
      "The domain's server signs body and header; the key is in DNS. The signature survives " +
      "forwarding, but not changes.",
    next: [
      "See the field: mua explain DKIM-Signature.",
      "Check a mail: mua inspect FILE --verify.",
      "Sign your own: mua domain key DOMAIN, then mua send --dkim-key FILE --dkim-selector NAME.",
    ],
    sources: ["RFC 6376"],
  },
  {
    names: ["dmarc"],
    title: "what to do with mail that fails SPF and DKIM",
    meaning: "A TXT record at _dmarc.DOMAIN says what should happen to mail with that domain in " +
      "From if neither SPF nor DKIM passes for the same domain: nothing, quarantine or " +
      "reject. The newest form is RFC 9989; RFC 7489 was the one before.",
    next: [
      "See its tags: mua explain p= sp= np= t= adkim aspf rua",
      "See that of a domain: mua domain DOMAIN",
    ],
    sources: ["RFC 9989", "RFC 9990", "RFC 9991"],
  },
  {
    names: ["arc"],
    title: "what forwarders vouch for",
    meaning: "Forwarders and lists sign the results of their own checks before they change a " +
      "message. Each adds a set of three fields: what it found (ARC-Authentication-Results), a " +
      "signature of the message, and a seal over all sets.",
    next: ["Check the seals of a mail: mua inspect FILE --verify."],
    sources: ["RFC 8617"],
  },
  {
    names: ["tlsa lookup error"],
    pattern: /TLSA lookup (?:error|failed)/i,
    title: "DNS could not say which certificate the server should have",
    meaning:
      "The domain may announce a certificate through DANE, but the query for its TLSA record " +
      "got no valid answer. Mail must wait, because an attacker could be hiding the record.",
    next: ["Send it again later; tell the domain's administrator that its DNSSEC is broken."],
    sources: ["RFC 7672 section 2.1"],
  },
  {
    names: ["tlsa", "dane"],
    title: "a server's certificate, announced in DNS",
    meaning:
      "A TLSA record, signed with DNSSEC, says which certificate a mail server has. Mail is " +
      "then sent under TLS with that certificate, or waits.",
    sources: ["RFC 7672"],
  },
  {
    names: ["mta-sts", "mta sts"],
    title: "a domain's TLS policy, published over HTTPS",
    meaning: "A policy at https://mta-sts.DOMAIN says that the domain's servers have verifiable " +
      "certificates, and what the servers' names are. Mail goes only to those, or waits.",
    sources: ["RFC 8461"],
  },
  {
    names: ["dnsbl", "rbl", "blocklist", "blacklist"],
    title: "a list of bad IP addresses, in DNS",
    meaning: "Servers look up each client in such lists, and refuse those that are on one.",
    next: ["Look up your IP address at the list named in the answer."],
    sources: ["RFC 5782"],
  },
];
