/**
 * Questions that are asked side by side.
 * @module
 */

/**
 * Waits for several works, as `Promise.all` does, but to the end of each of them also where one fails:
 * so nothing, such as a connection that is just being made, is left behind by those that are given up.
 *
 * @param works The works.
 * @returns Their results.
 * @throws What the first of them that fails throws.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { together } from "./together.ts";
 * assertEquals(await together([Promise.resolve(1), "two"]), [1, "two"]);
 * ```
 */
export async function together<T extends readonly unknown[] | []>(
  works: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}
