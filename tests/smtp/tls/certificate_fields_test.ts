import fc from "fast-check";
import { createHash, X509Certificate } from "node:crypto";
import { CertificateError } from "../../../smtp/tls/certificate.ts";
import { readCertificateFields } from "../../../smtp/tls/certificate_fields.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { createPki } from "../../support/pki.ts";

const pki = await createPki();
const good = new X509Certificate(pki.good.cert);

Deno.test("readCertificateFields finds the public key as node:crypto does", () => {
  const { publicKey } = readCertificateFields(good.raw);
  const expected = good.publicKey.export({ type: "spki", format: "der" });
  const digest = (octets: Uint8Array): string => createHash("sha256").update(octets).digest("hex");
  assertEquals(digest(publicKey), digest(expected));
});

Deno.test("readCertificateFields finds the domains, and no addresses", () => {
  assertEquals(readCertificateFields(good.raw).domains, [
    "mx1.dest.test",
    "mx2.dest.test",
    "localhost",
  ]);
  const nameless = new X509Certificate(pki.noName.cert);
  assertEquals(readCertificateFields(nameless.raw).domains, []);
});

Deno.test("readCertificateFields fails in no other way, whatever the octets", () => {
  const whole = new Uint8Array(good.raw);
  const changed = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, octet]) =>
    whole.with(at, octet)
  );
  const cut = fc.nat(whole.length).map((length) => whole.subarray(0, length));
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), changed, cut), (octets) => {
    try {
      readCertificateFields(octets);
    } catch (error) {
      assert(error instanceof CertificateError);
    }
  }));
});
