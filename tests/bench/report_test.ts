import { assertEquals } from "../std/assert.ts";
import { reportLines } from "./report.ts";

/** Runs of these many milliseconds. */
function runs(...times: number[]): { milliseconds: number }[] {
  return times.map((milliseconds) => ({ milliseconds }));
}

Deno.test("each subject stands beside the first, and one without runs says why", () => {
  const lines = reportLines({
    title: "A mail",
    remarks: ["to nobody"],
    results: [
      { name: "mua", note: "", runs: runs(40, 50, 60) },
      { name: "curl", note: "encoded before", runs: runs(5) },
      { name: "msmtp", note: "", runs: runs(2000) },
      { name: "swaks", note: "", runs: [], absence: "not installed, which is a long story" },
    ],
  });
  assertEquals(lines, [
    "A mail",
    "  to nobody",
    "          median    min..max  time/mua  runs",
    "  mua    50.0 ms  40.0..60.0      1.00     3",
    "  curl   5.00 ms  5.00..5.00      0.10     1  encoded before",
    "  msmtp   2.00 s  2.00..2.00     40.00     1",
    "  swaks  not installed, which is a long story",
  ]);
});

Deno.test("a rate is high where the time is low, and the ratio is still one of times", () => {
  const lines = reportLines({
    title: "Mails",
    remarks: [],
    messages: 100,
    results: [
      { name: "mua", note: "", runs: runs(100, 50, 200) },
      { name: "other", note: "", runs: runs(200) },
    ],
  });
  assertEquals(lines, [
    "Mails",
    "         messages/s   min..max  time/mua  runs",
    "  mua          1000  500..2000      1.00     3",
    "  other         500   500..500      2.00     1",
  ]);
});

Deno.test("memory has a column where it was watched", () => {
  const lines = reportLines({
    title: "Memory",
    remarks: [],
    results: [
      { name: "mua", note: "", runs: [{ milliseconds: 10, peak: 85_000_000 }] },
      { name: "other", note: "", runs: runs(10) },
    ],
  });
  assertEquals(lines, [
    "Memory",
    "          median    min..max  time/mua  peak memory  runs",
    "  mua    10.0 ms  10.0..10.0      1.00        85 MB     1",
    "  other  10.0 ms  10.0..10.0      1.00            ?     1",
  ]);
});

Deno.test("what could not be done says why", () => {
  assertEquals(reportLines({ title: "A mail", obstacle: "smtp-sink: not installed" }), [
    "A mail",
    "  left out: smtp-sink: not installed",
  ]);
});
