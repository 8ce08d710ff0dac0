import { WeightedCache } from "../../../../inbox/http/desk/weighted_cache.ts";
import { assertEquals } from "../../../std/assert.ts";

function kept(cache: WeightedCache<string>, ...keys: number[]): (string | undefined)[] {
  return keys.map((key) => cache.get(key));
}

Deno.test("what was not asked for the longest goes first when there is no more room", () => {
  const cache = new WeightedCache<string>(16);
  for (const [key, value] of ["a", "b", "c", "d"].entries()) cache.set(key, value, 4);
  assertEquals(cache.get(0), "a");
  cache.set(4, "e", 4);
  assertEquals(kept(cache, 0, 1, 2, 3, 4), ["a", undefined, undefined, "d", "e"]);
});

Deno.test("what is set anew weighs what it weighs now, and what is forgotten nothing", () => {
  const cache = new WeightedCache<string>(10);
  cache.set(1, "a", 10);
  cache.set(1, "b", 5);
  cache.set(2, "c", 5);
  assertEquals(kept(cache, 1, 2), ["b", "c"]);
  cache.delete(1);
  cache.set(3, "d", 5);
  assertEquals(kept(cache, 1, 2, 3), [undefined, "c", "d"]);
});

Deno.test("what is offered takes no other's place", () => {
  const cache = new WeightedCache<string>(10);
  cache.offer(1, "a", 6);
  cache.offer(2, "b", 5);
  cache.offer(3, "c", 4);
  assertEquals(kept(cache, 1, 2, 3), ["a", undefined, "c"]);
  cache.offer(1, "d", 6);
  cache.offer(1, "e", 7);
  assertEquals(kept(cache, 1, 2, 3), ["d", undefined, "c"]);
});
