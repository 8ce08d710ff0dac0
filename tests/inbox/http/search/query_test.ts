import { assertEquals } from "../../../std/assert.ts";
import { parseQuery } from "../../../../inbox/http/search/query.ts";
import { matches, type Searchable, wantsText } from "../../../../inbox/http/search/term.ts";
import { readLocalTime } from "../../../../inbox/http/search/time.ts";

const MAIL: Searchable = {
  from: "ana maria <ana@x.example>",
  to: "bob@y.example",
  cc: "carl@z.example",
  bcc: "",
  replyTo: "desk@x.example",
  subject: "your order is confirmed",
  messageId: "1@x.example",
  tags: ["shop"],
  time: Date.parse("2026-11-29T12:00:00Z"),
  size: 2_000,
  read: false,
  attachments: 1,
  inline: 0,
  text: "your code: 123456\ninvoice.pdf",
};

function finds(query: string, mail: Searchable = MAIL): boolean {
  return matches(parseQuery(query, "UTC"), mail);
}

for (
  const [query, found] of [
    ["", true],
    ["   ", true],
    ["ORDER", true],
    ["code order", true],
    ["code refund", false],
    ['"order is confirmed"', true],
    ['"confirmed order"', false],
    ["-refund", true],
    ["!order", false],
    ["from:ana", true],
    ["From:Ana", true],
    ['from:"Ana Maria"', true],
    ["from:bob", false],
    ["-from:bob", true],
    ["to:bob", true],
    ["cc:carl", true],
    ["bcc:carl", false],
    ["reply-to:desk", true],
    ["addressed:carl", true],
    ["addressed:nobody", false],
    ["subject:confirmed", true],
    ['subject:"is confirmed"', true],
    ["subject:code", false],
    ["message-id:1@x", true],
    ["tag:shop", true],
    ["tag:sho", false],
    ["is:tagged", true],
    ["is:read", false],
    ["is:unread", true],
    ["-is:unread", false],
    ["has:attachment", true],
    ["has:attachments", true],
    ["-has:attachment", false],
    ["has:inline", false],
    ["after:2026-11-29", true],
    ["after:2026-11-30", false],
    ["before:2026-11-29", false],
    ['before:"2026-11-29 12:01"', true],
    ["-before:2026-11-29", true],
    ["before:yesterday", true],
    ["larger:1k", true],
    ["larger:2k", false],
    ["smaller:2KB", true],
    ["smaller:1.5k", false],
    ["larger:huge", false],
    ["invoice.pdf", true],
    ["from:", true],
    ["- ! \" '", true],
    ['"never closed', false],
    ["http://nowhere", false],
  ] as const
) {
  Deno.test(`the search ${JSON.stringify(query)} ${found ? "finds" : "does not find"} the mail`, () => {
    assertEquals(finds(query), found);
  });
}

Deno.test("only words without a place ask for the text of a mail", () => {
  assertEquals(wantsText(parseQuery("from:ana is:unread larger:1k")), false);
  assertEquals(wantsText(parseQuery("from:ana -code")), true);
});

Deno.test("a time without a zone is of the zone asked for, also when its clocks change", () => {
  for (
    const [text, zone, utc] of [
      ["2026-11-29", "Pacific/Auckland", "2026-11-28T11:00:00Z"],
      ["2026-03-29 12:00", "Europe/Berlin", "2026-03-29T10:00:00Z"],
      ["2026/3/29", "Europe/Berlin", "2026-03-28T23:00:00Z"],
      ["2026-11-29T12:00:00+02:00", "Europe/Berlin", "2026-11-29T10:00:00Z"],
      ["2026-11-29T12:00:00.5Z", undefined, "2026-11-29T12:00:00Z"],
    ] as const
  ) {
    assertEquals(readLocalTime(text, zone), Date.parse(utc), text);
  }
});

Deno.test("a time that is none is none, and of a zone that is none the machine's is taken", () => {
  for (const text of ["", "soon", "2026-02-30", "2026-13-01", "29.11.2026"]) {
    assertEquals(readLocalTime(text, "UTC"), undefined, text);
  }
  assertEquals(readLocalTime("2026-11-29", "Moon/Crater"), new Date(2026, 10, 29).getTime());
});

Deno.test("a query of 100,000 words is read in one pass, and only the first hundred count", () => {
  assertEquals(parseQuery("a ".repeat(100_000)).length, 100);
  assertEquals(parseQuery('"'.repeat(100_000)), []);
});
