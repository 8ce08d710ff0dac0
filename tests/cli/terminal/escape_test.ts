import { escape, escapeJson, escapeLine, OctetEscaper } from "../../../cli/terminal/escape.ts";
import { assertEquals } from "../../std/assert.ts";

const cases: [text: string, escaped: string][] = [
  [
    "plain: Olá, 你好, ðŏ 👩‍🚀 🏳️\u200d🌈 می\u200cخواهم",
    "plain: Olá, 你好, ðŏ 👩‍🚀 🏳️\u200d🌈 می\u200cخواهم",
  ],
  ["a\tb\nc", "a\tb\nc"],
  ["a\rb", "a\\x0db"],
  ["\0\x07\b\v\f", "\\x00\\x07\\x08\\x0b\\x0c"],
  ["\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"],
  ["\x7f\x80\x85\x9b31m\x9f", "\\x7f\\x80\\x85\\x9b31m\\x9f"],
  ["\u061c\u200e\u200f", "\\u{61c}\\u{200e}\\u{200f}"],
  ["\u202a\u202b\u202c\u202d\u202e", "\\u{202a}\\u{202b}\\u{202c}\\u{202d}\\u{202e}"],
  ["\u2066\u2067\u2068\u2069", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"],
  ["\u2028\u2029", "\\u{2028}\\u{2029}"],
  ["pay\u200bpal\u2060\ufeff\u00ad", "pay\\u{200b}pal\\u{2060}\\u{feff}\\xad"],
  ["\u{e0041}", "\\u{e0041}"],
  ["\ud800x\udfff", "\\u{d800}x\\u{dfff}"],
  ["\\x1b", "\\x1b"],
  ["pay\u200cpal\u200d.", "pay\\u{200c}pal\\u{200d}."],
  ["می\u200c\u200cخ\u200d.", "می\\u{200c}\\u{200c}خ\\u{200d}."],
  ["क्\u200dष ശ്രീ\u200cല", "क्\u200dष ശ്രീ\u200cല"],
  ["👩🏽\u200d🚀 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3", "👩🏽\u200d🚀 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3"],
  ["👩\u200da \u200d🚀", "👩\\u{200d}a \\u{200d}🚀"],
  ["1\ufe0f a\ufe0e ❤\ufe0f\ufe0f", "1\\u{fe0f} a\\u{fe0e} ❤\ufe0f\\u{fe0f}"],
  ["葛\u{e0100}\u{e0101} a\u{e0100}", "葛\u{e0100}\\u{e0101} a\\u{e0100}"],
  ["a\u115f\u1160\u3164\uffa0\u034f", "a\\u{115f}\\u{1160}\\u{3164}\\u{ffa0}\\u{34f}"],
  ["\ue000\u{f0000}\u{10fffd}", "\\u{e000}\\u{f0000}\\u{10fffd}"],
  ["\u0378\uffff\u{e0fff}", "\\u{378}\\u{ffff}\\u{e0fff}"],
  ["Zo\u0308e a\u0323\u0302\u0301\u0307", "Zo\u0308e a\u0323\u0302\u0301\u0307"],
  ["a\u0301\u0301\u0301\u0301\u0301\u20dd", "a\u0301\u0301\u0301\u0301\\u{301}\\u{20dd}"],
  ["한글 ไทยที่ עִבְרִית َُّ", "한글 ไทยที่ עִבְרִית َُّ"],
];

for (const [text, escaped] of cases) {
  Deno.test(`escape of ${JSON.stringify(text)}`, () => assertEquals(escape(text), escaped));
}

Deno.test("escapeLine shows LF too", () => {
  assertEquals(escapeLine("250 ok\n=== sent\r\n\t."), "250 ok\\x0a=== sent\\x0d\\x0a\t.");
});

Deno.test("escapeJson shows each half of a character by itself", () => {
  assertEquals(escapeJson(JSON.stringify("\u{e0041}\x9b")), '"\\udb40\\udc41\\u009b"');
});

Deno.test("OctetEscaper shows CRLF as a line end and a lone CR as what it is", () => {
  const escaper = new OctetEscaper();
  const octets = new TextEncoder().encode("a\r\nb\rc\x1b\r\r\nd\r");
  assertEquals(escaper.push(octets) + escaper.end(), "a\nb\\x0dc\\x1b\\x0d\nd\\x0d");
});

Deno.test("OctetEscaper gives the same at every chunk boundary, also of what is not UTF-8", () => {
  const octets = new Uint8Array([
    ...new TextEncoder().encode(
      "\ufeffã\r\n\u202e😀\r" +
        "خ\u064e\u064e\u200cخa\u200c👩🏽\u200d🚀❤\ufe0fa\ufe0f1\ufe0f\u20e3a" +
        "\u0301".repeat(6) + "\r",
    ),
    0xff,
    0xc3,
    0x0d,
    0x0a,
    0xe2,
    0x82,
  ]);
  const whole = new OctetEscaper();
  const expected = whole.push(octets) + whole.end();
  assertEquals(
    expected,
    "\\u{feff}ã\n\\u{202e}😀\\x0d" +
      "خ\u064e\u064e\u200cخa\\u{200c}👩🏽\u200d🚀❤\ufe0fa\\u{fe0f}1\ufe0f\u20e3a" +
      "\u0301".repeat(4) + "\\u{301}\\u{301}\\x0d\ufffd\ufffd\n\ufffd",
  );
  for (let cut = 0; cut <= octets.length; cut++) {
    const escaper = new OctetEscaper();
    const parts = [octets.subarray(0, cut), octets.subarray(cut)];
    assertEquals(parts.map((part) => escaper.push(part)).join("") + escaper.end(), expected);
  }
});
