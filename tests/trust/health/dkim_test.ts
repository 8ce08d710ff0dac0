import { examineDkim, KNOWN_SELECTORS } from "../../../trust/health/dkim.ts";
import { assertEquals } from "../../std/assert.ts";
import { questionsIn, verdicts } from "./zone_health.ts";

const ED25519 = new Uint8Array(32).fill(7).toBase64();

/** A public key of RSA with this many bits; nobody has its private key. */
function rsa(bits: number): string {
  const modulus = [0, ...new Uint8Array(bits / 8).fill(0xff)];
  const number = (octets: readonly number[]): number[] => element(0x02, octets);
  const key = element(0x30, [...number(modulus), ...number([1, 0, 1])]);
  return Uint8Array.from(key).toBase64();
}

function element(tag: number, content: readonly number[]): number[] {
  const length = content.length;
  const head = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
  return [tag, ...head, ...content];
}

/** Records of the selector s, and what is said of them. */
const records: readonly (readonly [what: string, record: string, ...verdicts: string[]])[] = [
  ["RSA with 2048 bits", `v=DKIM1; p=${rsa(2048)}`, "good key"],
  ["RSA with 1024 bits", `v=DKIM1; p=${rsa(1024)}`, "warning weak-key"],
  ["RSA with 512 bits", `v=DKIM1; p=${rsa(512)}`, "fault short-key"],
  ["RSA with 8192 bits", `v=DKIM1; p=${rsa(8192)}`, "warning long-key"],
  ["Ed25519", `v=DKIM1; k=ed25519; p=${ED25519}`, "good key"],
  ["a revoked key", "v=DKIM1; p=", "note revoked"],
  ["a test key", `v=DKIM1; t=y; p=${rsa(2048)}`, "warning test-key", "good key"],
  ["no base64", "v=DKIM1; p=x y z", "fault bad-key"],
  ["SHA-1 alone", `v=DKIM1; h=sha1; p=${rsa(2048)}`, "fault bad-key"],
  ["a text without a key", "v=spf1 -all", "fault no-key"],
];

for (const [what, record, ...expected] of records) {
  Deno.test(`DKIM: ${what}: ${expected.join(", ")}`, async () => {
    const questions = questionsIn(`s._domainkey.a.test TXT ${record}`);
    const { findings } = await examineDkim("a.test", ["s"], questions);
    assertEquals(verdicts(findings, true), expected);
  });
}

Deno.test("without a selector those of large providers are tried, and only keys are told of", async () => {
  const questions = questionsIn(`google._domainkey.a.test TXT v=DKIM1; p=${rsa(2048)}`);
  const { findings, keys } = await examineDkim("a.test", [], questions);
  assertEquals(findings.map(({ about, code }) => [about, code]), [[
    "google._domainkey.a.test",
    "key",
  ]]);
  assertEquals([keys.map(({ selector }) => selector), questions.count], [
    ["google"],
    KNOWN_SELECTORS.length + 1,
  ]);
});

Deno.test("no known selector says little, but no name below _domainkey says all", async () => {
  const other = await examineDkim("a.test", [], questionsIn("x._domainkey.a.test TXT v=DKIM1; p="));
  assertEquals(verdicts(other.findings, true), ["note unknown-selector"]);
  const none = await examineDkim("a.test", [], questionsIn("a.test A 192.0.2.1"));
  assertEquals(verdicts(none.findings, true), ["warning no-dkim"]);
});

Deno.test("a selector that was named and has no key is a fault; SERVFAIL is unknown", async () => {
  const questions = questionsIn(
    "down._domainkey.a.test SERVFAIL\ntwo._domainkey.a.test TXT p=\n" +
      `two._domainkey.a.test TXT p=${rsa(2048)}`,
  );
  const { findings } = await examineDkim("a.test", ["none", "down", "two"], questions);
  assertEquals(verdicts(findings), ["fault no-key", "unknown dkim-unknown", "warning two-keys"]);
});

Deno.test("well-known selectors that cannot be looked up are one finding, behind the keys that were found", async () => {
  const questions = questionsIn(
    `google._domainkey.a.test TXT v=DKIM1; p=${rsa(2048)}\n` +
      "k1._domainkey.a.test SERVFAIL\nk2._domainkey.a.test SERVFAIL",
  );
  const { findings } = await examineDkim("a.test", [], questions);
  assertEquals(findings.map(({ about, level }) => [about, level]), [
    ["google._domainkey.a.test", "good"],
    ["a.test", "unknown"],
  ]);
  assertEquals(findings[1]?.text.startsWith("2 of 20 well-known selectors"), true);
});
