import { findReason } from "../../../../explain/bounce/reason/find.ts";
import type { Reason } from "../../../../explain/bounce/reason/reason.ts";
import { commandIn, replyIn, statusIn } from "../../../../explain/bounce/said.ts";
import { assertEquals } from "../../../std/assert.ts";

function reasonOf(words: string, isDelayed = false): Reason {
  return findReason({
    words: words === "" ? [] : [words],
    subject: "",
    isSpecific: words !== "",
    status: statusIn(words),
    reply: replyIn(words),
    command: commandIn(words),
    isDelayed,
  });
}

/** Words in the forms of many servers; what stands in square brackets is the command that they answer. */
const SAID: Readonly<Partial<Record<Reason, readonly string[]>>> = {
  userunknown: [
    "550 5.1.1 <rui@y.example>... User unknown",
    "550 No such user here",
    "550 Requested action not taken: mailbox unavailable",
    "550 rui@y.example: this address does not exist",
    "550 5.4.1 [rui@y.example]: Recipient address rejected: Access denied",
    "550 Utilisateur inconnu",
    "550 Recipient address rejected [RCPT_TO]",
  ],
  filtered: [
    "550 Unknown user rui@y.example (in reply to end of DATA command)",
    "550 5.7.1 Refused due to recipient preferences",
  ],
  rejected: [
    "553 5.1.8 <ana@x.example>... Domain of sender address ana@x.example does not exist",
    "501 5.1.8 Sender address rejected",
    "550 5.7.1 Access denied (in reply to MAIL FROM command)",
    "550 You are not a member of this list",
  ],
  mailboxfull: ["552 5.2.2 Mailbox full", "452 4.2.2 The account is over quota", "552 no"],
  mesgtoobig: ["552 5.3.4 Message size exceeds fixed maximum message size", "552 message too big"],
  exceedlimit: ["552 5.2.3 Message size exceeds the limit of this mailbox"],
  suspend: ["550 5.2.1 The mailbox is disabled", "525 5.7.13 Disabled recipient address"],
  hasmoved: ["551 rui is no longer at this address", "550 5.1.6 gone"],
  hostunknown: [
    "Host or domain name not found. Name service error for name=y.example type=A: Host not found",
    "550 5.1.2 <rui@y.example>... Host unknown",
    "Domain name not found: y.example",
  ],
  notaccept: [
    "556 The domain has a null MX",
    "Sorry, I couldn't find a mail exchanger or IP address",
  ],
  networkerror: [
    "554 5.4.6 Too many hops",
    "Name service error for domain y.example: Host not found, try again",
  ],
  expired: [
    "Envelope expired",
    "Message could not be delivered for 5 days",
    "connection timed out",
  ],
  norelaying: ["550 5.7.1 Relaying denied", "553 sorry, that domain isn't in my list of rcpthosts"],
  authfailure: ["550 5.7.26 This mail is unauthenticated", "550 SPF check failed", "550 5.7.23 no"],
  requireptr: ["554 Your host has no PTR record", "550 5.7.25 no", "450 reverse DNS lookup failed"],
  blocked: [
    "554 5.7.1 Service unavailable; client [192.0.2.1] blocked using bl.example",
    "550 Rejected [EHLO]",
    "421 Service not available; refused to talk to me",
  ],
  badreputation: ["550 5.7.1 the very low reputation of the sending IP address"],
  toomanyconn: ["421 Too many connections from your host", "452 4.5.3 Too many recipients"],
  spamdetected: ["550 5.7.1 Message content rejected, UBE", "554 This looks like spam"],
  virusdetected: ["554 5.7.1 a virus was detected in your mail"],
  policyviolation: ["550 Denied by policy", "554 5.7.9 Message not accepted for policy reasons"],
  securityerror: ["530 5.7.0 Authentication required", "550 5.7.1 Delivery not authorized"],
  contenterror: ["554 Duplicate header 'Subject'", "550 5.6.1 no"],
  mailererror: ["pipe to |/usr/bin/filter", "X-Unix; 127: command died with status 127"],
  systemerror: ["451 4.3.0 internal server error", "451 Could not load the table of users"],
  systemfull: ["452 4.3.1 Insufficient system storage"],
  failedstarttls: ["530 5.7.0 Must issue a STARTTLS command first"],
  syntaxerror: ["503 5.5.1 Improper sequence of commands"],
  onhold: ["550 5.0.0 Nyaan"],
  undefined: [""],
};

for (const [reason, said] of Object.entries(SAID)) {
  Deno.test(`the reason ${reason} is found in the words of servers`, () => {
    for (const words of said) assertEquals([words, reasonOf(words)], [words, reason]);
  });
}

Deno.test("what is said of a mail that still waits is that it waits, if no more is known", () => {
  assertEquals(reasonOf("4.4.0", true), "expired");
  assertEquals(reasonOf("452 4.2.2 Mailbox full", true), "mailboxfull");
});

Deno.test("an address or a link names no reason", () => {
  assertEquals(
    reasonOf("550 <virus.detected@y.example>: see https://y.example/spam/blocked"),
    "onhold",
  );
});
