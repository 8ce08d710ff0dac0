import { MAX_WAITING_OCTETS, OutputLane, OutputOrder } from "../../../cli/terminal/output_queue.ts";
import { assertEquals } from "../../std/assert.ts";

/** A sink that takes octets when it is told to, and notes them in a list that several share. */
class HeldSink {
  readonly #name: string;
  readonly #taken: string[];
  readonly #pending: (() => void)[] = [];
  isHeld = false;
  failure: Error | undefined;

  constructor(name: string, taken: string[]) {
    this.#name = name;
    this.#taken = taken;
  }

  async write(octets: Uint8Array): Promise<number> {
    if (this.isHeld) await new Promise<void>((resolve) => this.#pending.push(resolve));
    if (this.failure !== undefined) throw this.failure;
    // Never more than three at once, as a pipe that is nearly full.
    const some = octets.subarray(0, 3);
    this.#taken.push(`${this.#name}:${new TextDecoder().decode(some)}`);
    return some.length;
  }

  release(): void {
    this.isHeld = false;
    for (const resolve of this.#pending.splice(0)) resolve();
  }
}

interface Lanes {
  readonly taken: string[];
  readonly failures: unknown[];
  readonly outSink: HeldSink;
  readonly errSink: HeldSink;
  readonly out: OutputLane;
  readonly err: OutputLane;
}

function twoLanes(): Lanes {
  const taken: string[] = [];
  const failures: unknown[] = [];
  const order = new OutputOrder();
  const [outSink, errSink] = [new HeldSink("out", taken), new HeldSink("err", taken)];
  const out = new OutputLane(order, outSink, (error) => failures.push(error));
  const err = new OutputLane(order, errSink, (error) => failures.push(error));
  return { taken, failures, outSink, errSink, out, err };
}

function push(lane: OutputLane, text: string): void {
  lane.push(new TextEncoder().encode(text));
}

Deno.test("two outputs keep the order in which they were written", async () => {
  const { taken, out, err } = twoLanes();
  for (
    const [lane, text] of [[err, "1"], [out, "2"], [out, "3"], [err, "4"], [out, "5"]] as const
  ) {
    push(lane, text);
  }
  await Promise.all([out.drained(), err.drained()]);
  assertEquals(taken, ["err:1", "out:23", "err:4", "out:5"]);
  assertEquals([out.waiting, err.waiting], [0, 0]);
});

Deno.test("an output that nobody reads holds up the other only a moment, and loses nothing", async () => {
  const { taken, errSink, out, err } = twoLanes();
  errSink.isHeld = true;
  for (const [lane, text] of [[err, "one"], [out, "two"], [err, "x"], [out, "y"]] as const) {
    push(lane, text);
  }
  await out.drained();
  assertEquals(taken, ["out:two", "out:y"]);
  assertEquals(err.waiting, 4);
  errSink.release();
  await err.drained();
  assertEquals(taken.slice(2), ["err:one", "err:x"]);
});

Deno.test("what waits is bounded, and what is dropped is counted", async () => {
  const { errSink, err } = twoLanes();
  errSink.isHeld = true;
  const half = new Uint8Array(MAX_WAITING_OCTETS / 2);
  for (let count = 0; count < 5; count++) err.push(half);
  assertEquals([err.waiting, err.dropped], [MAX_WAITING_OCTETS, 3]);
  errSink.failure = new Deno.errors.BrokenPipe();
  errSink.release();
  await err.drained();
});

Deno.test("an output that is broken is told once, and holds up nothing any more", async () => {
  const { taken, failures, errSink, out, err } = twoLanes();
  errSink.failure = new Deno.errors.BrokenPipe("gone");
  for (const [lane, text] of [[err, "1"], [out, "2"], [err, "3"]] as const) push(lane, text);
  await Promise.all([out.drained(), err.drained()]);
  push(err, "4");
  assertEquals([taken, failures, err.waiting], [["out:2"], [errSink.failure], 0]);
});

Deno.test("a pipe that another process made non-blocking is tried again", async () => {
  const { taken, outSink, out } = twoLanes();
  outSink.failure = new Deno.errors.WouldBlock();
  push(out, "one");
  await Promise.resolve();
  outSink.failure = undefined;
  await out.drained();
  assertEquals(taken, ["out:one"]);
});
