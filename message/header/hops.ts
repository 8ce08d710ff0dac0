/**
 * The way a message came: its fields Received, the oldest first, and the time between them.
 * @module
 */
import { findFields, type HeaderField } from "./header.ts";
import { parseReceived, type Received } from "./received.ts";

/** One server on the way. */
export interface Hop {
  /** The field it has written. */
  readonly field: HeaderField;
  /** What the field says. */
  readonly received: Received;
  /**
   * Milliseconds since the hop before, or, for the first, since the Date of the message; negative when
   * their clocks differ so; `undefined` when one of the two dates is not known.
   */
  readonly delay?: number;
  /**
   * Whether the one who gave the message here is not by its name the one who took it before. Servers
   * have many names, so this proves nothing.
   */
  readonly gap: boolean;
}

/** The way of a message. */
export interface Journey {
  /** The hops, the oldest first. */
  readonly hops: readonly Hop[];
  /** The time of Date, in milliseconds since 1970 in UTC, if it can be read. */
  readonly sent?: number;
  /** Milliseconds from the first known time to the last. */
  readonly duration?: number;
}

/** How far a clock may be behind another one before it is worth a word, in milliseconds. */
export const TOLERATED_SKEW = 2_000;

/**
 * Reads the way of a message. Every server puts its field before those that are there (RFC 5321 4.4),
 * so the last is the first; all but those of servers that you trust may be invented.
 *
 * @param fields The header.
 * @param sent The time of Date, if it can be read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseHeader } from "./header.ts";
 * import { readJourney } from "./hops.ts";
 *
 * const header = "Received: from a by b; Tue, 24 Nov 2026 00:00:03 +0000\r\n" +
 *   "Received: by a; Tue, 24 Nov 2026 01:00:01 +0100\r\n";
 * const { hops } = readJourney(parseHeader(new TextEncoder().encode(header)).fields);
 * assertEquals(hops.map(({ received, delay }) => [received.by, delay]), [["a", undefined], ["b", 2000]]);
 * ```
 */
export function readJourney(fields: readonly HeaderField[], sent?: number): Journey {
  const hops: Hop[] = [];
  let last = sent;
  let before: Received | undefined;
  for (const field of findFields(fields, "received").reverse()) {
    const received = parseReceived(field.value);
    const time = received.date?.time;
    const delay = time === undefined || last === undefined ? undefined : time - last;
    const gap = before !== undefined && !isHandover(before, received);
    hops.push({ field, received, gap, ...(delay === undefined ? {} : { delay }) });
    last = time ?? last;
    before = received;
  }
  const times = hops.flatMap(({ received }) => received.date?.time ?? []);
  const first = sent ?? times[0];
  const end = times.at(-1);
  return {
    hops,
    ...(sent === undefined ? {} : { sent }),
    ...(first === undefined || end === undefined ? {} : { duration: end - first }),
  };
}

/** Whether a name of the giver is that of the one who took it before; a hop in one host names none. */
function isHandover(before: Received, after: Received): boolean {
  const givers = [after.from, after.fromHost].flatMap((name) => name?.toLowerCase() ?? []);
  const taker = before.by?.toLowerCase();
  return taker === undefined || givers.length === 0 || givers.includes(taker);
}
