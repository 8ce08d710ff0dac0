/**
 * Deadlines, one after the other, with one timer for many: one for each wait costs more than most waits do.
 * @module
 */
import { startTimer } from "../../clock/timer.ts";

/**
 * Milliseconds until a timer looks again, at most: one that ends in minutes would have to be set anew for
 * each wait that is shorter.
 */
const LONGEST_TIMER = 2000;

/** Ends waits that take too long. */
export class Alarm {
  #stopTimer = (): void => {};
  /** When the timer ends, and when the alarm is to ring, on the clock of `performance.now`. */
  #timerEnd = Infinity;
  #due = Infinity;
  #ring = (): void => {};
  #isStopped = false;

  /**
   * Waits for some work, but not for ever. One work at a time can be waited for.
   *
   * @param work The work.
   * @param deadline Milliseconds to wait.
   * @param expire What is thrown when they are over; the work goes on, and nobody hears of it any more.
   * @returns What the work brings.
   */
  within<T>(work: Promise<T>, deadline: number, expire: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#set(deadline, () => reject(expire()));
      work.then((result) => {
        this.#clear();
        resolve(result);
      }, (error) => {
        this.#clear();
        reject(error);
      });
    });
  }

  /** Leaves nothing behind that could keep a process from ending. */
  stop(): void {
    this.#isStopped = true;
    this.#clear();
  }

  #set(delay: number, ring: () => void): void {
    this.#due = performance.now() + delay;
    this.#ring = ring;
    // A timer that ends earlier looks again then.
    if (this.#due < this.#timerEnd) this.#start(delay);
  }

  #clear(): void {
    this.#due = Infinity;
    if (!this.#isStopped) return;
    this.#stopTimer();
    this.#timerEnd = Infinity;
  }

  #start(delay: number): void {
    const time = Math.min(delay, LONGEST_TIMER);
    this.#stopTimer();
    this.#timerEnd = performance.now() + time;
    this.#stopTimer = startTimer(time, () => this.#look());
  }

  #look(): void {
    this.#timerEnd = Infinity;
    if (this.#due === Infinity) return;
    const left = this.#due - performance.now();
    if (left > 0) return this.#start(left);
    this.#due = Infinity;
    this.#ring();
  }
}
