/**
 * A clock that stands still until a test lets a timer ring.
 * @module
 */
import type { Clock } from "../../clock/clock.ts";

/** A timer that was set. */
interface Timer {
  readonly milliseconds: number;
  readonly end: number;
  readonly ring: () => void;
}

/** The time of a test. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Timer>();
  #started = Promise.withResolvers<void>();

  /** The moment. */
  now(): number {
    return this.#now;
  }

  /** Sets a timer. */
  start(milliseconds: number, ring: () => void): () => void {
    const timer = { milliseconds, end: this.#now + milliseconds, ring };
    this.#timers.add(timer);
    this.#started.resolve();
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Waits until a timer is set, and lets it ring; returns the milliseconds that it was set for. */
  async ring(): Promise<number> {
    while (this.#timers.size === 0) {
      await this.#started.promise;
      this.#started = Promise.withResolvers();
    }
    const [first, ...others] = [...this.#timers].toSorted((a, b) => a.end - b.end);
    if (first === undefined || others.length > 0) throw new TypeError("There must be one timer");
    this.#timers.delete(first);
    this.#now = first.end;
    first.ring();
    return first.milliseconds;
  }
}
