import { readAuthorities } from "../../../smtp/tls/authorities.ts";
import { CertificateError } from "../../../smtp/tls/certificate.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";
import { createPki } from "../../support/pki.ts";

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
