/**
 * When what was written is on the disk: soon after by itself, or before something goes on.
 * @module
 */

/** Milliseconds after which a record that was written is brought to the disk. */
const SYNC_PAUSE = 100;

/** The oldest record that is not on the disk yet is at most so many milliseconds old. */
export const SYNC_LIMIT = 200;

/** Milliseconds since some moment. */
type Clock = () => number;

/** What brings a file to the disk, many records at a time. */
export class Disk {
  readonly #sync: () => Promise<void>;
  readonly #now: Clock;
  /** The moment of the first record that no sync has begun for. */
  #dirtySince: number | undefined;
  /** The moment of the first record that the running sync is for. */
  #syncingSince: number | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param sync Brings all that was written to the disk.
   * @param now The clock.
   */
  constructor(sync: () => Promise<void>, now: Clock = () => performance.now()) {
    this.#sync = sync;
    this.#now = now;
  }

  /** Tells that something was written. */
  written(): void {
    if (this.#dirtySince !== undefined) return;
    this.#dirtySince = this.#now();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // A failure is met again by whoever writes next, or at the end.
      this.flush().catch(() => {});
    }, SYNC_PAUSE);
  }

  /**
   * Whether something that was written waits too long for the disk.
   *
   * @returns When it is there; `undefined` if nobody has to wait.
   */
  overdue(): Promise<void> | undefined {
    const oldest = this.#syncingSince ?? this.#dirtySince;
    if (oldest === undefined || this.#now() - oldest < SYNC_LIMIT) return undefined;
    return this.#running ?? this.flush();
  }

  /** Done when all that was written until now is on the disk. */
  flush(): Promise<void> {
    if (this.#dirtySince === undefined) return this.#running ?? Promise.resolve();
    if (this.#running === undefined) return this.#begin();
    // What runs may have begun before the last record: the next one is for that, and for all that wait.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#begin();
    });
    return this.#next;
  }

  #begin(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#syncingSince = this.#dirtySince;
    this.#dirtySince = undefined;
    const running = this.#sync().finally(() => {
      this.#running = undefined;
      this.#syncingSince = undefined;
    });
    this.#running = running;
    return running;
  }
}
