import { startTimer, wait } from "../../clock/timer.ts";
import { assertEquals } from "../std/assert.ts";

/** More than are made in the cheap way. */
const MANY = 100;

Deno.test({
  name: "timers ring once each, the early ones of a process and the later ones",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn(): Promise<void> {
    const rung: number[] = [];
    await Promise.all(Array.from({ length: MANY }, (_, index) => {
      return new Promise<void>((resolve) =>
        startTimer(1, () => {
          rung.push(index);
          resolve();
        })
      );
    }));
    assertEquals(rung.toSorted((a, b) => a - b), Array.from({ length: MANY }, (_, index) => index));
  },
});

Deno.test({
  name: "a timer that is stopped does not ring, and keeps no process from ending",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn(): Promise<void> {
    const program = new Deno.Command(Deno.execPath(), { args: ["run", "-q", "-"], stdin: "piped" });
    await using child = program.spawn();
    const writer = child.stdin.getWriter();
    const timer = import.meta.resolve("../../clock/timer.ts");
    await writer.write(new TextEncoder().encode(`
      import { startTimer, wait } from ${JSON.stringify(timer)};
      for (let count = 0; count < ${MANY}; count++) startTimer(600_000, () => {})();
    `));
    await writer.close();
    assertEquals((await child.status).success, true);
  },
});

Deno.test("a wait ends at its time, when it is aborted, and at once if it was aborted before", async () => {
  const stop = new AbortController();
  await wait(1, stop.signal);
  const waiting = wait(600_000, stop.signal);
  stop.abort();
  await waiting;
  await wait(600_000, stop.signal);
});
