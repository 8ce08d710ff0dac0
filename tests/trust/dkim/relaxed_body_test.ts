import fc from "fast-check";
import { Buffer } from "node:buffer";
import { RelaxedBody } from "../../../trust/dkim/relaxed_body.ts";
import { assert, assertEquals } from "../../std/assert.ts";

/** The canonical form of a body that comes in these pieces, a character an octet. */
function relaxed(...pieces: readonly string[]): string {
  let text = "";
  const canonical = new RelaxedBody((octets) => text += Buffer.from(octets).toString("latin1"));
  for (const piece of pieces) canonical.push(Buffer.from(piece, "latin1"));
  canonical.end();
  return text;
}

/** The same as RFC 6376 section 3.4.4 says it, line by line. */
function asSpecified(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""));
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1).map((line) => `${line}\r\n`).join("");
}

/** Bodies and their canonical form; the first is that of RFC 6376 section 3.4.5. */
const bodies: readonly (readonly [body: string, canonical: string])[] = [
  [" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"],
  ["", ""],
  ["\r\n\r\n", ""],
  [" \t\r\n \r\n", ""],
  ["no line end", "no line end\r\n"],
  ["blanks at the end \t ", "blanks at the end\r\n"],
  ["a\r\n\r\n\r\nb", "a\r\n\r\n\r\nb\r\n"],
  ["a \r\n \r\nb", "a\r\n\r\nb\r\n"],
  ["\r\n\r\na", "\r\n\r\na\r\n"],
  ["a\rb\nc\r\n", "a\rb\nc\r\n"],
  ["a\r\r\nb", "a\r\r\nb\r\n"],
  ["a \rb", "a \rb\r\n"],
  ["a\r", "a\r\r\n"],
];

for (const [body, canonical] of bodies) {
  Deno.test(`the canonical form of the body ${JSON.stringify(body)}, whole and octet by octet`, () => {
    assertEquals(relaxed(body), canonical);
    assertEquals(relaxed(...body), canonical);
    assertEquals(asSpecified(body), canonical);
  });
}

Deno.test("a body has the same canonical form wherever it is cut in two or three", () => {
  const octets = fc.constantFrom("\r\n", "\r", "\n", " ", "\t", "a", "b", "\xe9", "\0", "base64==");
  fc.assert(
    fc.property(fc.array(octets, { maxLength: 12 }), fc.nat(40), (pieces, third) => {
      const body = pieces.join("");
      const expected = asSpecified(body);
      for (let cut = 0; cut <= body.length; cut++) {
        assertEquals(relaxed(body.slice(0, cut), body.slice(cut)), expected);
        const end = Math.max(cut, third);
        assertEquals(relaxed(body.slice(0, cut), body.slice(cut, end), body.slice(end)), expected);
      }
    }),
    { numRuns: 1_000 },
  );
});

for (const [what, line] of [["blanks", "a \tb  \r\n"], ["no blanks", `${"x".repeat(76)}\r\n`]]) {
  Deno.test(`a long body with ${what} is the same in pieces around the size of the buffer`, () => {
    const body = `${line}\r\n\r\n`.repeat(6_000).slice(0, 200_001);
    for (const size of [65_533, 65_534, 65_535, 65_536, 65_537, 200_001]) {
      const pieces = Array.from(
        { length: Math.ceil(body.length / size) },
        (_, index) => body.slice(index * size, (index + 1) * size),
      );
      assert(relaxed(...pieces) === asSpecified(body), `pieces of ${size}`);
    }
  });
}

Deno.test("empty lines and blanks without end are counted and not kept", () => {
  const sizes: number[] = [];
  const canonical = new RelaxedBody((piece) => sizes.push(piece.length));
  const lines = new TextEncoder().encode(" \r\n".repeat(20_000));
  canonical.push(new TextEncoder().encode("x"));
  for (let count = 0; count < 50; count++) canonical.push(lines);
  assertEquals(sizes.reduce((sum, size) => sum + size), 1);
  canonical.push(new TextEncoder().encode("y"));
  canonical.end();
  assert(Math.max(...sizes) <= 64 * 1024);
  assertEquals(sizes.reduce((sum, size) => sum + size), 1 + 2 * 50 * 20_000 + 1 + 2);
});
