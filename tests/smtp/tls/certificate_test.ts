import {
  CertificateError,
  readAuthorities,
  summarizeCertificate,
} from "../../../smtp/tls/certificate.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";
import { createPki } from "../../support/pki.ts";

Deno.test("summarizeCertificate puts names, dates and issuer into plain values", () => {
  const summary = summarizeCertificate({
    subject: { C: "DE", OU: ["One", "Two"], CN: "mx.example" },
    issuer: { C: "US", CN: "Some Authority" },
    subjectaltname: "DNS:mx.example, DNS:*.example, IP Address:192.0.2.1, URI:urn:x",
    valid_from: "Jan  1 00:00:00 2024 GMT",
    valid_to: "Feb  1 12:30:00 2029 GMT",
  });
  assertEquals(summary, {
    subject: "C=DE, OU=One, OU=Two, CN=mx.example",
    issuer: "C=US, CN=Some Authority",
    names: ["mx.example", "*.example", "192.0.2.1"],
    notBefore: new Date("2024-01-01T00:00:00Z"),
    notAfter: new Date("2029-02-01T12:30:00Z"),
    selfSigned: false,
  });
});

Deno.test("readAuthorities takes every certificate of a file, and nothing else of it", async () => {
  const { authority, selfSigned } = await createPki();
  const bundle = `Some words before\n${authority}\n# and between\n${
    selfSigned.cert.replaceAll("\n", "\r\n")
  }`;
  const authorities = readAuthorities(bundle);
  assertEquals(authorities.length, 2);
  assertEquals(authorities[0], authority.trimEnd());
});

Deno.test("readAuthorities refuses a file that Deno would pass over in silence", async () => {
  const { authority, good } = await createPki();
  assertThrows(() => readAuthorities(""), CertificateError, "there is no certificate");
  assertThrows(() => readAuthorities(good.key), CertificateError, "there is no certificate");
  const wrong = authority.replace(/\n.{8}/, "\nAAAAAAAA");
  assertThrows(
    () => readAuthorities(authority + wrong),
    CertificateError,
    "certificate 2 cannot be read",
  );
  // What is named so, but is a key.
  const key = good.key.replaceAll(/PRIVATE KEY/g, "CERTIFICATE");
  assertThrows(() => readAuthorities(key), CertificateError, "certificate 1 cannot be read");
});
