import { RetryQueue } from "../../../cli/merge/retry.ts";
import { assertEquals } from "../../std/assert.ts";

const MINUTE = 60_000;

Deno.test("a mail is tried again after 1, 5, 15 minutes, and so on until its time is over", () => {
  const queue = new RetryQueue(60 * MINUTE);
  let now = 0;
  const moments: number[] = [];
  while (queue.add(7, now)) {
    now = queue.due ?? NaN;
    assertEquals([queue.take(now - 1), queue.take(now), queue.size], [undefined, 7, 0]);
    moments.push(now / MINUTE);
  }
  assertEquals(moments, [1, 6, 21, 36, 51]);
});

Deno.test("mails come back in the order that they are due", () => {
  const queue = new RetryQueue(60 * MINUTE);
  queue.add(1, 0);
  queue.add(2, 10);
  assertEquals([queue.take(MINUTE), queue.take(MINUTE)], [1, undefined]);
  queue.add(1, MINUTE);
  assertEquals([queue.due, queue.size], [MINUTE + 10, 2]);
  assertEquals([queue.take(10 * MINUTE), queue.take(10 * MINUTE), queue.due], [2, 1, undefined]);
});

Deno.test("without time no mail is tried again", () => {
  assertEquals(new RetryQueue(0).add(1, 0), false);
});
