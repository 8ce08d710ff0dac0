import type { Answer as DnsRecord } from "dns-packet";
import { mx } from "../../../cli/mx/mx.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import {
  respond,
  type Responder,
  silent,
  startNameServer,
} from "../../dns/scripted_name_server.ts";
import { mua } from "../../support/program.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

const NXDOMAIN = 3;
const REFUSED = 5;

/** Answers out of some records: NXDOMAIN for names without any, NODATA for other types. */
function zone(records: DnsRecord[]): Responder {
  return (query) => {
    const { name, type } = query.questions?.[0] ?? { name: "", type: "A" };
    const own = records.filter((record) => record.name === name);
    const answers = own.filter((record) => record.type === type || record.type === "CNAME");
    return respond({ code: own.length === 0 ? NXDOMAIN : 0, answers })(query);
  };
}

function exchanger(name: string, preference: number, exchange: string): DnsRecord {
  return { type: "MX", name, ttl: 60, data: { preference, exchange } };
}

function a(name: string, data: string): DnsRecord {
  return { type: "A", name, ttl: 60, data };
}

/** Runs `mua mx` with a name server that answers so; what varies in its output is made constant. */
async function muaMx(responder: Responder, ...argv: readonly string[]): Promise<MuaRun> {
  await using server = await startNameServer({ udp: responder, tcp: responder });
  const run = await runMua(["mx", ...argv, `@127.0.0.1:${server.port}`]);
  const settle = (text: string): string => {
    return text.replaceAll(`:${server.port}`, ":53").replace(/\d+ ms/, "N ms");
  };
  return { code: run.code, stdout: settle(run.stdout), stderr: settle(run.stderr) };
}

const mailZone = zone([
  exchanger("mail.test", 20, "backup.test"),
  exchanger("mail.test", 10, "mx.test"),
  a("mx.test", "8.8.8.1"),
  { type: "AAAA", name: "mx.test", data: "2001:4860::1" },
  a("backup.test", "8.8.8.2"),
]);

Deno.test("mx shows the hosts of a domain in the order to try them", async () => {
  assertEquals(await muaMx(mailZone, "mail.test"), {
    code: 0,
    stdout: [
      "mail.test",
      "  10  mx.test      2001:4860::1",
      "                   8.8.8.1",
      "  20  backup.test  8.8.8.2",
      "found: mail for mail.test goes to the first of these that answers (RFC 5321 5.1)",
      "asked 127.0.0.1:53: N ms",
      "",
    ].join("\n"),
    stderr: "",
  });
});

Deno.test("mx takes an address, and the families that are wanted", async () => {
  const { code, stdout } = await muaMx(mailZone, "Ana.Maria@MAIL.test", "-6");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "  10  mx.test      2001:4860::1\n");
  assertStringIncludes(stdout, "  20  backup.test  has no IPv6 address\n");
  assert(!stdout.includes("8.8.8.1"));
});

Deno.test("mx --json is one object on standard output", async () => {
  const { code, stdout, stderr } = await muaMx(mailZone, "mail.test", "--json", "-4");
  assertEquals([code, stderr, stdout.split("\n").length], [0, "", 2]);
  const { milliseconds, ...rest } = JSON.parse(stdout);
  assertEquals(typeof milliseconds, "number");
  const host = { shuffled: false, forbidden: [], alias: null, problem: null, incomplete: null };
  assertEquals(rest, {
    version: 1,
    domain: "mail.test",
    unicodeDomain: "mail.test",
    verdict: "mx",
    explanation: "mail for mail.test goes to the first of these that answers (RFC 5321 5.1)",
    hosts: [
      { ...host, name: "mx.test", preference: 10, addresses: ["8.8.8.1"] },
      { ...host, name: "backup.test", preference: 20, addresses: ["8.8.8.2"] },
    ],
    resolvers: ["127.0.0.1:53"],
    exitCode: 0,
  });
});

Deno.test("mx marks hosts of equal preference, aliases and addresses passed over", async () => {
  const { stdout } = await muaMx(
    zone([
      exchanger("mail.test", 10, "alias.test"),
      exchanger("mail.test", 10, "mixed.test"),
      { type: "CNAME", name: "alias.test", data: "mixed.test" },
      a("mixed.test", "127.0.0.1"),
      a("mixed.test", "8.8.8.8"),
    ]),
    "mail.test",
  );
  assertMatch(
    stdout,
    /^ {2}=10 {2}mixed\.test {2}8\.8\.8\.8\n {19}skipped: 127\.0\.0\.1 \(loopback\)$/m,
  );
  assertMatch(stdout, /^ {19}an alias \(CNAME\) of mixed\.test, which RFC 2181 10\.3 forbids$/m);
  assertStringIncludes(stdout, "= equal preference: shuffled");
});

Deno.test("mx says how many addresses a delivery tries when there are more", async () => {
  const { stdout } = await muaMx(
    zone([1, 2, 3, 4, 5, 6].map((host) => a("mail.test", `8.8.8.${host}`))),
    "mail.test",
  );
  assertStringIncludes(stdout, "implicit MX: mail.test has no MX record");
  assertStringIncludes(stdout, "mua send tries the first 5 of these 6 addresses\n");
});

Deno.test("mx shows an internationalized domain with its A-labels, and its hosts too", async () => {
  const records = [
    exchanger("xn--bcher-kva.test", 10, "xn--mx-wka.test"),
    a("xn--mx-wka.test", "8.8.8.8"),
  ];
  const { code, stdout } = await muaMx(zone(records), "BÜCHER.test");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "bücher.test (xn--bcher-kva.test)\n");
  assertStringIncludes(stdout, "  10  ümx.test (xn--mx-wka.test)  8.8.8.8\n");
});

for (
  const [domain, label, code, records] of [
    ["null.test", "null MX: null.test accepts no mail", 68, [exchanger("null.test", 0, ".")]],
    ["nosuch.test", "no such domain: nosuch.test does not exist", 68, []],
    ["mute.test", "no mail: mute.test exists but", 68, [{
      type: "TXT",
      name: "mute.test",
      data: "",
    }]],
    ["dead.test", "no usable host: none of the MX records of dead.test", 68, [
      exchanger("dead.test", 10, "gone.test"),
    ]],
    ["lo.test", "forbidden address: mail for lo.test", 68, [a("lo.test", "127.0.0.1")]],
  ] as const
) {
  Deno.test(`mx ends with ${code} and says "${label}"`, async () => {
    const run = await muaMx(zone([...records]), domain);
    assertEquals(run.code, code);
    assertStringIncludes(run.stdout, `\n${label}`);
  });
}

Deno.test("mx --allow-private lets mail go to loopback, and without it the hint says so", async () => {
  const loopback = zone([a("lo.test", "127.0.0.1")]);
  assertStringIncludes((await muaMx(loopback, "lo.test")).stderr, "add --allow-private");
  const { code, stdout } = await muaMx(loopback, "lo.test", "--allow-private");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "  lo.test  127.0.0.1\nimplicit MX: ");
});

Deno.test("mx ends with 75 when the name server refuses to say", async () => {
  const { code, stdout, stderr } = await muaMx(respond({ code: REFUSED }), "mail.test");
  assertEquals(code, 75);
  assertStringIncludes(
    stdout,
    "temporary failure: could not look up the MX records of mail.test: " +
      "REFUSED from 127.0.0.1:53 (RFC 5321 5.1)\n",
  );
  assertStringIncludes(stderr, "mua mx mail.test @RESOLVER");
});

Deno.test("mx --timeout ends it with 75 when the name server is silent", async () => {
  const { code, stdout } = await muaMx(silent, "mail.test", "--timeout=100ms");
  assertEquals(code, 75);
  assertStringIncludes(stdout, "no answer from 127.0.0.1:53 in time");
});

Deno.test("mx shows no control character of a name out of DNS", async () => {
  const hostile = "mx\r\nx\u001b[31m.evil";
  const records = [exchanger("mail.test", 10, hostile)];
  for (const argv of [["mail.test"], ["mail.test", "--json"]]) {
    const { code, stdout } = await muaMx(zone(records), ...argv);
    assertEquals(code, 68);
    assertStringIncludes(stdout, "[31m.evil");
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(stdout));
  }
});

Deno.test("mx knows an address literal without asking", async () => {
  const literals = { "ana@[8.8.8.8]": "8.8.8.8", "[IPv6:2001:4860::1]": "2001:4860::1" };
  for (const [operand, address] of Object.entries(literals)) {
    const { code, stdout } = await runMua(["mx", operand]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, `  ${address}\naddress literal: `);
    assert(!stdout.includes("asked"));
  }
});

Deno.test("mx writes an address literal once in each place, and always the same", async () => {
  for (const operand of ["u@[IPv6:2001:4860::1]", "[ipv6:2001:4860:0::1]"]) {
    const { stdout } = await runMua(["mx", operand]);
    assertEquals(stdout.split("\n").slice(0, 2), [
      "[IPv6:2001:4860::1]",
      "  [IPv6:2001:4860::1]  2001:4860::1",
    ]);
  }
});

Deno.test("mx asks for a domain that ends in a number, which SMTP allows, and says what may be meant", async () => {
  const { code, stderr } = await muaMx(zone([]), "test@iana.123");
  assertEquals(code, 68);
  assertStringIncludes(stderr, "No top-level domain is a number");
});

Deno.test("mx takes a mailto link", async () => {
  const { code, stdout } = await runMua(["mx", "mailto:ana@[8.8.8.8]"]);
  assertEquals([code, stdout.split("\n")[0]], [0, "[8.8.8.8]"]);
});

for (
  const [line, code, message] of [
    ["", 64, "missing DOMAIN|ADDRESS"],
    ["@127.0.0.1", 64, "missing DOMAIN|ADDRESS"],
    ["mail.test 127.0.0.1", 64, "write the name server with an @: @127.0.0.1"],
    ["mail.test second.test", 64, 'only one domain at a time: "second.test" is one too many'],
    ["mail.test @dns.test", 64, 'an IP address, not the name "dns.test"'],
    ["mail.test @127.0.0.1:0", 64, "@RESOLVER must be"],
    ["mail.test @[::1", 64, "@RESOLVER must be"],
    ["mail.test -4 -6", 64, "cannot be used together"],
    ["mail_.test", 65, "letters, digits and hyphens"],
    ["127.0.0.1", 65, "brackets"],
    ["a@b@c", 65, "more than one @"],
  ] as const
) {
  Deno.test(`mx ${line} ends with ${code} and asks nothing`, async () => {
    const run = await runMua(["mx", ...line.split(" ").filter((word) => word !== "")]);
    assertEquals([run.code, run.stdout], [code, ""]);
    assertStringIncludes(run.stderr, message);
  });
}

Deno.test("mx needs to read only where the system's name servers must be found", () => {
  const needs = (...argv: string[]) => mx.prepare(["mua", "mx"], argv).needs;
  assertEquals(needs("mail.test"), { net: true, read: true });
  assertEquals(needs("@127.0.0.1", "mail.test"), { net: true, read: false });
});

Deno.test("mx names the permission that the name server needs", async () => {
  const { code, stdout, stderr } = await mua(["mx", "mail.test", "@192.0.2.53:5353"]);
  assertEquals([code, stdout], [78, ""]);
  assertStringIncludes(stderr, "net access to 192.0.2.53:5353");
});
