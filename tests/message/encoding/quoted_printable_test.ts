import { QuotedPrintableEncoder } from "../../../message/encoding/quoted_printable.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assertEquals } from "../../std/assert.ts";
import { latin1Of, octets, piecesOf } from "../support.ts";

function encode(text: string | Uint8Array, pieceLength = Infinity): string {
  const encoder = new QuotedPrintableEncoder();
  const bytes = typeof text === "string" ? octets(text) : text;
  const pieces = piecesOf(bytes, Math.min(pieceLength, Math.max(bytes.length, 1)));
  return latin1Of(concatenate([...pieces.map((piece) => encoder.push(piece)), encoder.end()]));
}

const CASES: readonly (readonly [name: string, text: string, encoded: string])[] = [
  ["nothing", "", ""],
  ["ASCII", "Hi, Ana! ~^`{}\r\n", "Hi, Ana! ~^`{}\r\n"],
  ["UTF-8", "Olá\r\n", "Ol=C3=A1\r\n"],
  ["the equals sign", "1=1", "1=3D1"],
  ["control characters", "\0\x1b\x7f", "=00=1B=7F"],
  ["blanks inside a line", "a \tb", "a \tb"],
  ["blanks before a line end", "a \r\nb\t\r\n", "a=20\r\nb=09\r\n"],
  ["only the last of several blanks", "a  \r\n", "a =20\r\n"],
  ["a blank at the end", "a ", "a=20"],
  ["a blank before a CR alone", "a \rb", "a=20=0Db"],
  ["empty lines", "\r\n\r\n", "\r\n\r\n"],
  ["CR and LF alone", "a\rb\nc\r", "a=0Db=0Ac=0D"],
  ["two CR before an LF", "a\r\r\nb", "a=0D\r\nb"],
  ["a hyphen that begins a line", "--b\r\n-- \r\na--", "=2D-b\r\n=2D-=20\r\na--"],
  ["76 characters", "x".repeat(76), `${"x".repeat(75)}=\r\nx`],
  ["octets across a soft line break", `${"x".repeat(73)}é`, `${"x".repeat(73)}=\r\n=C3=A9`],
  ["a hyphen after a soft line break", `${"x".repeat(75)}--b`, `${"x".repeat(75)}=\r\n=2D-b`],
  ["a blank before a soft line break", `${"x".repeat(74)} y`, `${"x".repeat(74)} =\r\ny`],
];

for (const [name, text, encoded] of CASES) {
  Deno.test(`QuotedPrintableEncoder encodes ${name}, in pieces of every length`, () => {
    for (let length = 1; length <= Math.max(text.length, 1); length++) {
      assertEquals(encode(text, length), encoded, `pieces of ${length}`);
    }
  });
}

Deno.test("QuotedPrintableEncoder has room for octets that are all encoded, behind any line", () => {
  for (let before = 0; before < 80; before++) {
    for (const count of [1, 24, 25, 26, 50, 51, 1000]) {
      const text = Uint8Array.of(...octets("x".repeat(before)), ...new Uint8Array(count).fill(233));
      const encoded = encode(text);
      assertEquals(encoded.replaceAll("=\r\n", ""), "x".repeat(before) + "=E9".repeat(count));
      assertEquals(encoded.split("\r\n").every((line) => line.length <= 76), true);
    }
  }
});
