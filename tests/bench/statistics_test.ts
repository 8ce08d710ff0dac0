import { assertEquals } from "../std/assert.ts";
import { summarize } from "./statistics.ts";

Deno.test("a summary takes the middle, whatever the order", () => {
  assertEquals(summarize([9, 1, 100]), { median: 9, min: 1, max: 100 });
});

Deno.test("of an even number the median lies between the two in the middle", () => {
  assertEquals(summarize([4, 1, 2, 100]), { median: 3, min: 1, max: 100 });
});

Deno.test("nothing has no summary", () => {
  assertEquals(summarize([]), undefined);
});
