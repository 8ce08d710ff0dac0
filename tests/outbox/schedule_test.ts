import { assertEquals } from "../std/assert.ts";
import { GIVE_UP_AFTER, isTriedEnough, nextAttempt, pauseAfter } from "../../outbox/schedule.ts";

Deno.test("the pauses grow from a minute to three hours", () => {
  const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 50].map((tries) => pauseAfter(tries) / 60_000);
  assertEquals(minutes, [0, 1, 5, 15, 30, 60, 120, 180, 180, 180]);
});

Deno.test("the last attempt is five days after the first one, and no later one is made", () => {
  let [at, tries] = [1000, 1];
  while (!isTriedEnough({ queuedAt: 1000, tries, at })) {
    at = nextAttempt({ queuedAt: 1000, tries, at });
    tries++;
  }
  assertEquals(at, 1000 + GIVE_UP_AFTER);
});

Deno.test("a mail that nobody looked after for a week has one attempt more", () => {
  const last = { queuedAt: 0, tries: 3, at: 60_000 };
  assertEquals(isTriedEnough(last), false);
  assertEquals(isTriedEnough({ ...last, at: 2 * GIVE_UP_AFTER }), true);
});
