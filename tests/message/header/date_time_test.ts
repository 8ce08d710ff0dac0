import { formatDateTime, parseDateTime } from "../../../message/header/date_time.ts";
import fc from "fast-check";
import { assertEquals } from "../../std/assert.ts";

const CASES: readonly (readonly [text: string, iso: string, faults?: string[]])[] = [
  ["Tue, 24 Nov 2026 01:24:26 +0100", "2026-11-24T00:24:26.000Z"],
  ["24 Nov 2026 01:24 -0330 (NST)", "2026-11-24T04:54:00.000Z"],
  ["Tue, 24 Nov (a (comment)) 2026 00:24:26 +0000", "2026-11-24T00:24:26.000Z"],
  ["Tue, 24 Nov 2026 00:24:60 +0000", "2026-11-24T00:25:00.000Z"],
  ["Tue, 24 Nov 2026 00:24:26 GMT", "2026-11-24T00:24:26.000Z", [
    "uses an obsolete time zone name, GMT",
  ]],
  ["Tue, 24 Nov 2026 00:24:26 EST", "2026-11-24T05:24:26.000Z", [
    "uses an obsolete time zone name, EST",
  ]],
  ["Tue, 24 Nov 2026 00:24:26 XYZ", "2026-11-24T00:24:26.000Z", [
    "has an unknown time zone, XYZ",
  ]],
  ["Tue, 24 Nov 2026 00:24:26", "2026-11-24T00:24:26.000Z", ["has no time zone"]],
  ["Mon, 24 Nov 2026 00:24:26 +0000", "2026-11-24T00:24:26.000Z", [
    "names the wrong day of the week, Mon",
  ]],
  ["24 Nov 97 00:24:26 +0000", "1997-11-24T00:24:26.000Z", [
    "has a year of two or three digits",
  ]],
  ["Tue, 24 Nov 2026 00:24:26 +0000 UTC m=+1", "2026-11-24T00:24:26.000Z"],
  ["Tue, 24 Nov 2026 00:24:26 UTC +0000", "2026-11-24T00:24:26.000Z", [
    "uses an obsolete time zone name, UTC",
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

const OTHER_FORMS: readonly (readonly [text: string, faults?: string[]])[] = [
  ["2026-11-24T00:24:26Z"],
  ["2026-11-24T01:24:26.123+01:00"],
  ["2026-11-24 00:24:26.757045452 +0000 UTC m=+349867.49"],
  ["2026/11/24 00:24:26 UTC"],
  ["2026-11-24 00:24:26", ["has no time zone"]],
  ["Tue Nov 24 00:24:26 2026", ["has no time zone"]],
  ["Tue Nov 24 00:24:26 UTC 2026"],
  ["Mon Nov 23 19:24:26 2026 -0500"],
  ["Tue Nov 24 2026 01:24:26 GMT+0100 (Central European Standard Time)"],
  ["November 24, 2026 12:24:26 AM GMT"],
  ["Tue, 24 Nov 2026 01:24:26 +01:00"],
  ["Tue, 24 Nov 2026 01:24:26 UTC+1"],
  ["Tue, 24 Nov 2026 12:24:26 AM +0000"],
  ["Tue, 24 Nov 2026 00.24.26 +0000"],
  ["11/24/2026 12:24:26 AM", ["has no time zone"]],
  ["24/11/2026 00:24:26 GMT"],
];

for (const [text, faults = []] of OTHER_FORMS) {
  Deno.test(`parseDateTime reads the other form ${text}`, () => {
    const date = parseDateTime(text);
    assertEquals(new Date(date?.time ?? NaN).toISOString(), "2026-11-24T00:24:26.000Z");
    assertEquals(date?.faults, ["is not in the form of RFC 5322", ...faults]);
  });
}

for (
  const text of [
    "",
    "yesterday",
    "2026-13-24T00:24:26Z",
    "2026-11-24",
    "11/12/2026 00:24:26 +0000",
    "Tue, 24 Nov 2026 13:24:26 PM +0000",
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

const WRITTEN: readonly (readonly [iso: string, zoneMinutes: number, text: string])[] = [
  ["2026-11-24T00:24:26Z", 0, "Tue, 24 Nov 2026 00:24:26 +0000"],
  ["2026-11-24T00:24:26Z", -0, "Tue, 24 Nov 2026 00:24:26 +0000"],
  // Over midnight, both ways, and over the end of a month and of a year.
  ["2026-11-24T18:30:00Z", 330, "Wed, 25 Nov 2026 00:00:00 +0530"],
  ["2026-11-24T18:29:59Z", 330, "Tue, 24 Nov 2026 23:59:59 +0530"],
  ["2026-11-24T00:00:00Z", -210, "Mon, 23 Nov 2026 20:30:00 -0330"],
  ["2026-12-31T10:15:00Z", 825, "Fri, 01 Jan 2027 00:00:00 +1345"],
  ["2027-01-01T00:29:00Z", -30, "Thu, 31 Dec 2026 23:59:00 -0030"],
  // The leap day, reached and left.
  ["2028-02-28T23:30:00Z", 60, "Tue, 29 Feb 2028 00:30:00 +0100"],
  ["2028-03-01T00:30:00Z", -60, "Tue, 29 Feb 2028 23:30:00 -0100"],
  ["2028-02-29T23:30:00Z", 60, "Wed, 01 Mar 2028 00:30:00 +0100"],
  ["2027-02-28T23:30:00Z", 60, "Mon, 01 Mar 2027 00:30:00 +0100"],
];

for (const [iso, zoneMinutes, text] of WRITTEN) {
  Deno.test(`formatDateTime writes ${iso} at ${zoneMinutes} minutes as ${text}`, () => {
    assertEquals(formatDateTime(new Date(iso), zoneMinutes), text);
  });
}

Deno.test("a date that is written in any zone is read as the same instant, without a fault", () => {
  const time = fc.date({
    min: new Date("1970-01-02"),
    max: new Date("2999-12-31"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(time, fc.integer({ min: -720, max: 840 }), (date, zoneMinutes) => {
    const whole = Math.floor(date.getTime() / 1000) * 1000;
    const expected = { time: whole, zoneMinutes, faults: [] };
    assertEquals(parseDateTime(formatDateTime(date, zoneMinutes)), expected);
  }));
});
