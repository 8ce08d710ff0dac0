import { cutText } from "../../../message/encoding/character.ts";
import { decodeBeginning } from "../../../message/encoding/charset.ts";
import { assertEquals } from "../../std/assert.ts";
import fc from "fast-check";

const utf8 = new TextEncoder();

Deno.test("cutText never parts a character, and keeps the rest", () => {
  assertEquals(cutText("abc", 2), "ab");
  assertEquals(cutText("abc", 3), "abc");
  assertEquals(cutText("a😀b", 2), "a");
  assertEquals(cutText("a😀b", 3), "a😀");
  // A half that stood there alone is none of this cut.
  assertEquals(cutText("a\ud83db", 2), "a\ud83d");
});

Deno.test("decodeBeginning leaves out a character that was cut, whatever the character set", () => {
  const text = "Olá, 日本 😀";
  const whole = utf8.encode(text);
  for (const charset of ["utf-8", "us-ascii", "x-unknown"]) {
    for (let length = 0; length <= whole.length; length++) {
      const { text: decoded } = decodeBeginning(whole.subarray(0, length), charset);
      assertEquals(text.startsWith(decoded), true, `${charset} ${length}: ${decoded}`);
      assertEquals(utf8.encode(decoded).length > length - 4, true, `${charset} ${length}`);
    }
  }
  const cut: readonly (readonly [octets: readonly number[], charset: string, text: string])[] = [
    [[0x93, 0xfa, 0x96], "shift_jis", "日"],
    [[0xfe, 0xff, 0x65, 0xe5, 0x67], "utf-16", "日"],
    [[0xfe, 0xff, 0x65, 0xe5, 0xd8, 0x3d], "utf-16", "日"],
    [[0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b], "iso-2022-jp", "日"],
    [[0x61, 0xfa], "iso-8859-1", "aú"],
    [[0x61, 0xfa, 0x62], "iso-8859-1", "aúb"],
  ];
  for (const [octets, charset, expected] of cut) {
    assertEquals(decodeBeginning(Uint8Array.from(octets), charset).text, expected, charset);
  }
});

Deno.test("decodeBeginning of any text in UTF-8, cut anywhere, is the beginning of it", () => {
  const text = fc.string({ unit: "grapheme" }).filter((each) => !/\ufffd|^\ufeff/.test(each));
  fc.assert(fc.property(text, fc.nat(), (whole, at) => {
    const octets = utf8.encode(whole);
    const { text } = decodeBeginning(octets.subarray(0, at % (octets.length + 1)), "utf-8");
    assertEquals(whole.startsWith(text), true);
  }));
});
