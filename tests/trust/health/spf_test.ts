import { readSpfTree } from "../../../trust/spf/tree.ts";
import { judgeSpf } from "../../../trust/health/spf.ts";
import { assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { questionsIn, verdicts } from "./zone_health.ts";

const ten = Array.from({ length: 10 }, (_, index) => `exists:%{i}.${index}.test`).join(" ");

const zone = `
b.test TXT v=spf1 ip4:192.0.2.0/24 -all
loop.test TXT v=spf1 include:a.test -all
twice.test TXT v=spf1 -all
twice.test TXT v=spf1 ~all
down.test SERVFAIL
mx.test A 192.0.2.1
`;

/** Records of a.test, and what is said of them. */
const records: readonly (readonly [record: string, ...verdicts: string[]])[] = [
  ["v=spf1 include:b.test -all", "good spf"],
  ["v=spf1 redirect=b.test", "good spf"],
  ["no SPF", "warning no-spf"],
  ["v=spf1 +all", "fault plus-all"],
  ["v=spf1 all", "fault plus-all"],
  ["v=spf1 ?all", "warning neutral-all"],
  ["v=spf1 ip4:192.0.2.1", "warning no-all"],
  ["v=spf1 ip4:0.0.0.0/0 -all", "fault wide-network"],
  ["v=spf1 ip4:10.0.0.0/7 -all", "warning wide-network"],
  ["v=spf1 -ip6:::/0 -all", "good spf"],
  ["v=spf1 ip4:192.0.2.300 -all", "fault spf-syntax"],
  ["v=spf1 include:loop.test -all", "fault spf-loop"],
  ["v=spf1 include:none.test -all", "fault spf-include"],
  ["v=spf1 include:mx.test -all", "fault spf-include"],
  ["v=spf1 include:twice.test -all", "fault spf-include"],
  ["v=spf1 include:down.test -all", "unknown spf-unknown"],
  ["v=spf1 ptr -all", "warning ptr"],
  ["v=spf1 ipv4=192.0.2.1 -all", "warning unknown-term"],
  ["v=spf1 ipv4:192.0.2.1 -all", "fault spf-syntax"],
  ["v=spf1 ra=postmaster exp=why.test -all", "good spf"],
  [`v=spf1 ${ten} -all`, "note many-lookups", "good spf"],
  [`v=spf1 ${ten} include:b.test -all`, "fault too-many-lookups"],
  ["v=spf1 a:x.test a:mx.test -all", "warning void-lookups"],
  ["v=spf1 a:x.test mx:y.test exists:z.test -all", "fault void-lookups"],
  ["v=spf1 -all include:b.test", "warning after-all"],
  ["v=spf1 -all redirect=b.test", "warning after-all"],
  ["v=spf1 include:%{d}.b.test -all", "note macro", "good spf"],
  [`v=spf1 ${"ip4:192.0.2.1 ".repeat(32)}-all`, "note long-record", "good spf"],
];

for (const [record, ...expected] of records) {
  Deno.test(`SPF ${record.slice(0, 60)}: ${expected.join(", ")}`, async () => {
    const tree = await readSpfTree("a.test", questionsIn(`${zone}a.test TXT ${record}`));
    assertEquals(verdicts(judgeSpf(tree, true), true), expected);
  });
}

Deno.test("two SPF records are a fault, and SERVFAIL is not taken for none", async () => {
  const judge = async (domain: string): Promise<string[]> =>
    verdicts(judgeSpf(await readSpfTree(domain, questionsIn(zone)), true));
  assertEquals(await judge("twice.test"), ["fault two-records"]);
  assertEquals(await judge("down.test"), ["unknown spf-unknown"]);
});

Deno.test("a syntax error is shown with its place", async () => {
  const tree = await readSpfTree("a.test", questionsIn("a.test TXT v=spf1 mx inlcude:b.test -all"));
  const [finding] = judgeSpf(tree, true);
  assertStringIncludes(finding?.text ?? "", '"inlcude:b.test" at position 11 of the record is no');
});

Deno.test("the record to publish lets the mail hosts send, if there are any", async () => {
  const tree = await readSpfTree("a.test", questionsIn("a.test A 192.0.2.1"));
  const values = [true, false].map((takesMail) => judgeSpf(tree, takesMail)[0]?.publish?.value);
  assertEquals(values, ["v=spf1 mx -all", "v=spf1 -all"]);
});
