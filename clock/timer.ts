/**
 * Timers that can be stopped. On Deno 2.9 the first `setTimeout` of a process loads Node's timers, which
 * takes as long as a third of an empty program; a process of one mail needs a handful and none of Node's.
 * @module
 */

/** So many timers of a process are made without `setTimeout`; each stays in memory until its time. */
const FEW = 24;

let made = 0;

/**
 * Does something later.
 *
 * @param milliseconds When.
 * @param ring What is done.
 * @returns Stops the timer; nothing is left that keeps a process from ending.
 *
 * @example
 * ```ts
 * import { startTimer } from "./timer.ts";
 *
 * const { promise, resolve } = Promise.withResolvers<void>();
 * const stop = startTimer(60_000, () => console.log("late"));
 * startTimer(1, resolve);
 * await promise;
 * stop();
 * ```
 */
export function startTimer(milliseconds: number, ring: () => void): () => void {
  if (made >= FEW) {
    const timer = setTimeout(ring, milliseconds);
    return () => clearTimeout(timer);
  }
  made++;
  const signal = AbortSignal.timeout(milliseconds);
  signal.addEventListener("abort", ring);
  return () => signal.removeEventListener("abort", ring);
}

/**
 * Waits.
 *
 * @param milliseconds How long.
 * @param signal Ends it before.
 */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const stop = startTimer(milliseconds, done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
