import { parseIpAddress } from "../../../dns/ip.ts";
import type { Finding } from "../../../trust/health/finding.ts";
import { examineSenders } from "../../../trust/health/senders.ts";
import { readSpfTree } from "../../../trust/spf/tree.ts";
import { assert, assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { questionsIn, verdicts } from "./zone_health.ts";

interface Question {
  readonly addresses?: readonly string[];
  readonly blocklists?: readonly string[];
}

/** What is said of addresses that send for a.test, which has this record. */
async function examine(
  record: string,
  { addresses = [], blocklists = [] }: Question,
  zone = "",
): Promise<Finding[]> {
  const questions = questionsIn(`${zone}\na.test TXT ${record}`);
  const ips = addresses.map((text) => {
    const ip = parseIpAddress(text);
    assert(ip !== undefined);
    return ip;
  });
  const options = { addresses: ips, blocklists };
  return await examineSenders("a.test", options, readSpfTree("a.test", questions), questions);
}

const ZONE = `
1.114.0.203.in-addr.arpa PTR mx.a.test
mx.a.test A 203.0.114.1
b.test TXT v=spf1 ip4:203.0.114.0/24 -all
down.test SERVFAIL
`;

/** Records of a.test, what SPF says of 203.0.114.1, and what decides it. */
const records = [
  ["v=spf1 ip4:203.0.114.1 -all", "good spf-pass", 'by "ip4:203.0.114.1" of a.test'],
  ["v=spf1 a:mx.a.test -all", "good spf-pass", 'by "a:mx.a.test" of a.test'],
  [
    "v=spf1 include:b.test -all",
    "good spf-pass",
    'by "include:b.test" of a.test, then "ip4:203.0.114.0/24" of b.test',
  ],
  ["v=spf1 -ip4:203.0.114.1 +all", "fault spf-fail", 'by "-ip4:203.0.114.1" of a.test'],
  ["v=spf1 ip4:192.0.2.1 -all", "fault spf-fail", 'by "-all" of a.test'],
  ["v=spf1 ip4:192.0.2.1 ~all", "warning spf-softfail", 'by "~all" of a.test'],
  ["v=spf1 ip4:192.0.2.1", "warning spf-neutral", "no term matches"],
  ["v=spf1 include:c.test -all", "fault spf-permerror", "permerror"],
  ["v=spf1 include:down.test -all", "unknown spf-unknown", "SERVFAIL"],
] as const;

for (const [record, expected, words] of records) {
  Deno.test(`whether ${record} lets an address send: ${expected}`, async () => {
    const findings = await examine(record, { addresses: ["203.0.114.1"] }, ZONE);
    assertEquals(verdicts(findings, true), [expected, "good ptr"]);
    assertStringIncludes(findings[0]?.text ?? "", words);
  });
}

Deno.test("the record to publish lets the address send, before what is said of all others", async () => {
  const publish = async (record: string, address: string): Promise<string | undefined> => {
    const [finding] = await examine(record, { addresses: [address] }, "b.test TXT v=spf1 -all");
    return finding?.publish?.value;
  };
  assertEquals(
    await publish("v=spf1 ip4:192.0.2.1 -all", "203.0.114.1"),
    "v=spf1 ip4:192.0.2.1 ip4:203.0.114.1 -all",
  );
  assertEquals(
    await publish("v=spf1 redirect=b.test", "2a00::1"),
    "v=spf1 ip6:2a00::1 redirect=b.test",
  );
  assertEquals(
    await publish("v=spf1 mx:a.test", "203.0.114.1"),
    "v=spf1 mx:a.test ip4:203.0.114.1",
  );
});

Deno.test("of an address in a network of one's own SPF says nothing", async () => {
  const findings = await examine("v=spf1 -all", { addresses: ["10.0.0.1"] });
  assertEquals(verdicts(findings, true)[0], "note spf-unchecked");
});

Deno.test("without a record of SPF an address is looked at all the same", async () => {
  const findings = await examine("site-verification=1", { addresses: ["203.0.114.1"] }, ZONE);
  assertEquals(verdicts(findings, true), ["good ptr"]);
});

Deno.test("without an address those that the record names are looked at, and only warned of", async () => {
  const record = "v=spf1 ip4:203.0.114.1 ip4:203.0.114.2 ip4:203.0.114.64/26 -ip4:203.0.114.3 " +
    "ip4:10.0.0.1 ip6:2a00::1/128 include:b.test -all";
  const findings = await examine(record, {}, ZONE);
  assertEquals(findings.map(({ about, level, code }) => `${about} ${level} ${code}`), [
    "203.0.114.1 good ptr",
    "203.0.114.2 warning no-ptr",
    "2a00::1 warning no-ptr",
  ]);
});

Deno.test("of many addresses that a record names four are looked at", async () => {
  const terms = Array.from({ length: 20 }, (_, index) => `ip4:203.0.114.${index}`).join(" ");
  assertEquals((await examine(`v=spf1 ${terms} -all`, {})).length, 4);
});

Deno.test("blocklists are asked about the addresses of the record, or it is said that there are none", async () => {
  const zone = `${ZONE}1.114.0.203.list.test A 127.0.0.2`;
  const blocklists = ["list.test"];
  const listed = await examine("v=spf1 ip4:203.0.114.1 -all", { blocklists }, zone);
  assertEquals(verdicts(listed, true), ["good ptr", "fault listed"]);
  const none = await examine("v=spf1 mx -all", { blocklists }, zone);
  assertEquals(verdicts(none, true), ["unknown no-address"]);
});
