import { concludeComparison } from "../../../message/compare/conclusions.ts";
import { octetsOf } from "../../fuzz/octets.ts";
import { assert, assertEquals, assertMatch } from "../../std/assert.ts";
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
    "It is the message that was sent: same Message-ID.",
    "MAIL FROM became Return-Path: the last server writes it there (RFC 5321 4.4).",
    "RCPT TO appears nowhere in the message: the envelope is not part of it, and To: is only text.",
    "2 fields were added on the way: Return-Path and Received.",
    "Altered on the way: Subject.",
    "The subject was given the tag “[list]”, as lists and filters do.",
    "3 fields are as the author's mail program wrote them.",
    "The text now ends with “-- A list”.",
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
      "The text was sent as 8bit and arrived as quoted-printable; it decodes to the same content.",
    ),
  );
});

/** The sentences about a body that was altered. */
async function aboutBody(sent: string, received: string): Promise<string[]> {
  const header = "Message-ID: <1@x.pt>\r\n";
  const comparison = await compareTexts(header + sent, header + received);
  const conclusions = concludeComparison(comparison);
  return conclusions.slice(conclusions.findIndex((each) => /author's mail program/.test(each)) + 1);
}

const QUOTED = "Content-Transfer-Encoding: quoted-printable\r\n";
const LATIN = "Content-Type: text/plain; charset=iso-8859-1\r\n";
const PNG = "Content-Type: image/png; name=a.png\r\n";

for (
  const [name, sent, received, sentences] of [
    ["a line", "\r\na\r\nb\r\n", "\r\na\r\nc\r\n", [
      "The text differs from line 2 on: “c” instead of “b”.",
    ]],
    ["its end", "\r\na\r\nb\r\n", "\r\na\r\n", [
      "The text ends before line 2, which was “b”.",
    ]],
    ["a line that became empty", "\r\na\r\nb\r\n", "\r\n\r\nb\r\n", [
      "The text differs from line 1 on: an empty line instead of “a”.",
    ]],
    ["text and encoding", "\r\na\r\n", `${QUOTED}\r\nb\r\n`, [
      "The text differs from line 1 on: “b” instead of “a”.",
      "The text was sent as 7bit and arrived as quoted-printable.",
    ]],
    ["the encoding", "\r\na=\r\n", `${QUOTED}\r\na=3D\r\n`, [
      "The text was sent as 7bit and arrived as quoted-printable; it decodes to the same content.",
    ]],
    ["the character set", `${LATIN}${QUOTED}\r\n=E1\r\n`, "\r\ná\r\n", [
      "The text was sent as quoted-printable and arrived as 7bit; it decodes to the same content.",
      "The text was in the character set iso-8859-1 and is now in us-ascii.",
    ]],
    ["name and content", `${PNG}\r\nAAA\r\n`, `${PNG.replace("a.", "b.")}\r\nBBB\r\n`, [
      "The attachment “a.png”, image/png, was replaced by image/png, “b.png”.",
    ]],
  ] as const
) {
  Deno.test(`concludeComparison says what became of a body: ${name}`, async () => {
    assertEquals(await aboutBody(sent, received), [...sentences]);
  });
}

Deno.test("a second field of a name that stands once is an alteration, one that was missing is none", async () => {
  const repeated = await compareTexts(SENT, `Subject: Ho\r\n${SENT}`);
  assertEquals(repeated.altered, true);
  assertMatch(concludeComparison(repeated).join("\n"), /^Added a second time, .*: Subject\.$/m);
  const date = "Date: Tue, 24 Nov 2026 00:00:01 +0000\r\n";
  assertEquals((await compareTexts(SENT, `${date}${SENT}`)).altered, false);
});

Deno.test("concludeComparison counts up no more names than a person reads", async () => {
  const added = Array.from({ length: 30 }, (_, index) => `X-${index}: 1\r\n`).join("");
  const conclusions = concludeComparison(await compareTexts(SENT, added + SENT));
  assertMatch(
    conclusions[1] ?? "",
    /^30 fields were added on the way: X-0, .*, X-19 and 10 more\.$/,
  );
});

Deno.test("what says how the body is written is no altered field", async () => {
  const comparison = await compareTexts(
    `${FIELDS}${LATIN}${QUOTED}\r\n=E1\r\n`,
    `${FIELDS}${LATIN}Content-Transfer-Encoding: base64\r\n\r\n4Q0K\r\n`,
  );
  assertEquals(comparison.altered, false);
  const conclusions = concludeComparison(comparison);
  assert(
    conclusions.includes(
      "The fields describing the body's encoding were rewritten: Content-Transfer-Encoding.",
    ),
  );
  assert(!conclusions.some((each) => each.startsWith("Altered")));
});

Deno.test("compareMessages looks into a message in the message, its header too", async () => {
  const inner = "Subject: Hi\r\nFrom: a@x.pt\r\n\r\nHi\r\n";
  const sent = `${FIELDS}Content-Type: message/rfc822\r\n\r\n${inner}`;
  const comparison = await compareTexts(sent, sent.replace(/Hi\r\nFrom: a/, "Ho\r\nFrom: a"));
  assertEquals(comparison.altered, true);
  assertEquals(comparison.parts.map((change) => change.fate === "kept" && change.content), [
    { kind: "altered", line: 1, sent: "Subject: Hi", received: "Subject: Ho" },
    { kind: "identical" },
  ]);
});

Deno.test("compareMessages takes two mails without content for one by more than their author", async () => {
  const one = "From: a@x.pt\r\nDate: Tue, 24 Nov 2026 00:00:01 +0000\r\n\r\n";
  const other = one.replace("24", "25").replace("Tue", "Wed");
  assertEquals((await compareTexts(one, other)).identity, "none");
  assertEquals((await compareTexts(one, `${one}\r\n`)).identity, "content");
});

Deno.test("compareMessages says that a signature cannot hold over a body in another encoding", async () => {
  const signed = `DKIM-Signature: v=1; d=x.pt\r\n${FIELDS}`;
  const conclusions = concludeComparison(
    await compareTexts(`${signed}\r\na=\r\n`, `${signed}${QUOTED}\r\na=3D\r\n`),
  );
  assertMatch(conclusions.at(-1) ?? "", /DKIM signature/);
});

Deno.test("compareMessages knows a message whose Message-ID a service has replaced", async () => {
  const { identity, altered } = await compareTexts(SENT, SENT.replace("<1@x.pt>", "<2@z.pt>"));
  assertEquals([identity, altered], ["content", true]);
});

Deno.test("compareMessages knows another message", async () => {
  const other = SENT.replace("<1@x.pt>", "<2@x.pt>").replace("Ana", "Bob").replace("Hi\r", "Ho\r");
  const comparison = await compareTexts(SENT, other);
  assertEquals(comparison.identity, "none");
  assertMatch(concludeComparison(comparison).join("\n"), /^It is a different message[^\n]*$/);
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

Deno.test("concludeComparison says that only the envelope names the recipients, where no To or Cc does", async () => {
  const envelope = envelopeOf("a@x.pt", "b@y.pt", "c@z.pt");
  const text = "Subject: Hi\r\n\r\nHi\r\n";
  const said = async (message: string): Promise<string[]> => {
    const conclusions = concludeComparison(await compareTexts(message, message, envelope));
    return conclusions.filter((each) => each.includes("To or Cc"));
  };
  assertEquals(await said(text), [
    "The message has no To or Cc: only the envelope names the recipients.",
  ]);
  assertEquals(await said(`To: b@y.pt\r\n${text}`), [
    "One recipient is only in the envelope, not in To or Cc: a blind copy.",
  ]);
});
