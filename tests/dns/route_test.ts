import {
  findRoute,
  MAX_ADDRESSES,
  type Route,
  type RouteOptions,
  surveyRoute,
} from "../../dns/route.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../std/assert.ts";
import { type Name, servfail, type ZoneLookup, zoneLookup } from "./zone_lookup.ts";

interface Choices {
  readonly allowPrivate?: boolean;
  readonly families?: readonly (4 | 6)[];
  readonly random?: () => number;
}

function optionsFor(
  lookup: ZoneLookup,
  choices: Choices,
): RouteOptions & { readonly lookup: ZoneLookup } {
  const { signal } = new AbortController();
  return { lookup, signal, allowPrivate: false, families: [4, 6], ...choices };
}

function route(
  domain: string,
  zone: Readonly<Record<string, Name>>,
  choices: Choices = {},
): Promise<Route> {
  return findRoute(domain, optionsFor(zoneLookup(zone), choices));
}

/** Hosts as `preference name addresses` or `preference name: problem`. */
function hosts(found: Route): string[] {
  return found.hosts.map(({ preference, name, addresses, problem }) => {
    const texts = addresses.map(({ text }) => text).join(" ");
    return `${preference} ${name}${problem ? `: ${problem.kind}` : ` ${texts}`}`;
  });
}

function reason(found: Route): string {
  return "reason" in found ? found.reason : "";
}

const mx1 = { a: ["8.8.8.1"], aaaa: ["2001:4860::1"] };
const mx2 = { a: ["8.8.8.2"] };

Deno.test("findRoute sorts hosts by preference", async () => {
  const found = await route("mail.test", {
    "mail.test": { mx: ["30 c.test", "5 a.test", "10 b.test"] },
    "a.test": mx1,
    "b.test": mx2,
    "c.test": { aaaa: ["2001:4860::3"] },
  });
  assertEquals(found.verdict, "mx");
  assertEquals(hosts(found), [
    "5 a.test 2001:4860::1 8.8.8.1",
    "10 b.test 8.8.8.2",
    "30 c.test 2001:4860::3",
  ]);
});

Deno.test("findRoute shuffles hosts of equal preference, and only those", async () => {
  const names = ["a", "b", "c", "d"];
  const zone: Record<string, Name> = { "mail.test": { mx: ["5 first.test", "9 last.test"] } };
  zone["mail.test"] = {
    mx: ["9 last.test", ...names.map((name) => `7 ${name}.test`), "5 first.test"],
  };
  for (const name of ["first", "last", ...names]) zone[`${name}.test`] = mx2;
  const order = async (lots: readonly number[]): Promise<string> => {
    const rest = [...lots];
    const found = await surveyRoute(
      "mail.test",
      optionsFor(zoneLookup(zone), { random: () => rest.shift() ?? 0 }),
    );
    return found.hosts.map(({ name }) => name.replace(".test", "")).join(" ");
  };
  assertEquals(await order([0.9, 0.1, 0.2, 0.3, 0.4, 0.1]), "first a b c d last");
  assertEquals(await order([0.1, 0.4, 0.3, 0.2, 0.1, 0.9]), "first d c b a last");
  const seen = new Set<string>();
  for (let round = 0; round < 300; round++) {
    const found = await surveyRoute("mail.test", optionsFor(zoneLookup(zone), {}));
    seen.add(found.hosts[1]?.name ?? "");
  }
  assertEquals(seen.size, names.length);
});

Deno.test("findRoute keeps a host once, where it stands first", async () => {
  const found = await route("mail.test", {
    "mail.test": { mx: ["20 a.test", "10 a.test", "15 b.test", "10 a.test"] },
    "a.test": mx1,
    "b.test": mx2,
  });
  assertEquals(found.hosts.map(({ preference, name }) => `${preference} ${name}`), [
    "10 a.test",
    "15 b.test",
  ]);
});

Deno.test("findRoute sees a null MX and asks no further", async () => {
  for (const mx of [["0 ."], ["10 ."], ["0 .", "10 ."]]) {
    const lookup = zoneLookup({ "mail.test": { mx, a: ["8.8.8.8"] } });
    const found = await findRoute("mail.test", optionsFor(lookup, {}));
    assertEquals([found.verdict, found.hosts.length], ["null-mx", 0]);
    assertStringIncludes(reason(found), "RFC 7505");
    assertEquals(lookup.asked, ["MX mail.test"]);
  }
});

Deno.test("findRoute passes over a null MX beside others", async () => {
  const found = await route("mail.test", {
    "mail.test": { mx: ["0 .", "10 b.test"] },
    "b.test": mx2,
  });
  assertEquals([found.verdict, ...hosts(found)], ["mx", "0 .: null-mx", "10 b.test 8.8.8.2"]);
});

Deno.test("findRoute takes the domain's own address only when it exists without MX", async () => {
  const found = await route("mail.test", { "mail.test": mx1 });
  assertEquals([found.verdict, ...hosts(found)], [
    "implicit-mx",
    "0 mail.test 2001:4860::1 8.8.8.1",
  ]);
});

Deno.test("findRoute knows a domain that does not exist, and one that takes no mail", async () => {
  const missing = await route("mail.test", {});
  assertEquals([missing.verdict, reason(missing)], [
    "no-such-domain",
    "mail.test does not exist: NXDOMAIN (RFC 5321 5.1)",
  ]);
  const mute = await route("mail.test", { "mail.test": {} });
  assertEquals(mute.verdict, "no-mail");
  assertEquals(
    reason(mute),
    "mail.test exists but has no MX record, and it has no address (RFC 5321 5.1)",
  );
});

Deno.test("findRoute is temporary when MX fails, and never asks for the address", async () => {
  const lookup = zoneLookup({ "mail.test": { mx: servfail, a: ["8.8.8.8"] } });
  const found = await findRoute("mail.test", optionsFor(lookup, {}));
  assertEquals([found.verdict, reason(found)], [
    "temporary",
    "could not look up the MX records of mail.test: SERVFAIL from 192.0.2.53 (RFC 5321 5.1)",
  ]);
  assertEquals(lookup.asked, ["MX mail.test"]);
});

Deno.test("findRoute is temporary when the address of an implicit MX fails", async () => {
  const found = await route("mail.test", { "mail.test": { a: servfail } });
  assertEquals(found.verdict, "temporary");
  assertStringIncludes(reason(found), "A: SERVFAIL from 192.0.2.53");
});

Deno.test("findRoute never falls back to the domain's address when no MX can be used", async () => {
  const lookup = zoneLookup({
    "mail.test": { mx: ["10 gone.test", "20 mute.test"], a: ["8.8.8.8"] },
    "mute.test": {},
  });
  const found = await findRoute("mail.test", optionsFor(lookup, {}));
  assertEquals(found.verdict, "no-usable-host");
  assertEquals(hosts(found), ["10 gone.test: no-such-host", "20 mute.test: no-address"]);
  assertStringIncludes(
    reason(found),
    "gone.test does not exist (NXDOMAIN); mute.test has no address",
  );
  assert(!lookup.asked.includes("A mail.test"));
});

Deno.test("findRoute is temporary when a host could not be looked up and no other is left", async () => {
  const zone = { "mail.test": { mx: ["10 a.test", "20 gone.test"] }, "a.test": { a: servfail } };
  const found = await route("mail.test", zone);
  assertEquals(found.verdict, "temporary");
  assertStringIncludes(reason(found), "a.test could not be looked up: A: SERVFAIL from 192.0.2.53");
  const other = await route("mail.test", { ...zone, "gone.test": mx2 });
  assertEquals([other.verdict, ...hosts(other)], [
    "mx",
    "10 a.test: lookup-failed",
    "20 gone.test 8.8.8.2",
  ]);
});

Deno.test("findRoute uses the family that it knows and says what it does not", async () => {
  const found = await route("mail.test", {
    "mail.test": { mx: ["10 a.test"] },
    "a.test": { a: ["8.8.8.8"], aaaa: servfail },
  });
  assertEquals([found.verdict, ...hosts(found)], ["mx", "10 a.test 8.8.8.8"]);
  assertEquals(found.hosts[0]?.incomplete, "AAAA: SERVFAIL from 192.0.2.53");
});

Deno.test("findRoute refuses addresses of no public host unless they are allowed", async () => {
  const zone = {
    "mail.test": { mx: ["10 lo.test"] },
    "lo.test": {
      a: ["127.0.0.1", "10.0.0.1", "169.254.1.1", "0.0.0.0", "224.0.0.1"],
      aaaa: ["::ffff:127.0.0.1"],
    },
    "own.test": { a: ["192.168.1.1"] },
  };
  const found = await route("mail.test", zone);
  assertEquals([found.verdict, ...hosts(found)], [
    "forbidden-address",
    "10 lo.test: forbidden-address",
  ]);
  assertStringIncludes(reason(found), "127.0.0.1 (loopback), 10.0.0.1 (private)");
  assertEquals(found.hosts[0]?.forbidden?.length, 6);
  assertEquals((await route("own.test", zone)).verdict, "forbidden-address");
  const allowed = await route("mail.test", zone, { allowPrivate: true });
  assertEquals(hosts(allowed), [
    "10 lo.test ::ffff:127.0.0.1 127.0.0.1 10.0.0.1 169.254.1.1 0.0.0.0 224.0.0.1",
  ]);
});

Deno.test("findRoute refuses addresses that are reserved, and those that carry one of IPv4", async () => {
  const reserved = ["192.0.0.1", "198.18.0.1", "240.0.0.1", "192.88.99.1", "203.0.113.1"];
  const carrying = ["::c0a8:1", "2001:0:7f00:1::1", "2002:c612:1::1", "64:ff9b::a00:1", "5f00::1"];
  for (const address of [...reserved, ...carrying]) {
    const host = address.includes(":") ? { aaaa: [address] } : { a: [address] };
    const zone = { "mail.test": { mx: ["10 mx.test"] }, "mx.test": host };
    assertEquals((await route("mail.test", zone)).verdict, "forbidden-address", address);
    assertEquals((await route("mail.test", zone, { allowPrivate: true })).verdict, "mx");
  }
  assertEquals((await route("[198.18.0.1]", {})).verdict, "forbidden-address");
});

Deno.test("findRoute keeps the public addresses of a host that has others too", async () => {
  const found = await route("mail.test", {
    "mail.test": { mx: ["10 a.test", "20 lo.test"] },
    "a.test": { a: ["127.0.0.1", "8.8.8.8"] },
    "lo.test": { a: ["127.0.0.1"] },
  });
  assertEquals([found.verdict, ...hosts(found)], [
    "mx",
    "10 a.test 8.8.8.8",
    "20 lo.test: forbidden-address",
  ]);
  assertEquals(found.hosts[0]?.forbidden?.map(({ text }) => text), ["127.0.0.1"]);
});

Deno.test("findRoute asks nothing for names that are addresses or no names", async () => {
  const lookup = zoneLookup({
    "mail.test": {
      mx: [
        "1 192.0.2.25",
        "2 2001:db8::1",
        "3 mx\\015\\012x\\033\\[31m.evil",
        "4 a..b",
        "5 ",
        "6 \u202e",
      ]
        .concat([`7 ${"a".repeat(64)}.test`, `8 ${"a.".repeat(130)}test`, "9 -a.test", "10 a@b"]),
    },
  });
  const found = await findRoute("mail.test", optionsFor(lookup, {}));
  assertEquals(found.verdict, "no-usable-host");
  const kinds = found.hosts.map(({ problem }) => problem?.kind);
  assertEquals(kinds.slice(0, 2), ["address-as-name", "address-as-name"]);
  assert(kinds.slice(2).every((kind) => kind === "bad-name"));
  assertEquals(lookup.asked, ["MX mail.test"]);
  assertStringIncludes(reason(found), "; and 7 more");
});

Deno.test("findRoute resolves no more hosts than a delivery needs", async () => {
  const zone: Record<string, Name> = {
    "mail.test": { mx: Array.from({ length: 120 }, (_, index) => `${index} h${index}.test`) },
  };
  for (let index = 0; index < 120; index++) zone[`h${index}.test`] = { a: [`8.8.8.${index}`] };
  const lookup = zoneLookup(zone);
  const found = await findRoute("mail.test", optionsFor(lookup, {}));
  const open = found.hosts.filter(({ problem }) => problem === undefined);
  assertEquals([found.verdict, found.hosts.length], ["mx", 120]);
  assert(open.length >= MAX_ADDRESSES && lookup.asked.length < 20);
  assertEquals(found.hosts.at(-1)?.problem?.kind, "not-needed");
  const all = await surveyRoute("mail.test", optionsFor(zoneLookup(zone), {}));
  assert(all.hosts.every(({ addresses }) => addresses.length === 1));
});

Deno.test("findRoute goes on to later hosts while the first have no address", async () => {
  const mx = Array.from({ length: 20 }, (_, index) => `${index} h${index}.test`);
  const found = await route("mail.test", { "mail.test": { mx }, "h19.test": mx2 });
  assertEquals([found.verdict, hosts(found).at(-1)], ["mx", "19 h19.test 8.8.8.2"]);
});

Deno.test("findRoute asks for the wanted families only", async () => {
  const zone = { "mail.test": { mx: ["10 a.test", "20 b.test"] }, "a.test": mx1, "b.test": mx2 };
  const lookup = zoneLookup(zone);
  const found = await findRoute("mail.test", optionsFor(lookup, { families: [6] }));
  assertEquals(hosts(found), ["10 a.test 2001:4860::1", "20 b.test: no-address"]);
  assertEquals(found.hosts[1]?.problem?.text, "has no IPv6 address");
  assert(!lookup.asked.some((question) => question.startsWith("A ")));
  const none = await route("b.test", zone, { families: [6] });
  assertEquals(none.verdict, "no-usable-host");
});

Deno.test("findRoute takes the addresses of a host in turns, IPv6 first", async () => {
  const found = await route("mail.test", {
    "mail.test": { mx: ["10 a.test"] },
    "a.test": { a: ["8.8.8.1", "8.8.8.2", "8.8.8.3"], aaaa: ["2001:4860::1", "2001:4860::2"] },
  });
  assertEquals(hosts(found), [
    "10 a.test 2001:4860::1 8.8.8.1 2001:4860::2 8.8.8.2 8.8.8.3",
  ]);
});

Deno.test("findRoute goes to an address literal without a question", async () => {
  const lookup = zoneLookup({});
  for (
    const [literal, text] of [["[8.8.8.8]", "8.8.8.8"], ["[IPv6:2001:4860::1]", "2001:4860::1"]]
  ) {
    const found = await findRoute(literal ?? "", optionsFor(lookup, {}));
    assertEquals([found.verdict, ...hosts(found)], ["address-literal", `0 ${literal} ${text}`]);
  }
  assertEquals(lookup.asked, []);
});

Deno.test("findRoute refuses literals of the wrong family, of no public address, and unknown", async () => {
  const verdicts: Record<string, Choices> = {
    "[8.8.8.8]": { families: [6] },
    "[127.0.0.1]": {},
    "[IPv6:::1]": {},
    "[x-tag:y]": {},
  };
  const found = await Promise.all(
    Object.entries(verdicts).map(([literal, choices]) => route(literal, {}, choices)),
  );
  assertEquals(found.map(({ verdict }) => verdict), [
    "no-usable-host",
    "forbidden-address",
    "forbidden-address",
    "no-usable-host",
  ]);
  assertEquals((await route("[127.0.0.1]", {}, { allowPrivate: true })).verdict, "address-literal");
});

Deno.test("findRoute passes on what the lookup throws", async () => {
  const lookup = zoneLookup({});
  const interrupted = { ...lookup, mx: () => Promise.reject(new RangeError("interrupted")) };
  await assertRejects(
    () => findRoute("mail.test", optionsFor(interrupted, {})),
    RangeError,
    "interrupted",
  );
});

Deno.test("surveyRoute tells aliases, findRoute does not ask for them", async () => {
  const zone = {
    "mail.test": { mx: ["10 a.test", "20 b.test"] },
    "a.test": { ...mx1, cname: "b.test" },
    "b.test": mx2,
  };
  const lookup = zoneLookup(zone);
  const found = await surveyRoute("mail.test", optionsFor(lookup, {}));
  assertEquals(found.hosts.map(({ alias }) => alias), ["b.test", undefined]);
  const plain = zoneLookup(zone);
  await findRoute("mail.test", optionsFor(plain, {}));
  assert(!plain.asked.includes("CNAME a.test"));
});
