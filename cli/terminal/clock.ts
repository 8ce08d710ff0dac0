/**
 * Time, so that tests need not wait.
 * @module
 */

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
export const systemClock: Clock = {
  now: () => performance.now(),
  wait(milliseconds, signal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
    return promise;
  },
};
