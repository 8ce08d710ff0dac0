import { assert, assertEquals } from "../../std/assert.ts";
import { CASES } from "../corpus/cases.ts";
import { summary } from "../corpus/summary.ts";
import { verify } from "../corpus/verify.ts";

Deno.test("the corpus has at least 60 mails, no two of one name", () => {
  assert(CASES.length >= 60);
  assertEquals(new Set(CASES.map(({ name }) => name)).size, CASES.length);
});

for (const { name, mail, expect } of CASES) {
  Deno.test(`verified: ${name}`, async () => {
    assertEquals(summary(await verify(await mail)), expect);
  });
}
