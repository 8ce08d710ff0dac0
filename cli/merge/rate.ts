/**
 * How many mails may begin in a time.
 * @module
 */
import { UsageError } from "../terminal/exit.ts";

const UNITS: ReadonlyMap<string, number> = new Map([
  ["s", 1_000],
  ["sec", 1_000],
  ["second", 1_000],
  ["m", 60_000],
  ["min", 60_000],
  ["minute", 60_000],
  ["h", 3_600_000],
  ["hour", 3_600_000],
  ["d", 86_400_000],
  ["day", 86_400_000],
]);

/**
 * Reads a rate: `50/min`, `5/s`.
 *
 * @param text The rate.
 * @returns The milliseconds from one mail to the next.
 * @throws {UsageError} If it is none.
 */
export function readRate(text: string): number {
  const [, number, unit = ""] = /^(\d{1,7})\/([a-z]+)$/i.exec(text.replaceAll(" ", "")) ?? [];
  const span = UNITS.get(unit.toLowerCase()) ?? NaN;
  const pause = span / Number(number);
  if (Number.isFinite(pause) && pause > 0) return pause;
  throw new UsageError(
    `--rate must be a number and a time such as 50/min, 5/s or 1000/h; not "${text}"`,
  );
}

/** Lets mails begin one after the other, evenly. What was not used is not saved up. */
export class Pace {
  readonly #pause: number;
  #next = 0;

  /** @param pause The milliseconds from one mail to the next. */
  constructor(pause: number) {
    this.#pause = pause;
  }

  /**
   * Takes the next turn.
   *
   * @param now The moment, in milliseconds.
   * @returns How many milliseconds to wait for it.
   */
  take(now: number): number {
    const turn = Math.max(now, this.#next);
    this.#next = turn + this.#pause;
    return turn - now;
  }
}
