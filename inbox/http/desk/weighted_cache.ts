/**
 * A cache that holds no more than a weight.
 * @module
 */

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
    for (const oldest of this.#values.keys()) {
      if (this.#weight <= this.#limit) break;
      this.delete(oldest);
    }
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
