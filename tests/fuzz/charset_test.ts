import { decodePieces } from "../../message/encoding/charset.ts";
import { decodeKeeping, encodeKept, withoutKept } from "../../message/encoding/raw_octet.ts";
import { assert, assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { cut, lengthsUpTo, octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const CHARSETS = [
  "iso-2022-jp",
  "iso-2022-kr",
  "iso-2022-cn",
  "hz-gb-2312",
  "utf-7",
  "utf-8",
  "utf-16",
  "utf-16le",
  "utf-32",
  "gb18030",
] as const;

const octets = octetsOf(
  "\x1b(B",
  "\x1b$B",
  "\x1b$(C",
  "\x0e",
  "\x0f",
  "~{",
  "~}",
  "\ufeff",
  "+",
  "\n",
);

Deno.test("octets of every character set become well-formed text, however they are cut", () => {
  const charsets = fc.constantFrom(...CHARSETS);
  fc.assert(
    fc.property(charsets, octets, lengthsUpTo(7), (charset, octets, lengths) => {
      const { text, known } = decodePieces(cut(octets, lengths), charset);
      assert(text.isWellFormed() && known);
    }),
    RUNS,
  );
});

Deno.test("header text keeps every octet, and shows what other readers of UTF-8 show", () => {
  fc.assert(
    fc.property(octetsOf("é", "한", "😀", "a"), (octets) => {
      const kept = decodeKeeping(octets);
      assertEquals([...encodeKept(kept)], [...octets]);
      assertEquals(withoutKept(kept), new TextDecoder("utf-8", { ignoreBOM: true }).decode(octets));
    }),
    RUNS,
  );
});
