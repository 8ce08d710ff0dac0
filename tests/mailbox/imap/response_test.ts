import {
  ANSWER_LINES_OCTETS,
  LINE_OCTETS,
  type Response,
  ResponseReader,
} from "../../../mailbox/imap/response.ts";
import { MailboxError } from "../../../mailbox/mailbox.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

const encoder = new TextEncoder();

/** All responses in `text` when it comes in pieces of `size` octets, and literals may have so many. */
function read(text: string, size = Infinity, literalMax = 100): Response[] {
  const reader = new ResponseReader();
  reader.expect(literalMax);
  const octets = encoder.encode(text);
  const responses: Response[] = [];
  for (let start = 0; start < octets.length; start += Math.min(size, octets.length)) {
    reader.feed(octets.subarray(start, start + size));
    for (let next = reader.next(); next !== undefined; next = reader.next()) responses.push(next);
  }
  return responses;
}

const DIALOGUE = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready {5}\r\n" +
  '* LIST (\\HasNoChildren \\Junk) "." "Junk \\"mail\\""\r\n' +
  "* SEARCH 3 4\r\n" +
  "+ ready {3}\r\n" +
  '* 1 FETCH (UID 3 FLAGS () BODY[] {9}\r\na)\r\n"b"\r\n INTERNALDATE "1 {2}")\r\n' +
  "* 2 FETCH (UID 4 BODY[] NIL)\n" +
  "a1 OK [READ-ONLY] done\r\n" +
  "a2 NO\r\n";

Deno.test("ResponseReader reads statuses, values and literals", () => {
  const [greeting, list, search, ready, first, second, done, refused] = read(DIALOGUE);
  assertEquals(greeting, {
    kind: "status",
    tag: "*",
    state: "OK",
    code: "CAPABILITY IMAP4rev1 AUTH=PLAIN",
    text: "ready {5}",
  });
  const attributes = ["\\HasNoChildren", "\\Junk"];
  assertEquals(list, { kind: "data", values: ["LIST", attributes, ".", 'Junk "mail"'] });
  assertEquals(search, { kind: "data", values: ["SEARCH", "3", "4"] });
  assertEquals(ready, { kind: "continuation", text: "ready {3}" });
  const body = encoder.encode('a)\r\n"b"\r\n');
  const items = ["UID", "3", "FLAGS", [], "BODY[]", body, "INTERNALDATE", "1 {2}"];
  assertEquals(first, { kind: "data", values: ["1", "FETCH", items] });
  assertEquals(second, { kind: "data", values: ["2", "FETCH", ["UID", "4", "BODY[]", null]] });
  assertEquals(done, { kind: "status", tag: "a1", state: "OK", code: "READ-ONLY", text: "done" });
  assertEquals(refused, { kind: "status", tag: "a2", state: "NO", code: undefined, text: "" });
});

Deno.test("ResponseReader reads the same from pieces of any size", () => {
  const whole = read(DIALOGUE);
  for (let size = 1; size < DIALOGUE.length; size++) assertEquals(read(DIALOGUE, size), whole);
});

const senseless: readonly (readonly [what: string, text: string])[] = [
  ["a line without end", "x".repeat(LINE_OCTETS + 1)],
  ["a literal larger than memory", "* 1 FETCH (BODY[] {999999999999}\r\n"],
  ["a parenthesis without its end", "* LIST (\r\n"],
  ["a parenthesis without its beginning", "* LIST )\r\n"],
  ["parentheses without end", `* LIST ${"(".repeat(100)}\r\n`],
  ["a quote without its end", '* LIST "x\r\n'],
  ["literals without end", `* LIST () "/" ${"{0}\r\n".repeat(9)} x\r\n`],
  ["values without end", `* LIST (${"() ".repeat(1001)})\r\n`],
  ["atoms without end", `* LIST (${"a ".repeat(1001)})\r\n`],
  ["lines without end", "* 1 EXISTS\r\n".repeat(ANSWER_LINES_OCTETS / 12 + 1)],
  ["another protocol", "220 mx.example ESMTP\r\n"],
];

for (const [what, text] of senseless) {
  Deno.test(`ResponseReader refuses ${what}`, () => {
    assertThrows(() => read(text), MailboxError, "the IMAP server sent");
  });
}

Deno.test("ResponseReader takes a literal only where one was asked for, and not a larger one", () => {
  const literal = '* LIST () "/" {3}\r\na b\r\n';
  assertEquals(read(literal, Infinity, 3).length, 1);
  assertThrows(() => read(literal, Infinity, 2), MailboxError, "a literal of 3 octets");
  assertThrows(() => read(literal, Infinity, 0), MailboxError, "that nobody asked for");
});

Deno.test("ResponseReader has room for a response of everything that is asked for", () => {
  const flags = Array.from({ length: 400 }, (_, index) => `keyword${index}`).join(" ");
  const [flagged] = read(`* 1 FETCH (UID 1 FLAGS (${flags}))\r\n`);
  assertEquals(flagged?.kind, "data");
  const mailboxes =
    '* LIST (\\HasNoChildren \\Subscribed) "/" "INBOX/2026/Clients of mine/Some name"\r\n';
  assertEquals(read(mailboxes.repeat(20_000)).length, 20_000);
});
