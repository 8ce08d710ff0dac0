import type { Lookup } from "../../../dns/mod.ts";
import { KnownDestinations } from "../../../smtp/delivery/known_destinations.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { ManualClock } from "../../support/manual_clock.ts";

/** What is asked of a name server, in order, and what it answers: a host of the domain, or what is given. */
function scene(
  answers: Readonly<Record<string, () => ReturnType<Lookup["mx"]>>> = {},
): { known: KnownDestinations; asked: string[]; clock: ManualClock } {
  const asked: string[] = [];
  const clock = new ManualClock();
  const lookup: Lookup = {
    mx: (domain) => {
      asked.push(domain);
      const records = [{ preference: 10, exchange: `mx.${domain}` }];
      return answers[domain]?.() ?? Promise.resolve({ status: "found", records });
    },
    addresses: () => Promise.resolve({ status: "found", records: ["127.0.0.2"] }),
  };
  const known = new KnownDestinations({
    server: undefined,
    port: 25,
    lookup,
    demands: undefined,
    families: [4],
    allowPrivate: true,
    caCerts: [],
    limit: undefined,
    signal: new AbortController().signal,
  }, clock);
  return { known, asked, clock };
}

const to = (...domains: string[]): { address: string; domain: string }[] =>
  domains.map((domain, index) => ({ address: `user${index}@${domain}`, domain }));

Deno.test("KnownDestinations looks a domain up once, also where two ask at the same time", async () => {
  const { known, asked, clock } = scene();
  const both = await Promise.all([known.of(to("a.example")), known.of(to("a.example"))]);
  clock.pass(3_600_000);
  await known.of(to("a.example", "a.example"));
  assertEquals(asked, ["a.example"]);
  assertEquals(both.flat().map(({ hosts }) => hosts[0]?.name), ["mx.a.example", "mx.a.example"]);
});

Deno.test("KnownDestinations gives each recipient the way of its domain, once", async () => {
  const { known, asked } = scene();
  const destinations = await known.of(to("a.example", "b.example", "a.example"));
  assertEquals(
    destinations.map(({ recipients, hosts }) => [hosts[0]?.name, recipients.map((r) => r.address)]),
    [
      ["mx.a.example", ["user0@a.example", "user2@a.example"]],
      ["mx.b.example", ["user1@b.example"]],
    ],
  );
  assertEquals(asked, ["a.example", "b.example"]);
});

Deno.test("KnownDestinations asks again a minute after a name server gave no answer, and not before", async () => {
  let isDown = true;
  const { known, asked, clock } = scene({
    "a.example": () =>
      Promise.resolve(
        isDown
          ? { status: "failed", reason: "servfail", detail: "SERVFAIL" }
          : { status: "found", records: [{ preference: 1, exchange: "mx.a.example" }] },
      ),
  });
  const [first] = await known.of(to("a.example"));
  assertEquals(first?.obstacle?.status, "deferred");
  isDown = false;
  clock.pass(59_999);
  const [second] = await known.of(to("a.example"));
  assertEquals([second?.obstacle?.status, asked.length], ["deferred", 1]);
  clock.pass(1);
  const [third] = await known.of(to("a.example"));
  assertEquals([third?.hosts.length, asked.length], [1, 2]);
});

Deno.test("KnownDestinations keeps no failure to ask", async () => {
  let times = 0;
  const { known } = scene({
    "a.example": () => {
      if (times++ === 0) return Promise.reject(new Deno.errors.NotCapable("no"));
      return Promise.resolve({ status: "found", records: [{ preference: 1, exchange: "mx.a" }] });
    },
  });
  await assertRejects(() => known.of(to("a.example")), Deno.errors.NotCapable);
  const [destination] = await known.of(to("a.example"));
  assertEquals(destination?.hosts.length, 1);
});
