import { RelaxedBody, relaxedField } from "../../../trust/sign/canonical.ts";
import { assertEquals } from "../../std/assert.ts";

function relaxed(body: string, size = Infinity): string {
  const octets = new TextEncoder().encode(body);
  const decoder = new TextDecoder();
  let text = "";
  const canonical = new RelaxedBody((piece) => text += decoder.decode(piece, { stream: true }));
  for (let at = 0; at < octets.length; at += size) canonical.push(octets.slice(at, at + size));
  canonical.end();
  return text;
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
    assertEquals(relaxed(body, 1), canonical);
  });
}

Deno.test("a long body comes in pieces of 64 KiB at most, and nothing is lost between them", () => {
  const line = `${"x".repeat(97)} \r\n`;
  const sizes: number[] = [];
  const canonical = new RelaxedBody((piece) => sizes.push(piece.length));
  canonical.push(new TextEncoder().encode(line.repeat(10_000)));
  canonical.push(new TextEncoder().encode("\r\n".repeat(100_000)));
  canonical.push(new TextEncoder().encode("y"));
  canonical.end();
  assertEquals(Math.max(...sizes), 64 * 1024);
  assertEquals(sizes.reduce((sum, size) => sum + size), 99 * 10_000 + 200_000 + 3);
});

for (
  const [field, canonical] of [
    ["A: X\r\n", "a:X"],
    ["B : Y\t\r\n\tZ  \r\n", "b:Y Z"],
    ["Subject:\r\n  folded\r\n twice\r\n", "subject:folded twice"],
    ["Subject:\r\n", "subject:"],
    ["X: a:b\r\n", "x:a:b"],
  ] as const
) {
  Deno.test(`the canonical form of the field ${JSON.stringify(field)}`, () => {
    assertEquals(relaxedField(new TextEncoder().encode(field)), canonical);
  });
}

Deno.test("each octet of a field keeps its value in the canonical form, whatever character it is", () => {
  const octets = Uint8Array.from({ length: 128 }, (_, index) => 128 + index);
  const field = relaxedField(Uint8Array.of(0x78, 0x3a, ...octets, 0x0d, 0x0a));
  assertEquals(Array.from(field.slice(2), (character) => character.charCodeAt(0)), [...octets]);
});
