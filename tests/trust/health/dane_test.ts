import { judgeDane } from "../../../trust/health/dane.ts";
import type { Finding } from "../../../trust/health/finding.ts";
import type { ReceivingHost } from "../../../trust/health/receiving.ts";
import { SERVER_PROVES_KEY } from "../../../smtp/security.ts";
import { assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { der, tlsaOf } from "../../smtp/tlsa_of.ts";
import { createPki } from "../../support/pki.ts";
import { receivingHost, seen, seenTls, tlsaSet } from "./seen_host.ts";
import { verdicts } from "./zone_health.ts";

const pki = await createPki();
const own = await tlsaOf(3, 1, 1, pki.good.cert);
const other = await tlsaOf(3, 1, 1, pki.selfSigned.cert);
const anchor = await tlsaOf(2, 1, 1, pki.authority);
const strange = await tlsaOf(2, 1, 1, pki.selfSigned.cert);
const pkix = await tlsaOf(1, 1, 1, pki.good.cert);

/** The host has shown its certificate, and the authority that issued it. */
const visited = {
  seen: seen({ tls: seenTls({ chain: [pki.good.cert, pki.authority].map(der) }) }),
};

function judge(host: ReceivingHost, believed = true): Promise<Finding[]> {
  const setting = { time: new Date(), believed, port: 25 };
  return judgeDane(host, "dest.test", setting);
}

/** TLSA records of the host mx1.dest.test, and what is said of them. */
const records = [
  ["its own key", [own], "good dane"],
  ["its own key beside another one", [other, own], "good dane"],
  ["its authority", [anchor], "good dane"],
  ["another key", [other], "fault dane-mismatch"],
  [
    "another authority",
    [strange],
    SERVER_PROVES_KEY ? "fault dane-mismatch" : "unknown dane-unknown",
  ],
  ["a usage that SMTP does not use", [pkix], "warning tlsa-unusable"],
] as const;

for (const [what, set, expected] of records) {
  Deno.test(`TLSA records of ${what}: ${expected}`, async () => {
    const host = { name: "mx1.dest.test", tlsa: tlsaSet(...set) };
    assertEquals(verdicts(await judge(receivingHost(host, visited)), true), [expected]);
  });
}

Deno.test("a certificate that does not match comes with the record that it would match", async () => {
  const host = { name: "mx1.dest.test", tlsa: { base: "end.dest.test", records: [other] } };
  const [finding] = await judge(receivingHost(host, visited));
  assertEquals(finding?.publish, {
    name: "_25._tcp.end.dest.test",
    type: "TLSA",
    value: `3 1 1 ${own.data.toHex()}`,
  });
});

Deno.test("TLSA records of a host that was not seen are told of, and not judged", async () => {
  const host = { tlsa: tlsaSet(own, anchor) };
  const deaf = { seen: { name: "mx.a.test" } };
  for (const rest of [{}, deaf]) {
    const [finding] = await judge(receivingHost(host, rest));
    assertEquals([finding?.level, finding?.code], ["note", "tlsa-unread"]);
    assertStringIncludes(finding?.text ?? "", "TLSA 3 1 1, 2 1 1;");
  }
});

/** TLSA records that are no part of a route that DNSSEC has validated. */
const stray = [
  ["an unsigned zone", { count: 1, secure: false }, true, "without DNSSEC"],
  ["a signed zone, of a domain that is not", { count: 1, secure: true }, true, "sign dest.test"],
  ["a resolver that is not believed", { count: 1, secure: true }, false, "trust-ad"],
] as const;

for (const [what, strayTlsa, believed, words] of stray) {
  Deno.test(`TLSA records of ${what} count for nothing`, async () => {
    const [finding] = await judge(receivingHost({}, { ...visited, strayTlsa }), believed);
    assertEquals(finding?.level, believed ? "warning" : "note");
    assertStringIncludes(finding?.text ?? "", words);
  });
}

Deno.test("of a host without TLSA records DANE says nothing", async () => {
  assertEquals(await judge(receivingHost({}, visited)), []);
});
