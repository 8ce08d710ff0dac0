import { answer, deaf } from "../../hostile/fault.ts";
import { HostilePeer, type PeerPlan } from "../../hostile/peer.ts";
import { startZoneServer, type Zone } from "../../hostile/name_server.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { createPki } from "../../support/pki.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

const pki = await createPki();
const authority = await Deno.makeTempFile();
await Deno.writeTextFile(authority, pki.authority);
globalThis.addEventListener("unload", () => Deno.removeSync(authority));

const STARTTLS: PeerPlan = { offers: ["PIPELINING", "STARTTLS"], certificate: pki.good };

/** What a domain that is fit for everything publishes. */
const SOUND = [
  "dest.test MX 10 mx1.dest.test",
  "mx1.dest.test A 127.0.0.2",
  "dest.test TXT v=spf1 mx include:_spf.dest.test -all",
  "_spf.dest.test TXT v=spf1 ip4:192.0.2.0/24 -all",
  "_dmarc.dest.test TXT v=DMARC1; p=reject; rua=mailto:d@dest.test",
  "_smtp._tls.dest.test TXT v=TLSRPTv1; rua=mailto:t@dest.test",
  `google._domainkey.dest.test TXT v=DKIM1; k=ed25519; p=${new Uint8Array(32).fill(7).toBase64()}`,
];

interface DomainRun extends MuaRun {
  readonly asked: readonly string[];
  /** What each peer was told, a list for each connection. */
  readonly commands: readonly (readonly string[])[];
}

/** Runs `mua domain` with a name server and mail hosts on loopback. */
async function muaDomain(
  zone: Zone,
  peers: Readonly<Record<string, PeerPlan>>,
  ...argv: readonly string[]
): Promise<DomainRun> {
  await using server = await startZoneServer(zone);
  const entries = Object.entries(peers);
  const first = entries[0];
  await using stack = new AsyncDisposableStack();
  const running: HostilePeer[] = [];
  let port = 0;
  for (const [hostname, plan] of entries) {
    const peer = stack.use(await HostilePeer.start(plan, { hostname, port }));
    port = peer.port;
    running.push(peer);
  }
  const options = [
    "--resolver",
    `127.0.0.1:${server.port}`,
    "--ehlo",
    "client.test",
    "--ca",
    authority,
  ];
  const hosts = first === undefined ? [] : ["-p", String(port), "--allow-private"];
  const run = await runMua(["domain", ...argv, ...options, ...hosts]);
  const settle = (text: string): string =>
    text.replaceAll(`:${server.port}`, ":53").replace(/\d+ ms/, "N ms")
      .replace(/\d+(\s+days)/, "N$1");
  return {
    code: run.code,
    stdout: settle(run.stdout),
    stderr: settle(run.stderr),
    asked: server.asked,
    commands: running.flatMap(({ sessions }) =>
      sessions.map(({ lines }) => lines.map(({ text }) => text))
    ),
  };
}

Deno.test("domain says of each thing what it is, the most important first", async () => {
  const records = SOUND.map((line) => line.replace("-all", "~all").replace("p=reject", "p=none"));
  const { code, stdout, stderr } = await muaDomain(
    { records },
    { "127.0.0.2": STARTTLS },
    "dest.test",
  );
  assertEquals([code, stderr], [0, ""]);
  assertEquals(
    unwrap(stdout),
    [
      "dest.test: 3 notes, 7 good",
      "note     MTA-STS  no MTA-STS: whoever sits on the way can keep TLS off, unless there is DANE (RFC 8461 3.1)",
      '                  publish: _mta-sts.dest.test. TXT "v=STSv1; id=1;"',
      "note     DMARC    p=none: receivers only report, and do nothing against forgeries (RFC 9989 4.7)",
      "note     BIMI     no BIMI record: mail is shown without a logo (BIMI draft 4)",
      "good     MX       mail goes to mx1.dest.test (RFC 5321 5.1)",
      "good     host     mx1.dest.test: it greets as peer.test (RFC 5321 4.1.1.1)",
      "good     TLS      mx1.dest.test: STARTTLS, certificate for mx1.dest.test, mx2.dest.test, localhost and 2 " +
      "more by test authority, N days left (RFC 3207 4)",
      "good     TLSRPT   TLS reports go to mailto:t@dest.test (RFC 8460 3)",
      "good     RCPT     mx1.dest.test: it takes mail for postmaster (RFC 5321 4.5.1)",
      "good     SPF      an SPF record with 2 of 10 lookups, and ~all for all others (RFC 7208 4.6.4)",
      "good     DKIM     google: an Ed25519 key; not every receiver knows these, so sign with RSA too (RFC 8463 4)",
      "Mail hosts, in the order to try them",
      "  10  mx1.dest.test  127.0.0.2",
      "SPF, as receivers follow it: 2 of 10 lookups",
      "  dest.test  v=spf1 mx include:_spf.dest.test ~all",
      "    _spf.dest.test  v=spf1 ip4:192.0.2.0/24 ~all",
      "asked 127.0.0.1:53: 36 questions, N ms",
      "",
    ].join("\n"),
  );
  assert(stdout.split("\n").every((line) => line.length <= 80 || line.includes("publish:")));
});

/** Sentences in one line each, without the cipher, which Deno 2.7 does not show. */
function unwrap(text: string): string {
  return text.replace(/\n {18}(?!publish)/g, " ").replace(/ \(TLSv1\.3, \w+\)/, "");
}

Deno.test("domain asks a host for postmaster, and sends nothing", async () => {
  const { commands, asked } = await muaDomain(
    { records: SOUND },
    { "127.0.0.2": STARTTLS },
    "dest.test",
  );
  assertEquals(commands, [[
    "EHLO client.test",
    "STARTTLS",
    "EHLO client.test",
    "MAIL FROM:<>",
    "RCPT TO:<postmaster@dest.test>",
    "RSET",
    "QUIT",
  ]]);
  assertEquals(new Set(asked).size, asked.length);
});

Deno.test("domain --json has all of it, and exits with 1 for a fault", async () => {
  const records = [...SOUND, "dest.test TXT v=spf1 -all"];
  const { code, stdout } = await muaDomain(
    { records },
    { "127.0.0.2": STARTTLS },
    "dest.test",
    "--json",
  );
  assertEquals(code, 1);
  const { findings, receiving, spf, dmarc, dkim, exitCode } = JSON.parse(stdout);
  assertEquals(findings[0], {
    level: "fault",
    topic: "spf",
    code: "two-records",
    about: "dest.test",
    text: "two SPF records: every receiver ends with permerror. Put them together into one",
    reference: "RFC 7208 4.5",
    publish: null,
  });
  const [host] = receiving.hosts;
  assertEquals([host.name, host.tls.verified, host.postmaster.code], ["mx1.dest.test", true, 250]);
  assertEquals([spf.tree.gap, dmarc.policy, dkim[0].selector, exitCode], [
    "several-records",
    "reject",
    "google",
    1,
  ]);
});

/** A host, and what is said of it. */
const hosts: readonly (readonly [what: string, plan: PeerPlan, code: number, expected: RegExp])[] =
  [
    ["no STARTTLS", {}, 0, /^warning {2}TLS .*does not offer STARTTLS/m],
    [
      "an expired certificate",
      { ...STARTTLS, certificate: pki.expired },
      0,
      /^warning {2}TLS [^]*expired on/m,
    ],
    [
      "another name",
      { ...STARTTLS, certificate: pki.wrongName },
      0,
      /^warning {2}TLS [^]*is for\s+other\.example/m,
    ],
    [
      "its own signature",
      { ...STARTTLS, certificate: pki.selfSigned },
      0,
      /^warning {2}TLS [^]*self-signed/m,
    ],
    [
      "no postmaster",
      { ...STARTTLS, faults: { RCPT: answer("550 5.1.1 no such user") } },
      1,
      /^fault {4}RCPT [^]*550 5\.1\.1/m,
    ],
    [
      "a null sender refused",
      { ...STARTTLS, faults: { MAIL: answer("553 5.1.7 no") } },
      1,
      /^fault {4}RCPT /m,
    ],
    [
      "greylisting",
      { ...STARTTLS, faults: { RCPT: answer("450 4.2.0 later") } },
      0,
      /^note {5}RCPT /m,
    ],
    ["no service", { faults: { banner: answer("554 5.3.2 no") } }, 1, /^fault {4}host /m],
  ];

for (const [what, plan, code, expected] of hosts) {
  Deno.test(`domain, a host with ${what}`, async () => {
    const run = await muaDomain({ records: SOUND }, { "127.0.0.2": plan }, "dest.test");
    assertMatch(run.stdout, expected);
    assertEquals(run.code, code);
  });
}

Deno.test("domain tells a host that is down from a network that lets nothing through", async () => {
  const records = [...SOUND, "dest.test MX 20 mx2.dest.test", "mx2.dest.test A 127.0.0.3"];
  const one = await muaDomain({ records }, { "127.0.0.2": STARTTLS }, "dest.test");
  assertMatch(one.stdout, /^fault {4}host {5}mx2\.dest\.test: could not connect/m);
  const none = await muaDomain(
    { records },
    { "127.0.0.4": STARTTLS },
    "dest.test",
  );
  assertMatch(none.stdout, /^unknown {2}host {5}mx1\.dest\.test: could not connect/m);
  assertEquals(none.code, 75);
  assertStringIncludes(none.stderr, "mua domain --no-connect dest.test");
});

Deno.test("domain --no-connect asks DNS alone", async () => {
  const run = await muaDomain(
    { records: SOUND },
    { "127.0.0.2": STARTTLS },
    "dest.test",
    "--no-connect",
  );
  assertEquals([run.code, run.commands], [0, []]);
});

Deno.test("domain --ip says whether an address may send, has a name, and is on a blocklist", async () => {
  const records = [
    ...SOUND,
    "1.114.0.203.in-addr.arpa PTR mx9.dest.test",
    "mx9.dest.test A 203.0.114.1",
    "1.114.0.203.list.test A 127.0.0.2",
  ];
  const argv = ["dest.test", "--no-connect", "--ip", "203.0.114.1", "--dnsbl", "list.test"];
  const { code, stdout } = await muaDomain({ records }, {}, ...argv, "--allow-private");
  assertEquals(code, 1);
  assertEquals(unwrap(stdout).split("\n").slice(1, 4), [
    'fault    SPF      203.0.114.1 may not send for dest.test, by "-all" of dest.test (RFC 7208 2.6.4)',
    '                  publish: dest.test. TXT "v=spf1 mx include:_spf.dest.test ip4:203.0.114.1 -all"',
    "fault    DNSBL    203.0.114.1: list.test answers 127.0.0.2: listed (RFC 5782 2.1)",
  ]);
  assertMatch(stdout, /^good {5}address {2}203\.0\.114\.1: mx9\.dest\.test leads back to it/m);
});

Deno.test("domain does not connect to private addresses of strangers", async () => {
  const { code, stdout, stderr } = await muaDomain({ records: SOUND }, {}, "dest.test");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "127.0.0.2 (loopback)");
  assertStringIncludes(stderr, "--allow-private");
});

Deno.test("domain exits with 68 where there is no such domain, and 75 where DNS fails", async () => {
  const gone = await muaDomain({ records: [] }, {}, "dest.test");
  assertEquals([gone.code, gone.stdout.split("\n")[0]], [68, "dest.test: no such domain"]);
  const misbehaves = { "MX dest.test": "SERVFAIL" } as const;
  const failing = await muaDomain({ records: SOUND, misbehaves }, {}, "dest.test");
  assertEquals(failing.code, 75);
  assertMatch(failing.stdout, /^unknown {2}MX {7}could not look up[^]*SERVFAIL/m);
});

Deno.test("domain ends in time, and says what it did not hear", async () => {
  const misbehaves = { "TXT _dmarc.dest.test": "silence" } as const;
  const plan: PeerPlan = { faults: { banner: deaf } };
  const run = await muaDomain(
    { records: SOUND, misbehaves },
    { "127.0.0.2": plan },
    "dest.test",
    "--timeout",
    "300ms",
  );
  assertEquals(run.code, 75);
  assertMatch(run.stdout, /^unknown {2}host {5}mx1\.dest\.test: it took too long/m);
  assertMatch(run.stdout, /^unknown {2}DMARC /m);
});

Deno.test("domain, interrupted, ends with 130", async () => {
  const stop = new AbortController();
  const misbehaves = { "TXT _dmarc.dest.test": "silence" } as const;
  await using server = await startZoneServer({ records: SOUND, misbehaves });
  const argv = ["domain", "dest.test", "--no-connect", "--resolver", `127.0.0.1:${server.port}`];
  const running = runMua(argv, { signal: stop.signal });
  while (!server.asked.some((question) => question.includes("_dmarc"))) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  stop.abort();
  assertEquals((await running).code, 130);
});

Deno.test("domain -v shows the dialogue with each host by itself", async () => {
  const { stderr } = await muaDomain(
    { records: SOUND },
    { "127.0.0.2": STARTTLS },
    "dest.test",
    "-v",
  );
  assertMatch(stderr, /=== mx1\.dest\.test\n[^]*RCPT TO:<postmaster@dest\.test>/);
});

Deno.test("what a zone says reaches a terminal only escaped", async () => {
  const records = ["dest.test A 203.0.114.1", "dest.test TXT v=spf1 \x1b[2J -all"];
  const { stdout } = await muaDomain({ records }, {}, "dest.test", "--no-connect");
  assert(!stdout.includes("\x1b"));
});

for (
  const [argv, code, message] of [
    [["a@dest.test"], 64, "mua domain dest.test"],
    [["-bad-.test"], 64, "--help"],
    [["a..test"], 65, "empty label"],
    [["dest.test", "--dnsbl", "list..test"], 64, "--dnsbl must be a host name"],
    [["dest.test", "--dnsbl", "192.0.2.1"], 64, "--ip 192.0.2.1 --dnsbl ZONE"],
    [["dest.test", "--dkim-selector", "a b"], 64, "a selector is a name"],
    [["dest.test", "--ip", "mx.test"], 64, "must be an IP address"],
    [["dest.test", "--ca", "/nowhere"], 66, "/nowhere"],
    [["dest.test", "--dkim-selektor", "x"], 64, "--dkim-selector"],
  ] as const
) {
  Deno.test(`domain ${argv.join(" ")} ends with ${code} before anything is asked`, async () => {
    const run = await runMua(["domain", ...argv, "--resolver", "127.0.0.1:1"]);
    assertEquals(run.code, code);
    assertStringIncludes(run.stderr, message);
  });
}
