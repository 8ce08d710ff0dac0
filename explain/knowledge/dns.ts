/**
 * What DNS says when one looks for a mail server, and the verdicts of `mua mx` on it.
 * @module
 */
import type { Term } from "./term.ts";

const ASK_ANOTHER = "Ask another name server: mua mx DOMAIN @RESOLVER.";

/** Every verdict, response code and kind of record that one meets. */
export const DNS_TERMS: readonly Term[] = [
  {
    names: ["nxdomain", "no such domain", "no-such-domain", "no-such-host", "host not found"],
    pattern:
      /\bNXDOMAIN\b|\bENOTFOUND\b|Name or service not known|domain does not exist|Host not found(?!, try)|no such domain/,
    title: "the name does not exist",
    meaning: "DNS says for certain that there is no such name, nor anything below it. Mail to it " +
      "comes back at once.",
    next: ["Check the spelling of the domain: mua mx DOMAIN."],
    sources: ["RFC 1035 section 4.1.1", "RFC 8020"],
  },
  {
    names: ["nodata", "no data", "no answer", "no-address", "no records"],
    pattern: /\bNODATA\b|has no (?:address|IPv[46] address|MX record)/,
    title: "the name exists, without a record of this type",
    meaning:
      "The answer is certain, and empty: no error, no records. Without MX the domain's own " +
      "address takes the mail; without that too there is no mail.",
    next: ["See which records there are: mua mx DOMAIN."],
    sources: ["RFC 2308 section 2.2", "RFC 5321 section 5.1"],
  },
  {
    names: ["servfail", "server failure"],
    pattern: /\bSERVFAIL\b/,
    title: "the name server could not find out",
    meaning:
      "The servers of the domain did not answer, or the signatures of DNSSEC do not hold. It " +
      "says nothing about whether the name exists, so mail waits.",
    next: ["Try again later.", ASK_ANOTHER],
    sources: ["RFC 1035 section 4.1.1", "RFC 5321 section 5.1"],
  },
  {
    names: ["refused", "query refused"],
    pattern: /\bREFUSED\b/,
    title: "the name server does not answer you",
    meaning: "The server answers questions of its own network only, or not about this domain.",
    next: [ASK_ANOTHER],
    sources: ["RFC 1035 section 4.1.1"],
  },
  {
    names: ["formerr", "notimp"],
    pattern: /\b(?:FORMERR|NOTIMP)\b/,
    title: "the name server does not understand the question",
    meaning: "The server cannot read the question or does not answer this kind of it.",
    next: [ASK_ANOTHER],
    sources: ["RFC 1035 section 4.1.1"],
  },
  {
    names: ["mx", "mail exchanger", "found"],
    title: "the mail server of a domain",
    meaning:
      "An MX record names a host that takes the domain's mail, with a preference: the lowest " +
      "number is tried first, equal ones in any order.",
    next: ["See those of a domain: mua mx DOMAIN."],
    sources: ["RFC 5321 section 5.1", "RFC 7505"],
  },
  {
    names: ["null mx", "null-mx"],
    pattern: /\bnull MX\b/i,
    title: "the domain takes no mail, and says so",
    meaning:
      "A single MX record of preference 0 with the name . says that there is no mail in this " +
      "domain. Nobody tries the domain's own address then.",
    next: ["Look for another address of the recipient; waiting does not help."],
    sources: ["RFC 7505"],
  },
  {
    names: ["implicit mx", "implicit-mx"],
    pattern: /\bimplicit MX\b/i,
    title: "the domain itself takes the mail",
    meaning:
      "The domain exists and has no MX record, so its own address counts as the mail server. " +
      "It holds only if DNS says for certain that there is no MX.",
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["no mail", "no-mail"],
    title: "the domain takes no mail",
    meaning: "The domain exists, but has neither an MX record nor an address of its own.",
    next: ["Check the spelling of the domain; a part may be missing or too many."],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["no usable host", "no-usable-host", "not usable"],
    title: "there are mail servers, but none can be used",
    meaning:
      "The domain has MX records, and each leads nowhere: to names without an address, or to " +
      "what is no name. The domain's own address is not tried then.",
    next: ["Tell whoever runs the domain: its MX records are broken."],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["address-as-name", "bad-name"],
    pattern: /is an address where a name must stand|cannot be used: /,
    title: "the MX record points to what is no name",
    meaning:
      "An MX record must hold the name of a host. This one holds an address, or letters that no " +
      "name of a host has.",
    next: ["Tell whoever runs the domain: its MX records are broken."],
    sources: ["RFC 1035 section 3.3.9"],
  },
  {
    names: ["forbidden address", "forbidden-address", "private address"],
    pattern: /would not go to a public address/,
    title: "the mail server has an address that is not public",
    meaning:
      "The MX leads to loopback, private, link-local or reserved addresses: into your own network, " +
      "not to theirs. mua does not send there by itself.",
    next: ["If it is a network of your own: add --allow-private."],
    sources: ["RFC 6890"],
  },
  {
    names: ["temporary failure", "lookup-failed", "temporary failure in name resolution"],
    pattern:
      /could not look up the |no mail host of \S+ can be used now|host lookup did not complete|\bEAI_AGAIN\b|Temporary failure in name resolution|Host not found, try again/,
    title: "DNS could not say now",
    meaning:
      "No certain answer came: a time-out, SERVFAIL or REFUSED. Mail waits, and nobody guesses.",
    next: ["Try again later.", ASK_ANOTHER],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["dns timeout", "dns time-out", "name server timeout"],
    title: "no name server answered in time",
    meaning: "The question or the answer was lost, or a firewall drops it.",
    next: [ASK_ANOTHER],
    sources: ["RFC 5321 section 5.1"],
  },
  {
    names: ["address literal", "address-literal"],
    title: "an address in place of a domain",
    meaning: "user@[192.0.2.1]: the mail goes to that address, and DNS is not asked.",
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
    meaning: "The name of an IP address, set by whoever owns the address. Many servers take mail " +
      "only from addresses whose name leads back to them.",
    next: ["For a server of your own: have its provider set it."],
    sources: ["RFC 1035 section 3.3.12"],
  },
  {
    names: ["spf"],
    title: "who may send for a domain",
    meaning: "A TXT record of the domain lists the addresses that send its mail. The recipient's " +
      "server compares it with the client's address and the domain of MAIL FROM.",
    sources: ["RFC 7208"],
  },
  {
    names: ["dkim"],
    title: "a signature of the sender's domain",
    meaning: "The server of the domain signs body and header; the key is in DNS. It survives " +
      "forwarding, but not changes.",
    next: ["See the field: mua explain DKIM-Signature."],
    sources: ["RFC 6376"],
  },
  {
    names: ["dmarc"],
    title: "what to do with mail that proves nothing",
    meaning: "A TXT record at _dmarc.DOMAIN says what should happen to mail with that domain in " +
      "From, if neither SPF nor DKIM passes for the same domain: nothing, quarantine or reject.",
    sources: ["RFC 7489"],
  },
  {
    names: ["arc"],
    title: "what forwarders vouch for",
    meaning: "Forwarders and lists sign what they found out before they changed a message.",
    sources: ["RFC 8617"],
  },
  {
    names: ["tlsa lookup error"],
    pattern: /TLSA lookup (?:error|failed)/i,
    title: "DNS could not say which certificate the server has",
    meaning:
      "The domain may promise a certificate by DANE, and the question for its TLSA record got no " +
      "answer that holds. Without it mail must wait: somebody could hide the record.",
    next: ["Send again later; tell whoever runs the domain that its DNSSEC is broken."],
    sources: ["RFC 7672 section 2.1"],
  },
  {
    names: ["tlsa", "dane"],
    title: "the certificate of a server, in DNS",
    meaning:
      "A TLSA record, signed by DNSSEC, says which certificate a mail server has. Mail then " +
      "goes under TLS with that certificate, or waits.",
    sources: ["RFC 7672"],
  },
  {
    names: ["mta-sts", "mta sts"],
    title: "a domain's wish for TLS, by a web page",
    meaning:
      "A policy at https://mta-sts.DOMAIN says that the domain's servers have certificates " +
      "which can be verified, and what their names are. Mail goes to those, or waits.",
    sources: ["RFC 8461"],
  },
  {
    names: ["dnsbl", "rbl", "blocklist", "blacklist"],
    title: "a list of bad addresses, in DNS",
    meaning: "A server asks such a list about each client, and refuses those that are on it.",
    next: ["Look your address up at the list that the answer names."],
    sources: ["RFC 5782"],
  },
];
