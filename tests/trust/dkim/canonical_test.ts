import { canonicalLines, octetText, relaxField } from "../../../trust/dkim/canonical.ts";
import { assertEquals } from "../../std/assert.ts";

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
    assertEquals(relaxField(field), canonical);
  });
}

Deno.test("each octet of a field keeps its value in the canonical form, whatever character it is", () => {
  const octets = Uint8Array.from({ length: 128 }, (_, index) => 128 + index);
  const field = relaxField(octetText(Uint8Array.of(0x78, 0x3a, ...octets, 0x0d, 0x0a)));
  assertEquals(Array.from(field.slice(2), (character) => character.charCodeAt(0)), [...octets]);
});

Deno.test("the lines of a body are canonical in each form, and no empty ones stand at their end", () => {
  const body = "a  b \r\n\r\n\t c\xe9\r\n \r\n\r\n";
  assertEquals(canonicalLines(body, "simple"), ["a  b ", "", "\t c\xe9", " "]);
  assertEquals(canonicalLines(body, "relaxed"), ["a b", "", " c\xe9"]);
  assertEquals(canonicalLines("\r\n", "relaxed"), []);
});
