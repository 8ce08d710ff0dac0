import { SmtpError } from "../../../smtp/error.ts";
import { judgeHosts } from "../../../trust/health/host_findings.ts";
import type { SeenHost } from "../../../trust/health/mail_host.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";
import { tlsaOf } from "../../smtp/tlsa_of.ts";
import { createPki } from "../../support/pki.ts";
import { NOW, receivingBy, receivingHost, seen, seenTls, tlsaSet } from "./seen_host.ts";
import { verdicts } from "./zone_health.ts";

const own = await tlsaOf(3, 1, 1, (await createPki()).good.cert);
const unverified = seen({ tls: seenTls({ problem: "the certificate's issuer is unknown" }) });
const refused = seen({}, "STARTTLS");

type Demand = "nothing" | "MTA-STS" | "DANE";

/** A host, what is demanded of it, and what is said of its TLS. */
const hosts: readonly (readonly [what: string, Demand, SeenHost, string])[] = [
  ["a certificate for 60 days", "nothing", seen({ tls: seenTls() }), "good tls"],
  ["a certificate for 14 days", "nothing", seen({ tls: seenTls({}, 14) }), "good tls"],
  ["a certificate for 13 days", "nothing", seen({ tls: seenTls({}, 13) }), "warning expires-soon"],
  ["an unknown issuer", "nothing", unverified, "warning unverified"],
  ["an unknown issuer", "MTA-STS", unverified, "fault unverified"],
  ["an unknown issuer", "DANE", unverified, "good tls"],
  ["no STARTTLS", "nothing", seen(), "warning no-starttls"],
  ["no STARTTLS", "MTA-STS", seen(), "fault no-starttls"],
  ["no STARTTLS", "DANE", seen(), "fault no-starttls"],
  ["STARTTLS that it refuses", "nothing", refused, "fault no-starttls"],
  [
    "TLS that fails",
    "nothing",
    seen({ error: new SmtpError("handshake failure", { kind: "tls", stage: "tls" }) }),
    "fault tls-failed",
  ],
];

for (const [what, demand, visit, expected] of hosts) {
  Deno.test(`a mail host with ${what}, of which ${demand} demands TLS: ${expected}`, async () => {
    const tlsa = demand === "DANE" ? { tlsa: tlsaSet(own) } : {};
    const receiving = receivingBy([receivingHost(tlsa, { seen: visit })]);
    const setting = { time: NOW, believed: true, port: 25, enforced: demand === "MTA-STS" };
    const findings = await judgeHosts(receiving, setting);
    assertEquals(verdicts(findings.filter(({ topic }) => topic === "tls"), true), [expected]);
  });
}

Deno.test("the finding about TLS names the cipher, the names, the issuer and the days left", async () => {
  const names = ["mx.a.test", "b.test", "c.test", "d.test", "e.test"];
  const { certificate, ...tls } = seenTls({ kind: "TLSv1.3, TLS_AES_256_GCM_SHA384" }, 40.5);
  const visit = seen({ tls: { ...tls, certificate: { ...certificate, names } } });
  const setting = { time: NOW, believed: true, port: 25, enforced: false };
  const findings = await judgeHosts(receivingBy([receivingHost({}, { seen: visit })]), setting);
  assertEquals(
    findings.map(({ text }) => text),
    [
      "it greets as mx.a.test",
      "it takes mail for postmaster",
      "STARTTLS (TLSv1.3, TLS_AES_256_GCM_SHA384), certificate for mx.a.test, b.test, c.test and 2 " +
      "more by Some Authority, 40 days left",
    ],
  );
});

Deno.test("what was seen of TLS is told of a host that was too slow afterwards", async () => {
  const error = new SmtpError("interrupted", { kind: "interrupted", stage: "rcpt" });
  const visit = seen({ tls: seenTls({ problem: "the certificate expired" }), error });
  const setting = { time: NOW, believed: true, port: 25, enforced: false };
  const findings = await judgeHosts(receivingBy([receivingHost({}, { seen: visit })]), setting);
  assertEquals(verdicts(findings), ["unknown too-slow", "warning unverified"]);
  assertMatch(findings[0]?.text ?? "", /the time was over .*RCPT/);
});
