/**
 * Why TLS did not come about, or could not be verified: the words of `mua send`, the alerts of the
 * protocol and what other programs say (RFC 8446 section 6.2).
 * @module
 */
import type { Term } from "./term.ts";

const ALERTS = "RFC 8446 section 6.2";
const CERTIFICATE = "RFC 5280";
const NAMES = "RFC 9525";
const NOT_VERIFIED = "With --tls auto the mail goes all the same, and is reported as not verified.";

/** Every failure that one meets. */
export const TLS_TERMS: readonly Term[] = [
  {
    names: ["not trusted", "certificate not trusted", "certificate not verified"],
    pattern: /certificate (?:not|is not|could not be) (?:trusted|verified)/i,
    title: "a certificate that can be verified is demanded, and the server has none",
    meaning: "This side, or the recipient's domain by DANE or MTA-STS, demands that the server " +
      "prove its name. Its certificate is signed by nobody known, too old, or for another name.",
    next: [
      "See what is wrong with it: mua send --tls require -v …",
      "If it is a server of yours: give its certificate's authority with --ca FILE.",
    ],
    sources: [CERTIFICATE, NAMES],
  },
  {
    names: ["self-signed", "self signed certificate", "caUsedAsEndEntity"],
    pattern: /self[- ]signed/i,
    title: "the certificate is self-signed",
    meaning: "The server made its certificate itself; nobody vouches for it. The connection is " +
      "encrypted, but with whom is not proved.",
    next: [
      "If it is a server of yours: give its certificate's authority with --ca FILE.",
      NOT_VERIFIED,
    ],
    sources: [CERTIFICATE],
  },
  {
    names: ["unknown issuer", "unknown-issuer", "unknown_ca", "unable to get local issuer"],
    pattern:
      /issuer is unknown|unknown[_ ](?:ca|issuer)|UnknownIssuer|local issuer certificate|unable to verify the first certificate/i,
    title: "nobody that you trust signed the certificate",
    meaning:
      "The authority that signed it is not among the known ones, or the server does not send " +
      "the certificates in between.",
    next: ["Give the authority's certificate with --ca FILE.", NOT_VERIFIED],
    sources: [CERTIFICATE, ALERTS],
  },
  {
    names: ["wrong name", "wrong-name", "name mismatch", "hostname mismatch"],
    pattern:
      /certificate is (?:for|not for) |hostname mismatch|does not match (?:target host ?name|certificate)|altname/i,
    title: "the certificate is for another name",
    meaning:
      "It is a good certificate, but not one of the name that was asked for. Servers of many " +
      "domains often have only one of their own name.",
    next: ["If you know that name to be right: --tls-name NAME.", NOT_VERIFIED],
    sources: [NAMES],
  },
  {
    names: ["expired certificate", "expired", "certificate expired", "certificate_expired"],
    pattern: /certificate (?:has )?expired|CertExpired|certificate_expired/i,
    title: "the certificate is too old",
    meaning:
      "The last day that it is good for is over; somebody forgot to renew it. Or the clock of " +
      "this machine is wrong.",
    next: ["Look at the clock: date.", "Tell whoever runs the server.", NOT_VERIFIED],
    sources: [CERTIFICATE, ALERTS],
  },
  {
    names: ["not yet valid", "not-yet-valid", "certificate not valid yet"],
    pattern: /certificate is not (?:yet )?valid|not valid (?:yet|before)/i,
    title: "the certificate is too new",
    meaning:
      "The first day that it is good for has not come. Mostly the clock of this machine is " +
      "wrong.",
    next: ["Look at the clock: date.", NOT_VERIFIED],
    sources: [CERTIFICATE],
  },
  {
    names: ["bad certificate", "bad-certificate", "bad_certificate", "certificate_unknown"],
    pattern: /bad[_ ]certificate|certificate is not acceptable|certificate[_ ]unknown/i,
    title: "the certificate is not acceptable",
    meaning: "Its form, signature or purpose is wrong: for instance one that is not for servers.",
    next: ["Tell whoever runs the server.", NOT_VERIFIED],
    sources: [CERTIFICATE, ALERTS],
  },
  {
    names: ["certificate revoked", "certificate_revoked"],
    pattern: /certificate[_ ](?:is )?revoked/i,
    title: "the certificate was called back",
    meaning: "Its authority has withdrawn it, perhaps because the key was stolen.",
    next: ["Do not send passwords there; tell whoever runs the server."],
    sources: [CERTIFICATE, ALERTS],
  },
  {
    names: ["tlsa mismatch", "tlsa problem"],
    pattern:
      /(?:no|not (?:\S{1,40} ){0,4}?(?:by|with|match)) (?:\S{1,40} ){0,3}?(?:TLSA|DANE)\b|(?:TLSA|DANE)\b (?:(?!not\b|no\b)\S{1,40} ){0,4}?(?:fail|mismatch|not match|does not|invalid|matches nothing|problem)/i,
    title: "the certificate is not the one that DNS promises",
    meaning:
      "The domain says by DANE which certificate its server has, and this one is another: a " +
      "mistake at a renewal, or somebody in between.",
    next: ["Try later; tell whoever runs the domain. --no-policy sends without that check."],
    sources: ["RFC 7672"],
  },
  {
    names: ["protocol version", "version", "protocol_version", "unsupported protocol"],
    pattern: /neither TLS 1\.2 nor TLS 1\.3|protocol[_ ]version|unsupported protocol/i,
    title: "no version of TLS in common",
    meaning:
      "The other side speaks only versions of TLS that are too old to be safe, or is not set " +
      "up for TLS at all.",
    next: [
      "With --tls off the mail goes in clear text, if that is acceptable; never with a password.",
    ],
    sources: ["RFC 8996", ALERTS],
  },
  {
    names: ["handshake_failure", "handshake failure", "no shared cipher", "insufficient_security"],
    pattern: /handshake[_ ]?failure|no shared cipher|insufficient_security/i,
    title: "no way to encrypt in common",
    meaning: "The two sides found no cipher, key exchange or signature that both accept.",
    next: ["Tell whoever runs the server; it needs a newer set-up or certificate."],
    sources: [ALERTS],
  },
  {
    names: ["unrecognized_name", "unrecognized name"],
    pattern: /unrecogni[sz]ed[_ ]name/i,
    title: "the server does not know the name it was asked for",
    meaning: "The client said which name it wants (SNI), and the server has no certificate for it.",
    next: ["Check the name of the server, or set another with --tls-name NAME."],
    sources: ["RFC 6066 section 3"],
  },
  {
    names: ["certificate_required", "certificate required"],
    pattern: /certificate[_ ]required/i,
    title: "the server wants a certificate of the client",
    meaning: "The server knows its clients by their certificates; you have shown none.",
    next: ["Use another port or server: 587 with -u USER."],
    sources: [ALERTS],
  },
  {
    names: ["not tls", "not-tls", "wrong version number", "packet length too long"],
    pattern:
      /something that is not TLS|wrong version number|packet length too long|InvalidContentType/i,
    title: "what came is not TLS",
    meaning:
      "TLS was begun with a server that speaks clear text there: on port 25 and 587 TLS comes " +
      "after STARTTLS, on 465 from the first octet.",
    next: ["Use --tls auto or require for 25 and 587, --tls on-connect for 465."],
    sources: ["RFC 8314 section 3"],
  },
  {
    names: ["closed in the handshake", "closed"],
    pattern: /closed the connection in the TLS handshake|unexpected eof/i,
    title: "the server hung up in the middle of the handshake",
    meaning:
      "No alert, no reason: the server, or something in between, did not like how TLS began.",
    next: ["Try again; if it goes on, tell whoever runs the server."],
    sources: [ALERTS],
  },
  {
    names: ["alert"],
    pattern: /with the alert \w+|\balert\b.{0,40}(?:fatal|number)|fatal alert/i,
    title: "the other side ended the handshake and said why",
    meaning: "The name of the alert is the reason, for instance handshake_failure or unknown_ca.",
    next: ["Give the name: mua explain handshake_failure, for instance."],
    sources: [ALERTS],
  },
  {
    names: ["not verified", "encrypted, not verified"],
    pattern: /encrypted, not verified|(?:Untrusted|Anonymous) TLS connection established to/,
    title: "nobody can listen, but with whom you speak is not proved",
    meaning:
      "The connection is encrypted, and the certificate did not pass the check. It is what " +
      "most servers do with each other; a password never goes over it.",
    next: ["--tls require refuses such servers; --ca FILE adds an authority."],
    sources: ["RFC 7435"],
  },
  {
    names: ["verified", "encrypted, verified"],
    pattern: /encrypted, verified|(?:Trusted|Verified) TLS connection established to/,
    title: "encrypted, with a server that has proved its name",
    meaning: "The certificate is signed by a known authority, in time, and for the name that was " +
      "asked for.",
    sources: [NAMES],
  },
  {
    names: ["tls", "ssl"],
    title: "encryption of the connection",
    meaning:
      "Nobody on the way can read or change what is sent, and the certificate shows with whom " +
      "you speak. On ports 25 and 587 it begins with STARTTLS, on 465 at once.",
    next: ["mua explain STARTTLS tells how it begins; mua send --tls require demands it."],
    sources: ["RFC 3207", "RFC 8314"],
  },
];
