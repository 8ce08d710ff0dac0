import { isDmarc, readDmarcRecord, reportDomain, walkOf } from "../../../trust/dmarc/record.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("isDmarc knows a record by its version, which stands first and is case-sensitive", () => {
  const texts = [
    "v=DMARC1",
    "v = DMARC1 ;p=none",
    "v=dmarc1; p=none",
    "p=none; v=DMARC1",
    "v=DMARC12",
  ];
  assertEquals(texts.map(isDmarc), [true, true, false, false, false]);
});

Deno.test("a record without p= asks for nothing, and its other tags count", () => {
  const record = readDmarcRecord(
    "v=DMARC1; np=reject; psd=n; t=y; rua=mailto:a@x.test, https://y.test/r",
  );
  assertEquals([record.policy, record.nonexistent, record.psd, record.testing], [
    "none",
    "reject",
    "n",
    true,
  ]);
  assertEquals(record.aggregate.map(reportDomain), ["x.test", "y.test"]);
});

Deno.test("reportDomain passes over the size and the query of a URI", () => {
  assertEquals(reportDomain("mailto:a@X.test!10m"), "x.test");
  assertEquals(reportDomain("mailto:a@x.test?subject=r"), "x.test");
});

Deno.test("a tree walk of a long name asks for eight names (RFC 9989 section 4.10)", () => {
  assertEquals(walkOf("a.b.test"), ["a.b.test", "b.test", "test"]);
  assertEquals(walkOf("a.b.c.d.e.f.g.h.i.test"), [
    "a.b.c.d.e.f.g.h.i.test",
    "d.e.f.g.h.i.test",
    "e.f.g.h.i.test",
    "f.g.h.i.test",
    "g.h.i.test",
    "h.i.test",
    "i.test",
    "test",
  ]);
});
