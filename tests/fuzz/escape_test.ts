import { escape, escapeJson, escapeLine, OctetEscaper } from "../../cli/terminal/escape.ts";
import { assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { cut, lengthsUpTo, octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

/** Any UTF-16 code units, with those that matter more often than chance would have them. */
const anyText = fc.array(fc.oneof(
  fc.integer({ min: 0, max: 0xffff }),
  fc.integer({ min: 0, max: 0xff }),
  fc.integer({ min: 0x2000, max: 0x206f }),
  fc.constantFrom(0x301, 0x64e, 0x62e, 0x200c, 0x200d, 0xfe0f, 0x2764, 0x20e3, 0x31, 0x34f, 0x3164),
)).map((units) => String.fromCharCode(...units));

// Written by code point and not as the source has it, by class: two roads to the same set.
const DANGEROUS = new RegExp(
  "[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff" +
    "\\u034f\\u115f\\u1160\\u3164\\uffa0\\ue000-\\uf8ff\\ufff0-\\ufff8\\ufffe\\uffff]|" +
    // Joiners beside no letter of Arabic and no picture, whatever marks it has; five marks in a row.
    "[^\\u00a9\\u00ae\\u0300-\\u036f\\u0600-\\u1fff\\u2000-\\u32ff\\ua000-\\ufeff\\ud83c-\\udfff][\\u0300-\\u036f]*[\\u200c\\u200d]|[\\u0300-\\u034e]{5}|" +
    "[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]",
);

Deno.test("escape leaves nothing dangerous, changes nothing twice and keeps what is safe", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escape(text);
      assertEquals(DANGEROUS.test(escaped), false, JSON.stringify(escaped));
      assertEquals(escape(escaped), escaped);
      const line = escapeLine(text);
      assertEquals(DANGEROUS.test(line) || line.includes("\n"), false, JSON.stringify(line));
      assertEquals(escapeLine(line), line);
      if (/^[\x20-\x7e\n\t\xa1-\xac\u0400-\u0482\u048a-\u04ff]*$/.test(text)) {
        assertEquals(escaped, text);
      }
    }),
    RUNS,
  );
});

Deno.test("escapeJson leaves nothing dangerous and keeps the value", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const json = escapeJson(JSON.stringify({ text }));
      assertEquals(DANGEROUS.test(json), false, json);
      assertEquals(JSON.parse(json), { text });
    }),
    RUNS,
  );
});

Deno.test("octets of a message are shown without danger, and the same however they are cut", () => {
  const octets = octetsOf(
    "\r",
    "\n",
    "\r\n",
    "\x1b[2J",
    "\u202e",
    "\ufeff",
    "😀",
    "é",
    "a",
    "\u200d",
    "\u200c",
    "خ",
    "\u0301",
    "\ufe0f",
    "❤",
    "1",
    "\u20e3",
  );
  const show = (pieces: readonly Uint8Array[]): string => {
    const escaper = new OctetEscaper();
    return pieces.map((piece) => escaper.push(piece)).join("") + escaper.end();
  };
  fc.assert(
    fc.property(octets, lengthsUpTo(5), (octets, lengths) => {
      const shown = show([octets]);
      assertEquals(DANGEROUS.test(shown), false, JSON.stringify(shown));
      assertEquals(show(cut(octets, lengths)), shown);
    }),
    RUNS,
  );
});
