import { X509Certificate } from "node:crypto";
import {
  createAuthority,
  createInboxCertificate,
  validAt,
} from "../../../inbox/tls/certificate.ts";
import { assert, assertEquals, assertNotEquals } from "../../std/assert.ts";

const NOW = new Date("2026-05-04T03:02:01.500Z");

Deno.test("the certificate of an inbox is for this machine and its own name", async () => {
  const { cert, authority } = await createInboxCertificate("inbox.test", NOW);
  const certificate = new X509Certificate(cert);
  assertEquals(
    certificate.subjectAltName,
    "DNS:localhost, IP Address:127.0.0.1, IP Address:::1, DNS:inbox.test",
  );
  assertEquals(certificate.ca, false);
  assert(certificate.checkIssued(new X509Certificate(authority)));
});

Deno.test("the certificate of an inbox takes a name only if a client can ask for it", async () => {
  const names = async (hostName: string): Promise<string> => {
    const { cert } = await createInboxCertificate(hostName, NOW);
    return new X509Certificate(cert).subjectAltName?.split(":::1").at(-1) ?? "none";
  };
  assertEquals(await names("localhost"), "");
  assertEquals(await names("[192.0.2.1]"), ", IP Address:192.0.2.1");
  assertEquals(await names("bücher.test"), ", DNS:xn--bcher-kva.test");
  assertEquals(await names("not a name"), "");
});

Deno.test("the certificate of an inbox is valid from an hour ago for a year", async () => {
  const { cert, authority } = await createInboxCertificate("inbox.test", NOW);
  for (const pem of [cert, authority]) {
    const { validFrom, validTo } = new X509Certificate(pem);
    assertEquals(new Date(validFrom), new Date("2026-05-04T02:02:01Z"));
    assertEquals(new Date(validTo), new Date("2027-05-04T03:02:01Z"));
  }
});

Deno.test("a time from 2050 on is written with four digits of the year", async () => {
  const { cert } = await createAuthority("late", validAt(new Date("2049-12-31T23:30:00Z")));
  const { validFrom, validTo } = new X509Certificate(cert);
  assertEquals(new Date(validFrom), new Date("2049-12-31T22:30:00Z"));
  assertEquals(new Date(validTo), new Date("2050-12-31T23:30:00Z"));
});

Deno.test("no two certificates have the same key or serial number", async () => {
  const authority = await createAuthority("authority", validAt(NOW));
  const one = await authority.issue(["a.test"], validAt(NOW));
  const other = await authority.issue(["a.test"], validAt(NOW));
  assertNotEquals(one.key, other.key);
  assertNotEquals(
    new X509Certificate(one.cert).serialNumber,
    new X509Certificate(other.cert).serialNumber,
  );
});
