import { assertEquals } from "../std/assert.ts";
import type { Answer } from "../../journal/answer.ts";
import { Fates, readRecord } from "../../outbox/fates.ts";
import type { QueuedMail } from "../../outbox/mail.ts";
import { GIVE_UP_AFTER } from "../../outbox/schedule.ts";

const [A, B] = ["a@x.example", "b@x.example"];

const MAIL: QueuedMail = {
  queuedAt: 0,
  envelope: {
    reversePath: "me@x.example",
    recipients: [A, B].map((address) => ({ address, domain: "x.example" })),
  },
  message: { size: 1, eightBit: false, utf8Header: false, mayReencode: false },
  way: new Map(),
};

function answer(to: string, change: Partial<Answer>): Answer {
  return { to, status: "deferred", reason: "temporary", host: "", reply: "450 wait", ...change };
}

function addresses(fates: Fates, now: number | undefined, retryUnknown = false): string[] {
  return fates.toSend(now, retryUnknown).map(({ address }) => address);
}

Deno.test("a mail that was never tried is due at once", () => {
  const fates = new Fates(MAIL);
  assertEquals([fates.due, addresses(fates, 0)], [0, [A, B]]);
});

Deno.test("who is deferred waits for the pause, and who got the mail gets it no more", () => {
  const fates = new Fates(MAIL);
  const delivered = { status: "delivered", reason: "accepted" } as const;
  fates.take({ at: 1000, answers: [answer(A, {}), answer(B, delivered)] });
  assertEquals([fates.due, addresses(fates, 60_999), addresses(fates, 61_000)], [61_000, [], [A]]);
  assertEquals(addresses(fates, undefined, true), [A]);
});

Deno.test("a dot without an answer is unknown, and is sent again only for a person", () => {
  const fates = new Fates(MAIL);
  fates.take({ at: 1000, dot: [A] });
  assertEquals(fates.all.map(({ state, isUnanswered }) => [state, isUnanswered]), [
    ["unknown", true],
    ["waiting", false],
  ]);
  assertEquals(addresses(fates, 1e15), [B]);
  assertEquals(addresses(fates, undefined), [B]);
  assertEquals(addresses(fates, undefined, true), [A, B]);
  assertEquals(fates.isDone, false);
});

Deno.test("what was broken off before its dot counts for nothing", () => {
  const fates = new Fates(MAIL);
  fates.take({ at: 500, answers: [answer(A, {}), answer(B, {})] });
  fates.take({ at: 1000, dot: [A] });
  fates.take({ at: 1001, answers: [answer(A, { reason: "interrupted" })] });
  const [a] = fates.all;
  assertEquals([a?.state, a?.tries, a?.at], ["waiting", 1, 500]);
});

Deno.test("a refusal for a reason on this side waits; another one is given up", () => {
  const fates = new Fates(MAIL);
  fates.take({
    at: 1000,
    answers: [
      answer(A, { status: "refused", reason: "authentication" }),
      answer(B, { status: "refused", reason: "recipient" }),
    ],
  });
  assertEquals(fates.lost.map(({ recipient }) => recipient.address), [B]);
  assertEquals(addresses(fates, 1e12), [A]);
});

Deno.test("what was given up is kept until a bounce has said so, or a person tries again", () => {
  const fates = new Fates(MAIL);
  fates.take({ at: GIVE_UP_AFTER, answers: [answer(A, {}), answer(B, {})] });
  assertEquals(fates.lost.length, 2);
  fates.take({ at: GIVE_UP_AFTER, over: [A, B], bounced: false });
  assertEquals([fates.lost.length, fates.due, fates.isDone], [2, undefined, false]);
  assertEquals(addresses(fates, undefined), [A, B]);
  fates.take({ at: GIVE_UP_AFTER, over: [A], bounced: true });
  assertEquals([fates.lost.length, addresses(fates, undefined)], [1, [B]]);
  fates.take({ at: GIVE_UP_AFTER, over: [B], bounced: true });
  assertEquals([fates.lost.length, fates.isDone], [0, true]);
});

Deno.test("a record is read as it was written, and nothing else is one", () => {
  for (
    const record of [
      { at: 1, dot: [A] },
      { at: 2, answers: [answer(A, {})] },
      { at: 3, over: [A], bounced: true },
    ]
  ) assertEquals(readRecord(JSON.stringify(record)), record);
  for (
    const text of [
      "",
      "{}",
      "[]",
      '{"at":1}',
      '{"at":-1,"dot":[]}',
      '{"at":1,"dot":[1]}',
      '{"at":1,',
    ]
  ) assertEquals(readRecord(text), undefined, text);
});
