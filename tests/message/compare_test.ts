import { concludeComparison } from "../../message/compare_conclusions.ts";
import { octetsOf } from "../fuzz/octets.ts";
import { assert, assertEquals, assertMatch } from "../std/assert.ts";
import fc from "fast-check";
import { compareTexts, envelopeOf } from "./comparing.ts";

const FIELDS = "From: a@x.pt\r\nTo: b@y.pt\r\nSubject: Hi\r\nMessage-ID: <1@x.pt>\r\n";
const SENT = `${FIELDS}\r\nHi, Ana!\r\n\r\nAlberto\r\n`;
const TRACE = "Return-Path: <a@x.pt>\r\nReceived: from x.pt by mx.y.pt; " +
  "Tue, 24 Nov 2026 00:00:01 +0000\r\n";

Deno.test("compareMessages finds the same content behind trace fields, in LF", async () => {
  const comparison = await compareTexts(SENT, (TRACE + SENT).replaceAll("\r\n", "\n"));
  const { identity, altered, body } = comparison;
  assertEquals([identity, altered, body.change], ["message-id", false, "line-ends"]);
  assertEquals(comparison.header.slice(0, 2).map(({ fate, by }) => [fate, by]), [
    ["added", "mx.y.pt"],
    ["added", "mx.y.pt"],
  ]);
});

Deno.test("compareMessages finds what a mailing list has done", async () => {
  const received = TRACE + SENT.replace("Subject: ", "Subject: [list] ") + "-- \r\nA list\r\n";
  const comparison = await compareTexts(SENT, received, envelopeOf("a@x.pt", "b@y.pt"));
  assertEquals([comparison.identity, comparison.altered], ["message-id", true]);
  assertEquals(concludeComparison(comparison), [
    "It is the message that was sent: the Message-ID is the same.",
    "MAIL FROM has become Return-Path: the last server writes it there (RFC 5321 4.4).",
    "RCPT TO is nowhere in the message: the envelope is no part of it, and To: is only text.",
    "2 fields were added on the way: Return-Path and Received.",
    "Altered on the way: Subject.",
    "3 fields are as the author's program wrote them.",
    "The text has more behind it: “-- A list”.",
  ]);
});

Deno.test("compareMessages takes another encoding on the way for no alteration", async () => {
  const type = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ";
  const sent = `${FIELDS}${type}8bit\r\n\r\nOlá\r\n`;
  const received = `${FIELDS}${type}quoted-printable\r\n\r\nOl=C3=A1\r\n`;
  const comparison = await compareTexts(sent, received);
  assertEquals([comparison.altered, comparison.body.change], [false, "different"]);
  const conclusions = concludeComparison(comparison);
  assert(
    conclusions.includes(
      "8bit became quoted-printable on the way; it decodes to the same content.",
    ),
  );
});

Deno.test("compareMessages knows a message whose Message-ID a service has replaced", async () => {
  const { identity, altered } = await compareTexts(SENT, SENT.replace("<1@x.pt>", "<2@z.pt>"));
  assertEquals([identity, altered], ["content", true]);
});

Deno.test("compareMessages knows another message", async () => {
  const other = SENT.replace("<1@x.pt>", "<2@x.pt>").replace("Ana", "Bob").replace("Hi\r", "Ho\r");
  const comparison = await compareTexts(SENT, other);
  assertEquals(comparison.identity, "none");
  assertMatch(concludeComparison(comparison).join("\n"), /^It is another message[^\n]*$/);
});

Deno.test("compareMessages says that a signature over an altered body cannot hold", async () => {
  const signed = `DKIM-Signature: v=1; d=x.pt\r\n${SENT}`;
  const conclusions = concludeComparison(await compareTexts(signed, `${signed}footer\r\n`));
  assertMatch(conclusions.at(-1) ?? "", /DKIM signature/);
});

const MESSAGE = octetsOf(
  "Subject: Hi\r\n",
  "Received: by mx; Tue, 24 Nov 2026 00:00:01 +0000\n",
  "Content-Type: multipart/mixed; boundary=b\r\n",
  "Content-Transfer-Encoding: base64\r\n",
  "broken line\r\n",
  "\r\n",
  "--b\r\n",
  "--b--\r\n",
  "AAEC",
  "text \t\r\n",
  "\xe1",
);

Deno.test("any message is the same as itself, and not altered", async () => {
  await fc.assert(
    fc.asyncProperty(MESSAGE, async (message) => {
      const comparison = await compareTexts(message, message);
      assertEquals([comparison.altered, comparison.body.change], [false, "identical"]);
      assert(comparison.header.every(({ fate }) => fate === "unchanged"));
      assert(
        comparison.parts.every((change) =>
          change.fate === "kept" && change.content.kind === "identical"
        ),
      );
    }),
  );
});

Deno.test("any two messages can be compared, and conclusions drawn", async () => {
  await fc.assert(
    fc.asyncProperty(MESSAGE, MESSAGE, async (one, other) => {
      const comparison = await compareTexts(one, other);
      assert(concludeComparison(comparison).every((sentence) => /^[A-Z0-9“].*\.$/s.test(sentence)));
    }),
  );
});
