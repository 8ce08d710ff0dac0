import fc from "fast-check";
import type { Destination } from "../../../smtp/delivery/destination.ts";
import { holdToPolicy } from "../../../smtp/delivery/hold_to_policy.ts";
import type { HostPolicy } from "../../../smtp/policy/host_policy.ts";
import {
  announcedId,
  type MtaStsDocument,
  MtaStsError,
  parsePolicy,
} from "../../../smtp/policy/mta_sts.ts";
import { assert, assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("announcedId takes exactly one record of STSv1 (RFC 8461 3.1)", () => {
  const yes = [
    ["v=STSv1; id=20160831085700Z;"],
    ["v=STSv1;id=1"],
    ["v=STSv1 ; next=1; id=1;"],
    ["v=spf1 -all", "v=STSv1; id=1;", "v=STSv2; id=1;"],
  ];
  const no = [
    ...[[], ["v=STSv1"], ["v=STSv1; id=;"], ["v=STSv1; id=a b;"], ["V=STSv1; id=1;"]],
    ...[[" v=STSv1; id=1;"], ["v=STSv11; id=1;"], ["v=STSv1; id=1;", "v=STSv1; id=2;"]],
    ...[[`v=STSv1; id=${"1".repeat(33)};`], ["v=STSv1; hid=1;"]],
  ];
  assertEquals([...yes, ...no].map((texts) => announcedId(texts) !== undefined), [
    ...yes.map(() => true),
    ...no.map(() => false),
  ]);
});

const POLICY =
  "version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\nmax_age: 1\n";

Deno.test("parsePolicy reads both line ends, fields in any order, and passes over the unknown", () => {
  const expected = {
    mode: "enforce",
    hosts: ["mail.example.com", "*.example.net"],
    maxAge: 1,
  } as const;
  assertEquals(parsePolicy(POLICY), expected);
  assertEquals(parsePolicy(POLICY.replaceAll("\n", "\r\n").trimEnd()), expected);
  assertEquals(parsePolicy(POLICY.split("\n").toReversed().join("\n")).hosts.length, 2);
  assertEquals(parsePolicy(`${POLICY}mode: none\nfuture: x\n\nnonsense`), expected);
  assertEquals(
    parsePolicy(POLICY.replace("mail.e", "MAIL.E").replace("max_age: 1", "max_age:9 ")),
    {
      ...expected,
      maxAge: 9,
    },
  );
});

Deno.test("parsePolicy limits max_age to a year, and lets a policy of none name no mx", () => {
  assertEquals(parsePolicy("version: STSv1\nmode: none\nmax_age: 9999999999"), {
    mode: "none",
    hosts: [],
    maxAge: 31_557_600,
  });
});

for (
  const [what, from, to] of [
    ["version", "STSv1", "STSv2"],
    ["mode", "enforce", "force"],
    ["max_age", "max_age: 1", "max_age: -1"],
    ["max_age", "max_age: 1", "max_age: 12345678901"],
    ["mx", "*.example.net", "a.*.example.net"],
    ["mx", "*.example.net", "*"],
    ["mx", "*.example.net", ""],
    ["mx", "*.example.net", "[192.0.2.1]"],
    ["mx", "mx: mail.example.com\nmx: *.example.net\n", ""],
  ] as const
) {
  Deno.test(`parsePolicy refuses a policy with ${JSON.stringify(to)} for ${JSON.stringify(from)}`, () => {
    assertThrows(() => parsePolicy(POLICY.replace(from, to)), MtaStsError, what);
  });
}

Deno.test("parsePolicy fails in no other way, whatever the text", () => {
  const lines = fc.constantFrom(...POLICY.split("\n"), "mx:", "mode : x", ":", "mx: \u0000");
  const text = fc.oneof(fc.string(), fc.array(lines).map((parts) => parts.join("\n")));
  fc.assert(fc.property(text, (policy) => {
    try {
      assert(parsePolicy(policy).maxAge >= 0);
    } catch (error) {
      assert(error instanceof MtaStsError);
    }
  }));
});

const dane: HostPolicy = {
  by: "dane",
  base: "b.test",
  names: ["b.test"],
  records: [{ usage: 3, selector: 1, matchingType: 1, data: new Uint8Array(32) }],
};

function destination(hosts: Readonly<Record<string, HostPolicy | undefined>>): Destination {
  const list = Object.entries(hosts).map(([name, policy]) => ({
    name,
    addresses: [],
    ...(policy === undefined ? {} : { policy }),
  }));
  return { recipients: [], hosts: list, port: 25, notes: ["before"] };
}

/** The hosts that remain, and what is demanded of each. */
function held(to: Destination, policy: MtaStsDocument | MtaStsError): string[] {
  return holdToPolicy(to, "x.test", policy).hosts.map(({ name, policy }) =>
    `${name} ${policy?.by ?? "nothing"}`
  );
}

const document = { hosts: ["a.test", "*.b.test"], maxAge: 1 };

Deno.test("a policy to enforce keeps the hosts that it names, and demands TLS of them", () => {
  const to = destination({ "a.test": undefined, "mx.b.test": undefined, "c.test": undefined });
  assertEquals(held(to, { ...document, mode: "enforce" }), ["a.test mta-sts", "mx.b.test mta-sts"]);
  assertEquals(holdToPolicy(to, "x.test", { ...document, mode: "enforce" }).notes, [
    "before",
    "MTA-STS: x.test has a policy of mode enforce",
    "MTA-STS: c.test is not in the policy of x.test",
  ]);
});

Deno.test("a policy that names none of the hosts defers the mail", () => {
  const to = destination({ "c.test": undefined, "b.test": undefined });
  const { hosts, obstacle } = holdToPolicy(to, "x.test", { ...document, mode: "enforce" });
  assertEquals([hosts, obstacle?.status, obstacle?.reason], [[], "deferred", "temporary"]);
  assert(obstacle?.explanation.includes("c.test, b.test"));
});

Deno.test("an obstacle that was there before remains", () => {
  const obstacle = {
    status: "refused",
    reason: "no-host",
    stage: "route",
    reply: undefined,
    explanation: "null MX",
  } as const;
  const to = { ...destination({}), obstacle };
  assertEquals(holdToPolicy(to, "x.test", { ...document, mode: "enforce" }).obstacle, obstacle);
});

Deno.test("DANE goes before MTA-STS, unless its records verify nothing (RFC 8461 2)", () => {
  const to = destination({ "b.test": dane, "a.test": { ...dane, records: [] } });
  assertEquals(held(to, { ...document, mode: "enforce" }), ["b.test dane", "a.test mta-sts"]);
});

Deno.test("testing, none and no policy at all change nothing but the notes", () => {
  const to = destination({ "a.test": undefined, "c.test": dane });
  const unusable = new MtaStsError("cannot be fetched: nobody answers");
  for (const policy of [{ ...document, mode: "testing" }, { ...document, mode: "none" }] as const) {
    assertEquals(held(to, policy), ["a.test nothing", "c.test dane"]);
  }
  assertEquals(held(to, unusable), ["a.test nothing", "c.test dane"]);
  const { notes } = holdToPolicy(to, "x.test", unusable);
  assertEquals(
    notes?.at(-1),
    "MTA-STS: the policy of x.test cannot be fetched: nobody answers; " +
      "nothing is required",
  );
});
