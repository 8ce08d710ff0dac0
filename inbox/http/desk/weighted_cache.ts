/**
 * A cache that holds no more than a weight.
 * @module
 */

/** What is kept of the limit when it is reached: to make room for one at a time takes longer. */
const KEPT = 7 / 8;

/** Values by their keys; those that were not asked for the longest go first. */
export class WeightedCache<Value> {
  readonly #limit: number;
  readonly #values = new Map<number, { readonly value: Value; readonly weight: number }>();
  #weight = 0;

  /** @param limit The weight of all values together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * A value.
   *
   * @param key Its key.
   */
  get(key: number): Value | undefined {
    const kept = this.#values.get(key);
    if (kept === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, kept);
    return kept.value;
  }

  /**
   * Keeps a value.
   *
   * @param key Its key.
   * @param value The value.
   * @param weight Its weight.
   */
  set(key: number, value: Value, weight: number): void {
    this.delete(key);
    this.#values.set(key, { value, weight });
    this.#weight += weight;
    if (this.#weight <= this.#limit) return;
    for (const oldest of this.#values.keys()) {
      if (this.#weight <= this.#limit * KEPT) break;
      this.delete(oldest);
    }
  }

  /**
   * Keeps a value if nothing has to go for it: whoever goes through all that there is would else find
   * nothing again the next time.
   *
   * @param key Its key.
   * @param value The value.
   * @param weight Its weight.
   */
  offer(key: number, value: Value, weight: number): void {
    const before = this.#values.get(key)?.weight ?? 0;
    if (this.#weight - before + weight <= this.#limit) this.set(key, value, weight);
  }

  /**
   * Forgets a value.
   *
   * @param key Its key.
   */
  delete(key: number): void {
    this.#weight -= this.#values.get(key)?.weight ?? 0;
    this.#values.delete(key);
  }
}
