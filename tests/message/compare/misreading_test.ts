import { undoMisreading } from "../../../message/compare/misreading.ts";
import { assertEquals } from "../../std/assert.ts";
import fc from "fast-check";

/** A text whose octets in UTF-8 somebody has read in another character set. */
function misread(text: string, charset: string): string {
  return new TextDecoder(charset).decode(new TextEncoder().encode(text));
}

Deno.test("undoMisreading gives the text back that was read as windows-1252", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("Olá", " ", "€", "日本", "😀", "a\n")), (words) => {
      const text = words.join(" ");
      assertEquals(undoMisreading(misread(text, "windows-1252")), text);
    }),
  );
});

Deno.test("undoMisreading knows Latin-1 proper, which has controls where windows-1252 has none", () => {
  const text = "“Óscar”";
  const latin1 = Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet));
  assertEquals(undoMisreading(latin1.join("")), text);
});

Deno.test("undoMisreading leaves what is no misreading", () => {
  for (const text of ["Olá", "São Tomé", "日本", "Ã", "x", "", "£5 – €6", "\ud800"]) {
    assertEquals(undoMisreading(text), text);
  }
});
