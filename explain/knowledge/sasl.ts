/**
 * The mechanisms of AUTH (RFC 4422), and which of them are worth something.
 * @module
 */
import type { Knowledge } from "./knowledge.ts";

const CHOOSE = "mua send -u USER takes the strongest one that the server offers; --auth chooses.";
const NEEDS_TLS = "Only under verified TLS.";

/** Every mechanism that servers offer for mail, in upper case. */
export const SASL_MECHANISMS: ReadonlyMap<string, Knowledge> = new Map<string, Knowledge>([
  ["PLAIN", {
    title: "name and password, as they are",
    meaning:
      "User name and password go in one line of base64, which hides nothing. It is the most " +
      "usual one, and good under verified TLS.",
    next: [CHOOSE],
    sources: ["RFC 4616"],
  }],
  ["LOGIN", {
    title: "name and password, one after the other",
    meaning: "As PLAIN, but asked for in two steps. It never was a standard; old clients know " +
      "nothing else.",
    next: [NEEDS_TLS, CHOOSE],
  }],
  ["CRAM-MD5", {
    title: "a proof with MD5",
    meaning:
      "The password is not sent, but a digest of it with the server's challenge. MD5 is weak " +
      "today, and the server must store the password so that it can be stolen.",
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
      "it; a stolen store of the server does not hold it either. The best one for passwords.",
    next: [CHOOSE],
    sources: ["RFC 7677"],
  }],
  ["SCRAM-SHA-256-PLUS", {
    title: "the same, bound to the TLS connection",
    meaning:
      "As SCRAM-SHA-256, and the proof holds for this TLS connection only, so that nobody in " +
      "the middle can pass it on.",
    next: [CHOOSE],
    sources: ["RFC 7677", "RFC 5929"],
  }],
  ["SCRAM-SHA-1-PLUS", {
    title: "the same as SCRAM-SHA-1, bound to the TLS connection",
    meaning: "As SCRAM-SHA-1, and the proof holds for this TLS connection only.",
    next: [CHOOSE],
    sources: ["RFC 5802", "RFC 5929"],
  }],
  ["XOAUTH2", {
    title: "an OAuth token, in Google's form",
    meaning: "In place of a password the client shows a token that was given to it for a short " +
      "time. Gmail and Microsoft 365 want it for programs.",
    next: ["Give the token as the password, with mua send -u USER --auth XOAUTH2."],
  }],
  ["OAUTHBEARER", {
    title: "an OAuth token, in the standard's form",
    meaning:
      "In place of a password the client shows a token that was given to it for a short time.",
    next: ["Give the token as the password, with mua send -u USER --auth OAUTHBEARER."],
    sources: ["RFC 7628"],
  }],
  ["PLAIN-CLIENTTOKEN", {
    title: "Google's own, for its programs",
    meaning: "As PLAIN with a token of the program; only Google's own clients use it.",
  }],
  ["GSSAPI", {
    title: "Kerberos",
    meaning: "The client shows a Kerberos ticket, mostly inside an organisation.",
    sources: ["RFC 4752"],
  }],
  ["NTLM", {
    title: "the log-in of old Windows networks",
    meaning: "Microsoft's own proof of a password; weak, and to be avoided.",
  }],
  ["EXTERNAL", {
    title: "by what is known already",
    meaning: "Who the client is follows from elsewhere, mostly from its TLS certificate.",
    sources: ["RFC 4422 appendix A"],
  }],
  ["ANONYMOUS", {
    title: "nobody in particular",
    meaning: "The client says that it does not say who it is. No mail server should relay for it.",
    sources: ["RFC 4505"],
  }],
]);
