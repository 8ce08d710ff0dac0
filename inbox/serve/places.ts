/**
 * How many connections are served at a time.
 * @module
 */

/**
 * A number of places. Whoever finds none free waits; only one may wait, and whoever comes then is not asked in
 * before it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Places } from "./places.ts";
 * const places = new Places(1);
 * assertEquals(places.isFull, false);
 * await places.take();
 * assertEquals(places.isFull, true);
 * const second = places.take();
 * places.leave();
 * await second;
 * ```
 */
export class Places {
  readonly #count: number;
  #taken = 0;
  #wake: (() => void) | undefined;

  /** @param count How many there are. */
  constructor(count: number) {
    this.#count = count;
  }

  /** Whether whoever comes now has to wait. */
  get isFull(): boolean {
    return this.#taken >= this.#count;
  }

  /** Takes a place when one is free. */
  async take(): Promise<void> {
    while (this.isFull) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    this.#taken++;
  }

  /** Gives a place back. */
  leave(): void {
    this.#taken--;
    this.#wake?.();
    this.#wake = undefined;
  }
}
