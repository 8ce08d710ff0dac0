import type { Answer as DnsRecord } from "dns-packet";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { respond, startNameServer } from "../../dns/scripted_name_server.ts";
import { type Turn, turn } from "../../support/memory_server.ts";
import { runMua } from "../../support/run_mua.ts";
import { ScriptServer } from "../../support/script_server.ts";

const QUIT = turn("QUIT\r\n", "221 bye\r\n", "FIN");
const RSET = turn("RSET\r\n", "250 flushed\r\n");

/** A server that gives this answer to RCPT, and takes the envelope back. */
function server(name: string, answer: string): Turn[] {
  return [
    turn("", `220 ${name} ESMTP\r\n`),
    turn("EHLO me.example\r\n", `250 ${name}\r\n`),
    turn("MAIL FROM:<a@x.example>\r\n", "250 2.1.0 ok\r\n"),
    turn("RCPT TO:<b@mail.test>\r\n", `${answer}\r\n`),
    RSET,
    QUIT,
  ];
}

const PARTIES = ["-f", "a@x.example", "-t", "b@mail.test", "--ehlo", "me.example"];

/** A name server for mail.test: a dead host, two on loopback, and one that has no address. */
function mailZone(names: readonly string[]): Parameters<typeof startNameServer>[0] {
  const records: DnsRecord[] = names.flatMap((name, index): DnsRecord[] => [
    { type: "MX", name: "mail.test", data: { preference: 10 * (index + 1), exchange: name } },
    ...(name === "gone.test"
      ? []
      : [{ type: "A", name, data: `127.0.0.${index + 1}` } satisfies DnsRecord]),
  ]);
  return {
    udp: (query) => {
      const { name, type } = query.questions?.[0] ?? { name: "", type: "A" };
      const answers = records.filter((each) => each.name === name && each.type === type);
      return respond({ code: records.some((each) => each.name === name) ? 0 : 3, answers })(query);
    },
  };
}

Deno.test("send --until says what would have happened, with the exit code of that", async () => {
  await using mx = new ScriptServer([
    server("mx", "250 2.1.5 ok"),
    server("mx", "550 5.1.1 who?"),
    server("mx", "450 4.2.0 later"),
  ]);
  const argv = ["send", ...PARTIES, "--server", `127.0.0.1:${mx.port}`, "--until", "rcpt"];
  const accepted = await runMua(argv);
  assertEquals(accepted, {
    code: 0,
    stdout: "accepted  b@mail.test  127.0.0.1 [127.0.0.1]  250 2.1.5 ok\n",
    stderr: "Stopped after RCPT TO: no message was sent.\n",
  });
  const refused = await runMua(argv);
  assertEquals([refused.code, refused.stdout.split(" ", 1)[0]], [67, "refused"]);
  const deferred = await runMua([...argv, "--quiet"]);
  assertEquals([deferred.code, deferred.stdout.split(" ", 1)[0]], [75, "deferred"]);
  for (const { sent } of mx.sessions) assert(!sent.includes("DATA"), sent);
});

Deno.test("send --until needs no text, and before MAIL neither sender nor recipient", async () => {
  await using mx = new ScriptServer([[
    turn("", "220 mx.y.example ESMTP\r\n"),
    turn("EHLO me.example\r\n", "250-mx.y.example\r\n250 PIPELINING\r\n"),
    QUIT,
  ]]);
  const argv = ["send", "--server", `127.0.0.1:${mx.port}`, "--ehlo", "me.example"];
  const run = await runMua([...argv, "--until", "ehlo"]);
  assertEquals(run, {
    code: 0,
    stdout: "accepted  127.0.0.1 [127.0.0.1]  offers PIPELINING\n",
    stderr: "Stopped after EHLO: no message was sent.\n",
  });
  const { code, stdout } = await runMua([...argv, "--until", "tls", "--json"]);
  const { mailFrom, results: [result] } = JSON.parse(stdout);
  assertEquals([code, mailFrom, result.recipient, result.status], [0, null, null, "accepted"]);
});

Deno.test("send --all-hosts asks every exchanger at once, and prints a row for each", async () => {
  await using first = new ScriptServer([server("mx1", "250 2.1.5 ok")], "127.0.0.2");
  const script = server("mx2", "550 5.7.1 not here");
  await using _second = new ScriptServer([script], "127.0.0.3", first.port);
  await using dns = await startNameServer(
    mailZone(["dead.test", "mx1.test", "mx2.test", "gone.test"]),
  );
  const run = await runMua([
    ...["send", ...PARTIES, "--until", "rcpt", "--all-hosts", "--allow-private", "-4"],
    ...["--resolver", `127.0.0.1:${dns.port}`, "-p", String(first.port)],
  ]);
  assertEquals(
    run.stdout.replace(/could not connect.*/, "could not connect"),
    [
      "PREF  HOST       ADDRESS    TLS  RESULT    REPLY",
      "10    dead.test  -          -    deferred  could not connect",
      "20    mx1.test   127.0.0.2  no   accepted  250 2.1.5 ok",
      "30    mx2.test   127.0.0.3  no   refused   550 5.7.1 not here",
      "40    gone.test  -          -    refused   does not exist (NXDOMAIN)",
      "",
    ].join("\n"),
  );
  assertEquals([run.code, run.stderr], [75, "Stopped after RCPT TO: no message was sent.\n"]);
});

Deno.test("send --all-hosts --json has each host with its preference", async () => {
  await using mx = new ScriptServer([server("mx1", "250 2.1.5 ok")], "127.0.0.1");
  await using dns = await startNameServer(mailZone(["mx1.test", "gone.test"]));
  const { code, stdout } = await runMua([
    ...["send", ...PARTIES, "--until", "rcpt", "--all-hosts", "--allow-private", "--json", "-4"],
    ...["--resolver", `127.0.0.1:${dns.port}`, "-p", String(mx.port)],
  ]);
  const { version, until, mailFrom, results, exitCode } = JSON.parse(stdout);
  assertEquals([code, version, until, mailFrom, exitCode], [
    68,
    1,
    "rcpt",
    "a@x.example",
    68,
  ]);
  const rows = results.map((each: Record<string, unknown>) =>
    ["host", "preference", "address", "status", "code", "reason"].map((key) => each[key])
  );
  assertEquals(rows, [
    ["mx1.test", 10, "127.0.0.1", "accepted", 250, "accepted"],
    ["gone.test", 20, null, "refused", null, "no-host"],
  ]);
});

Deno.test("send --all-hosts gives all hosts one deadline, and that is no interruption", async () => {
  await using mx = new ScriptServer([[turn("", "SILENCE")]], "127.0.0.1");
  await using dns = await startNameServer(mailZone(["mx1.test"]));
  const argv = [
    ...["send", ...PARTIES, "--until", "banner", "--all-hosts", "--allow-private", "-4"],
    ...["--resolver", `127.0.0.1:${dns.port}`, "-p", String(mx.port)],
  ];
  const late = await runMua([...argv, "--timeout", "300ms"]);
  assertEquals(late.code, 75);
  assertMatch(late.stdout, /deferred {2}no (?:answer|greeting) within 300 ms\n$/);
  const stop = new AbortController();
  const run = runMua(argv, { signal: stop.signal });
  while (mx.sessions.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  const { code, stdout } = await run;
  assertEquals(code, 130);
  assertStringIncludes(stdout, "interrupted");
});

Deno.test("send refuses probes that contradict themselves before anything is opened", async () => {
  for (
    const [argv, words] of [
      [["--all-hosts"], "--all-hosts needs --until"],
      [["--until", "rcpt", "-n"], "--until and --dry-run cannot be used together"],
      [["--until", "rcpt", "--save", "x.eml"], "--until and --save cannot be used together"],
      [["--until", "rcpt", "--all-hosts", "--server", "mx"], "--all-hosts and --server"],
      [["--until", "rcp"], "Did you mean rcpt?"],
    ] as const
  ) {
    const { code, stderr } = await runMua(["send", ...PARTIES, ...argv]);
    assertEquals(code, 64, stderr);
    assertStringIncludes(stderr, words);
  }
  const nobody = await runMua(["send", "--until", "tls"]);
  assertEquals(nobody.code, 64);
  assertStringIncludes(nobody.stderr, "no host to ask: add --to ADDRESS or --server HOST");
});

Deno.test("send --server with an address of a family that is not wanted says so, and is no success", async () => {
  const { code, stdout } = await runMua([
    ...["send", ...PARTIES, "--server", "::1", "-4", "--body", "Hi"],
  ]);
  assertEquals([code, stdout], [68, "refused    b@mail.test  ::1 is not IPv4\n"]);
});
