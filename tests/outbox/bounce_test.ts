import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { readReturned } from "../../explain/bounce/read.ts";
import type { Answer } from "../../journal/answer.ts";
import { writeBounce } from "../../outbox/bounce.ts";
import { Fates } from "../../outbox/fates.ts";
import type { QueuedMail } from "../../outbox/mail.ts";
import type { Envelope } from "../../smtp/mod.ts";
import { MESSAGE } from "./queued.ts";

const SETTING = { host: "h.example", now: 5 * 86_400_000, zoneMinutes: 0, token: "t-1" };

/** The bounce of a mail of which these answers are known. */
function bounceOf(answers: readonly Answer[], envelope: Partial<Envelope> = {}): string {
  const recipients = answers.map(({ to: address }) => ({ address, domain: "y.example" }));
  const mail: QueuedMail = {
    queuedAt: 0,
    envelope: { reversePath: "me@x.example", recipients, ...envelope },
    message: { size: MESSAGE.length, eightBit: false, utf8Header: false, mayReencode: false },
    way: new Map(),
  };
  const fates = new Fates(mail);
  fates.take({ at: SETTING.now, answers });
  const { before, after, isHeaderOnly } = writeBounce(
    { mail, lost: fates.lost, subject: "Hi" },
    SETTING,
  );
  const returned = isHeaderOnly ? MESSAGE.slice(0, MESSAGE.indexOf("\r\n\r\n") + 2) : MESSAGE;
  return before + returned + after;
}

const DEFERRED: Answer = {
  to: "b@y.example",
  status: "deferred",
  reason: "temporary",
  host: "mx.y.example [192.0.2.1]",
  reply: "451 4.7.1 Greylisted",
};

const REFUSED: Answer = {
  ...DEFERRED,
  to: "c@y.example",
  status: "refused",
  reason: "recipient",
  reply: "550 5.1.1 no such user",
};

Deno.test("a bounce is read as what it is: whom it is about, why, and the mail", () => {
  const text = bounceOf([DEFERRED, REFUSED]);
  const returned = readReturned(new TextEncoder().encode(text));
  assert(returned !== undefined);
  assertEquals(returned.kind, "failure");
  assertEquals(
    returned.bounces.map(({ recipient, action, words }) => [recipient, action, words]),
    [
      ["b@y.example", "failed", "451 4.7.1 Greylisted"],
      ["c@y.example", "failed", "550 5.1.1 no such user"],
    ],
  );
  assertEquals(returned.mail.subject, "Hi");
  assertEquals(text.match(/(?<=\r\nStatus: ).*(?=\r\n)/g), ["4.4.7", "5.1.1"]);
});

Deno.test("a bounce says how often a mail was tried, and brings only a header where that was asked for", () => {
  const text = bounceOf([DEFERRED], { notification: { return: "hdrs", envelopeId: "E1" } });
  assertStringIncludes(text, "This is the last of 1 attempts.");
  assertStringIncludes(text, "Content-Type: text/rfc822-headers\r\n");
  assertStringIncludes(text, "\r\nOriginal-Envelope-Id: E1\r\n");
  assertEquals(text.includes("\r\n\r\nHi\r\n"), false);
  assertEquals(bounceOf([REFUSED]).includes("attempts"), false);
});

Deno.test("an address in UTF-8 makes it a bounce in UTF-8", () => {
  const text = bounceOf([{ ...REFUSED, to: "olá@y.example" }]);
  assertStringIncludes(text, "Content-Type: message/global-delivery-status\r\n");
  assertStringIncludes(text, "Final-Recipient: utf-8; olá@y.example\r\n");
  assertStringIncludes(text, "Content-Type: message/global\r\n");
});

Deno.test("what a server has said makes no line of its own, and no line too long", () => {
  const reply = `550 5.7.1 no\r\nX-Evil: 1 ${"word ".repeat(100)}${"x".repeat(2000)}`;
  const text = bounceOf([{ ...REFUSED, reply }]);
  assertEquals(/^X-Evil/m.test(text), false);
  for (const line of text.split("\r\n")) assert(line.length <= 998, line);
  assertMatch(text, /\r\nDiagnostic-Code: smtp; 550 5\.7\.1 no X-Evil: 1 .*\r\n word/);
});
