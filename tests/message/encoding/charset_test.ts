import { decodeCharset, decodePieces } from "../../../message/encoding/charset.ts";
import { assertEquals } from "../../std/assert.ts";
import { octets, piecesOf } from "../support.ts";

type Case = readonly [
  name: string,
  octets: string | readonly number[],
  charset: string,
  text: string,
];

function octetsOf(text: string | readonly number[]): Uint8Array {
  return typeof text === "string" ? octets(text) : Uint8Array.from(text);
}

const CASES: readonly Case[] = [
  [
    "shifts that nothing stands between",
    "\x1b(B\x1b$B%F\x1b(B\x1b$B%9\x1b(B",
    "iso-2022-jp",
    "テス",
  ],
  [
    "JIS X 0212, KS X 1001 and GB 2312",
    "\x1b$(D0!\x1b$(CGQ\x1b$AVP\x1b(B",
    "ISO-2022-JP-2",
    "丂한中",
  ],
  ["katakana by escape and by SO", "\x1b(I1\x1b(B\x0e1\x0f1", "cp50222", "ｱｱ1"],
  ["JIS-Roman", "\x1b(J\\~\x1b(B\\~", "iso-2022-jp", "¥‾\\~"],
  ["a line that does not shift back", "\x1b$B%F\na\r\n", "iso-2022-jp", "テ\na\r\n"],
  ["ISO-2022-KR", "\x1b$)C\x0eGQ1[\x0f a\n\x0eGQ\nb", "iso-2022-kr", "한글 a\n한\nb"],
  ["ISO-2022-CN", "\x1b$)A\x0eVPND\x0f a", "iso-2022-cn", "中文 a"],
  ["HZ", "~~a~{VPND~}~\nb~{VP\nc", "HZ-GB-2312", "~a中文b中\nc"],
  ["UTF-7", "+1VyuAA 1 +- 1 +2D3eAAAr-+AOE-.", "utf-7", "한글 1 + 1 😀+á."],
  ["UTF-16 with a mark of big-endian", [0xfe, 0xff, 0, 0x61], "utf-16", "a"],
  ["UTF-16 with a mark of little-endian", [0xff, 0xfe, 0x61, 0], "utf-16", "a"],
  ["UTF-16 without a mark as big-endian", [0, 0x61], "UTF-16", "a"],
  ["UTF-16BE with the character of the mark as text", [0xfe, 0xff, 0, 0x61], "utf-16be", "\ufeffa"],
  ["UTF-16LE with the character of the mark as text", [0xff, 0xfe, 0x61, 0], "utf-16le", "\ufeffa"],
  ["UTF-32 with a mark of big-endian", [0, 0, 0xfe, 0xff, 0, 0, 0, 0x61], "utf-32", "a"],
  ["UTF-32 with a mark of little-endian", [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], "utf-32", "a"],
  ["UTF-32LE", [0x00, 0xf6, 1, 0], "utf-32le", "😀"],
  ["UTF-8 with a mark", "\ufeffa\ufeff", "utf-8", "a\ufeff"],
  ["UTF-8 with U+FFFD as text", "a\ufffd", "utf-8", "a\ufffd"],
  ["GB 18030 with a mark", [0x84, 0x31, 0x95, 0x33, 0x61], "gb18030", "a"],
];

for (const [name, text, charset, expected] of CASES) {
  Deno.test(`decodeCharset reads ${name}`, () => {
    assertEquals(decodeCharset(octetsOf(text), charset), {
      text: expected,
      known: true,
      intact: true,
    });
  });
}

const DAMAGED: readonly Case[] = [
  ["an octet that is no UTF-8", [0x61, 0xff, 0xef, 0xbf, 0xbd], "utf-8", "a\ufffd\ufffd"],
  ["half a character of ISO-2022-JP", "\x1b$B%F%\x1b(Ba", "iso-2022-jp", "テ\ufffda"],
  ["an octet of eight bits in ISO-2022-JP", [0x61, 0xb1, 0x0a], "iso-2022-jp", "a\ufffd\n"],
  ["a character that KS X 1001 has not", "\x0e~~\x0fa", "iso-2022-kr", "\ufffda"],
  ["half a unit of UTF-16", [0, 0x61, 0], "utf-16", "a\ufffd"],
  ["half a character of UTF-32", [0, 0, 0, 0x61, 0], "utf-32", "a\ufffd"],
  ["no character in UTF-32", [0, 0, 0xd8, 0, 0xff, 0, 0, 0], "utf-32be", "\ufffd\ufffd"],
  ["half a surrogate pair of UTF-7", "+2D0-a", "utf-7", "\ufffda"],
  ["digits left over in UTF-7", "+AOEA-a", "utf-7", "á\ufffda"],
];

for (const [name, text, charset, expected] of DAMAGED) {
  Deno.test(`decodeCharset tells of ${name}`, () => {
    const { text: decoded, intact } = decodeCharset(octetsOf(text), charset);
    assertEquals([decoded, intact], [expected, false]);
  });
}

Deno.test("decodePieces reads characters of every width, however they are cut", () => {
  const texts: readonly (readonly [charset: string, octets: Uint8Array, text: string])[] = [
    ["utf-8", octets("á한😀"), "á한😀"],
    ["utf-16", Uint8Array.of(0xff, 0xfe, 0x3d, 0xd8, 0x00, 0xde, 0x61, 0), "😀a"],
    ["iso-2022-jp", octets("\x1b$B%F%9%H\x1b(B"), "テスト"],
    ["utf-7", octets("+2D3eAA a"), "😀 a"],
  ];
  for (const [charset, bytes, text] of texts) {
    for (let length = 1; length <= bytes.length; length++) {
      assertEquals(
        decodePieces(piecesOf(bytes, length), charset).text,
        text,
        `${charset} ${length}`,
      );
    }
  }
});

Deno.test("a text that shifts at every character is read in time that grows with its length", () => {
  const text = decodeCharset(octets("\x1b$B%F\x1b(Ba".repeat(100_000)), "iso-2022-jp").text;
  assertEquals(text, "テa".repeat(100_000));
  const pieces = Array.from({ length: 100_000 }, () => octets("\x1b$B%F"));
  assertEquals(decodePieces(pieces, "iso-2022-jp").text.length, 100_000);
});
