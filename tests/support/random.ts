/**
 * Random numbers that come again.
 * @module
 */

/** The same numbers for the same seed, from 0 to 1 (a linear congruential generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
