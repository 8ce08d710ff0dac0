import { isAltered, judge, type Judgement } from "../../../cli/check/judge.ts";
import { assertEquals } from "../../std/assert.ts";

const encoder = new TextEncoder();
const SENT = "From: a@x.example\r\nSubject: Hi\r\nMessage-ID: <1@x.example>\r\n\r\nHi!\r\n";

async function judgeText(received: string): Promise<Judgement> {
  const envelope = { reversePath: "a@x.example", recipients: [] };
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield encoder.encode(SENT);
  };
  const arrived = { octets: encoder.encode(received), junk: false };
  return await judge({ open, envelope, time: 0 }, arrived);
}

Deno.test("a mail with other line ends, and with what hosts write on top, is unaltered", async () => {
  const trace =
    "Return-Path: <a@x.example>\nReceived: from b\n\tby c; now\nReceived: from a by b; then\n";
  const judgement = await judgeText(trace + SENT.replaceAll("\r\n", "\n"));
  assertEquals(isAltered(judgement), false);
  assertEquals(judgement.journey.hops.map(({ received }) => received.by), ["b", "c"]);
});

const alterations: readonly (readonly [what: string, received: string])[] = [
  ["a subject", SENT.replace("Hi\r", "[list] Hi\r")],
  ["a footer", `${SENT}-- \r\nlist\r\n`],
  ["a body", SENT.replace("Hi!", "Ho!")],
  ["another message", "Subject: Hi\r\n\r\nYour mail was refused.\r\n"],
];

for (const [what, received] of alterations) {
  Deno.test(`${what} is an alteration`, async () => {
    assertEquals(isAltered(await judgeText(received)), true);
  });
}
