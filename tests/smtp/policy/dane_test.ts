import { createAuthority, validAt } from "../../../inbox/tls/certificate.ts";
import { matchRecord } from "../../../smtp/policy/dane.ts";
import { type TlsaRecord, usableRecords } from "../../../smtp/policy/tlsa_records.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { createPki } from "../../support/pki.ts";
import { der, tlsaOf } from "../tlsa_of.ts";

const NAME = "mx1.dest.test";
const TIME = new Date();
const pki = await createPki();
const stranger = await createAuthority("stranger", validAt(TIME));

async function matches(
  records: readonly TlsaRecord[],
  certificates: readonly string[],
  names: readonly string[] = [NAME],
  time = TIME,
): Promise<boolean> {
  const chain = { certificates: certificates.map(der), names, time };
  return await matchRecord(records, chain) !== undefined;
}

for (const usage of [2, 3]) {
  for (const selector of [0, 1]) {
    for (const matchingType of [0, 1, 2]) {
      const kind = `${usage} ${selector} ${matchingType}`;
      Deno.test(`a chain matches its own record ${kind}, and no other's`, async () => {
        const { cert, authority } = pki.good;
        const own = await tlsaOf(usage, selector, matchingType, usage === 2 ? authority : cert);
        const others = await tlsaOf(usage, selector, matchingType, stranger.cert);
        assert(await matches([own], [cert, authority]));
        assert(await matches([others, own], [cert, authority]));
        assert(!await matches([others], [cert, authority]));
        const flipped = { ...own, data: own.data.map((octet, at) => at === 0 ? octet ^ 1 : octet) };
        assert(!await matches([flipped], [cert, authority]));
        const shorter = { ...own, data: own.data.subarray(1) };
        assert(!await matches([shorter], [cert, authority]));
      });
    }
  }
}

Deno.test("usage 3 asks neither for names nor for dates (RFC 7672 3.1.1)", async () => {
  for (const { cert } of [pki.expired, pki.notYetValid, pki.noName, pki.wrongName]) {
    assert(await matches([await tlsaOf(3, 1, 1, cert)], [cert]));
  }
  assert(await matches([await tlsaOf(3, 1, 1, pki.selfSigned.cert)], [pki.selfSigned.cert]));
});

Deno.test("usage 2 asks for a name and for dates (RFC 7672 3.1.2)", async () => {
  const anchor = [await tlsaOf(2, 1, 1, pki.authority)];
  for (const { cert } of [pki.expired, pki.notYetValid, pki.noName, pki.wrongName]) {
    assert(!await matches(anchor, [cert, pki.authority]));
  }
  const chain = [pki.good.cert, pki.authority];
  assert(await matches(anchor, chain, ["other.test", "MX2.dest.test"]));
  assert(!await matches(anchor, chain, ["other.test"]));
  assert(!await matches(anchor, chain, [NAME], new Date("2090-01-01")));
});

Deno.test("usage 2 asks for a signature, not for a certificate that is only sent along", async () => {
  const anchor = [await tlsaOf(2, 1, 1, pki.authority)];
  const { cert } = pki.unknownIssuer;
  assert(!await matches(anchor, [cert, pki.authority]));
  assert(!await matches(anchor, [pki.selfSigned.cert, pki.authority]));
  assert(!await matches(anchor, [pki.good.cert]));
  assert(!await matches([await tlsaOf(2, 1, 1, pki.good.cert)], [pki.good.cert, pki.authority]));
});

Deno.test("an authority of the same name is not the one that signed", async () => {
  const impostor = await createAuthority("test authority", validAt(TIME));
  const anchor = [await tlsaOf(2, 1, 1, impostor.cert)];
  assert(!await matches(anchor, [pki.good.cert, impostor.cert]));
});

Deno.test("an authority in the record itself need not be sent (RFC 7671 5.2.2)", async () => {
  assert(await matches([await tlsaOf(2, 0, 0, pki.authority)], [pki.good.cert]));
});

Deno.test("a record of usage 3 is not matched by the authority, nor one of usage 2 by the server", async () => {
  const { cert, authority } = pki.good;
  assert(!await matches([await tlsaOf(3, 1, 1, authority)], [cert, authority]));
  assert(!await matches([await tlsaOf(2, 1, 1, cert)], [cert, authority]));
});

Deno.test("what is no certificate matches nothing", async () => {
  const records = [await tlsaOf(3, 1, 1, pki.good.cert), await tlsaOf(2, 1, 1, pki.authority)];
  const whole = der(pki.good.cert);
  for (const length of [0, 1, 2, 4, 20, whole.length - 1]) {
    const chain = { certificates: [whole.subarray(0, length)], names: [NAME], time: TIME };
    assertEquals(await matchRecord(records, chain), undefined);
  }
  assertEquals(
    await matchRecord(records, { certificates: [], names: [NAME], time: TIME }),
    undefined,
  );
});

Deno.test("usableRecords leaves out what SMTP does not know, and what has a wrong length", () => {
  const bytes = (length: number): Uint8Array => new Uint8Array(length);
  const make = (usage: number, selector: number, matchingType: number, length: number) => ({
    usage,
    selector,
    matchingType,
    data: bytes(length),
  });
  const usable = [make(3, 1, 1, 32), make(2, 0, 2, 64), make(3, 0, 0, 1)];
  const unusable = [
    ...[make(0, 1, 1, 32), make(1, 1, 1, 32), make(4, 1, 1, 32), make(3, 2, 1, 32)],
    ...[make(3, 1, 3, 32), make(3, 1, 1, 31), make(3, 1, 2, 32), make(3, 1, 0, 0)],
  ];
  assertEquals(usableRecords([...unusable, ...usable]), usable);
});

Deno.test("usableRecords takes the strongest digest of the same thing (RFC 7671 9)", () => {
  const weak = { usage: 3, selector: 1, matchingType: 1, data: new Uint8Array(32) };
  const strong = { usage: 3, selector: 1, matchingType: 2, data: new Uint8Array(64) };
  const other = { ...weak, selector: 0 };
  const broken = { ...strong, data: new Uint8Array(63) };
  assertEquals(usableRecords([weak, strong, other]), [strong, other]);
  assertEquals(usableRecords([weak, broken]), [weak]);
});
