import { Alarm } from "../../../smtp/connection/alarm.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";

const late = (): Error => new RangeError("late");
const never = (): Promise<never> => new Promise(() => {});

Deno.test("Alarm ends a wait at its deadline, whatever was waited for before", async () => {
  const alarm = new Alarm();
  assertEquals(await alarm.within(Promise.resolve(1), 10_000, late), 1);
  await assertRejects(() => alarm.within(never(), 20, late), RangeError);
  assertEquals(await alarm.within(Promise.resolve(2), 1, late), 2);
  // The timer of that one ends first, and must not end this wait.
  const started = performance.now();
  await assertRejects(() => alarm.within(never(), 60, late), RangeError);
  assertEquals(performance.now() - started >= 59, true);
  alarm.stop();
});

Deno.test("Alarm that was stopped leaves no timer, and still ends a wait", async () => {
  const alarm = new Alarm();
  alarm.stop();
  assertEquals(await alarm.within(Promise.resolve(1), 10_000, late), 1);
  await assertRejects(
    () => alarm.within(Promise.reject(new TypeError("no")), 10_000, late),
    TypeError,
  );
  await assertRejects(() => alarm.within(never(), 1, late), RangeError);
});
