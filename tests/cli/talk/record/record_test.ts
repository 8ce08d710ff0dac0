import type { Entry } from "../../../../cli/talk/record/entry.ts";
import {
  formatTalkRecord,
  formatTranscript,
  parseTalkRecord,
  type TalkRecord,
  TalkRecordError,
} from "../../../../cli/talk/record/record.ts";
import { Recorder } from "../../../../cli/talk/record/recorder.ts";
import { compareStep, missingOctets, stepsOf } from "../../../../cli/talk/record/replay.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../../std/assert.ts";

const at = { seconds: 0.5, encrypted: false };

const ENTRIES: readonly Entry[] = [
  { ...at, from: "note", text: "Connected" },
  { ...at, from: "server", code: 220, lines: ["mx"] },
  { ...at, from: "client", text: "EHLO a" },
  { ...at, from: "server", code: 250, lines: ["mx", "SIZE"] },
  { ...at, from: "client", text: "AUTH PLAIN ********", isSecret: true },
  { ...at, from: "server", code: 235, lines: ["2.7.0 ok"], encrypted: true },
  { ...at, from: "client", text: "MAIL FROM:<>", more: true },
  { ...at, from: "client", text: '"\\xff"', octets: "ff" },
  { ...at, from: "server", code: 250, lines: ["ok"] },
  { ...at, from: "server", code: 500, lines: [""] },
  { ...at, from: "server", code: 554, lines: ["no"], before: ["250-yes"] },
  { ...at, from: "received", text: "250ok" },
  { ...at, from: "failure", text: "closed" },
];

const RECORD: TalkRecord = {
  version: 1,
  host: "mx.example",
  address: "192.0.2.1",
  port: 25,
  began: "2026-11-25T22:00:00.000Z",
  entries: ENTRIES,
};

Deno.test("a dialogue comes back from JSON as it was", () => {
  assertEquals(parseTalkRecord(formatTalkRecord(RECORD)), RECORD);
});

Deno.test("a dialogue as text has the marks of a transcript, and steers no terminal", () => {
  const entries: Entry[] = [...ENTRIES, { ...at, from: "server", code: 250, lines: ["\x1b[2J"] }];
  const text = formatTranscript({ ...RECORD, entries });
  assertStringIncludes(text, "mx.example [192.0.2.1] port 25, 2026-11-25T22:00:00.000Z\n");
  assertStringIncludes(text, "   0.500  -> EHLO a\n   0.500 <-  250-mx\n   0.500 <-  250 SIZE\n");
  assertStringIncludes(text, "   0.500 <~  235 2.7.0 ok\n");
  assertStringIncludes(text, "   0.500 <** 500 \n");
  assertStringIncludes(text, " 250-yes\n   0.500 <** 554 no\n   0.500 <-  250ok\n");
  assertStringIncludes(text, "250 \\x1b[2J\n");
});

Deno.test("what is no dialogue is refused with a reason", () => {
  const [, server, client] = ENTRIES;
  const refused: readonly (readonly [unknown, string])[] = [
    ["", "not JSON"],
    [{ ...RECORD, version: 2 }, "version is not 1"],
    [{ ...RECORD, host: 1 }, "host is not a string"],
    [{ ...RECORD, entries: 1 }, "entries is not a list"],
    [{ ...RECORD, entries: [null] }, "it is not an object"],
    [{ ...RECORD, entries: [{ ...server, code: 999 }] }, "a reply is not an SMTP reply"],
    [{ ...RECORD, entries: [{ ...server, lines: [] }] }, "a reply is not an SMTP reply"],
    [{ ...RECORD, entries: [{ ...client, octets: "f" }] }, "octets is not hexadecimal"],
    [{ ...RECORD, entries: [{ ...client, from: "them" }] }, "unknown speaker"],
  ];
  for (const [value, words] of refused) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    assertThrows(() => parseTalkRecord(text), TalkRecordError, words);
  }
});

Deno.test("a dialogue has a step a write, with the answers that came before the next", () => {
  const steps = stepsOf(ENTRIES).map(({ lines, answers }) => [
    lines.map(({ text }) => text).join("|"),
    answers.map(({ code }) => code).join("|"),
  ]);
  assertEquals(steps, [
    ["", "220"],
    ["EHLO a", "250"],
    ["AUTH PLAIN ********", "235"],
    ['MAIL FROM:<>|"\\xff"', "250|500|554"],
  ]);
});

Deno.test("answers differ by their codes, or only by their words", () => {
  const [, step] = stepsOf(ENTRIES);
  const reply = (code: number, ...lines: string[]) => ({ code, enhanced: undefined, lines });
  const likeness = (...answers: ReturnType<typeof reply>[]) =>
    step === undefined ? undefined : compareStep(step, answers)?.likeness;
  assertEquals(likeness(reply(250, "mx", "SIZE")), "same");
  assertEquals(likeness(reply(250, "mx")), "words");
  assertEquals(likeness(reply(502, "mx", "SIZE")), "differs");
  assertEquals(likeness(), "differs");
  assertEquals(compareStep({ lines: [], answers: [] }, []), undefined);
});

Deno.test("a recorder tells of everything, and keeps no more than it may", () => {
  let time = 1000;
  const told: Entry[] = [];
  const recorder = new Recorder((entry) => told.push(entry), () => time);
  time += 1500;
  recorder.note("here");
  assertEquals(recorder.entries, [{ from: "note", text: "here", encrypted: false, seconds: 1.5 }]);
  const text = "x".repeat(10 * 1024 * 1024);
  for (let i = 0; i < 3; i++) recorder.add({ from: "client", text, encrypted: false });
  assertEquals([told.length, recorder.entries.length], [4, 3]);
  assertEquals(missingOctets(recorder.entries) > 0, true);
});
