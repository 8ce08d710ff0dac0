import type { Answer, MailState } from "../../../../journal/answer.ts";
import { JournalState } from "../../../../cli/merge/journal/state.ts";
import type { OutcomeReason, OutcomeStatus } from "../../../../smtp/mod.ts";
import { assertEquals, assertThrows } from "../../../std/assert.ts";

function answer(to: string, status: OutcomeStatus, reason: OutcomeReason = "accepted"): Answer {
  return { to, status, reason, host: "", reply: "" };
}

const dot = (mail: number, of: number, ...dot: string[]) => ({ mail, of, at: 1, dot });
const answered = (mail: number, of: number, ...answers: Answer[]) => ({ mail, of, at: 1, answers });

Deno.test("a mail waits, is unknown from its dot on, and has the state that was answered", () => {
  const state = new JournalState(3);
  assertEquals([state.of(1), state.offsetsOf(1)], ["waiting", []]);
  state.take(dot(1, 1, "a"), 10);
  assertEquals([state.of(1), state.ofRecipient(1, "a"), state.offsetsOf(1)], [
    "unknown",
    "unknown",
    [10],
  ]);
  state.take(answered(1, 1, answer("a", "delivered")), 20);
  assertEquals([state.of(1), state.offsetsOf(1)], ["delivered", [20]]);
  assertEquals(state.counts, { waiting: 2, delivered: 1, deferred: 0, refused: 0, unknown: 0 });
});

Deno.test("a mail to several has the weightiest state of them, and each its own", () => {
  const state = new JournalState(1);
  const states = (): MailState[] => ["a", "b", "c"].map((each) => state.ofRecipient(0, each));
  state.take(dot(0, 3, "a", "b"), 1);
  assertEquals([state.of(0), ...states()], ["unknown", "unknown", "unknown", "waiting"]);
  state.take(answered(0, 3, answer("a", "delivered"), answer("b", "deferred")), 2);
  assertEquals([state.of(0), ...states()], ["deferred", "delivered", "deferred", "waiting"]);
  state.take(answered(0, 3, answer("b", "delivered")), 3);
  assertEquals([state.of(0), ...states()], ["waiting", "delivered", "delivered", "waiting"]);
  assertEquals([...state.statesOf(0)], ["delivered", "waiting"]);
  state.take(answered(0, 3, answer("c", "refused", "recipient")), 4);
  assertEquals([state.of(0), ...states()], ["refused", "delivered", "delivered", "refused"]);
  assertEquals(state.offsetsOf(0), [1, 2, 3, 4]);
  assertEquals(state.counts, { waiting: 0, delivered: 0, deferred: 0, refused: 1, unknown: 0 });
});

Deno.test("those who were in one state keep it when only some of them are spoken of again", () => {
  const state = new JournalState(1);
  state.take(answered(0, 2, answer("a", "deferred"), answer("b", "deferred")), 1);
  state.take(dot(0, 2, "a"), 2);
  assertEquals([state.of(0), state.ofRecipient(0, "b")], ["unknown", "deferred"]);
  assertEquals(new Set(state.statesOf(0)), new Set<MailState>(["unknown", "deferred"]));
});

Deno.test("what was refused for a reason on this side is worth another try, what was broken off waits", () => {
  for (
    const [status, reason, expected] of [
      ["refused", "recipient", "refused"],
      ["refused", "no-host", "refused"],
      ["refused", "permanent", "refused"],
      ["refused", "authentication", "deferred"],
      ["refused", "permission", "deferred"],
      ["refused", "protocol", "deferred"],
      ["refused", "input", "deferred"],
      ["deferred", "temporary", "deferred"],
      ["deferred", "interrupted", "waiting"],
      ["unknown", "unknown", "unknown"],
    ] as const
  ) {
    const state = new JournalState(1);
    state.take(answered(0, 1, answer("a", status, reason)), 1);
    assertEquals(state.of(0), expected, reason);
  }
});

Deno.test("a record about a mail that there is not is an error", () => {
  assertThrows(() => new JournalState(1).take(dot(1, 1, "a"), 1), RangeError);
});
