import { STAGE_DEADLINES, stageDeadline } from "../../smtp/stage.ts";
import { assertEquals } from "../std/assert.ts";

const MINUTE = 60_000;

Deno.test("the deadlines are those of RFC 5321 4.5.3.2, and a limit only shortens them", () => {
  const { banner, mail, rcpt, data, body, dot } = STAGE_DEADLINES;
  const minutes = [banner, mail, rcpt, data, body, dot].map((deadline) => deadline / MINUTE);
  assertEquals(minutes, [5, 5, 5, 2, 3, 10]);
  assertEquals(stageDeadline("dot", undefined), 10 * MINUTE);
  assertEquals(stageDeadline("dot", 20 * MINUTE), 10 * MINUTE);
  assertEquals(stageDeadline("dot", 1000), 1000);
});
