/**
 * Time, so that tests need not wait.
 * @module
 */
import { wait } from "../../clock/timer.ts";

/** A clock. */
export interface Clock {
  /** The moment, in milliseconds. */
  now(): number;
  /**
   * Waits.
   *
   * @param milliseconds How long.
   * @param signal Ends it before.
   */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The clock of this process. */
export const systemClock: Clock = { now: () => performance.now(), wait };
