import type { Identity } from "../../../message/compare/identity.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { octetsOf } from "../../fuzz/octets.ts";
import { assertEquals, assertNotEquals } from "../../std/assert.ts";
import fc from "fast-check";
import { compareTexts } from "./comparing.ts";
import { octets } from "../support.ts";

const TRACE_FIELDS = [
  "Return-Path: <a@x.pt>\r\n",
  "Received: from x.pt by mx.y.pt;\r\n\tTue, 24 Nov 2026 00:00:01 +0000\r\n",
  "Delivered-To: b@y.pt\r\n",
  "Authentication-Results: mx.y.pt; spf=pass\r\n",
  "X-Spam-Status: No\r\n",
];

const MESSAGE = octetsOf(
  "From: a@x.pt\r\n",
  "Subject: Hi\r\n",
  "Received: by mx; Tue, 24 Nov 2026 00:00:01 +0000\n",
  "Content-Type: multipart/mixed; boundary=b\r\n",
  "broken line\r\n",
  "\t folded\r\n",
  "\r\n",
  "--b\r\n",
  "--b--\r\n",
  "text \t\r\n",
  "\r",
  "\xe1",
);

Deno.test("any octets are the same mail behind any trace fields, and not altered", async () => {
  const trace = fc.array(fc.constantFrom(...TRACE_FIELDS), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(MESSAGE, trace, async (message, fields) => {
      const before = octets(fields.join(""));
      const comparison = await compareTexts(message, concatenate([before, message]));
      const added = comparison.header.filter(({ fate }) => fate !== "unchanged");
      assertNotEquals(comparison.identity, "none");
      assertEquals([comparison.altered, comparison.body.change], [false, "identical"]);
      assertEquals(added.map(({ fate }) => fate), fields.map(() => "added"));
    }),
  );
});

Deno.test("the same octets are the same mail, however its lines end and whether the last one does", async () => {
  const message = "not a field\r\n folded\r\n\r\n=E1 --b\r\nend";
  for (const end of ["", "\r\n"]) {
    for (const eol of ["\r\n", "\n"]) {
      const received = `${TRACE_FIELDS.join("")}${message}${end}`.replaceAll("\r\n", eol);
      const { identity, altered } = await compareTexts(message, received);
      assertEquals([identity, altered], ["octets", false], JSON.stringify(received));
    }
  }
});

Deno.test("what was put before the same octets alters them where readers take it for theirs", async () => {
  const message = "Subject: Hi\r\n\r\nHi\r\n";
  for (const field of ["Subject: Ho\r\n", "Content-Type: image/png\r\n"]) {
    const { identity, altered } = await compareTexts(message, field + message);
    assertEquals([identity, altered], ["octets", true], field);
  }
});

Deno.test("octets behind others that are no fields are not the mail", async () => {
  const message = "Subject: Hi\r\n\r\nHi\r\n";
  const inside = await compareTexts(message, `Subject: Fwd\r\n\r\nSee below:\r\n\r\n${message}`);
  assertEquals(inside.identity, "none");
  assertEquals((await compareTexts(message, `X-${message}`)).identity, "none");
});

/** What a mail says; `undefined` for a field that it has not. */
interface Letter {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly date?: string;
  readonly id?: string;
  readonly more?: string;
  readonly text?: string;
}

const LETTER: Letter = {
  from: "ana@x.pt",
  to: "bob@y.pt",
  subject: "Lunch on Friday",
  date: "Tue, 24 Nov 2026 09:00:00 +0000",
  id: "<1@x.pt>",
  text: "Dear Bob,\r\nshall we have lunch together on Friday, at noon?\r\n\r\nAna\r\n",
};

function write({ from, to, subject, date, id, more = "", text = "" }: Letter): string {
  const fields = { From: from, To: to, Subject: subject, Date: date, "Message-ID": id };
  const lines = Object.entries(fields)
    .flatMap(([name, value]) => value === undefined ? [] : [`${name}: ${value}\r\n`]);
  return `X-Path: 1\r\n${lines.join("")}${more}\r\n${text}`;
}

const NEW_ID: Letter = { id: "<2@z.pt>" };
const NEW_DATE: Letter = { date: "Wed, 25 Nov 2026 10:00:00 +0000" };
const OTHER_TEXT: Letter = { text: "Please find the minutes of the board's meeting here.\r\n" };
const BARE: Letter = { subject: "Lunch on Friday", text: LETTER.text ?? "" };
const SHORT: Letter = { ...LETTER, subject: "Test", text: "Test 1\r\n" };
const EMPTY: Letter = { ...LETTER, text: "" };

const CASES: readonly (readonly [Identity, string, Letter, Letter])[] = [
  ["content", "a new Message-ID", LETTER, NEW_ID],
  ["content", "a new Message-ID and Date, the same text", LETTER, { ...NEW_ID, ...NEW_DATE }],
  ["content", "the same of a short text", SHORT, { ...NEW_ID, ...NEW_DATE }],
  ["content", "the same of an empty text", EMPTY, { ...NEW_ID, ...NEW_DATE }],
  ["content", "fields that a server has added to a mail without them", BARE, LETTER],
  ["content", "a list's name, a footer and a new Message-ID", LETTER, {
    ...NEW_ID,
    subject: "[lunch] Lunch on Friday",
    text: `${LETTER.text}-- \r\nA list\r\n`,
  }],
  ["content", "From taken over, with the author in Reply-To, a footer, a new Message-ID", LETTER, {
    ...NEW_ID,
    from: "Ana via List <list@l.pt>",
    more: "Reply-To: ana@x.pt\r\n",
    subject: "[lunch] Lunch on Friday",
    text: `${LETTER.text}-- \r\nA list\r\n`,
  }],
  ["content", "a word altered and a new Message-ID", LETTER, {
    ...NEW_ID,
    text: LETTER.text?.replace("noon", "one") ?? "",
  }],
  ["message-id", "another text and subject, the same author", LETTER, {
    ...OTHER_TEXT,
    subject: "Minutes",
  }],
  ["none", "the same Message-ID, and nothing else that is read", LETTER, {
    ...OTHER_TEXT,
    ...NEW_DATE,
    subject: "Minutes",
    from: "eve@z.pt",
    to: "all@z.pt",
  }],
  ["none", "another subject, text and Message-ID; same author, recipient, second", LETTER, {
    ...NEW_ID,
    ...OTHER_TEXT,
    subject: "Minutes",
  }],
  ["none", "the same subject, another text", LETTER, { ...NEW_ID, ...OTHER_TEXT }],
  ["none", "the next of many short tests", SHORT, {
    ...NEW_ID,
    ...NEW_DATE,
    text: "Test 2\r\n",
  }],
  ["none", "a longer text that begins with the same word", { ...SHORT, text: "Hi\r\n" }, {
    ...NEW_ID,
    text: "Hi, how are you?\r\n",
  }],
  ["none", "the same text under another subject, later", LETTER, {
    ...NEW_ID,
    ...NEW_DATE,
    subject: "Dinner",
  }],
  ["none", "the next day's mail of one pattern", LETTER, {
    ...NEW_ID,
    ...NEW_DATE,
    text: LETTER.text?.replace("noon", "one") ?? "",
  }],
  ["none", "a text where none was sent", EMPTY, { ...NEW_ID, ...NEW_DATE, ...OTHER_TEXT }],
  ["none", "an answer", LETTER, {
    ...NEW_ID,
    ...NEW_DATE,
    from: "bob@y.pt",
    to: "ana@x.pt",
    subject: "Re: Lunch on Friday",
    more: "In-Reply-To: <1@x.pt>\r\n",
    text: `Yes!\r\n\r\n${LETTER.text}`,
  }],
  ["none", "an answer that does not name what it answers", LETTER, {
    ...NEW_ID,
    ...NEW_DATE,
    from: "bob@y.pt",
    to: "ana@x.pt",
    subject: "Re: Lunch on Friday",
    text: `Yes!\r\n\r\n${LETTER.text}`,
  }],
];

for (const [identity, name, sent, change] of CASES) {
  Deno.test(`compareMessages, ${identity}: ${name}`, async () => {
    const comparison = await compareTexts(write(sent), write({ ...sent, ...change }));
    assertEquals(comparison.identity, identity);
  });
}
