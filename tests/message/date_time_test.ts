import { parseDateTime } from "../../message/date_time.ts";
import { assertEquals } from "../std/assert.ts";

const CASES: readonly (readonly [text: string, iso: string, faults?: string[]])[] = [
  ["Tue, 24 Nov 2026 01:24:26 +0100", "2026-11-24T00:24:26.000Z"],
  ["24 Nov 2026 01:24 -0330 (NST)", "2026-11-24T04:54:00.000Z"],
  ["Tue, 24 Nov (a (comment)) 2026 00:24:26 +0000", "2026-11-24T00:24:26.000Z"],
  ["Tue, 24 Nov 2026 00:24:60 +0000", "2026-11-24T00:25:00.000Z"],
  ["Tue, 24 Nov 2026 00:24:26 GMT", "2026-11-24T00:24:26.000Z", [
    "names its zone, GMT, in the obsolete form",
  ]],
  ["Tue, 24 Nov 2026 00:24:26 EST", "2026-11-24T05:24:26.000Z", [
    "names its zone, EST, in the obsolete form",
  ]],
  ["Tue, 24 Nov 2026 00:24:26 XYZ", "2026-11-24T00:24:26.000Z", [
    "has a zone that nobody knows, XYZ",
  ]],
  ["Tue, 24 Nov 2026 00:24:26", "2026-11-24T00:24:26.000Z", ["has no zone"]],
  ["Mon, 24 Nov 2026 00:24:26 +0000", "2026-11-24T00:24:26.000Z", [
    "names a day of the week, Mon, that it is not",
  ]],
  ["24 Nov 97 00:24:26 +0000", "1997-11-24T00:24:26.000Z", [
    "has a year of two or three digits",
  ]],
  ["24 Nov 26 00:24:26 +0000", "2026-11-24T00:24:26.000Z", [
    "has a year of two or three digits",
  ]],
];

for (const [text, iso, faults = []] of CASES) {
  Deno.test(`parseDateTime reads ${text}`, () => {
    const date = parseDateTime(text);
    assertEquals(new Date(date?.time ?? NaN).toISOString(), iso);
    assertEquals(date?.faults, faults);
  });
}

for (
  const text of [
    "",
    "yesterday",
    "2026-11-24T00:24:26Z",
    "31 Feb 2026 00:00:00 +0000",
    "24 Foo 2026 00:00:00 +0000",
    "24 Nov 2026 25:00:00 +0000",
    `24 Nov 2026 00:00:00 +0000${" ".repeat(300)}`,
  ]
) {
  Deno.test(`parseDateTime does not read ${JSON.stringify(text.slice(0, 40))}`, () => {
    assertEquals(parseDateTime(text), undefined);
  });
}
