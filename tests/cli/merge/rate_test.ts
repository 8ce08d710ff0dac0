import { Pace, readRate } from "../../../cli/merge/rate.ts";
import { UsageError } from "../../../cli/terminal/exit.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("a rate is a number of mails in a time", () => {
  for (
    const [text, pause] of [
      ["50/min", 1200],
      ["5/s", 200],
      ["1000/h", 3600],
      ["1/day", 86_400_000],
      ["60 / Minute", 1000],
    ] as const
  ) {
    assertEquals(readRate(text), pause, text);
  }
  for (const text of ["", "50", "/min", "0/s", "1.5/s", "-1/s", "5/year", "5/", "5/s/s"]) {
    assertThrows(() => readRate(text), UsageError, "--rate must be");
  }
});

Deno.test("mails begin evenly, and what was not used is not made up for", () => {
  const pace = new Pace(100);
  assertEquals([pace.take(0), pace.take(0), pace.take(50)], [0, 100, 150]);
  assertEquals([pace.take(1000), pace.take(1000)], [0, 100]);
});
