/** Each case of the DNS in the failure matrix (F224 to F238), against a real name server. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua, underDeno } from "../support/program.ts";
import type { Ended } from "../support/process.ts";
import { type World, worldTest } from "../support/world.ts";

const MX1 = ["2001:4:112::25", "192.31.196.25"];
const MX2 = ["2001:4:112::26", "192.31.196.26"];
/** The name server itself, which follows no alias into another zone. */
const AUTHORITY = "@127.0.0.1:5300";

function mx(world: World, ...args: readonly string[]): Promise<Ended> {
  return mua(["mx", ...args], { world });
}

/** Hosts with their addresses, in order, of a domain that has some. */
async function hosts(world: World, ...args: readonly string[]): Promise<[string, string[]][]> {
  const { code, stdout, stderr } = await mx(world, ...args, "--json");
  assertEquals([code, stderr], [0, ""]);
  const found: { name: string; addresses: string[] }[] = JSON.parse(stdout).hosts;
  return found.map(({ name, addresses }) => [name, addresses]);
}

/** Asserts the exit code, and that the sentence of the result matches. */
async function assertEnds(
  world: World,
  args: readonly string[],
  code: number,
  sentence: RegExp,
): Promise<void> {
  const ended = await mx(world, ...args);
  assertMatch(ended.stdout, sentence);
  assertEquals(ended.code, code);
}

worldTest("F224 NXDOMAIN is permanent", async (world) => {
  await assertEnds(world, ["nosuch.test"], 68, /^no such domain: nosuch\.test does not exist/m);
  await assertEnds(world, ["user@nosuch.test"], 68, /^no such domain: /m);
});

worldTest("F225 a domain with an address and no MX is its own host", async (world) => {
  assertEquals(await hosts(world, "implicit.mx.test"), [
    ["implicit.mx.test", ["192.31.196.25"]],
  ]);
  assertEquals(await hosts(world, "implicit6.mx.test"), [
    ["implicit6.mx.test", ["2001:4:112::25"]],
  ]);
  await assertEnds(world, ["implicit.mx.test"], 0, /^implicit MX: .*RFC 5321 5\.1/m);
});

worldTest("F226 a domain with neither MX nor address takes no mail", async (world) => {
  await assertEnds(world, ["noaddr.mx.test"], 68, /^no mail: noaddr\.mx\.test exists but/m);
  await assertEnds(world, ["implicit6.mx.test", "-4"], 68, /^no usable host: .* IPv4 address/m);
});

worldTest("F227 SERVFAIL is temporary", async (world) => {
  for (const domain of ["bogus.test", "elsewhere.example"]) {
    await assertEnds(
      world,
      [domain],
      75,
      /^temporary failure: .*SERVFAIL from 127\.0\.0\.1 \(RFC 5321 5\.1\)$/m,
    );
  }
});

worldTest("F228 a time-out is temporary, and the deadline holds", async (world) => {
  const started = performance.now();
  const sentence = /^temporary failure: .* no answer from 127\.0\.0\.1 in time \(RFC 5321 5\.1\)$/m;
  await assertEnds(world, ["silent.test", "--timeout", "500ms"], 75, sentence);
  assert(performance.now() - started < 10_000);
});

worldTest("F229 REFUSED is temporary", async (world) => {
  const sentence = /^temporary failure: .*REFUSED from 127\.0\.0\.1 \(RFC 5321 5\.1\)$/m;
  await assertEnds(world, ["refused.test"], 75, sentence);
  await assertEnds(
    world,
    ["elsewhere.example", AUTHORITY],
    75,
    /REFUSED from 127\.0\.0\.1:5300 \(RFC 5321 5\.1\)$/m,
  );
});

worldTest("F230 a null MX is permanent", async (world) => {
  await assertEnds(world, ["null.mx.test"], 68, /^null MX: null\.mx\.test .*\(RFC 7505\)$/m);
});

worldTest("F231 a null MX beside others is passed over", async (world) => {
  assertEquals(await hosts(world, "nullplus.mx.test"), [[".", []], ["mx1.dest.test", MX1]]);
  await assertEnds(
    world,
    ["nullplus.mx.test"],
    0,
    /^ +0 {2}\. +is a null MX next to other MX records/m,
  );
});

worldTest("F232 aliases that run in a circle are temporary", async (world) => {
  for (const domain of ["loop1.mx.test", "mxloop.mx.test"]) {
    await assertEnds(world, [domain], 75, /^temporary failure: /m);
    await assertEnds(
      world,
      [domain, AUTHORITY],
      75,
      /^temporary failure: (?:.*\(RFC 5321 5\.1\): .* form a loop|.* form a loop \(RFC 5321 5\.1\))$/m,
    );
  }
});

worldTest("F233 an MX that is an alias is tolerated and told", async (world) => {
  assertEquals(await hosts(world, "mxcname.mx.test"), [["al.mx.test", MX1]]);
  await assertEnds(world, ["mxcname.mx.test"], 0, /^ +an alias \(CNAME\) of mx1\.dest\.test/m);
  for (const domain of ["viacname.mx.test", "deep.mx.test"]) {
    assertEquals(await hosts(world, domain), [["mx1.dest.test", MX1], ["mx2.dest.test", MX2]]);
  }
});

worldTest(
  "F234 an MX that does not exist is passed over, and alone is permanent",
  async (world) => {
    const sentence = /^no usable host: .*: nosuch\.mx\.test does not exist \(NXDOMAIN\)$/m;
    await assertEnds(world, ["dangling.mx.test"], 68, sentence);
    assertEquals(await hosts(world, "dangling2.mx.test"), [
      ["nosuch.mx.test", []],
      ["mx1.dest.test", MX1],
    ]);
  },
);

worldTest("F235 an MX that is an address is passed over", async (world) => {
  const sentence = /^no usable host: .*: 192\.0\.2\.25 is an address, not a host name/m;
  await assertEnds(world, ["literal.mx.test"], 68, sentence);
});

worldTest("F236 an answer that does not fit into a datagram is read over TCP", async (world) => {
  const query = ["kdig", "+ignore", "+noedns", "@127.0.0.1", "MX", "hundred.mx.test"];
  assertMatch((await world.run(query)).stdout, /Flags: [a-z ]*\btc\b/);
  assertEquals((await hosts(world, "hundred.mx.test")).length, 120);
});

worldTest(
  "F237 of 120 MX all are shown, and five addresses are said to be tried",
  async (world) => {
    const found = await hosts(world, "hundred.mx.test");
    assertEquals(
      found.map(([name]) => name),
      Array.from({ length: 120 }, (_, index) => {
        return `h${index + 1}.mx.test`;
      }),
    );
    assert(found.every(([, addresses]) => addresses.length === 1));
    const sentence = /^mua send tries the first 5 of these 120 addresses$/m;
    await assertEnds(world, ["hundred.mx.test"], 0, sentence);
    assertEquals(
      (await hosts(world, "manyaddr.mx.test")).map(([, addresses]) => addresses.length),
      [
        40,
      ],
    );
  },
);

for (
  const [domain, scope] of [
    ["local", "::1 (loopback), 127.0.0.1 (loopback)"],
    ["localhost", "127.0.0.1 (loopback)"],
    ["zero", ":: (unspecified), 0.0.0.0 (unspecified)"],
    ["private", "fd00::1 (private), 10.1.2.3 (private), 192.168.1.1 (private)"],
    ["linklocal", "fe80::1 (link-local), 169.254.169.254 (link-local)"],
    ["mapped", "::ffff:127.0.0.1 (loopback)"],
    ["mcast", "224.0.0.1 (multicast)"],
  ] as const
) {
  worldTest(`F238 an MX to ${scope} is refused unless it is allowed`, async (world) => {
    const refused = await mx(world, `${domain}.mx.test`);
    assertEquals(refused.code, 68);
    for (const address of scope.split(", ")) assertStringIncludes(refused.stdout, address);
    assertMatch(refused.stdout, /^forbidden address: .*RFC 6890/m);
    assertEquals((await mx(world, `${domain}.mx.test`, "--allow-private")).code, 0);
  });
}

worldTest("hosts stand in the order of their preference, equal ones in any", async (world) => {
  const order = await hosts(world, "order.mx.test");
  assertEquals(order.map(([name]) => name), ["a.mx.test", "b.mx.test", "c.mx.test"]);
  const firsts = new Set<string>();
  for (let round = 0; round < 40 && firsts.size < 2; round++) {
    const [[first] = [""]] = await hosts(world, "equal.mx.test");
    firsts.add(first);
  }
  assertEquals([...firsts].sort(), ["mx1.dest.test", "mx2.dest.test"]);
});

worldTest("a domain of U-labels is asked for by its A-labels", async (world) => {
  assertEquals(await hosts(world, "bücher.mx.test"), [["mx1.dest.test", MX1]]);
  await assertEnds(world, ["bücher.mx.test"], 0, /^bücher\.mx\.test \(xn--bcher-kva\.mx\.test\)$/m);
});

worldTest("an MX of control characters reaches no terminal and is passed over", async (world) => {
  const { code, stdout } = await mx(world, "esc.mx.test");
  assertEquals(code, 68);
  assertStringIncludes(stdout, "it is not a host name");
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x09\x0b-\x1f\x7f]/.test(stdout));
});

/** Runs a program in the world with another `/etc/resolv.conf`. */
async function withResolvConf(
  text: string,
  fn: (inside: readonly string[]) => Promise<void>,
): Promise<void> {
  const conf = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(conf, text);
    const cover = `mount --bind ${conf} /etc/resolv.conf && exec "$@"`;
    await fn(["unshare", "--mount", "sh", "-c", cover, "sh"]);
  } finally {
    await Deno.remove(conf);
  }
}

worldTest("a domain is not completed by the search list of this system", async (world) => {
  await withResolvConf("search test\nnameserver 127.0.0.1\n", async (inside) => {
    const completed = await world.run([...inside, "getent", "hosts", "mx1.dest"]);
    assertStringIncludes(completed.stdout, "mx1.dest.test");
    const form = [...inside, ...underDeno()];
    const { code, stdout } = await mua(["mx", "dest"], { form, world });
    assertEquals(code, 75);
    assertMatch(stdout, /^dest\ntemporary failure: /);
  });
});

worldTest("the next name server of this system is asked when one is dead", async (world) => {
  await withResolvConf("nameserver 127.0.0.9\nnameserver 127.0.0.1\n", async (inside) => {
    const form = [...inside, ...underDeno()];
    const { code, stdout } = await mua(["mx", "nosuch.test"], { form, world });
    assertEquals(code, 68);
    assertMatch(stdout, /^no such domain: [^\n]*\nasked 127\.0\.0\.9 or 127\.0\.0\.1: /m);
  });
});

worldTest("without a name server the failure is temporary and says so", async (world) => {
  await withResolvConf("options edns0\n", async (inside) => {
    const form = [...inside, ...underDeno()];
    const { code, stdout } = await mua(["mx", "dest.test"], { form, world });
    assertEquals(code, 75);
    assertStringIncludes(stdout, "no name server is configured");
  });
});
