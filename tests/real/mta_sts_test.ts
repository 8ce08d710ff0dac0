/** MTA-STS (RFC 8461) with real servers: a name server, a web server and a Postfix. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { withPolicies } from "../support/policies.ts";
import type { Ended } from "../support/process.ts";
import { mua } from "../support/program.ts";
import { type World, worldTest } from "../support/world.ts";

const mail = ["-f", "alberto@ualg.pt", "-s", "Hi", "--body", "Hello, world!"];

/** The policies by the domain they are for. */
const policies: Readonly<Record<string, string>> = {
  "enforce.mx.test": "version: STSv1\nmode: enforce\nmx: *.dest.test\nmax_age: 86400\n",
  "elsewhere.mx.test": "version: STSv1\nmode: enforce\nmx: *.mx.test\nmax_age: 86400\n",
  "testing.mx.test": "version: STSv1\nmode: testing\nmx: mx1.dest.test\nmax_age: 86400\n",
  "unverified.mx.test": "version: STSv1\nmode: enforce\nmx: no.dest.test\nmax_age: 86400\n",
};

/** Registers a test in a world with the web server. */
function policyTest(name: string, fn: (world: World) => Promise<void>): void {
  worldTest(name, (world) => withPolicies(world, policies, () => fn(world)));
}

async function send(world: World, domain: string, ...args: readonly string[]): Promise<Ended> {
  const trust = ["--ca", world.certificateAuthority];
  return await mua(["send", "-t", `user@${domain}`, ...mail, ...trust, ...args], { world });
}

policyTest("a host of the policy gets the mail under verified TLS", async (world) => {
  const { code, stdout, stderr } = await send(world, "enforce.mx.test", "-v", "--json");
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /=== MTA-STS: enforce\.mx\.test has a policy of mode enforce\n/);
  assertMatch(stderr, /=== MTA-STS: TLS is mandatory, and mx1\.dest\.test must be verified\n/);
  const { tls } = JSON.parse(stdout).recipients[0];
  assertEquals(tls, { encrypted: true, verified: true, problem: null, policy: "mta-sts" });
  assertEquals((await world.mailbox("user")).length, 1);
});

policyTest("a host of the policy that cannot be verified gets no mail", async (world) => {
  // The web server is verified, the mail server is asked for under another name.
  const args = ["--tls-name", "mx.other.example", "-v"];
  const { code, stdout, stderr } = await send(world, "enforce.mx.test", ...args);
  assertEquals(code, 75);
  assertStringIncludes(stdout, "MTA-STS requires a verified server here");
  assert(!stderr.includes("MAIL FROM"), stderr);
  assertEquals((await world.mailbox("user")).length, 0);
});

policyTest("a host that is not of the policy gets no connection", async (world) => {
  const { code, stdout, stderr } = await send(world, "elsewhere.mx.test", "-v");
  assertEquals(code, 75);
  assertStringIncludes(stdout, "allows none of its mail hosts (RFC 8461): mx1.dest.test");
  assert(!stderr.includes("Trying"), stderr);
});

policyTest("a policy that is tested is told of, and changes nothing", async (world) => {
  const { code, stderr } = await send(world, "testing.mx.test", "-v");
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /=== MTA-STS: mx2\.dest\.test is not in the policy of testing\.mx\.test\n/);
  assertEquals((await world.mailbox("user", "mx2")).length, 1);
});

policyTest("a policy from a web server that is not verified counts for nothing", async (world) => {
  const { code, stderr } = await send(world, "unverified.mx.test", "-v");
  assertEquals(code, 0, stderr);
  assertMatch(
    stderr,
    /the policy of unverified\.mx\.test cannot be fetched: the certificate is for/,
  );
});

policyTest("with --no-policy nobody asks for a policy", async (world) => {
  const { code, stderr } = await send(world, "elsewhere.mx.test", "-v", "--no-policy");
  assertEquals(code, 0, stderr);
  assert(!stderr.includes("MTA-STS"), stderr);
});

worldTest(
  "a policy that is announced and cannot be had is told of, and changes nothing",
  async (world) => {
    const { code, stderr } = await send(world, "dest.test", "-v");
    assertEquals(code, 0, stderr);
    assertStringIncludes(
      stderr,
      "MTA-STS: the policy of dest.test cannot be fetched: mta-sts.dest.test does not exist (NXDOMAIN); " +
        "nothing is required",
    );
  },
);
