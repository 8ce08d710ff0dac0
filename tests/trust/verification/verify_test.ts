import type { Verification } from "../../../trust/verification/verify.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { CASES } from "../corpus/cases.ts";
import { verify } from "../corpus/verify.ts";

function summary({ signatures, spf, dmarc, arc, outcome }: Verification): string {
  const reasons = signatures.map(({ reason, headerIntact, addedLines, changes, notes }) => {
    const details = [
      ...(headerIntact ? ["intact"] : []),
      ...(addedLines === undefined ? [] : [`${addedLines.place} ${addedLines.count}`]),
      ...changes.map(({ kind, field }) => `${kind} ${field}`),
      ...notes,
    ];
    return details.length === 0 ? reason : `${reason}(${details.join(", ")})`;
  });
  const seals = arc.seals.map(({ instance, result }) => `${instance} ${result}`).join(", ");
  const chain = arc.result === "none" ? "none" : `${arc.result}[${seals}]`;
  return [reasons.join(", "), spf.result, dmarc.result, chain, outcome].join(" | ").trim();
}

Deno.test("the corpus has at least 60 mails, no two of one name", () => {
  assert(CASES.length >= 60);
  assertEquals(new Set(CASES.map(({ name }) => name)).size, CASES.length);
});

for (const { name, mail, expect } of CASES) {
  Deno.test(`verified: ${name}`, async () => {
    assertEquals(summary(await verify(await mail)), expect);
  });
}
