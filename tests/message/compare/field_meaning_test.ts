import { meaningOf } from "../../../message/compare/field_meaning.ts";
import { parseHeader } from "../../../message/header/header.ts";
import { assert, assertEquals, assertNotEquals } from "../../std/assert.ts";
import { octets } from "../support.ts";

function meaning(field: string): string | undefined {
  const [only] = parseHeader(octets(`${field}\r\n`)).fields;
  assert(only);
  return meaningOf(only);
}

for (
  const [one, other] of [
    ["Date: Tue, 24 Nov 2026 09:00:00 +0000", "Date: Tue, 24 Nov 2026 10:00:00 +0100 (CET)"],
    ["Date: Tue, 24 Nov 2026 09:00:00 +0000", "DATE: 24 Nov 2026 09:00:00 GMT"],
    ["Date: Tue, 24 Nov 2026 23:30:00 -0100", "Date: Wed, 25 Nov 2026 06:00:00 +0530"],
    ['To: "Ana Maria" <ana@x.pt>, bob@y.pt', "To: Ana Maria <ana@X.PT>,bob@y.pt"],
    ["From: =?utf-8?q?Jos=C3=A9?= <j@x.pt>", "From: =?utf-8?B?Sm9zw6k=?= <j@x.pt>"],
    ["MIME-Version: 1.0", "Mime-Version: 1.0 (a program)"],
    ["References: <1@x.pt> <2@x.pt>", "References: <1@x.pt><2@x.pt>"],
  ] as const
) {
  Deno.test(`meaningOf finds one meaning in ${one} and ${other}`, () => {
    assert(meaning(one) !== undefined);
    assertEquals(meaning(one), meaning(other));
  });
}

for (
  const [one, other] of [
    ["Date: Tue, 24 Nov 2026 09:00:00 +0000", "Date: Tue, 24 Nov 2026 09:00:01 +0000"],
    ["Date: Tue, 24 Nov 2026 09:00:00 +0000", "Date: Tue, 24 Nov 2026 09:00:00 +0100"],
    ["To: Ana <ana@x.pt>", "To: <ana@x.pt>"],
    ["To: ana@x.pt", "To: ANA@x.pt"],
    ["To: ana@x.pt, bob@y.pt", "To: bob@y.pt, ana@x.pt"],
    ["Message-ID: <1@x.pt>", "Message-ID: <1@X.pt>"],
  ] as const
) {
  Deno.test(`meaningOf finds two meanings in ${one} and ${other}`, () => {
    assertNotEquals(meaning(one), meaning(other));
  });
}

Deno.test("meaningOf does not guess at what it cannot read", () => {
  for (const field of ["Date: soon", "To: ana@", "To:", "Subject: (a) b", "X-Date: 24 Nov 2026"]) {
    assertEquals(meaning(field), undefined, field);
  }
});
