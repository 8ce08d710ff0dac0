/**
 * Deadlines of questions: a time-out is an answer like others, an interruption is none.
 * @module
 */
import { startTimer } from "../clock/timer.ts";

/**
 * Runs some work with a deadline of its own, without leaving a timer behind.
 *
 * @param milliseconds The deadline.
 * @param signal Ends the work before.
 * @param work What is done until its signal is aborted, with a `TimeoutError` by the deadline.
 */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const stop = startTimer(milliseconds, () => deadline.abort(timeOut("no answer in time")));
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } finally {
    stop();
  }
}

/** The reason of an abort by which a question ends unanswered, and not in an exception. */
export function timeOut(why: string): DOMException {
  return new DOMException(why, "TimeoutError");
}

/** Whether this is the reason of an abort by a deadline. */
export function isTimeOut(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/**
 * Who interrupts wants no answer.
 *
 * @throws The reason of the abort, unless it is a time-out.
 */
export function throwUnlessTimeOut(signal: AbortSignal): void {
  if (signal.aborted && !isTimeOut(signal.reason)) throw signal.reason;
}
