import { judge, type Judgement } from "../../cli/check_judge.ts";
import { assertEquals } from "../std/assert.ts";

const encoder = new TextEncoder();
const SENT = "From: a@x.example\r\nSubject: Hi\r\nX-A: 1\r\n\r\nHi!\r\n";

function judgeText(received: string): Judgement {
  const envelope = { reversePath: "a@x.example", recipients: [] };
  return judge({ octets: encoder.encode(SENT), envelope }, encoder.encode(received));
}

Deno.test("a mail with other line ends, and with what hosts write on top, is unaltered", () => {
  const trace =
    "Return-Path: <a@x.example>\nReceived: from b\n\tby c; now\nReceived: from a by b; then\n";
  const { journey, ...judgement } = judgeText(trace + SENT.replaceAll("\r\n", "\n"));
  const added = ["Return-Path", "Received", "Received"];
  assertEquals(judgement, { altered: false, changes: [], added });
  assertEquals(journey.hops.map(({ received }) => received.by), ["b", "c"]);
});

const alterations: readonly (readonly [what: string, received: string, changes: string[]])[] = [
  ["a subject", SENT.replace("Hi\r", "[list] Hi\r"), [
    "Subject was altered, and is now: [list] Hi",
  ]],
  ["a field that is gone", SENT.replace("X-A: 1\r\n", ""), ["X-A was removed"]],
  ["a footer", `${SENT}-- \r\nlist\r\n`, ["text was added at the end of the body"]],
  ["a body", SENT.replace("Hi!", "Ho!"), ["the body was altered"]],
  ["a body that is gone", "From: a@x.example\r\nSubject: Hi\r\nX-A: 1\r\n", [
    "the body was altered",
  ]],
];

for (const [what, received, changes] of alterations) {
  Deno.test(`${what} is an alteration`, () => {
    const judgement = judgeText(received);
    assertEquals([judgement.altered, judgement.changes], [true, changes]);
  });
}
