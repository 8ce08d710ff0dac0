import { Refusals } from "../../../inbox/serve/refusals.ts";
import { reply, type ServerReply } from "../../../inbox/reply.ts";
import { assertEquals } from "../../std/assert.ts";

const OK = reply(250, "2.0.0", "Ok");
const NO = reply(550, "5.1.1", "No");
const SEQUENCE = reply(503, "5.5.1", "Send MAIL first");
const NOBODY = reply(554, "5.5.1", "No valid recipients");

/** The texts of what is refused by these replies, one behind the other. */
function refused(...replies: ServerReply[]): (string | undefined)[] {
  const refusals = new Refusals();
  return replies.map((each) => refusals.judge("other", each, undefined)?.text);
}

Deno.test("what is out of sequence behind a refusal is no refusal of its own", () => {
  const no = "550 5.1.1 No";
  assertEquals(refused(NO, SEQUENCE, SEQUENCE), [no, undefined, undefined]);
  assertEquals(refused(NO, NO, NOBODY, NO), [no, no, undefined, no]);
});

Deno.test("what is out of sequence by itself is refused", () => {
  assertEquals(refused(SEQUENCE), ["503 5.5.1 Send MAIL first"]);
  assertEquals(refused(NO, OK, NOBODY).at(-1), "554 5.5.1 No valid recipients");
  assertEquals(refused(NO, reply(554, "5.5.0", "closing")).at(-1), "554 5.5.0 closing");
});

Deno.test("a refusal names the last command, but neither a secret nor a line of a message", () => {
  const refusals = new Refusals();
  const hear = (stage: "auth" | "body" | "dot", text: string): void =>
    refusals.watch({ kind: "hear", stage, text });
  hear("auth", "AUTH LOGIN");
  refusals.judge("auth", reply(334, undefined, "VXNlcm5hbWU6"), undefined);
  hear("auth", "********");
  assertEquals(refusals.judge("auth", NO, undefined)?.command, "AUTH LOGIN");
  hear("body", "secret");
  assertEquals(refusals.judge("body", NO, undefined)?.command, undefined);
});
