/** DANE (RFC 7672) with real servers: a signed zone, a resolver that validates, and a Postfix. */
import { SERVER_PROVES_KEY } from "../../smtp/security.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import type { Ended } from "../support/process.ts";
import { mua } from "../support/program.ts";
import { type World, worldTest } from "../support/world.ts";

const mail = ["-f", "alberto@ualg.pt", "-s", "Hi", "--body", "Hello, world!"];

async function send(world: World, domain: string, ...args: readonly string[]): Promise<Ended> {
  return await mua(["send", "-t", `user@${domain}`, ...mail, ...args], { world });
}

/** What `--json` says of TLS with the host that decided. */
async function sendJson(
  world: World,
  domain: string,
  ...args: readonly string[]
): Promise<{ code: number; tls: unknown; attempts: number; explanation: string }> {
  const { code, stdout } = await send(world, domain, "--json", ...args);
  const [recipient] = JSON.parse(stdout).recipients;
  const { tls, attempts, explanation } = recipient;
  return { code, tls, attempts: attempts.length, explanation };
}

const verified = { encrypted: true, verified: true, problem: null, policy: "dane" };

for (const domain of ["signed.test", "alias.signed.test", "ta.signed.test"]) {
  worldTest(`the certificate of ${domain} matches its TLSA records`, async (world) => {
    const { code, tls } = await sendJson(world, domain);
    assertEquals(code, 0);
    if (SERVER_PROVES_KEY) assertEquals(tls, verified);
    assertEquals((await world.mailbox("user")).length, 1);
  });
}

worldTest("the transcript says what is demanded, and what came of it", async (world) => {
  const { code, stderr } = await send(world, "signed.test", "-v");
  assertEquals(code, 0, stderr);
  assertMatch(
    stderr,
    /=== DANE: TLS is mandatory, and must match TLSA 3 1 1 of mx1\.signed\.test\n/,
  );
  const end = SERVER_PROVES_KEY
    ? "encrypted, verified by DANE"
    : "the certificate matches the TLSA";
  assertStringIncludes(stderr, end);
});

worldTest("a certificate that does not match gets no mail, in clear or not", async (world) => {
  const { code, stdout, stderr } = await send(world, "badtlsa.signed.test", "-v");
  assertEquals(code, 75);
  assertStringIncludes(stdout, "does not match the TLSA records of mxbad.signed.test");
  assert(!stderr.includes("MAIL FROM"), stderr);
  assertEquals((await world.mailbox("user")).length, 0);
});

worldTest("a server without STARTTLS gets no mail where there are TLSA records", async (world) => {
  const { code, tls, explanation } = await sendJson(world, "clear.signed.test");
  const clear = { encrypted: false, verified: false, problem: null, policy: "dane" };
  assertEquals([code, tls], [75, clear]);
  assertStringIncludes(explanation, "DANE requires TLS here");
  assertEquals((await world.sinkMailbox()).length, 0);
});

worldTest("a host whose TLSA records cannot be validated is not used", async (world) => {
  const { code, stdout, stderr } = await send(world, "fail.signed.test", "-v");
  assertEquals(code, 75);
  assertStringIncludes(stdout, "mxfail.signed.test must not be used, because its TLSA records");
  assertStringIncludes(stdout, "SERVFAIL from 127.0.0.1");
  assert(!stderr.includes("Trying"), stderr);
});

worldTest("a host whose TLSA records nobody tells of is not used", async (world) => {
  const { code, stdout } = await send(world, "silent.signed.test", "--timeout", "1s");
  assertEquals(code, 75);
  assertStringIncludes(stdout, "must not be used, because its TLSA records could not be looked up");
});

worldTest("the third exchanger gets the mail that DANE keeps from the first two", async (world) => {
  const { code, stderr } = await send(world, "secondbest.signed.test", "-v");
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /=== Skipping mxfail\.signed\.test: it must not be used/);
  assertMatch(stderr, /\*\*\* the certificate does not match the TLSA records of mxbad\./);
  assertEquals((await world.mailbox("user")).length, 1);
});

worldTest("records that SMTP does not use demand TLS, and no verification", async (world) => {
  const { code, tls } = await sendJson(world, "unusable.signed.test");
  const problem = "the certificate's issuer is unknown: CN=mua test CA";
  assertEquals([code, tls], [0, { encrypted: true, verified: false, problem, policy: "dane" }]);
});

for (const domain of ["norecord.signed.test", "dest.test"]) {
  worldTest(`${domain} has no TLSA records that count, and demands nothing`, async (world) => {
    const { code, stdout } = await send(world, domain, "--json");
    assertEquals([code, JSON.parse(stdout).recipients[0].tls.policy], [0, null]);
  });
}

worldTest("with --no-policy nobody asks for TLSA records", async (world) => {
  const { code, stderr } = await send(world, "badtlsa.signed.test", "--no-policy", "-v");
  assertEquals(code, 0, stderr);
  assert(!stderr.includes("DANE"), stderr);
});

worldTest("a name server that does not validate makes nothing secure", async (world) => {
  const args = ["--resolver", "127.0.0.1:5300", "-v"];
  const { code, stderr } = await send(world, "badtlsa.signed.test", ...args);
  assertEquals(code, 0, stderr);
  assert(!stderr.includes("DANE"), stderr);
});

if (SERVER_PROVES_KEY) {
  worldTest("an authority's certificate must be for the host or its domain", async (world) => {
    const { code } = await send(world, "badta.signed.test");
    assertEquals(code, 75);
    assertEquals((await world.mailbox("user")).length, 0);
  });
}
