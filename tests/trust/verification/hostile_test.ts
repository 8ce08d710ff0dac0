/** Mails and zones that are made to take the time or the memory of who verifies them. */
import { assert, assertEquals, assertRejects } from "../../std/assert.ts";
import { TooLargeError } from "../../../trust/material.ts";
import type { Verification } from "../../../trust/verification/verify.ts";
import { arrived, letter } from "../corpus/mail.ts";
import { signed } from "../corpus/signer.ts";
import { verify } from "../corpus/verify.ts";

/** Milliseconds of a test's own work: some times what it takes on a busy machine. */
const PATIENCE = 10_000;

/** Verifies in bounded time. */
async function quickly(mail: string, zone?: string): Promise<Verification> {
  const started = performance.now();
  const verification = await verify(mail, zone === undefined ? {} : { zone });
  assert(performance.now() - started < PATIENCE);
  return verification;
}

function fieldsOf(mail: string): string {
  return mail.slice(0, mail.indexOf("\r\nFrom:"));
}

Deno.test("of 300 signatures 20 are verified, and it is said how many are not", async () => {
  const field = fieldsOf(signed(letter()));
  const mail = `${`${field}\r\n`.repeat(300)}${letter()}`;
  const { signatures, omittedSignatures } = await quickly(arrived(mail));
  assertEquals([signatures.length, omittedSignatures], [20, 280]);
  assert(signatures.every(({ result }) => result === "pass"));
});

Deno.test("signatures that nothing explains are looked into three times at most", async () => {
  const field = fieldsOf(signed(letter(), { covered: `From:${"To:".repeat(1_000)}Subject` }));
  const fields = Array.from({ length: 1_000 }, (_, index) => `To: x${index}@x.test`);
  const mail = `${`${field}\r\n`.repeat(20)}${letter({ fields, body: "x\r\n".repeat(20_000) })}`;
  const { signatures } = await quickly(arrived(mail));
  assertEquals(signatures.length, 20);
});

Deno.test("a header that is too large for any mail system is not verified", async () => {
  for (
    const header of [
      "X: 1\r\n".repeat(3_000),
      `X: ${"\r\n ".repeat(6_000)}1\r\n`,
      `X: ${"1".repeat(300_000)}\r\n`,
    ]
  ) await assertRejects(() => verify(`${header}${letter()}`), TooLargeError);
});

Deno.test("a header at the limits is verified in time", async () => {
  const long = "x".repeat(50_000);
  const mails = [
    `X: ${"\r\n 1".repeat(4_900)}\r\n${letter()}`,
    letter({ from: `${"(".repeat(50_000)} ana@a.test` }),
    letter({ from: `${"a,".repeat(50_000)}ana@a.test` }),
    letter({ from: `"${long}" <ana@a.test>` }),
    letter({ subject: " ".repeat(100_000) + "x" }),
    `DKIM-Signature: v=1; ${";".repeat(8_000)}\r\n${letter()}`,
    `DKIM-Signature: v=1; a=${" ".repeat(8_000)}\r\n${letter()}`,
    `ARC-Seal: i=1; ${"b=1; ".repeat(20_000)}\r\n${letter()}`,
    `Authentication-Results: ${"(".repeat(20_000)}; ${"dkim=pass ".repeat(3_000)}\r\n${letter()}`,
    `Received: ${"from a (".repeat(10_000)}\r\n${letter()}`,
  ];
  for (const mail of mails) await quickly(mail);
});

Deno.test("a chain of more than 50 seals has failed", async () => {
  const set = (i: number): string =>
    `ARC-Seal: i=${i}; a=rsa-sha256; cv=pass; d=a.test; s=s1; b=eA==\r\n` +
    `ARC-Message-Signature: i=${i}; a=rsa-sha256; d=a.test; s=s1; h=From; bh=eA==; b=eA==\r\n` +
    `ARC-Authentication-Results: i=${i}; a.test; none\r\n`;
  const sets = Array.from({ length: 60 }, (_, index) => set(index + 1));
  const { arc } = await quickly(`${sets.join("")}${letter()}`);
  assertEquals([arc.result, arc.seals.length], ["fail", 0]);
});

Deno.test("SPF that fans out ends after ten terms, and after ten hosts of one", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `n${index}.fan.test`);
  const include = names.map((name) => `include:${name}`).join(" ");
  const zone = [
    `fan.test TXT v=spf1 ${include} -all`,
    ...names.map((name) => `${name} TXT v=spf1 ${include} ?all`),
    "hosts.test TXT v=spf1 mx -all",
    ...names.flatMap((name) => [`hosts.test MX 1 ${name}`, `${name} A 198.51.100.1`]),
  ].join("\n");
  for (const domain of ["fan.test", "hosts.test"]) {
    const { spf } = await quickly(arrived(letter(), { mailFrom: `x@${domain}` }), zone);
    assertEquals(spf.result, "permerror");
    assert(spf.lookups <= 11);
  }
});

Deno.test("a domain that publishes thousands of texts has its policy found, or none", async () => {
  const records = Array.from({ length: 5_000 }, (_, index) => `_dmarc.a.test TXT x${index}`);
  const zone = [...records, `a.test TXT v=spf1 ${"a ".repeat(4_000)}-all`].join("\n");
  const { dmarc, spf } = await quickly(arrived(letter()), zone);
  assertEquals([dmarc.result, spf.result], ["none", "permerror"]);
});

Deno.test("a domain of a hundred labels is asked eight times for a policy", async () => {
  const domain = `${"a.".repeat(100)}test`;
  const { dmarc } = await quickly(letter({ from: `x@${domain}` }));
  assertEquals(dmarc.walk.length, 8);
});
