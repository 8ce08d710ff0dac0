import { assert, assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { retry } from "../../../cli/send/retry.ts";
import type { Clock } from "../../../cli/terminal/clock.ts";
import type { Outcome, OutcomeStatus } from "../../../smtp/mod.ts";
import { memoryTerminal } from "../memory_terminal.ts";

const RECIPIENTS = ["a@x.example", "b@x.example"].map((address) => ({
  address,
  domain: "x.example",
}));

const MAIL = { envelope: { reversePath: "", recipients: RECIPIENTS } };

function outcome(recipient: string, status: OutcomeStatus): Outcome {
  const reason = status === "delivered"
    ? "accepted"
    : status === "refused"
    ? "recipient"
    : "temporary";
  const explanation = "wait";
  const attempts = { attempts: [], decidedBy: undefined };
  return { recipient, status, reason, stage: "rcpt", reply: undefined, explanation, ...attempts };
}

/** A clock whose time passes only while somebody waits. */
class FakeClock implements Clock {
  #now = 0;
  readonly onWait: (() => void) | undefined;
  constructor(onWait?: () => void) {
    this.onWait = onWait;
  }
  now(): number {
    return this.#now;
  }
  wait(milliseconds: number): Promise<void> {
    this.onWait?.();
    this.#now += milliseconds;
    return Promise.resolve();
  }
}

interface Tried {
  readonly outcomes: readonly Outcome[];
  /** The moment of each attempt, in seconds, and whom it was for. */
  readonly attempts: readonly (readonly [number, string])[];
  readonly stderr: string;
}

interface Setting {
  readonly isTerminal?: boolean;
  readonly quiet?: boolean;
  readonly queue?: boolean;
  /** Whether the user wants no more while it waits. */
  readonly interrupt?: boolean;
}

/** Tries until the clock says that it is enough; `decide` says how it ends for a recipient. */
async function tryFor(
  retryFor: number,
  decide: (recipient: string, seconds: number) => OutcomeStatus,
  setting: Setting = {},
): Promise<Tried> {
  const { quiet = false, isTerminal = false, interrupt = false, queue } = setting;
  const ending = new AbortController();
  const { signal } = ending;
  const clock = new FakeClock(() => {
    if (interrupt) ending.abort();
  });
  const memory = memoryTerminal({ isTerminal });
  const attempts: [number, string][] = [];
  const outcomes = await retry(
    (recipients) => {
      const names = recipients.map(({ address }) => address.charAt(0)).join("");
      attempts.push([clock.now() / 1000, names]);
      return Promise.resolve(
        recipients.map(({ address }) => outcome(address, decide(address, clock.now() / 1000))),
      );
    },
    MAIL,
    { retryFor, quiet, queue },
    { terminal: memory.terminal, signal, clock },
  );
  return { outcomes, attempts, stderr: memory.stderr() };
}

Deno.test("a mail is tried again after 1, 5 and 15 minutes, and last when the time is over", async () => {
  const { attempts, outcomes } = await tryFor(30 * 60_000, () => "deferred");
  assertEquals(attempts, [[0, "ab"], [60, "ab"], [360, "ab"], [1260, "ab"], [1800, "ab"]]);
  assertEquals(outcomes.map(({ status }) => status), ["deferred", "deferred"]);
});

Deno.test("only who was deferred is tried again, until nobody is", async () => {
  const { attempts, outcomes } = await tryFor(30 * 60_000, (recipient, seconds) => {
    if (recipient.startsWith("b")) return "refused";
    return seconds < 100 ? "deferred" : "delivered";
  });
  assertEquals(attempts, [[0, "ab"], [60, "a"], [360, "a"]]);
  assertEquals(outcomes.map(({ status }) => status), ["delivered", "refused"]);
});

Deno.test("a time shorter than the first pause has one attempt at its end", async () => {
  const { attempts } = await tryFor(5000, () => "deferred");
  assertEquals(attempts, [[0, "ab"], [5, "ab"]]);
});

Deno.test("a pipe gets a line for each pause, a terminal a countdown, and who wants quiet nothing", async () => {
  const decide = (_: string, seconds: number): OutcomeStatus =>
    seconds < 3 ? "deferred" : "delivered";
  const pipe = await tryFor(3000, decide);
  assertEquals(pipe.stderr, "deferred   a@x.example and 1 other  wait\nNext attempt in 0:03\n");
  const terminal = await tryFor(3000, decide, { isTerminal: true });
  assertEquals(terminal.stderr.match(/Next attempt in 0:0\d \(Ctrl-C ends it\)/g)?.length, 3);
  assert(terminal.stderr.endsWith("\r\x1b[K"));
  assertEquals((await tryFor(3000, decide, { quiet: true })).stderr, "");
});

Deno.test("Ctrl-C ends the waiting, and the way to go on is said", async () => {
  const { outcomes, attempts, stderr } = await tryFor(3000, () => "deferred", { interrupt: true });
  assertEquals(attempts.length, 1);
  assertEquals(outcomes.map(({ status, reason }) => [status, reason]), [
    ["deferred", "interrupted"],
    ["deferred", "interrupted"],
  ]);
  assertStringIncludes(
    stderr,
    "Stopped waiting. To go on: the same command with --rcpt-to and the deferred",
  );
});

Deno.test("where the outbox goes on, Ctrl-C changes nothing of what happened", async () => {
  const setting = { interrupt: true, queue: true };
  const { outcomes, stderr } = await tryFor(3000, () => "deferred", setting);
  assertEquals(outcomes.map(({ reason }) => reason), ["temporary", "temporary"]);
  assertEquals(stderr.includes("Stopped"), false);
});
