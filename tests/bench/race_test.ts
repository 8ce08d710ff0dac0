import { assertEquals, assertRejects } from "../std/assert.ts";
import { race, type Run, type Subject } from "./race.ts";

const never = new AbortController().signal;

/** A subject that takes the given times, one a run, and notes each run in the log. */
function subject(name: string, times: readonly number[], log: string[] = []): Subject {
  const left = [...times];
  return {
    name,
    run(): Promise<Run> {
      log.push(name);
      const milliseconds = left.shift();
      return milliseconds === undefined
        ? Promise.reject(new Error("exit code 1"))
        : Promise.resolve({ milliseconds });
    },
  };
}

Deno.test("the subjects run in turn, and the first run of each does not count", async () => {
  const log: string[] = [];
  const subjects = [subject("a", [9, 1, 2], log), subject("b", [8, 3, 4], log)];
  const results = await race(subjects, { rounds: 2, budget: 100 }, never);
  assertEquals(log, ["a", "b", "a", "b", "a", "b"]);
  assertEquals(results, [
    { name: "a", note: "", runs: [{ milliseconds: 1 }, { milliseconds: 2 }] },
    { name: "b", note: "", runs: [{ milliseconds: 3 }, { milliseconds: 4 }] },
  ]);
});

Deno.test("a subject that has used its budget up has no further run", async () => {
  const subjects = [subject("slow", [50, 50]), subject("middle", [20, 20, 20])];
  const results = await race(subjects, { rounds: 5, budget: 40 }, never);
  assertEquals(results.map(({ runs }) => runs.map(({ milliseconds }) => milliseconds)), [
    [50],
    [20],
  ]);
});

Deno.test("a subject that fails once has no result, and does not stop the others", async () => {
  const absent = { name: "c", obstacle: "not installed" };
  const subjects = [subject("a", [1]), subject("b", [1, 2]), absent];
  assertEquals(await race(subjects, { rounds: 1, budget: 100 }, never), [
    { name: "a", note: "", runs: [], failure: "exit code 1" },
    { name: "b", note: "", runs: [{ milliseconds: 2 }] },
    { name: "c", note: "", runs: [], absence: "not installed" },
  ]);
});

Deno.test("a race that is stopped has no result", async () => {
  const stop = new AbortController();
  const stopper: Subject = {
    name: "stopper",
    run(): Promise<Run> {
      stop.abort(new TypeError("stopped"));
      return Promise.reject(new Error("killed"));
    },
  };
  const plan = { rounds: 1, budget: 100 };
  await assertRejects(() => race([stopper], plan, stop.signal), TypeError, "stopped");
});
