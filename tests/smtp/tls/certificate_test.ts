import { summarizeCertificate } from "../../../smtp/tls/certificate.ts";
import { assertEquals } from "../../std/assert.ts";

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
