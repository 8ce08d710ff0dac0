import { Buffer } from "node:buffer";
import { Questions } from "../../../dns/questions.ts";
import { answersOf } from "../../../dns/zone.ts";
import { parseHeader } from "../../../message/header/header.ts";
import { Inquiry } from "../../../trust/inquiry.ts";
import {
  type Verification,
  verifyMessage,
  type VerifyOptions,
} from "../../../trust/verification/verify.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { CASES } from "../corpus/cases.ts";
import { NOW, ZONE } from "../corpus/mail.ts";

/** Verifies a mail of the corpus. */
async function verify(
  mail: string,
  { zone = ZONE, envelope = {} }: { zone?: string; envelope?: VerifyOptions["envelope"] } = {},
): Promise<Verification> {
  const octets = new Uint8Array(Buffer.from(mail, "latin1"));
  const { fields, size } = parseHeader(octets);
  const message = {
    fields,
    bodyOffset: size,
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(octets);
    },
  };
  const inquiry = new Inquiry(new Questions(answersOf(zone), 300));
  return await verifyMessage(message, { inquiry, envelope, now: NOW });
}

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
