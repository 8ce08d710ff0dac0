import type { Answer as Record } from "dns-packet";
import { createLookup, formatNameServer, systemNameServers } from "../../dns/lookup.ts";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "../std/assert.ts";
import {
  respond,
  type Responder,
  type Script,
  type ScriptedNameServer,
  silent,
  startNameServer,
} from "./scripted_name_server.ts";
import { Buffer } from "node:buffer";

const SERVFAIL = 2;
const NXDOMAIN = 3;
const NOTIMP = 4;
const REFUSED = 5;

const mxOfMail: Record[] = [
  { type: "MX", name: "mail.test", ttl: 60, data: { preference: 20, exchange: "MX2.test" } },
  { type: "MX", name: "mail.test", ttl: 60, data: { preference: 10, exchange: "mx1.test" } },
];

function inTime(): AbortSignal {
  return new AbortController().signal;
}

function lookupAt(server: ScriptedNameServer): ReturnType<typeof createLookup> {
  return createLookup({ resolver: { address: server.address, port: server.port } });
}

function test(
  name: string,
  script: Script,
  fn: (server: ScriptedNameServer) => Promise<void>,
): void {
  Deno.test({
    name,
    sanitizeOps: true,
    sanitizeResources: true,
    fn: async () => {
      await using server = await startNameServer(script);
      await fn(server);
    },
  });
}

test("a lookup gives MX records without trailing dots, and asks once", {
  udp: respond({ answers: mxOfMail }),
}, async (server) => {
  assertEquals(await lookupAt(server).mx("mail.test", inTime()), {
    status: "found",
    records: [
      { preference: 20, exchange: "mx2.test" },
      { preference: 10, exchange: "mx1.test" },
    ],
  });
  assertEquals(server.asked, ["udp MX mail.test"]);
});

test("a lookup gives the root of a null MX as a dot", {
  udp: respond({
    answers: [{ type: "MX", name: "mail.test", data: { preference: 0, exchange: "." } }],
  }),
}, async (server) => {
  assertEquals(await lookupAt(server).mx("mail.test", inTime()), {
    status: "found",
    records: [{ preference: 0, exchange: "." }],
  });
});

test("a lookup gives exchangers as A-labels, which the platform turns into U-labels", {
  udp: respond({
    answers: [
      { type: "MX", name: "mail.test", data: { preference: 0, exchange: "xn--bcher-kva.test" } },
    ],
  }),
}, async (server) => {
  assertEquals(await lookupAt(server).mx("mail.test", inTime()), {
    status: "found",
    records: [{ preference: 0, exchange: "xn--bcher-kva.test" }],
  });
});

test("a lookup gives the addresses of one family", {
  udp: respond({ answers: [{ type: "AAAA", name: "mx.test", data: "2001:db8::1" }] }),
}, async (server) => {
  const answer = await lookupAt(server).addresses("mx.test", 6, inTime());
  assertEquals(answer, { status: "found", records: ["2001:db8::1"] });
  assertEquals(server.asked, ["udp AAAA mx.test"]);
});

for (
  const [code, expected] of [
    [NXDOMAIN, { status: "no-such-name" }],
    [0, { status: "no-data" }],
    [SERVFAIL, { status: "failed", reason: "servfail", detail: "SERVFAIL from " }],
    [REFUSED, { status: "failed", reason: "refused", detail: "REFUSED from " }],
    [NOTIMP, { status: "failed", reason: "error-code", detail: "NOTIMP from " }],
  ] as const
) {
  test(`a lookup asks again over TCP for the response code, which is ${code}`, {
    udp: respond({ code }),
    tcp: respond({ code }),
  }, async (server) => {
    const { port } = server;
    const detail = "detail" in expected ? { detail: `${expected.detail}127.0.0.1:${port}` } : {};
    const lookup = lookupAt(server);
    assertEquals(await lookup.mx("mail.test", inTime()), { ...expected, ...detail });
    assertEquals(await lookup.addresses("mail.test", 4, inTime()), { ...expected, ...detail });
    assertEquals(server.asked, [
      ...["udp MX mail.test", "tcp MX mail.test"],
      ...["udp A mail.test", "tcp A mail.test"],
    ]);
  });
}

test("a lookup asks a name server over IPv6", {
  udp: respond({ code: NXDOMAIN }),
  tcp: respond({ code: NXDOMAIN }),
  address: "::1",
}, async (server) => {
  assertEquals(await lookupAt(server).mx("mail.test", inTime()), { status: "no-such-name" });
  assertEquals(server.asked, ["udp MX mail.test", "tcp MX mail.test"]);
});

/** Responds to the platform, and to nobody who asks again. */
function firstOnly(responder: Responder): Responder {
  let asked = 0;
  return (query) => asked++ === 0 ? responder(query) : undefined;
}

test("a lookup does not take NotFound for NODATA when nobody says so over TCP or UDP", {
  udp: firstOnly(respond({ code: NXDOMAIN })),
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", inTime());
  assert(answer.status === "failed" && answer.reason === "unclear");
  assertStringIncludes(answer.detail, `127.0.0.1:${server.port}: Connection refused`);
});

for (
  const [code, status] of [
    [NXDOMAIN, "no-such-name"],
    [0, "no-data"],
    [SERVFAIL, "failed"],
  ] as const
) {
  test(`a lookup hears the response code ${code} over UDP where the name server has no TCP`, {
    udp: respond({ code, authenticated: true }),
  }, async (server) => {
    const answer = await lookupAt(server).mx("mail.test", inTime());
    assertEquals(answer.status, status);
    assert(!("secure" in answer), "UDP validates nothing");
    assertEquals(new Set(server.asked), new Set(["udp MX mail.test"]));
    assert(server.asked.length > 1);
  });
}

/** Responds rightly to the platform, and then to a question that nobody has asked. */
function thenAstray(): Responder {
  let asked = 0;
  return (query) => {
    const questions = [{ name: "other.test", type: "MX" as const }];
    return respond({ code: NXDOMAIN })(asked++ === 0 ? query : { ...query, questions });
  };
}

test("a lookup takes no answer over UDP that belongs to another question", {
  udp: thenAstray(),
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", inTime());
  assert(answer.status === "failed" && answer.reason === "unclear");
});

test("a lookup takes the records that only TCP gives", {
  udp: respond({ code: SERVFAIL }),
  tcp: respond({ answers: mxOfMail }),
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", inTime());
  assertEquals(answer.status === "found" && answer.records.map(({ exchange }) => exchange), [
    "mx2.test",
    "mx1.test",
  ]);
});

test("a lookup reads a truncated answer again over TCP", {
  udp: respond({ truncated: true }),
  tcp: respond({ answers: mxOfMail }),
}, async (server) => {
  assertEquals((await lookupAt(server).mx("mail.test", inTime())).status, "found");
  assertEquals(server.asked, ["udp MX mail.test", "tcp MX mail.test"]);
});

test("a lookup ends with its signal when the server is silent", {
  udp: silent,
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", AbortSignal.timeout(50));
  assertEquals(answer, {
    status: "failed",
    reason: "timeout",
    detail: `no answer from 127.0.0.1:${server.port} in time`,
  });
});

test("a lookup ends with its signal when the server is silent over TCP only", {
  udp: respond({ code: NXDOMAIN }),
  tcp: silent,
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", AbortSignal.timeout(100));
  assertEquals(answer.status === "failed" && answer.reason, "timeout");
});

test("a lookup throws what interrupts it, before and after the first answer", {
  udp: respond({ code: NXDOMAIN }),
  tcp: silent,
}, async (server) => {
  const aborted = AbortSignal.abort(new RangeError("interrupted"));
  await assertRejects(() => lookupAt(server).mx("mail.test", aborted), RangeError);
  const interrupting = new AbortController();
  const asking = lookupAt(server).mx("mail.test", interrupting.signal);
  const rejected = assertRejects(() => asking, RangeError);
  interrupting.abort(new RangeError("interrupted"));
  await rejected;
});

test("a lookup reads a TCP answer that arrives octet by octet", {
  udp: respond({ code: SERVFAIL }),
  tcp: respond({ answers: mxOfMail }),
  tcpChunk: 1,
}, async (server) => {
  assertEquals((await lookupAt(server).mx("mail.test", inTime())).status, "found");
});

test("a lookup refuses a TCP answer that is cut short", {
  udp: respond({ code: NXDOMAIN }),
  tcp: respond({ code: NXDOMAIN }),
  tcpLength: 20,
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", inTime());
  assert(answer.status === "failed" && answer.reason === "unclear");
  assertStringIncludes(answer.detail, `127.0.0.1:${server.port} closed the connection`);
});

test("a lookup refuses a TCP answer to another query", {
  udp: respond({ code: NXDOMAIN }),
  tcp: (query) => respond({ code: NXDOMAIN })({ ...query, id: ((query.id ?? 0) + 1) % 0x10000 }),
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", inTime());
  assertEquals(answer.status === "failed" && answer.reason, "malformed");
});

test("a lookup refuses a TCP answer that is no DNS message", {
  udp: respond({ code: NXDOMAIN }),
  tcp: () => Buffer.from("220 mail.test ESMTP\r\n"),
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", inTime());
  assertEquals(answer.status === "failed" && answer.reason, "malformed");
});

test("a lookup does not take a referral for NODATA", {
  udp: respond({}),
  tcp: respond({ authorities: [{ type: "NS", name: "test", data: "ns.test" }] }),
}, async (server) => {
  const answer = await lookupAt(server).mx("mail.test", inTime());
  assert(answer.status === "failed");
  assertStringIncludes(answer.detail, "is not a resolver");
});

test("a lookup follows aliases where the server does not", {
  udp: respond({ code: SERVFAIL }),
  tcp: (query) => {
    const name = query.questions?.[0]?.name;
    if (name === "b.test") return respond({ code: NXDOMAIN })(query);
    return respond({ answers: [{ type: "CNAME", name: "a.test", data: "b.test" }] })(query);
  },
}, async (server) => {
  assertEquals(await lookupAt(server).mx("a.test", inTime()), { status: "no-such-name" });
  assertEquals(server.asked, ["udp MX a.test", "tcp MX a.test", "tcp MX b.test"]);
});

test("a lookup follows aliases only so far", {
  udp: respond({ code: SERVFAIL }),
  tcp: (query) => {
    const name = query.questions?.[0]?.name ?? "";
    return respond({ answers: [{ type: "CNAME", name, data: `a.${name}` }] })(query);
  },
}, async (server) => {
  const answer = await lookupAt(server).mx("a.test", inTime());
  assertEquals(answer.status === "failed" && answer.reason, "cname-loop");
  assertEquals(server.asked.length, 18);
});

test("a lookup refuses an alias that cannot be asked for", {
  udp: respond({ code: SERVFAIL }),
  tcp: respond({ answers: [{ type: "CNAME", name: "a.test", data: "b c.test" }] }),
}, async (server) => {
  const answer = await lookupAt(server).mx("a.test", inTime());
  assertEquals(answer.status === "failed" && answer.reason, "malformed");
});

test("a lookup tells an alias", {
  udp: (query) => {
    const name = query.questions?.[0]?.name ?? "";
    if (name !== "a.test") return respond({ code: NXDOMAIN })(query);
    return respond({ answers: [{ type: "CNAME", name, data: "B.test" }] })(query);
  },
}, async (server) => {
  assertEquals(await lookupAt(server).alias("a.test", inTime()), "b.test");
  assertEquals(await lookupAt(server).alias("b.test", inTime()), undefined);
});

Deno.test({
  name: "a lookup throws when there is no permission for the resolver",
  permissions: { net: false },
  // Deno 2.7 itself leaves a resource behind when it refuses.
  sanitizeResources: false,
  fn: async () => {
    const lookup = createLookup({ resolver: { address: "127.0.0.1", port: 53 } });
    await assertRejects(() => lookup.mx("mail.test", inTime()), Deno.errors.NotCapable);
  },
});

Deno.test({
  name: "systemNameServers knows none where /etc/resolv.conf may not be read",
  permissions: { read: false },
  fn: async () => assertEquals(await systemNameServers(), []),
});

Deno.test("formatNameServer leaves the port of DNS out", () => {
  const servers = [
    { address: "192.0.2.53", port: 53 },
    { address: "2001:db8::53", port: 53 },
    { address: "192.0.2.53", port: 5353 },
    { address: "2001:db8::53", port: 5353 },
  ];
  assertEquals(servers.map(formatNameServer), [
    ...["192.0.2.53", "2001:db8::53", "192.0.2.53:5353", "[2001:db8::53]:5353"],
  ]);
});

function secureLookupAt(server: ScriptedNameServer): ReturnType<typeof createLookup> {
  const { address, port } = server;
  return createLookup({ resolver: { address, port }, dnssec: true });
}

test("a lookup for DNSSEC asks over TCP alone, and says what was validated", {
  udp: silent,
  tcp: respond({ answers: mxOfMail, authenticated: true }),
}, async (server) => {
  const answer = await secureLookupAt(server).mx("mail.test", inTime());
  assertEquals(answer.status === "found" && answer.secure, true);
  assertEquals(server.asked, ["tcp MX mail.test"]);
});

test("a lookup for DNSSEC calls nothing secure without the AD bit", {
  udp: silent,
  tcp: respond({ answers: mxOfMail }),
}, async (server) => {
  const answer = await secureLookupAt(server).mx("mail.test", inTime());
  assertEquals(answer.status === "found" && answer.secure, undefined);
});

test("a lookup for DNSSEC takes SERVFAIL for the last word: it may mean forged", {
  udp: respond({ answers: mxOfMail }),
  tcp: respond({ code: SERVFAIL }),
}, async (server) => {
  const answer = await secureLookupAt(server).mx("mail.test", inTime());
  assertEquals(answer.status === "failed" && answer.reason, "servfail");
  assertEquals(server.asked, ["tcp MX mail.test"]);
});

test("a lookup for DNSSEC asks the platform where there is no DNS over TCP", {
  udp: respond({ answers: mxOfMail, authenticated: true }),
}, async (server) => {
  const answer = await secureLookupAt(server).mx("mail.test", inTime());
  assertEquals(answer.status === "found" && answer.secure, undefined);
  assertEquals(answer.status, "found");
});

test("a lookup for DNSSEC asks nobody else when its answer is broken off, but once more", {
  udp: respond({ answers: mxOfMail }),
  tcp: respond({ answers: mxOfMail, authenticated: true }),
  tcpLength: 20,
}, async (server) => {
  const answer = await secureLookupAt(server).mx("mail.test", inTime());
  assertEquals(answer.status === "failed" && answer.reason, "broken-off");
  assertEquals(server.asked, ["tcp MX mail.test", "tcp MX mail.test"]);
});

test("a lookup calls an answer over several aliases secure only if all of them are", {
  udp: silent,
  tcp: (query) => {
    const name = query.questions?.[0]?.name ?? "";
    if (name === "end.test") {
      return respond({ answers: [{ type: "A", name, data: "192.0.2.1" }], authenticated: true })(
        query,
      );
    }
    return respond({
      answers: [{ type: "CNAME", name, data: "end.test" }],
      authenticated: name === "good.test",
    })(query);
  },
}, async (server) => {
  const lookup = secureLookupAt(server);
  const found = { status: "found", records: ["192.0.2.1"], owner: "end.test" } as const;
  assertEquals(await lookup.addresses("good.test", 4, inTime()), { ...found, secure: true });
  assertEquals(await lookup.addresses("bad.test", 4, inTime()), found);
  assertEquals(await lookup.aliasIsSecure("good.test", inTime()), true);
  assertEquals(await lookup.aliasIsSecure("bad.test", inTime()), false);
});

test("a lookup gives TXT records put together, and none where there are none", {
  udp: (query) => {
    const name = query.questions?.[0]?.name ?? "";
    if (name !== "a.test") return respond({ code: NXDOMAIN })(query);
    return respond({ answers: [{ type: "TXT", name, data: ["v=STSv1; ", "id=1;"] }] })(query);
  },
}, async (server) => {
  assertEquals(await lookupAt(server).txt("a.test", inTime()), ["v=STSv1; id=1;"]);
  assertEquals(await lookupAt(server).txt("b.test", inTime()), []);
  assertEquals(server.asked, ["udp TXT a.test", "udp TXT b.test"]);
});

test("a lookup gives SRV records, of a service that there is not the target .", {
  udp: (query) => {
    const name = query.questions?.[0]?.name ?? "";
    if (name === "_c._tcp.test") return respond({ code: NXDOMAIN })(query);
    const target = name === "_a._tcp.test" ? "Mail.x.test" : ".";
    const data = { priority: 1, weight: 2, port: 465, target };
    return respond({ answers: [{ type: "SRV", name, data }] })(query);
  },
}, async (server) => {
  const lookup = lookupAt(server);
  assertEquals(await lookup.srv("_a._tcp.test", inTime()), [
    { priority: 1, weight: 2, port: 465, target: "mail.x.test" },
  ]);
  assertEquals((await lookup.srv("_b._tcp.test", inTime()))[0]?.target, ".");
  assertEquals(await lookup.srv("_c._tcp.test", inTime()), []);
});
