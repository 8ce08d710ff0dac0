import {
  findField,
  findFields,
  type HeaderField,
  HeaderReader,
  parseHeader,
} from "../../../message/header/header.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { octets, piecesOf, textOf } from "../support.ts";

const MESSAGE = "From: a@x.pt\r\nSubject: Hi,\r\n\tAna\r\n  Maria\r\nX-A : b\nEmpty:\r\n" +
  "broken line\r\nsubject: again\r\n\r\nBody: no\r\n\r\nfield\r\n";

function show({ name, value, offset, line }: HeaderField): string {
  return `${offset} ${line} ${name}=${value}`;
}

Deno.test("parseHeader keeps each field, its place and all its octets", () => {
  const { fields, size, complete } = parseHeader(octets(MESSAGE));
  assertEquals(fields.map(show), [
    "0 1 From=a@x.pt",
    "14 2 Subject=Hi,\tAna  Maria",
    "43 5 X-A=b",
    "51 6 Empty=",
    "59 7 =broken line",
    "72 8 subject=again",
  ]);
  assertEquals(fields.map(({ raw }) => textOf(raw)).join("") + "\r\n", MESSAGE.slice(0, size));
  assertEquals(MESSAGE.slice(size), "Body: no\r\n\r\nfield\r\n");
  assert(complete);
});

Deno.test("HeaderReader gives the same at every chunk boundary", () => {
  const whole = parseHeader(octets(MESSAGE));
  for (let length = 1; length <= MESSAGE.length; length++) {
    const reader = new HeaderReader();
    const rest: Uint8Array[] = [];
    const fields = piecesOf(octets(MESSAGE), length).flatMap((piece) => {
      if (reader.done) {
        rest.push(piece);
        return [];
      }
      const complete = reader.push(piece);
      rest.push(reader.rest);
      return complete;
    });
    assertEquals([...fields, ...reader.end()].map(show), whole.fields.map(show));
    assertEquals(textOf(concatenate(rest)), MESSAGE.slice(whole.size));
    assertEquals([reader.size, reader.lines], [whole.size, 9]);
  }
});

Deno.test("a field is given as soon as the next line begins", () => {
  const reader = new HeaderReader();
  assertEquals(reader.push(octets("A: 1\r\n")).map(show), []);
  assertEquals(reader.push(octets(" 2\r\n")).map(show), []);
  assertEquals(reader.push(octets("B")).map(show), ["0 1 A=1 2"]);
  assertEquals(reader.end().map(show), ["10 3 =B"]);
});

Deno.test("parseHeader ends at a blank line, with or without CR, and only there", () => {
  const sizes: Record<string, [number, boolean]> = {
    "": [0, false],
    "\r\n": [2, true],
    "\n": [1, true],
    "\r\nBody": [2, true],
    "A: 1\n\nBody": [6, true],
    "A: 1\r\n \r\nB: 2\r\n": [15, false],
    "A: 1\r\r\nB: 2\r\n": [13, false],
    "A: 1\r\n\r": [7, false],
    "A: 1": [4, false],
  };
  for (const [text, expected] of Object.entries(sizes)) {
    const { size, complete } = parseHeader(octets(text));
    assertEquals([size, complete], expected, JSON.stringify(text));
  }
});

Deno.test("a name is one only by RFC 5322 3.6.8", () => {
  const names: Record<string, string> = {
    "Subject: x": "Subject",
    "Subject \t: x": "Subject",
    "X-!#$%^&*~:": "X-!#$%^&*~",
    "Sub ject: x": "",
    " Subject: x": "",
    ": x": "",
    "Subject": "",
    "Assunção: x": "",
    "Sub\0ject: x": "",
    "From alice@x.pt Mon Nov 23 22:00:00 2026": "",
  };
  for (const [text, name] of Object.entries(names)) {
    assertEquals(parseHeader(octets(text)).fields[0]?.name, name, text);
  }
});

Deno.test("a value is decoded as UTF-8 and nothing else is done to it", () => {
  const raw = [...octets("S: =?utf-8?q?a?= é "), 0xe9, 0x0d, 0x0a];
  assertEquals(parseHeader(Uint8Array.from(raw)).fields[0]?.value, "=?utf-8?q?a?= é \ufffd");
});

Deno.test("findField finds whatever the case, the first or all", () => {
  const { fields } = parseHeader(octets(MESSAGE));
  assertEquals(findField(fields, "SUBJECT")?.value, "Hi,\tAna  Maria");
  assertEquals(findFields(fields, "Subject").map(({ value }) => value).length, 2);
  assertEquals(findField(fields, "X-B"), undefined);
});

Deno.test("20,000 fields and a field of 10 MB are read in one pass", () => {
  const started = performance.now();
  assertEquals(parseHeader(octets("Received: x\r\n".repeat(20_000))).fields.length, 20_000);
  const [field] = parseHeader(octets(`A: 1\r\n${` ${"x".repeat(76)}\r\n`.repeat(130_000)}`)).fields;
  assertEquals(field?.value.length, 1 + 130_000 * 77);
  // A second where the machine is busy; minutes, if it grew with the square.
  assertEquals(performance.now() - started < 20_000, true);
});
