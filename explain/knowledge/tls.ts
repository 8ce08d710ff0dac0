/**
 * Why TLS failed or could not be verified: the words of `mua send`, the alerts of the
 * protocol and the messages of other programs (RFC 8446 section 6.2).
 * @module
 */
import type { Term } from "./term.ts";

const ALERTS = "RFC 8446 section 6.2";
const CERTIFICATE = "RFC 5280";
const NAMES = "RFC 9525";
const NOT_VERIFIED = "With --tls auto the mail is sent anyway, and reported as not verified.";

/** Every failure you may meet. */
export const TLS_TERMS: readonly Term[] = [
  {
    names: ["not trusted", "certificate not trusted", "certificate not verified"],
    pattern: /certificate (?:not|is not|could not be) (?:trusted|verified)/i,
    title: "a verifiable certificate is required, and the server has none",
    meaning: "The sending side, or the recipient's domain through DANE or MTA-STS, requires the " +
      "server to prove its name. Its certificate comes from an unknown authority, has " +
      "expired, or is for another name.",
    next: [
      "See what is wrong with it: mua send --tls require -v …",
      "If it is your server: give its certificate authority with --ca FILE.",
    ],
    sources: [CERTIFICATE, NAMES],
  },
  {
    names: ["self-signed", "self signed certificate", "caUsedAsEndEntity"],
    pattern: /self[- ]signed/i,
    title: "the certificate is self-signed",
    meaning:
      "The server signed its own certificate; no authority vouches for it. The connection is " +
      "encrypted, but the server's identity is not proved.",
    next: [
      "If it is your server: give its certificate authority with --ca FILE.",
      NOT_VERIFIED,
    ],
    sources: [CERTIFICATE],
  },
  {
    names: ["unknown issuer", "unknown-issuer", "unknown_ca", "unable to get local issuer"],
    pattern:
      /issuer is unknown|unknown[_ ](?:ca|issuer)|UnknownIssuer|local issuer certificate|unable to verify the first certificate/i,
    title: "the certificate comes from an unknown authority",
    meaning: "The authority that signed it is not a known one, or the server does not send the " +
      "intermediate certificates.",
    next: ["Give the authority's certificate with --ca FILE.", NOT_VERIFIED],
    sources: [CERTIFICATE, ALERTS],
  },
  {
    names: ["wrong name", "wrong-name", "name mismatch", "hostname mismatch"],
    pattern:
      /certificate is (?:for|not for) |hostname mismatch|does not match (?:target host ?name|certificate)|altname/i,
    title: "the certificate is for another name",
    meaning: "The certificate is valid, but not for the name that was asked for. Servers of many " +
      "domains often have only one, for their own name.",
    next: ["If you know that name is right: --tls-name NAME.", NOT_VERIFIED],
    sources: [NAMES],
  },
  {
    names: ["expired certificate", "expired", "certificate expired", "certificate_expired"],
    pattern: /certificate (?:has )?expired|CertExpired|certificate_expired/i,
    title: "the certificate has expired",
    meaning: "Its last valid day has passed; someone forgot to renew it. Or the clock of this " +
      "machine is wrong.",
    next: ["Check the clock: date.", "Tell the server's administrator.", NOT_VERIFIED],
    sources: [CERTIFICATE, ALERTS],
  },
  {
    names: ["not yet valid", "not-yet-valid", "certificate not valid yet"],
    pattern: /certificate is not (?:yet )?valid|not valid (?:yet|before)/i,
    title: "the certificate is not valid yet",
    meaning: "Its first valid day has not come. Usually the clock of this machine is wrong.",
    next: ["Check the clock: date.", NOT_VERIFIED],
    sources: [CERTIFICATE],
  },
  {
    names: ["bad certificate", "bad-certificate", "bad_certificate", "certificate_unknown"],
    pattern: /bad[_ ]certificate|certificate is not acceptable|certificate[_ ]unknown/i,
    title: "bad certificate",
    meaning: "Its format, signature or purpose is wrong: it may not be meant for servers, for " +
      "instance.",
    next: ["Tell the server's administrator.", NOT_VERIFIED],
    sources: [CERTIFICATE, ALERTS],
  },
  {
    names: ["certificate revoked", "certificate_revoked"],
    pattern: /certificate[_ ](?:is )?revoked/i,
    title: "the certificate was revoked",
    meaning: "Its authority has revoked it, perhaps because the key was stolen.",
    next: ["Do not send passwords there; tell the server's administrator."],
    sources: [CERTIFICATE, ALERTS],
  },
  {
    names: ["tlsa mismatch", "tlsa problem"],
    pattern:
      /(?:no|not (?:\S{1,40} ){0,4}?(?:by|with|match)) (?:\S{1,40} ){0,3}?(?:TLSA|DANE)\b|(?:TLSA|DANE)\b (?:(?!not\b|no\b)\S{1,40} ){0,4}?(?:fail|mismatch|not match|does not|invalid|matches nothing|problem)/i,
    title: "the certificate is not the one announced in DNS",
    meaning: "The domain announces its server's certificate through DANE, and this one is " +
      "different: a mistake at a renewal, or an attacker in the middle.",
    next: ["Try later; tell the domain's administrator. --no-policy sends without that check."],
    sources: ["RFC 7672"],
  },
  {
    names: ["protocol version", "version", "protocol_version", "unsupported protocol"],
    pattern: /neither TLS 1\.2 nor TLS 1\.3|protocol[_ ]version|unsupported protocol/i,
    title: "no common TLS version",
    meaning:
      "The other side supports only TLS versions that are no longer secure, or is not set up " +
      "for TLS at all.",
    next: [
      "With --tls off the mail is sent in cleartext, if that is acceptable; never with a " +
      "password.",
    ],
    sources: ["RFC 8996", ALERTS],
  },
  {
    names: ["handshake_failure", "handshake failure", "no shared cipher", "insufficient_security"],
    pattern: /handshake[_ ]?failure|no shared cipher|insufficient_security/i,
    title: "no common cipher",
    meaning: "The two sides found no cipher, key exchange or signature algorithm that both accept.",
    next: ["Tell the server's administrator; it needs a newer configuration or certificate."],
    sources: [ALERTS],
  },
  {
    names: ["unrecognized_name", "unrecognized name"],
    pattern: /unrecogni[sz]ed[_ ]name/i,
    title: "the server does not know the name it was asked for",
    meaning: "The client asked for a name (SNI) for which the server has no certificate.",
    next: ["Check the name of the server, or set another with --tls-name NAME."],
    sources: ["RFC 6066 section 3"],
  },
  {
    names: ["certificate_required", "certificate required"],
    pattern: /certificate[_ ]required/i,
    title: "the server requires a client certificate",
    meaning: "The server identifies its clients by their certificates, and you presented none.",
    next: ["Use another port or server: 587 with -u USER."],
    sources: [ALERTS],
  },
  {
    names: ["not tls", "not-tls", "wrong version number", "packet length too long"],
    pattern:
      /something that is not TLS|wrong version number|packet length too long|InvalidContentType/i,
    title: "the answer is not TLS",
    meaning:
      "The client started TLS, but the server speaks plain SMTP there: on ports 25 and 587 " +
      "TLS comes after STARTTLS, on 465 from the first octet.",
    next: ["Use --tls auto or require for 25 and 587, --tls on-connect for 465."],
    sources: ["RFC 8314 section 3"],
  },
  {
    names: ["closed in the handshake", "closed"],
    pattern: /closed the connection in the TLS handshake|unexpected eof/i,
    title: "the server hung up during the handshake",
    meaning: "No alert and no reason: the server, or something in between, did not like how TLS " +
      "started.",
    next: ["Try again; if it keeps happening, tell the server's administrator."],
    sources: [ALERTS],
  },
  {
    names: ["alert"],
    pattern: /with the alert \w+|\balert\b.{0,40}(?:fatal|number)|fatal alert/i,
    title: "the other side ended the handshake and gave a reason",
    meaning: "The alert's name is the reason, for instance handshake_failure or unknown_ca.",
    next: ["Look up its name: mua explain handshake_failure, for instance."],
    sources: [ALERTS],
  },
  {
    names: ["not verified", "encrypted, not verified"],
    pattern: /encrypted, not verified|(?:Untrusted|Anonymous) TLS connection established to/,
    title: "encrypted, but the server's identity is not proved",
    meaning: "The connection is encrypted, but the certificate failed verification. This is what " +
      "most servers do with each other; a password is never sent over it.",
    next: ["--tls require refuses such servers; --ca FILE adds an authority."],
    sources: ["RFC 7435"],
  },
  {
    names: ["verified", "encrypted, verified"],
    pattern: /encrypted, verified|(?:Trusted|Verified) TLS connection established to/,
    title: "encrypted, and the server has proved its name",
    meaning: "The certificate comes from a known authority, has not expired, and is for the name " +
      "that was asked for.",
    sources: [NAMES],
  },
  {
    names: ["tls", "ssl"],
    title: "encryption of the connection",
    meaning:
      "No one on the way can read or change what is sent, and the certificate shows who you " +
      "are talking to. On ports 25 and 587 it starts with STARTTLS, on 465 at once.",
    next: ["mua explain STARTTLS shows how it starts; mua send --tls require demands it."],
    sources: ["RFC 3207", "RFC 8314"],
  },
];
