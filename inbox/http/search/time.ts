/**
 * Times as people write them in a search: `2026-11-29`, `2026-11-29 14:00`, `2026/11/29`, or a time of
 * RFC 3339 with its zone.
 * @module
 */

const TIME =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[t ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?\s?(z|[-+]\d{2}:?\d{2})?$/i;

/**
 * Reads a time.
 *
 * @param text The time.
 * @param zone The time zone that it is of if it names none, such as `Europe/Lisbon`; by default, and if
 * there is no such zone, that of this machine.
 * @returns Milliseconds of Unix time; `undefined` if it is no time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readLocalTime } from "./time.ts";
 * assertEquals(readLocalTime("2026-11-29", "Asia/Tokyo"), Date.parse("2026-11-28T15:00:00Z"));
 * ```
 */
export function readLocalTime(text: string, zone?: string): number | undefined {
  const [, year, month, day, hour = "0", minute = "0", second = "0", offset] = TIME.exec(text) ??
    [];
  if (year === undefined) return undefined;
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = parts;
  const asUtc = Date.UTC(y, mo - 1, d, h, mi, s);
  if (mo > 12 || h > 23 || mi > 59 || new Date(asUtc).getUTCDate() !== d) return undefined;
  if (offset !== undefined) return asUtc - readOffset(offset);
  const clock = zone === undefined ? undefined : clockOf(zone);
  // Of a day on which clocks are changed the offset may be that of the hour before.
  return clock === undefined
    ? new Date(y, mo - 1, d, h, mi, s).getTime()
    : asUtc - offsetAt(asUtc - offsetAt(asUtc, clock), clock);
}

/** Milliseconds of `+02:00` or `Z`. */
function readOffset(text: string): number {
  const [, sign, hours = "0", minutes = "0"] = /^([-+])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  const amount = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === "-" ? -amount : amount;
}

function clockOf(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    // There is no such zone.
    return undefined;
  }
}

/** What the clocks of a zone are ahead of UTC at a time, in milliseconds. */
function offsetAt(time: number, clock: Intl.DateTimeFormat): number {
  const parts = new Map(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
  return shown - Math.floor(time / 1_000) * 1_000;
}
