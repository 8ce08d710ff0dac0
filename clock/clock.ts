/**
 * The time that a program waits by, which a test can put its own in the place of.
 * @module
 */
import { startTimer } from "./timer.ts";

/** A clock. */
export interface Clock {
  /** The moment, in milliseconds. */
  now(): number;
  /**
   * Does something later.
   *
   * @param milliseconds When.
   * @param ring What is done.
   * @returns Stops it.
   */
  start(milliseconds: number, ring: () => void): () => void;
}

/** The clock of this process. */
export const systemClock: Clock = { now: () => performance.now(), start: startTimer };
