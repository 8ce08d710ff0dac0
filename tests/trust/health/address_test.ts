import { parseIpAddress } from "../../../dns/ip.ts";
import { examineAddress } from "../../../trust/health/address.ts";
import type { Finding } from "../../../trust/health/finding.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { questionsIn, verdicts } from "./zone_health.ts";

async function examine(address: string, zone: string, ...blocklists: string[]): Promise<Finding[]> {
  const ip = parseIpAddress(address);
  assert(ip !== undefined);
  return await examineAddress("a.test", { ip, blocklists, isGiven: true }, questionsIn(zone));
}

const POINTER = "1.2.0.192.in-addr.arpa PTR";

for (
  const [what, zone, expected] of [
    ["leads back", `${POINTER} mx.test\nmx.test A 192.0.2.1`, "good ptr"],
    [
      "leads back by one of two",
      `${POINTER} x.test\n${POINTER} mx.test\nmx.test A 192.0.2.1`,
      "good ptr",
    ],
    ["leads elsewhere", `${POINTER} mx.test\nmx.test A 192.0.2.2`, "fault ptr-mismatch"],
    ["leads nowhere", `${POINTER} mx.test`, "fault ptr-mismatch"],
    ["cannot be looked up", `${POINTER} mx.test\nmx.test SERVFAIL`, "unknown ptr-unknown"],
    ["does not exist", "x.test A 192.0.2.1", "fault no-ptr"],
  ] as const
) {
  Deno.test(`the name of an address ${what}: ${expected}`, async () => {
    assertEquals(verdicts(await examine("192.0.2.1", zone), true), [expected]);
  });
}

Deno.test("the name of an IPv6 address is asked for digit by digit", async () => {
  const digits = `1.${"0.".repeat(23)}8.b.d.0.1.0.0.2`;
  const zone =
    `${digits}.ip6.arpa PTR mx.test\nmx.test AAAA 2001:db8::1\n${digits}.list.test A 127.0.0.2`;
  assertEquals(verdicts(await examine("2001:db8::1", zone, "list.test"), true), [
    "good ptr",
    "fault listed",
  ]);
});

for (
  const [answer, expected] of [
    ["127.0.0.2", "fault listed"],
    ["127.0.0.77", "fault listed"],
    ["127.255.255.254", "unknown dnsbl-answer"],
    ["127.255.255.252", "unknown dnsbl-answer"],
    ["127.255.255.255", "unknown dnsbl-answer"],
    ["127.0.0.10", "fault listed"],
    ["198.51.100.1", "unknown dnsbl-answer"],
  ] as const
) {
  Deno.test(`a blocklist that answers ${answer}: ${expected}`, async () => {
    const zone = `${POINTER} mx.test\nmx.test A 192.0.2.1\n1.2.0.192.zen.spamhaus.org A ${answer}`;
    const findings = await examine("192.0.2.1", zone, "zen.spamhaus.org");
    assertEquals(verdicts(findings.slice(1), true), [expected]);
  });
}

Deno.test("an answer of a blocklist is told with what it means there", async () => {
  const zone = `1.2.0.192.zen.spamhaus.org A 127.0.0.4
1.2.0.192.zen.spamhaus.org A 127.255.255.254
1.2.0.192.list.test A 127.0.0.4
`;
  const findings = await examine("192.0.2.1", zone, "zen.spamhaus.org", "list.test");
  assertEquals(findings.slice(1).map(({ text }) => text), [
    "zen.spamhaus.org answers 127.0.0.4: listed as an infected host or open proxy (XBL)",
    "zen.spamhaus.org answers 127.255.255.254: you may not ask through a public resolver; ask " +
    "through one of your own (--resolver)",
    "list.test answers 127.0.0.4: listed",
  ]);
});

/** What a blocklist has besides the address, which it does not list, and what is said of it. */
const unlisted = [
  ["192.0.2.1", "2.0.0.127.list.test A 127.0.0.2", "good not-listed"],
  ["192.0.2.1", "x.list.test A 127.0.0.2", "unknown dnsbl-dead"],
  ["2001:db8::1", "2.0.0.127.list.test A 127.0.0.2", "unknown dnsbl-dead"],
  [
    "2001:db8::1",
    `2.0.0.0.0.0.f.7.f.f.f.f.${"0.".repeat(20)}list.test A 127.0.0.2`,
    "good not-listed",
  ],
  ["192.0.2.1", "1.2.0.192.list.test SERVFAIL", "unknown dnsbl-unknown"],
] as const;

for (const [address, zone, expected] of unlisted) {
  Deno.test(`a blocklist with ${zone}, asked for ${address}: ${expected}`, async () => {
    const findings = await examine(address, zone, "list.test");
    assertEquals(verdicts(findings.slice(1), true), [expected]);
  });
}
