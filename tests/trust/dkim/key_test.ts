import { readKeyRecord } from "../../../trust/dkim/key.ts";
import { assertEquals } from "../../std/assert.ts";

async function rsaKey(modulusLength: number): Promise<string> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength,
    publicExponent: Uint8Array.of(1, 0, 1),
    hash: "SHA-256",
  };
  const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return new Uint8Array(await crypto.subtle.exportKey("spki", publicKey)).toBase64();
}

const ED25519 = new Uint8Array(32).fill(7).toBase64();

Deno.test("readKeyRecord reads an RSA key and how long it is, also bare as some publish it", async () => {
  const spki = await rsaKey(1024);
  const { type, bits, faults } = readKeyRecord(
    `v=DKIM1; k=rsa; p=${spki.slice(0, 50)} ${spki.slice(50)}`,
  );
  assertEquals([type, bits, faults], ["rsa", 1024, []]);
  // The BIT STRING of this length begins 22 octets into a SubjectPublicKeyInfo.
  const bare = Uint8Array.fromBase64(spki).subarray(22).toBase64();
  assertEquals(readKeyRecord(`p=${bare}`).bits, 1024);
});

Deno.test("readKeyRecord reads an Ed25519 key, flags, services and hashes", () => {
  const record = readKeyRecord(`v=DKIM1; k=ed25519; t=y : s; s=email; h=sha1:SHA256; p=${ED25519}`);
  assertEquals(record, {
    type: "ed25519",
    bits: 256,
    revoked: false,
    testing: true,
    strict: true,
    services: ["email"],
    hashes: ["sha1", "sha256"],
    value: ED25519,
    faults: [],
  });
});

Deno.test("a key with an empty p= is revoked, and nothing else is wrong with it", () => {
  const { revoked, faults } = readKeyRecord("v=DKIM1; p=");
  assertEquals([revoked, faults], [true, []]);
});

for (
  const [text, fault] of [
    ["v=DKIM1; k=rsa", "has no p="],
    ["k=rsa; v=DKIM1; p=", "has its v= not at the start"],
    ["v=DKIM2; p=", "is not of version DKIM1"],
    ["v=DKIM1; k=dsa; p=AAAA", "is of a kind (k=) that is not known"],
    ["v=DKIM1; p=A*", "has a p= that is not base64"],
    ["v=DKIM1; p=AAAA", "has a p= that is no RSA public key"],
    ["v=DKIM1; k=ed25519; p=AAAA", "has a p= that is not of 32 octets, as an Ed25519 key is"],
    ["v=DKIM1; h=sha1; p=", "does not allow sha256 (h=)"],
    ["v=DKIM1; s=tlsrpt; p=", "is not for mail (s=)"],
    ["v=DKIM1; p=; p=", '"p" stands there twice'],
  ] as const
) {
  Deno.test(`the key ${JSON.stringify(text)} ${fault}`, () => {
    assertEquals(readKeyRecord(text).faults, [fault]);
  });
}
