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

const DATE = new RegExp(
  "^(?:([A-Za-z]+)[ ,]+)?(\\d{1,2})[ -]([A-Za-z]{3,9})[ -](\\d{2,5}) " +
    "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:\\.\\d{1,9})?)?(?: ([+-]\\d{4}|[A-Za-z]{1,5}))?(?: |$)",
);

/** What is longer is no date, and not worth a look. */
const MAX_LENGTH = 200;

/**
 * Reads a `date-time`. Comments, such as a zone's name at the end, are dropped.
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
 * ```
 */
export function parseDateTime(text: string): DateTime | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const words = readTokens(text, "").filter(({ kind }) => kind !== "comment");
  const match = DATE.exec(words.map((word) => word.text).join(" "));
  if (match === null) return undefined;
  const [, dayName, day, monthName = "", year = "", hour, minute, second = "0", zone] = match;
  const month = MONTHS.indexOf(monthName.slice(0, 3).toLowerCase());
  const local = Date.UTC(fullYear(year), month, Number(day), Number(hour), Number(minute));
  const zoneMinutes = readZone(zone);
  const inMonth = new Date(local).getUTCDate() === Number(day);
  const inDay = Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 60;
  if (month < 0 || !inMonth || !inDay) return undefined;
  const faults: string[] = [];
  if (year.length === 2 || year.length === 3) faults.push("has a year of two or three digits");
  if (zone === undefined) faults.push("has no zone");
  else if (zoneMinutes === undefined) faults.push(`has a zone that nobody knows, ${zone}`);
  else if (!/^[+-]/.test(zone)) faults.push(`names its zone, ${zone}, in the obsolete form`);
  if (dayName !== undefined && dayIndex(dayName) !== new Date(local).getUTCDay()) {
    faults.push(`names a day of the week, ${dayName}, that it is not`);
  }
  const time = local + Number(second) * 1_000 - (zoneMinutes ?? 0) * 60_000;
  return { time, zoneMinutes: zoneMinutes ?? 0, faults };
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
  const [, sign, hours, minutes] = /^([+-])(\d{2})(\d{2})$/.exec(zone) ?? [];
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
