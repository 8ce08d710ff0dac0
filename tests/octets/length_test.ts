import { utf8Length } from "../../octets/length.ts";
import { assertEquals } from "../std/assert.ts";
import fc from "fast-check";

Deno.test("utf8Length is what TextEncoder makes of a text, halves of pairs too", () => {
  const unit = fc.constantFrom(
    "a",
    "\u007f",
    "\u0080",
    "\u07ff",
    "\u0800",
    "\ud800",
    "\udbff",
    "\udc00",
    "\uffff",
  );
  fc.assert(fc.property(fc.array(unit), (units) => {
    const text = units.join("");
    assertEquals(utf8Length(text), new TextEncoder().encode(text).length);
  }));
});
