import { barLine, plainLine, RateMeter, type Snapshot } from "../../../cli/merge/progress.ts";
import { assert, assertEquals } from "../../std/assert.ts";

const SNAPSHOT: Snapshot = {
  done: 1234,
  all: 2000,
  rate: 311.7,
  delivered: 1230,
  deferred: 2,
  refused: 1,
  unknown: 1,
  pause: undefined,
};

Deno.test("the bar has done of all, the rate, the time left and what was not delivered", () => {
  assertEquals(
    barLine(SNAPSHOT, 100),
    "[###########--------] 1234/2000  312/s  0:03 left  1230 delivered  2 deferred  1 refused  1 unknown",
  );
  assertEquals(
    barLine({ ...SNAPSHOT, rate: 0.05, deferred: 0, refused: 0, unknown: 0 }, 80),
    "[##################------------] 1234/2000  0.1/s  4:15:20 left  1230 delivered",
  );
});

Deno.test("the bar fits each width, and leaves the last column free", () => {
  for (let columns = 2; columns <= 200; columns++) {
    assert(barLine(SNAPSHOT, columns).length < columns, `${columns}`);
  }
});

Deno.test("the bar is empty at the beginning, full at the end, and there without any mail", () => {
  const none = { ...SNAPSHOT, delivered: 0, deferred: 0, refused: 0, unknown: 0, rate: 0 };
  assertEquals(
    barLine({ ...none, done: 0 }, 50),
    "[----------------------] 0/2000  0/s  0 delivered",
  );
  assertEquals(
    barLine({ ...none, done: 2000 }, 50),
    "[###################] 2000/2000  0/s  0 delivered",
  );
  assertEquals(
    barLine({ ...none, done: 0, all: 0 }, 40),
    "[---------------] 0/0  0/s  0 delivered",
  );
});

Deno.test("the line for a pipe has the same and the share that is done", () => {
  assertEquals(
    plainLine(SNAPSHOT),
    "1234/2000 (61%), 312/s, 0:03 left, 1230 delivered, 2 deferred, 1 refused, 1 unknown",
  );
  assertEquals(
    plainLine({ ...SNAPSHOT, done: 2000, pause: 61_000, refused: 0, unknown: 0 }),
    "2000/2000 (100%), next attempt in 1:01, 1230 delivered, 2 deferred",
  );
});

Deno.test("the rate is that of the last ten seconds", () => {
  const meter = new RateMeter();
  assertEquals(meter.rate(0, 0), 0);
  assertEquals(meter.rate(1_000, 100), 100);
  assertEquals(meter.rate(11_000, 100), 0);
  assertEquals(meter.rate(21_000, 200), 10);
});
