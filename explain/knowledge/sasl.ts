/**
 * The mechanisms of AUTH (RFC 4422), and which of them are any good.
 * @module
 */
import type { Knowledge } from "./knowledge.ts";

const CHOOSE = "mua send -u USER picks the strongest one the server offers; --auth picks another.";
const NEEDS_TLS = "Only under verified TLS.";

/** Every mechanism that servers offer for mail, in upper case. */
export const SASL_MECHANISMS: ReadonlyMap<string, Knowledge> = new Map<string, Knowledge>([
  ["PLAIN", {
    title: "user name and password, in plain text",
    meaning:
      "User name and password are sent in one line of base64, which hides nothing. The most " +
      "common one, and fine under verified TLS.",
    next: [CHOOSE],
    sources: ["RFC 4616"],
  }],
  ["LOGIN", {
    title: "user name and password, one after the other",
    meaning:
      "Like PLAIN, but in two steps. Never a standard; some old clients support nothing else.",
    next: [NEEDS_TLS, CHOOSE],
  }],
  ["CRAM-MD5", {
    title: "a proof with MD5",
    meaning:
      "The password is not sent, only a digest of it and the server's challenge. MD5 is weak " +
      "today, and the server must store the password in a form that can be stolen.",
    next: [CHOOSE],
    sources: ["RFC 2195"],
  }],
  ["DIGEST-MD5", {
    title: "a proof with MD5, withdrawn",
    meaning: "A more complicated proof with MD5, moved to historic as too hard to get right.",
    next: [CHOOSE],
    sources: ["RFC 2831", "RFC 6331"],
  }],
  ["SCRAM-SHA-1", {
    title: "a proof of the password, both ways",
    meaning:
      "Client and server prove to each other that they know the password, and neither sends " +
      "it. SCRAM-SHA-256 is the same with a better hash.",
    next: [CHOOSE],
    sources: ["RFC 5802"],
  }],
  ["SCRAM-SHA-256", {
    title: "a proof of the password, both ways",
    meaning:
      "Client and server prove to each other that they know the password, and neither sends " +
      "it; it cannot be stolen from the server's database either. The best one for passwords.",
    next: [CHOOSE],
    sources: ["RFC 7677"],
  }],
  ["SCRAM-SHA-256-PLUS", {
    title: "the same, bound to the TLS connection",
    meaning:
      "Like SCRAM-SHA-256, but the proof is valid only for this TLS connection, so that an " +
      "attacker in the middle cannot pass it on.",
    next: [CHOOSE],
    sources: ["RFC 7677", "RFC 5929"],
  }],
  ["SCRAM-SHA-1-PLUS", {
    title: "the same as SCRAM-SHA-1, bound to the TLS connection",
    meaning: "Like SCRAM-SHA-1, but the proof is valid only for this TLS connection.",
    next: [CHOOSE],
    sources: ["RFC 5802", "RFC 5929"],
  }],
  ["XOAUTH2", {
    title: "an OAuth token, in Google's form",
    meaning: "Instead of a password the client presents a short-lived token. Gmail and Microsoft " +
      "365 require it for programs.",
    next: ["Give the token as the password, with mua send -u USER --auth XOAUTH2."],
  }],
  ["OAUTHBEARER", {
    title: "an OAuth token, in the standard's form",
    meaning: "Instead of a password the client presents a short-lived token.",
    next: ["Give the token as the password, with mua send -u USER --auth OAUTHBEARER."],
    sources: ["RFC 7628"],
  }],
  ["PLAIN-CLIENTTOKEN", {
    title: "Google's own, for its own programs",
    meaning: "Like PLAIN with a token of the program; only Google's own clients use it.",
  }],
  ["GSSAPI", {
    title: "Kerberos",
    meaning: "The client presents a Kerberos ticket, usually inside an organisation.",
    sources: ["RFC 4752"],
  }],
  ["NTLM", {
    title: "the login of old Windows networks",
    meaning: "Microsoft's own proof of a password; weak, avoid it.",
  }],
  ["EXTERNAL", {
    title: "identity known already",
    meaning: "The server knows the client from elsewhere, usually from its TLS certificate.",
    sources: ["RFC 4422 appendix A"],
  }],
  ["ANONYMOUS", {
    title: "anonymous",
    meaning: "The client does not identify itself. No mail server should relay for it.",
    sources: ["RFC 4505"],
  }],
]);
