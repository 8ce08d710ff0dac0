import { boundReceived, quoteReceived, RECEIVED_MAX_LENGTH } from "../../smtp/received.ts";
import { assert, assertEquals } from "../std/assert.ts";

Deno.test("what was received is kept line by line, up to the bound, and the rest is counted", () => {
  assertEquals(boundReceived(["a", "", "b"]), { lines: ["a", "", "b"], hidden: 0 });
  const long = "x".repeat(RECEIVED_MAX_LENGTH - 1);
  assertEquals(boundReceived([long, "abc", "d"]), { lines: [long, "a"], hidden: 3 });
  // Half of a character of two units is nothing to show.
  assertEquals(boundReceived([`${long}\u{1f600}`]).lines, [long]);
});

Deno.test("what was received is quoted in one line, as what it is", () => {
  assertEquals(quoteReceived([], "protocol"), "");
  assertEquals(quoteReceived(["220-a", "250 b"], "protocol"), ': it said "220-a / 250 b"');
  assertEquals(quoteReceived(["250 o"], "closed"), ': only "250 o" came');
  assertEquals(quoteReceived(["250-"], "timeout"), ': only "250-" came');
  const flood = quoteReceived(["x".repeat(10_000)], "protocol");
  assert(flood.length < 300 && flood.endsWith(' …"'), flood);
});
