import {
  type Arrived,
  type Mailbox,
  MailboxError,
  type MailboxProblem,
} from "../../mailbox/mailbox.ts";
import { waitForArrival } from "../../mailbox/wait.ts";
import { assertEquals, assertRejects } from "../std/assert.ts";

const ARRIVED: Arrived = { octets: new Uint8Array(), place: "INBOX", junk: false };

/** A mailbox in which the message lies from a look on, and a clock that only pauses move. */
function scene(arrivesAt: number): {
  mailbox: Mailbox;
  pauses: number[];
  clock: { now: () => number; pause: (milliseconds: number) => Promise<void> };
} {
  let looks = 0;
  let time = 0;
  const pauses: number[] = [];
  return {
    mailbox: {
      longestPause: 400,
      look: () => Promise.resolve(++looks >= arrivesAt ? ARRIVED : undefined),
      close: () => Promise.resolve(),
    },
    pauses,
    clock: {
      now: () => time,
      pause: (milliseconds) => {
        pauses.push(milliseconds);
        time += milliseconds;
        return Promise.resolve();
      },
    },
  };
}

const signal = new AbortController().signal;

Deno.test("a message that is there is not waited for", async () => {
  const { mailbox, pauses, clock } = scene(1);
  assertEquals(await waitForArrival(mailbox, { limit: 1000, signal, ...clock }), ARRIVED);
  assertEquals(pauses, []);
});

Deno.test("the pauses grow up to the longest", async () => {
  const { mailbox, pauses, clock } = scene(7);
  assertEquals(await waitForArrival(mailbox, { limit: 10_000, signal, ...clock }), ARRIVED);
  assertEquals(pauses, [100, 150, 225, 337.5, 400, 400]);
});

Deno.test("the last look is at the end of the time", async () => {
  const { mailbox, pauses, clock } = scene(4);
  assertEquals(await waitForArrival(mailbox, { limit: 300, signal, ...clock }), ARRIVED);
  assertEquals(pauses, [100, 150, 50]);
});

Deno.test("who has waited long enough gets nothing", async () => {
  const { mailbox, clock } = scene(100);
  assertEquals(await waitForArrival(mailbox, { limit: 1000, signal, ...clock }), undefined);
});

Deno.test("who wants no more waits no more", async () => {
  const { mailbox } = scene(100);
  const controller = new AbortController();
  const waiting = waitForArrival(mailbox, { limit: 60_000, signal: controller.signal });
  controller.abort();
  assertEquals(await waiting, undefined);
});

Deno.test("a look has no more time than is left, but enough for a slow server", async () => {
  const { mailbox, clock } = scene(100);
  const patiences: number[] = [];
  const look = (patience: number): ReturnType<Mailbox["look"]> => {
    patiences.push(patience);
    return mailbox.look(patience);
  };
  await waitForArrival({ ...mailbox, look }, { limit: 5300, signal, ...clock });
  assertEquals(patiences.slice(0, 4), [5300, 5200, 5050, 5000]);
});

/** A mailbox that cannot be looked into up to a look. */
function failing(problem: MailboxProblem, until: number, mailbox: Mailbox): Mailbox {
  let looks = 0;
  const look = (patience: number): ReturnType<Mailbox["look"]> =>
    ++looks < until
      ? Promise.reject(new MailboxError(problem, `look ${looks}`))
      : mailbox.look(patience);
  return { ...mailbox, look };
}

Deno.test("a mailbox that cannot be reached for a while is looked into again", async () => {
  const { mailbox, clock } = scene(1);
  const away = failing("unreachable", 4, mailbox);
  assertEquals(await waitForArrival(away, { limit: 1000, signal, ...clock }), ARRIVED);
});

Deno.test("a mailbox that cannot be reached in the end is no mailbox without the message", async () => {
  const { mailbox, pauses, clock } = scene(1);
  const away = failing("unreachable", 100, mailbox);
  const waiting = (): Promise<unknown> => waitForArrival(away, { limit: 300, signal, ...clock });
  await assertRejects(waiting, MailboxError, "look 4");
  assertEquals(pauses, [100, 150, 50]);
});

Deno.test("a mailbox that cannot be looked into for another reason is not tried again", async () => {
  const { mailbox, clock } = scene(1);
  const closed = failing("authentication", 2, mailbox);
  const waiting = (): Promise<unknown> => waitForArrival(closed, { limit: 300, signal, ...clock });
  await assertRejects(waiting, MailboxError, "look 1");
});
