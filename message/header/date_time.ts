/**
 * Dates as header fields carry them (RFC 5322 3.3), with the obsolete forms of 4.3.
 * @module
 */
import { readTokens } from "./lexer.ts";

/** A date of a header field. */
export interface DateTime {
  /** Milliseconds since 1970 in UTC. */
  readonly time: number;
  /** The zone as minutes east of UTC. */
  readonly zoneMinutes: number;
  /** What is not as RFC 5322 3.3 says, each as the rest of a sentence about the date. */
  readonly faults: readonly string[];
}

/** How far a date may be ahead of the clock here, in milliseconds: clocks differ. */
export const TOLERATED_FUTURE = 15 * 60_000;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** RFC 5322 4.3: the zones that had names, as hours east of UTC. */
const NAMED_ZONES: ReadonlyMap<string, number> = new Map([
  ["ut", 0],
  ["utc", 0],
  ["gmt", 0],
  ["z", 0],
  ["edt", -4],
  ["est", -5],
  ["cdt", -5],
  ["cst", -6],
  ["mdt", -6],
  ["mst", -7],
  ["pdt", -7],
  ["pst", -8],
]);

/** RFC 5322 3.3 and 4.3. What follows may be anything but another form of a zone or half a day. */
const STANDARD = new RegExp(
  "^(?:(?<dayName>[A-Za-z]+)[ ,]+)?(?<day>\\d{1,2})[ -](?<month>[A-Za-z]{3,9})[ -](?<year>\\d{2,5}) " +
    "(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.\\d{1,9})?)?" +
    "(?: (?![AaPp][Mm]\\b)(?<zone>[+-]\\d{4}|[A-Za-z]{1,5})(?= |$)|" +
    "(?= |$)(?! (?:[AaPp][Mm]\\b|(?:GMT|UTC?)?[+-]\\d)))",
);

const DAY_NAME = "(?:(?<dayName>[A-Za-z]{3,9})[ ,]+)?";
const TIME = "(?<hour>\\d{1,2})[:.](?<minute>\\d{2})(?:[:.](?<second>\\d{2})(?:[.,]\\d{1,9})?)?" +
  "(?: ?(?<half>[AaPp])[Mm])?";
const ZONE = "(?: ?(?<zone>(?:GMT|UTC?)?[+-]\\d{1,2}(?::?\\d{2})?|[A-Z]{1,5}))?(?![\\w:])";

/** The forms of other standards and of programming languages. */
const OTHER_FORMS: readonly RegExp[] = [
  // 24 Nov 2026 12:24:26 AM +01:00
  `${DAY_NAME}(?<day>\\d{1,2})[ -](?<month>[A-Za-z]{3,9})[ ,-]+(?<year>\\d{4}),? ${TIME}${ZONE}`,
  // JavaScript: Tue Nov 24 2026 00:24:26 GMT+0100
  `${DAY_NAME}(?<month>[A-Za-z]{3,9}) (?<day>\\d{1,2}),? (?<year>\\d{4}),? ${TIME}${ZONE}`,
  // C, Java: Tue Nov 24 00:24:26 UTC 2026
  `${DAY_NAME}(?<month>[A-Za-z]{3,9}) (?<day>\\d{1,2}) ${TIME} ` +
  `(?:(?<zoneBefore>[+-]\\d{4}|[A-Z]{1,5}) )?(?<year>\\d{4})${ZONE}`,
  // RFC 3339, Go: 2026-11-24 00:24:26.123456789 +0000 UTC
  `(?<year>\\d{4})[-/](?<month>\\d{1,2})[-/](?<day>\\d{1,2})[T ]${TIME}${ZONE}`,
  // 11/24/2026 and 24/11/2026, where the day is more than 12: else nobody knows which is which
  `(?<month>\\d{1,2})/(?<day>1[3-9]|2\\d|3[01])/(?<year>\\d{4}),? ${TIME}${ZONE}`,
  `(?<day>1[3-9]|2\\d|3[01])/(?<month>\\d{1,2})/(?<year>\\d{4}),? ${TIME}${ZONE}`,
].map((form) => new RegExp(`^${form}`));

/** What is longer is no date, and not worth a look. */
const MAX_LENGTH = 200;

/**
 * Reads a `date-time`. Comments, such as a zone's name at the end, are dropped. A date in another form
 * that can mean one thing only is read too, and has a fault that says so.
 *
 * @param text The unfolded value of Date, or what follows the semicolon of Received.
 * @returns The date; `undefined` when it cannot be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseDateTime } from "./date_time.ts";
 *
 * const { time, faults } = parseDateTime("Tue, 24 Nov 2026 01:24:26 +0100 (CET)") ?? {};
 * assertEquals([time, faults], [Date.UTC(2026, 10, 24, 0, 24, 26), []]);
 * const iso = parseDateTime("2026-11-24T00:24:26Z");
 * assertEquals([iso?.time, iso?.faults], [time, ["is not in the form of RFC 5322"]]);
 * ```
 */
export function parseDateTime(text: string): DateTime | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const words = readTokens(text, "").filter(({ kind }) => kind !== "comment")
    .map((word) => word.text).join(" ");
  const standard = STANDARD.exec(words)?.groups;
  if (standard !== undefined) return makeDate(standard, standardFaults(standard));
  for (const form of OTHER_FORMS) {
    const other = form.exec(words)?.groups;
    if (other !== undefined) return makeDate(other, ["is not in the form of RFC 5322"]);
  }
  return undefined;
}

/** What a pattern has found, by its names. */
type Found = Readonly<Record<string, string | undefined>>;

/** What is not as RFC 5322 3.3 says in a date of its form. */
function standardFaults({ year = "", zone = "+0000" }: Found): string[] {
  const faults: string[] = [];
  if (year.length === 2 || year.length === 3) faults.push("has a year of two or three digits");
  if (readZone(zone) !== undefined && !/^[+-]/.test(zone)) {
    faults.push(`uses an obsolete time zone name, ${zone}`);
  }
  return faults;
}

function makeDate(found: Found, faults: readonly string[]): DateTime | undefined {
  const { dayName, year = "", month = "", day, minute, second = "0", half } = found;
  const zone = found.zone ?? found.zoneBefore;
  const monthIndex = readMonth(month);
  const hour = half === undefined ? Number(found.hour) : hourOfHalf(Number(found.hour), half);
  const local = Date.UTC(fullYear(year), monthIndex, Number(day), hour, Number(minute));
  const zoneMinutes = readZone(zone);
  const inMonth = new Date(local).getUTCDate() === Number(day);
  const inDay = hour <= 23 && Number(minute) <= 59 && Number(second) <= 60;
  if (monthIndex < 0 || monthIndex > 11 || !inMonth || !inDay) return undefined;
  const all = [...faults];
  if (zone === undefined) all.push("has no time zone");
  else if (zoneMinutes === undefined) all.push(`has an unknown time zone, ${zone}`);
  if (dayName !== undefined && dayIndex(dayName) !== new Date(local).getUTCDay()) {
    all.push(`names the wrong day of the week, ${dayName}`);
  }
  const time = local + Number(second) * 1_000 - (zoneMinutes ?? 0) * 60_000;
  return { time, zoneMinutes: zoneMinutes ?? 0, faults: all };
}

function readMonth(month: string): number {
  return /^\d/.test(month) ? Number(month) - 1 : MONTHS.indexOf(month.slice(0, 3).toLowerCase());
}

/** The hour of a clock of twelve; 24, which no day has, where it has no such hour. */
function hourOfHalf(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return 24;
  return hour % 12 + (half.toLowerCase() === "p" ? 12 : 0);
}

/**
 * Writes a `date-time` of RFC 5322 3.3.
 *
 * @param time The instant.
 * @param zoneMinutes The zone to write it in, as whole minutes east of UTC.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatDateTime } from "./date_time.ts";
 *
 * const time = new Date("2026-11-24T00:24:26Z");
 * assertEquals(formatDateTime(time, 60), "Tue, 24 Nov 2026 01:24:26 +0100");
 * ```
 */
export function formatDateTime(time: Date, zoneMinutes = 0): string {
  const local = new Date(time.getTime() + zoneMinutes * 60_000);
  return local.toUTCString().replace("GMT", formatZone(zoneMinutes));
}

function formatZone(minutes: number): string {
  const east = Math.abs(minutes);
  const digits = Math.floor(east / 60) * 100 + east % 60;
  return `${minutes < 0 ? "-" : "+"}${String(digits).padStart(4, "0")}`;
}

/** RFC 5322 4.3: two digits up to 49 are years of this century, three count from 1900. */
function fullYear(year: string): number {
  const number = Number(year);
  if (year.length > 3) return number;
  return number + (year.length === 2 && number < 50 ? 2000 : 1900);
}

function readZone(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  const [, sign, hours, minutes = 0] = /^(?:GMT|UTC?)?([+-])(\d{1,2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign === undefined) {
    const named = NAMED_ZONES.get(zone.toLowerCase());
    return named === undefined ? undefined : named * 60;
  }
  const east = Number(hours) * 60 + Number(minutes);
  return sign === "-" ? -east : east;
}

function dayIndex(name: string): number {
  return DAYS.indexOf(name.slice(0, 3).toLowerCase());
}
