import {
  beginsWithCrLines,
  hasOnlyCrlf,
  hasOnlyCrLines,
  LineEnds,
  withCrlf,
  withLfForCr,
} from "../../../message/compose/line_ends.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import fc from "fast-check";
import { collect, latin1Of, octets, piecesOf, sourceOf } from "../support.ts";

/** What LineEnds must do, by a means that sees the whole text. */
function expected(text: string): string {
  const lines = text.replace(/\r\n|\r|\n/g, "\r\n");
  return lines === "" || lines.endsWith("\r\n") ? lines : `${lines}\r\n`;
}

function converted(text: string, length: number): string {
  const lineEnds = new LineEnds();
  const pieces = piecesOf(octets(text), length).map((piece) => lineEnds.push(piece));
  return latin1Of(concatenate([...pieces, lineEnds.end()]));
}

Deno.test("every CR, LF and CRLF becomes one CRLF, at every chunk boundary", () => {
  const texts = [
    "",
    "a",
    "a\n",
    "a\r",
    "a\r\n",
    "\n",
    "\r",
    "\r\n",
    "\n\r",
    "\r\r\n",
    "\r\n\n",
    "a\n\n\rb",
  ];
  for (const text of texts) {
    for (let length = 1; length <= Math.max(1, text.length); length++) {
      assertEquals(converted(text, length), expected(text), JSON.stringify([text, length]));
    }
  }
});

Deno.test("no bare CR or LF that servers read differently stays (CVE-2023-51764)", () => {
  for (const smuggled of ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\n.\r"]) {
    assertEquals(converted(`a${smuggled}MAIL FROM:<eve>`, 1), "a\r\n.\r\nMAIL FROM:<eve>\r\n");
  }
});

Deno.test("a clean piece is passed on without a copy", () => {
  const piece = octets("a\r\nb\r\n\r\nc");
  assert(new LineEnds().push(piece) === piece);
});

Deno.test("withCrlf turns a whole stream", async () => {
  const stream = withCrlf(sourceOf("a\rb\nc\r\nd", 2).open());
  assertEquals(latin1Of(await collect(stream)), "a\r\nb\r\nc\r\nd\r\n");
});

Deno.test("hasOnlyCrlf finds every CR and LF that stands alone", () => {
  const texts: Record<string, boolean> = {
    "": true,
    "a": true,
    "\r\n": true,
    "a\r\n\r\nb": true,
    "\n": false,
    "\r": false,
    "\n\r": false,
    "\r\n\n": false,
    "\r\n\r": false,
    "\r\r\n": false,
    "\r\na\nb\r\n": false,
    "\na\r\n": false,
  };
  for (const [text, only] of Object.entries(texts)) {
    assertEquals(hasOnlyCrlf(octets(text)), only, JSON.stringify(text));
  }
});

Deno.test("any text in any pieces gives what the whole text gives", () => {
  const text = fc.array(fc.constantFrom("a", "é", ".", "\r", "\n", "\r\n", "\0"), { maxLength: 40 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (input, length) => {
      const output = converted(input, length);
      assertEquals(output, latin1Of(octets(expected(input))));
      assertEquals(hasOnlyCrlf(octets(output)), true);
    }),
    { numRuns: 500 },
  );
});

Deno.test("withLfForCr turns each CR without LF into LF, however the octets are cut", async () => {
  const texts = fc.array(fc.constantFrom("\r", "\n", "a"), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 5 }), async (letters, length) => {
      const text = letters.join("");
      const converted = await collect(withLfForCr(sourceOf(text, length).open()));
      assertEquals(latin1Of(converted), text.replace(/\r(?!\n)/g, "\n"));
    }),
  );
});

Deno.test("lines that end with CR alone are told by the first, or by all", async () => {
  const texts = ["a\rb\n", "a\rb", "a\r\nb\r", "a\nb\r", "a", "a\r", ""];
  assertEquals(texts.map((text) => beginsWithCrLines(octets(text))), [
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  const only = await Promise.all(texts.map((text) => hasOnlyCrLines(sourceOf(text, 1).open())));
  assertEquals(only, [false, true, false, false, false, true, false]);
});
