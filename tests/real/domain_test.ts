/** `mua domain` with real servers: signed and unsigned zones, a validating resolver, Postfix, and policies. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { withPolicies } from "../support/policies.ts";
import { mua } from "../support/program.ts";
import { type World, worldTest } from "../support/world.ts";

interface Report {
  readonly code: number;
  /** The report, each finding in one line. */
  readonly stdout: string;
}

async function domain(world: World, ...args: readonly string[]): Promise<Report> {
  const trust = ["--ca", world.certificateAuthority];
  const { code, stdout } = await mua(["domain", ...args, ...trust], { world });
  return { code, stdout: stdout.replace(/\n {18}(?!publish)/g, " ") };
}

worldTest(
  "of a signed zone DANE is told to match, not to match, or not to be known",
  async (world) => {
    const matches = await domain(world, "signed.test");
    assertMatch(
      matches.stdout,
      /^good {5}DANE {5}mx1\.signed\.test: the certificate matches its TLSA record 3 1 1/m,
    );
    const key = /publish: (_25\._tcp\.mxbad\.signed\.test\. TLSA 3 1 1 [0-9a-f]{64})$/m;
    const differs = await domain(world, "badtlsa.signed.test");
    assertEquals(differs.code, 1);
    assertMatch(
      differs.stdout,
      /^fault {4}DANE {5}mxbad\.signed\.test: the certificate does not match/m,
    );
    // The key that the report tells to publish is the one that the other zone has published.
    const query = ["kdig", "+short", "@127.0.0.1", "TLSA", "_25._tcp.mx1.signed.test"];
    const { stdout } = await world.run(query);
    const published = stdout.toLowerCase().replace(/^3 1 1 /, "").replace(/\s/g, "");
    assertStringIncludes(key.exec(differs.stdout)?.[1] ?? "", published);
    const unheard = await domain(world, "fail.signed.test", "--no-connect");
    assertEquals(unheard.code, 75);
    assertMatch(unheard.stdout, /^unknown {2}MX .*TLSA records could not be looked up/m);
  },
);

worldTest("DANE of a host counts for nothing for a domain that is not signed", async (world) => {
  const { stdout } = await domain(world, "viasigned.mx.test", "--no-connect");
  assertMatch(stdout, /^warning {2}DANE {5}mx1\.signed\.test: .* sign viasigned\.mx\.test/m);
  const args = ["signed.test", "--resolver", "127.0.0.1:5300", "--no-connect"];
  assertMatch(
    (await domain(world, ...args)).stdout,
    /^warning {2}DANE .*TLSA records without DNSSEC/m,
  );
});

const policies = {
  "enforce.mx.test": "version: STSv1\nmode: enforce\nmx: *.dest.test\nmax_age: 2592000\n",
  "testing.mx.test": "version: STSv1\nmode: testing\nmx: mx1.dest.test\nmax_age: 86400\n",
};

worldTest(
  "the policy of MTA-STS is fetched, and each mail host is looked for in it",
  async (world) => {
    await withPolicies(world, policies, async () => {
      const enforced = await domain(world, "enforce.mx.test");
      assertMatch(enforced.stdout, /^good {5}MTA-STS .*\(mode enforce, max_age 30 days, id 1\)/m);
      const tested = await domain(world, "testing.mx.test", "--json");
      const { findings, receiving } = JSON.parse(tested.stdout);
      const codes = findings.map(({ code }: { code: string }) => code);
      for (const code of ["mta-sts-host", "mta-sts-age", "mta-sts-testing"]) {
        assert(codes.includes(code), code);
      }
      assertEquals(receiving.mtaSts, {
        id: "1",
        mode: "testing",
        mx: ["mx1.dest.test"],
        maxAge: 86_400,
        problem: null,
      });
      const { stdout } = await domain(world, "elsewhere.mx.test");
      assertMatch(stdout, /^fault {4}MTA-STS .*\(id 1\), but the policy cannot be fetched: .*404/m);
    });
  },
);
