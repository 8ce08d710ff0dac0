/**
 * The words of sender authentication and of junk filters: the tags of DMARC and DKIM records, forwarding,
 * reports, and the levels of Microsoft's filter.
 * @module
 */
import { OWN_SERVER } from "../knowledge/advice.ts";
import type { Term } from "../knowledge/term.ts";

const DMARC_TAG = ["RFC 9989 section 4.7"];
const DKIM_TAG = ["RFC 6376 section 3.5"];

/** The terms. */
export const AUTHENTICATION_TERMS: readonly Term[] = [
  {
    names: ["p="],
    title: "DMARC: what to do with mail that fails",
    meaning:
      "The policy for the domain itself: none (nothing, only reports), quarantine (Junk), or " +
      "reject. A record without it counts as none. In a DKIM key record, p= is the key itself; " +
      "an empty one is revoked.",
    next: ["See each: mua explain p=none p=quarantine p=reject"],
    sources: ["RFC 9989 section 4.7", "RFC 6376 section 3.6.1"],
  },
  {
    names: ["p=none", "sp=none", "np=none"],
    title: "DMARC: mail that fails is not to be treated differently",
    meaning:
      "The domain wants reports (rua=) and no more. Many begin so, to see who sends in their " +
      "name.",
    sources: DMARC_TAG,
  },
  {
    names: ["p=quarantine", "sp=quarantine", "np=quarantine"],
    title: "DMARC: mail that fails is suspicious",
    meaning: "Most receivers put it into Junk. With t=y it counts as none.",
    sources: DMARC_TAG,
  },
  {
    names: ["p=reject", "sp=reject", "np=reject"],
    title: "DMARC: mail that fails should be refused",
    meaning:
      "The domain says that all its mail passes. With t=y it counts as quarantine. Mailing " +
      "lists break it, so it does not suit domains of people who write to lists.",
    sources: ["RFC 9989 section 4.7", "RFC 9989 section 7.4"],
  },
  {
    names: ["sp=", "sp"],
    title: "DMARC: the policy for subdomains",
    meaning: "For subdomains that exist and have no record of their own; without it, p= holds.",
    sources: DMARC_TAG,
  },
  {
    names: ["np=", "np"],
    title: "DMARC: the policy for subdomains that do not exist",
    meaning:
      "For names that are not in DNS at all, which only forgers use. Without it, sp= holds, " +
      "and then p=. New in RFC 9989.",
    sources: DMARC_TAG,
  },
  {
    names: ["t=", "t=y", "t=n"],
    title: "DMARC: test mode; in a DKIM signature: when it was made",
    meaning: "t=y asks receivers to be one step milder: reject becomes quarantine, quarantine " +
      "becomes none. It came with RFC 9989, in place of pct=. In DKIM-Signature, t= is the time in " +
      "seconds since 1970; in a DKIM key record, t=y means testing.",
    sources: ["RFC 9989 section 4.7", "RFC 6376 section 3.5", "RFC 6376 section 3.6.1"],
  },
  {
    names: ["pct=", "pct"],
    title: "DMARC: a percentage, which is no longer there",
    meaning:
      "In RFC 7489 the policy applied to so many of a hundred mails that fail. RFC 9989 has " +
      "removed it; receivers of now ignore it, older ones do not.",
    next: ["If it is your domain: use t=y to test, and take pct= out."],
    sources: ["RFC 9989 appendix A.6"],
  },
  {
    names: ["psd=", "psd"],
    title: "DMARC: whether others register names below this domain",
    meaning: "y: the domain is a public suffix, such as a country's; n: it is an organization's " +
      "own, and the tree walk ends here; u: neither is said, which is the default.",
    sources: DMARC_TAG,
  },
  {
    names: ["tree walk", "dns tree walk"],
    title: "DMARC: how the record of a domain is found",
    meaning: "The receiver asks for _dmarc at the domain of From, and then at each parent, eight " +
      "times at most. It replaced the list of public suffixes that RFC 7489 used.",
    sources: ["RFC 9989 section 4.10"],
  },
  {
    names: ["alignment", "identifier alignment", "aligned", "dmarc alignment"],
    title: "DMARC: that SPF or DKIM passed for the domain of From",
    meaning: "A pass for another domain proves nothing about From. Relaxed (the default): both " +
      "belong to the same organization; strict: they are the same.",
    next: ["See the tags: mua explain adkim aspf"],
    sources: ["RFC 9989 section 4.4"],
  },
  {
    names: ["adkim", "adkim="],
    title: "DMARC: how closely d= of DKIM must match From",
    meaning: "r (relaxed, the default): the same organization; s (strict): the same domain.",
    sources: DMARC_TAG,
  },
  {
    names: ["aspf", "aspf="],
    title: "DMARC: how closely the domain of MAIL FROM must match From",
    meaning: "r (relaxed, the default): the same organization; s (strict): the same domain.",
    sources: DMARC_TAG,
  },
  {
    names: ["rua", "rua="],
    title: "DMARC: where daily reports go",
    meaning:
      "Receivers send aggregate reports there: which hosts sent how many mails in the name " +
      "of the domain, and what SPF, DKIM and DMARC said. TLSRPT has a rua= too.",
    sources: ["RFC 9989 section 4.7", "RFC 9990"],
  },
  {
    names: ["ruf", "ruf=", "fo", "fo="],
    title: "DMARC: where reports of single failures go",
    meaning:
      "ruf= names the address and fo= for which failures; few receivers send such reports, " +
      "because they contain parts of other people's mail. fo= counts only beside ruf=.",
    sources: ["RFC 9989 section 4.7", "RFC 9991"],
  },
  {
    names: ["bh=", "bh"],
    title: "DKIM: the hash of the body",
    meaning:
      "If it does not match (body hash did not verify), the text was changed after signing: " +
      "a footer of a list, a rewritten link, another encoding.",
    next: [
      "See which lines a list has added: mua inspect FILE --verify.",
      "See all that was changed: mua compare SENT RECEIVED.",
    ],
    sources: DKIM_TAG,
  },
  {
    names: ["b="],
    title: "DKIM: the signature itself",
    meaning: "It covers the fields in h= and the hash in bh=. If bh= matches and b= does not, a " +
      "signed field was changed, or the key is another one.",
    sources: DKIM_TAG,
  },
  {
    names: ["l=", "body length limit"],
    title: "DKIM: how much of the body is signed",
    meaning:
      "Octets from its beginning; what follows anyone can add, so that a forged text passes. " +
      "Some receivers do not accept such signatures.",
    next: ["If it is your server: sign without l=."],
    sources: ["RFC 6376 section 3.5", "RFC 6376 section 8.2"],
  },
  {
    names: ["d="],
    title: "DKIM: the domain that signs",
    meaning: "It answers for the mail. For DMARC it must match the domain of From.",
    sources: DKIM_TAG,
  },
  {
    names: ["s=", "selector", "dkim selector"],
    title: "DKIM: which key of the domain",
    meaning:
      "The public key is in DNS at s=._domainkey.d=. A domain has several keys, for several " +
      "servers or one after the other.",
    sources: DKIM_TAG,
  },
  {
    names: ["h="],
    title: "DKIM: the fields that are signed",
    meaning: "A name that stands there once more than the field does keeps others from adding one.",
    sources: DKIM_TAG,
  },
  {
    names: ["c=", "canonicalization"],
    title: "DKIM: which small changes do not matter",
    meaning: "For header and body: simple allows none, relaxed allows other blanks and folds.",
    sources: ["RFC 6376 section 3.4"],
  },
  {
    names: ["x="],
    title: "DKIM: until when the signature holds",
    meaning: "In seconds since 1970. After that it does not count, as if the mail were not signed.",
    sources: DKIM_TAG,
  },
  {
    names: ["z="],
    title: "DKIM: copies of the fields as they were signed",
    meaning: "They prove nothing, and show what was changed in the header afterwards.",
    sources: DKIM_TAG,
  },
  {
    names: ["i="],
    title: "DKIM: in whose name the domain signs; in ARC: the number of the set",
    meaning:
      "In DKIM-Signature an address of d= or of a domain below it. In ARC the three fields " +
      "of one forwarder have the same number, from 1 for the first.",
    sources: ["RFC 6376 section 3.5", "RFC 8617 section 4.2.1"],
  },
  {
    names: ["cv=", "cv", "cv=none", "cv=pass", "cv=fail"],
    title: "ARC: what a seal says of those before it",
    meaning:
      "none: it is the first one. pass: all before it held when this server took the mail. " +
      "fail: they did not, and from there on the chain stays broken.",
    next: ["See which seal broke: mua inspect FILE --verify."],
    sources: ["RFC 8617 section 4.4"],
  },
  {
    names: ["v=spf1"],
    title: "an SPF record",
    meaning:
      "Read from the left: the first term that matches the client's address decides. A term " +
      "with + or no sign means pass, - fail, ~ softfail, ? neutral. include: asks the record of " +
      "another domain, and all matches whatever is left.",
    next: ["See that of a domain, with all it includes: mua domain DOMAIN --no-connect."],
    sources: ["RFC 7208 section 4.6"],
  },
  {
    names: ["v=dmarc1"],
    title: "a DMARC record",
    meaning: "It stands at _dmarc.DOMAIN, and says what to do with mail that has the domain in " +
      "From and fails: p= for the domain, sp= for those below it.",
    next: [
      "See its tags: mua explain p= sp= np= t= adkim aspf rua",
      "Check that of a domain: mua domain DOMAIN --no-connect.",
    ],
    sources: DMARC_TAG,
  },
  {
    names: ["v=dkim1"],
    title: "the public key of DKIM signatures",
    meaning:
      "It stands at SELECTOR._domainkey.DOMAIN. k= is its kind (rsa, ed25519), p= the key, " +
      "empty when it was revoked; with t=y the domain only tests.",
    next: ["Check it: mua domain DOMAIN --dkim-selector SELECTOR."],
    sources: ["RFC 6376 section 3.6.1", "RFC 8463 section 4"],
  },
  {
    names: ["permerror"],
    title: "a check failed because of what the domain has published",
    meaning: "The record of SPF, DKIM or DMARC is broken: a syntax error, two records, more than " +
      "ten lookups. Trying again does not help.",
    next: ["See what is wrong: mua domain DOMAIN."],
    sources: ["RFC 8601 section 2.7"],
  },
  {
    names: ["temperror"],
    title: "a check could not be made, because a name server did not answer",
    meaning: "It says nothing about the mail. Later the same check may pass.",
    sources: ["RFC 8601 section 2.7"],
  },
  {
    names: ["dkim2", "dkim2-signature"],
    title: "a successor of DKIM in the making",
    meaning:
      "Drafts of the IETF (draft-ietf-dkim-dkim2-spec): each server that takes a mail on signs " +
      "from whom it came, whom it goes to, and what it changed. That is to end replays, and to show " +
      "who answers for a change. No standard yet.",
    next: ["Sign with DKIM (RFC 6376): that is what receivers check now."],
  },
  {
    names: ["bimi"],
    title: "a logo of the domain beside its mail",
    meaning:
      "A TXT record at default._bimi.DOMAIN names the logo and its certificate. It is shown " +
      "only if DMARC passes with quarantine or reject. A draft, no standard.",
  },
  {
    names: ["tlsrpt", "tls-rpt", "tls reporting", "smtp tls reporting"],
    title: "reports about TLS that failed on the way to a domain",
    meaning: "A TXT record at _smtp._tls.DOMAIN says where servers send them (rua=), once a day: " +
      "expired certificates, STARTTLS removed, MTA-STS or DANE not met.",
    sources: ["RFC 8460"],
  },
  {
    names: ["srs", "sender rewriting scheme"],
    title: "a forwarder puts its own domain into MAIL FROM",
    meaning:
      "The old address is packed into the new one (SRS0=…=x.example=ana@forwarder). So SPF " +
      "passes, for the forwarder's domain; DMARC then needs DKIM.",
  },
  {
    names: ["verp", "variable envelope return path"],
    title: "a MAIL FROM of its own for each recipient",
    meaning:
      "Lists write the recipient into it (list-ana=x.example@lists.example), so that a bounce " +
      "says for whom it is, whatever is written in it.",
  },
  {
    names: ["compauth", "composite authentication"],
    title: "Microsoft's combined check of From",
    meaning:
      "SPF, DKIM, DMARC and what Microsoft knows of the sender, in one result, with a code " +
      "in reason=.",
    next: [OWN_SERVER, "See a result: mua explain compauth=fail reason=001"],
  },
  {
    names: ["scl", "spam confidence level"],
    title: "Microsoft's spam confidence level",
    meaning: "-1 not filtered, 0 and 1 no spam, 5 and 6 spam, 7 to 9 spam with high confidence; " +
      "from 5 on a mail goes to Junk.",
  },
  {
    names: ["bcl", "bulk complaint level"],
    title: "Microsoft's bulk complaint level",
    meaning: "0 no bulk mail, 1 to 3 few complaints, 4 to 7 some, 8 and 9 many. From 7 on, by " +
      "default, it goes to Junk.",
  },
];
