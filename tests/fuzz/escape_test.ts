import { escape, escapeJson, escapeLine, OctetEscaper } from "../../cli/escape.ts";
import { assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { cut, lengthsUpTo, octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

/** Any UTF-16 code units, with those that matter more often than chance would have them. */
const anyText = fc.array(fc.oneof(
  fc.integer({ min: 0, max: 0xffff }),
  fc.integer({ min: 0, max: 0xff }),
  fc.integer({ min: 0x2000, max: 0x206f }),
)).map((units) => String.fromCharCode(...units));

// Written by code point and not as the source has it, by class: two roads to the same set.
const DANGEROUS = new RegExp(
  "[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2064\\u2066-\\u206f\\ufeff]|" +
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
      if (/^[\x20-\x7e\n\t\xa1-\xac\u0400-\u04ff]*$/.test(text)) assertEquals(escaped, text);
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
  const octets = octetsOf("\r", "\n", "\r\n", "\x1b[2J", "\u202e", "\ufeff", "😀", "é", "a");
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
