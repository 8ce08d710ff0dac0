/**
 * When a mail that was deferred is tried again, and when no more (RFC 5321 section 4.5.4.1).
 * @module
 */

const MINUTE = 60_000;

/**
 * Milliseconds from each attempt to the next; the last one stays. Greylisting lets a mail pass after a
 * few minutes; who is away longer is not to be asked all the time.
 */
const PAUSES = [1, 5, 15, 30, 60, 120, 180].map((minutes) => minutes * MINUTE);

/** Milliseconds from the first attempt to the last one: "at least 4-5 days". */
export const GIVE_UP_AFTER = 5 * 24 * 60 * MINUTE;

/**
 * How long the next attempt is waited for.
 *
 * @param tries How many attempts there were.
 * @returns Milliseconds.
 */
export function pauseAfter(tries: number): number {
  return tries === 0 ? 0 : PAUSES[Math.min(tries, PAUSES.length) - 1] ?? 0;
}

/** How often a mail was tried, in milliseconds since 1970. */
interface Tried {
  /** When it was queued. */
  readonly queuedAt: number;
  /** How many attempts there were. */
  readonly tries: number;
  /** When the last one was. */
  readonly at: number;
}

/**
 * When a mail is tried next. The last attempt is at the end of the time there is.
 *
 * @param tried What was tried.
 * @returns The moment, in milliseconds since 1970.
 */
export function nextAttempt({ queuedAt, tries, at }: Tried): number {
  const next = at + pauseAfter(tries);
  const last = queuedAt + GIVE_UP_AFTER;
  return at < last ? Math.min(next, last) : next;
}

/**
 * Whether a mail was tried long enough.
 *
 * @param tried What was tried.
 */
export function isTriedEnough({ queuedAt, tries, at }: Tried): boolean {
  return tries > 0 && at >= queuedAt + GIVE_UP_AFTER;
}
