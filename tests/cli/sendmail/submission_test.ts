import { assertEquals } from "@std/assert";
import {
  completeSubmission,
  qualifyAddresses,
  untilLoneDot,
} from "../../../cli/sendmail/submission.ts";

const defaults = {
  from: "ana@x.example",
  date: "Sun, 29 Nov 2026 12:00:00 +0000",
  messageId: "<1@x.example>",
  domain: "h.example",
};
const ADDED =
  "From: ana@x.example\r\nDate: Sun, 29 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@x.example>\r\n";

const encoder = new TextEncoder();

function complete(text: string): string {
  return new TextDecoder().decode(completeSubmission(encoder.encode(text), defaults));
}

const dots: readonly (readonly [written: string, kept: string])[] = [
  ["a\n.\nb\n", "a\n"],
  ["a\r\n.\r\nb\r\n", "a\r\n"],
  [".\n", ""],
  ["a\n.", "a\n"],
  ["a\n..\n. \n.b\n", "a\n..\n. \n.b\n"],
  ["", ""],
  ["\n\n", "\n\n"],
];

for (const [written, kept] of dots) {
  Deno.test(`a message ends at a lone dot: ${JSON.stringify(written)}`, () => {
    assertEquals(new TextDecoder().decode(untilLoneDot(encoder.encode(written))), kept);
  });
}

Deno.test("what lacks is added behind the header, and the body stays", () => {
  assertEquals(complete("Subject: x\n\nHi\n"), `Subject: x\n${ADDED}\r\nHi\n`);
  assertEquals(complete("Subject: x\n folded\n\n"), `Subject: x\n folded\n${ADDED}\r\n`);
});

Deno.test("what is there is not added", () => {
  const text = "from: a@y.example\ndate: x\nmessage-id: <2@y.example>\n\nHi\n";
  assertEquals(complete(text), "from: a@y.example\ndate: x\nmessage-id: <2@y.example>\n\r\nHi\n");
});

Deno.test("text without a header is a body", () => {
  assertEquals(complete("hello\nworld\n"), `${ADDED}\r\nhello\nworld\n`);
  assertEquals(complete("\nhello\n"), `${ADDED}\r\nhello\n`);
  assertEquals(complete(""), `${ADDED}\r\n`);
});

Deno.test("the first line that is no field begins the body", () => {
  assertEquals(
    complete("Subject: x\nhello: there\nhello there\n"),
    [
      `Subject: x\nhello: there\n${ADDED}`,
      "hello there\n",
    ].join("\r\n"),
  );
});

Deno.test("a header without an end is all header", () => {
  assertEquals(complete("Subject: x"), `Subject: x\r\n${ADDED}\r\n`);
});

Deno.test("a line of an mbox before the header goes", () => {
  assertEquals(
    complete("From ana Sun Nov 29 12:00:00 2026\nSubject: x\n\nHi\n"),
    `Subject: x\n${ADDED}\r\nHi\n`,
  );
});

Deno.test("octets that are no text stay as they are", () => {
  const octets = Uint8Array.of(0xff, 0x00, 0x0a, 0xc3);
  const body = completeSubmission(octets, defaults).subarray(-4);
  assertEquals(body, octets);
});

const lists: readonly (readonly [value: string, expected: string])[] = [
  ["root", "root@h.example"],
  ["root, ana@x.example,bob", "root@h.example, ana@x.example,bob@h.example"],
  ["root (Cron Daemon)", "root@h.example (Cron Daemon)"],
  ["Cron <root>", "Cron <root@h.example>"],
  ['"Smith, root" <ana>', '"Smith, root" <ana>'],
  ["Ana <ana@x.example>", "Ana <ana@x.example>"],
  ["undisclosed-recipients:;", "undisclosed-recipients:;"],
  ["<>", "<>"],
  ["", ""],
];

for (const [value, expected] of lists) {
  Deno.test(`a name alone gets a domain: ${value}`, () => {
    assertEquals(qualifyAddresses(value, "h.example"), expected);
  });
}
