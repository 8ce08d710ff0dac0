import { compareHeaders, type FieldChange } from "../../../message/compare/header.ts";
import { parseHeader } from "../../../message/header/header.ts";
import { assertEquals } from "../../std/assert.ts";
import { octets } from "../support.ts";

/** Enough of RFC 2047 for these tests: one encoded word, whole. */
const decodeWords = (value: string): string => value.replace("=?utf-8?q?Ol=C3=A1?=", "Olá");

/** Each change in a line: the fate and the beginning of the field. */
function compare(sent: string, received: string): string[] {
  const fieldsOf = (text: string) => parseHeader(octets(text)).fields;
  return compareHeaders(fieldsOf(sent), fieldsOf(received), decodeWords).map(show);
}

function show(change: FieldChange): string {
  const field = "received" in change ? change.received : change.sent;
  return `${change.fate} ${field.name}: ${field.value}`;
}

Deno.test("compareHeaders finds what servers have put before the header", () => {
  assertEquals(
    compare(
      "From: a@x.pt\r\nSubject: Hi\r\n",
      "Return-Path: <a@x.pt>\r\nReceived: by mx\r\nFrom: a@x.pt\r\nSubject: Hi\r\n",
    ),
    [
      "added Return-Path: <a@x.pt>",
      "added Received: by mx",
      "unchanged From: a@x.pt",
      "unchanged Subject: Hi",
    ],
  );
});

Deno.test("compareHeaders takes line ends for no change, and other folds for folds", () => {
  assertEquals(compare("Subject: a b\r\nTo: c\r\n", "Subject: a\n b\nTo: c\n"), [
    "refolded Subject: a b",
    "unchanged To: c",
  ]);
});

Deno.test("compareHeaders knows a name in another case, and the same text in encoded words", () => {
  assertEquals(compare("Subject: =?utf-8?q?Ol=C3=A1?=\r\n", "SUBJECT: Olá\r\n"), [
    "re-encoded SUBJECT: Olá",
  ]);
});

Deno.test("compareHeaders tells what was altered from what was removed", () => {
  assertEquals(compare("Subject: Hi\r\nBcc: c@x.pt\r\n", "Subject: [list] Hi\r\n"), [
    "altered Subject: [list] Hi",
    "removed Bcc: c@x.pt",
  ]);
});

Deno.test("compareHeaders pairs the last of equal fields, and alters no Received", () => {
  assertEquals(
    compare("Received: by a\r\nX: 1\r\nX: 1\r\n", "Received: by b\r\nX: 1\r\nX: 1\r\nX: 1\r\n"),
    [
      "added Received: by b",
      "added X: 1",
      "unchanged X: 1",
      "unchanged X: 1",
      "removed Received: by a",
    ],
  );
});

Deno.test("compareHeaders keeps what is no field", () => {
  assertEquals(compare("no field\r\nX: 1\r\n", "other\r\nX: 1\r\n"), [
    "added : other",
    "unchanged X: 1",
    "removed : no field",
  ]);
});

Deno.test("compareHeaders of a header with itself finds no change", () => {
  const header = "A: 1\r\nA: 1\r\nB:\r\n 2\r\nbroken\r\n";
  for (const line of compare(header, header)) assertEquals(line.split(" ")[0], "unchanged");
});
