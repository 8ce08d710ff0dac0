/**
 * What is wrong or odd in the fields that servers have put before a message.
 * @module
 */
import { TOLERATED_FUTURE } from "../header/date_time.ts";
import type { FindingList } from "../finding.ts";
import { note } from "./header_findings.ts";
import { type Journey, TOLERATED_SKEW } from "../header/hops.ts";

/** RFC 5321 6.3: so many fields Received are a loop. */
const MAX_HOPS = 100;

/**
 * Looks at the way of a message.
 *
 * @param journey The way.
 * @param now The time to compare dates with, in milliseconds since 1970 in UTC.
 * @param findings Takes what is found.
 */
export function findInJourney(journey: Journey, now: number, findings: FindingList): void {
  const { hops } = journey;
  for (const { field, received, delay } of hops) {
    for (const fault of received.faults) {
      note(findings, field, "odd-received", "warning", fault, "RFC 5321 4.4", fault);
    }
    if (delay !== undefined && delay < -TOLERATED_SKEW) {
      const text = "has a time before that of the hop before it: the clock of one of them is wrong";
      note(findings, field, "clock-skew", "note", text, "RFC 5321 4.4");
    }
    if ((received.date?.time ?? 0) > now + TOLERATED_FUTURE) {
      note(findings, field, "future-date", "warning", "has a date in the future", "RFC 5321 4.4");
    }
  }
  const top = hops.at(-1);
  if (top !== undefined && hops.length > MAX_HOPS) {
    const text = `stands ${hops.length} times: so many are a loop`;
    note(findings, top.field, "mail-loop", "warning", text, "RFC 5321 6.3");
  }
}
