import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { type Turn, turn } from "../../support/memory_server.ts";
import { directoryTest } from "../../support/directory.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";
import { ScriptServer } from "../../support/script_server.ts";

const BANNER = turn("", "220 mx.y.example ESMTP\r\n");
const EHLO = turn("EHLO me.example\r\n", "250 mx.y.example\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n", "FIN");

/** A server that takes what it is told, and answers each of these commands as given instead. */
function server(answers: Readonly<Record<string, string>> = {}): Turn[] {
  const script = [BANNER, EHLO];
  for (const [command, answer] of Object.entries(answers)) {
    script.push(turn(`${command}\r\n`, `${answer}\r\n`));
  }
  return [...script, QUIT];
}

/** `mua send` to a server of the test, greeting as me.example. */
function sendTo(port: number, ...argv: string[]): string[] {
  return ["send", "--server", `127.0.0.1:${port}`, "--ehlo", "me.example", ...argv];
}

/** The message of a dry run, without its route and envelope. */
async function dryRun(...argv: string[]): Promise<string> {
  const { stdout, code, stderr } = await runMua(["send", "--server", "127.0.0.1", "-n", ...argv]);
  assertEquals(code, 0, stderr);
  return stdout.slice(stdout.indexOf("octets\n\n") + "octets\n\n".length);
}

const PARTIES = ["-f", "a@x.example", "-t", "b@y.example"];

Deno.test("send says in one line for each recipient what happened, and exits with the worst", async () => {
  const script = server({
    "MAIL FROM:<a@x.example>": "250 ok",
    "RCPT TO:<b@y.example>": "550 5.1.1 no such user",
    "RCPT TO:<c@y.example>": "450 4.2.0 grey",
  });
  await using mx = new ScriptServer([script]);
  const run = await runMua(sendTo(mx.port, ...PARTIES, "-t", "c@y.example", "--body", "Hi"));
  assertEquals(run.code, 75);
  assertEquals(
    run.stdout,
    "refused    b@y.example  127.0.0.1 [127.0.0.1]  550 5.1.1 no such user\n" +
      "deferred   c@y.example  127.0.0.1 [127.0.0.1]  450 4.2.0 grey\n",
  );
  assertStringIncludes(run.stderr, "Try again later");
});

Deno.test("send tells what to do about a refusal whose words are known, and how to learn more", async () => {
  const script = server({
    "MAIL FROM:<a@x.example>": "250 ok",
    "RCPT TO:<b@y.example>": "450 4.2.0 <b@y.example>: Greylisted",
  });
  await using mx = new ScriptServer([script]);
  const run = await runMua(sendTo(mx.port, ...PARTIES, "--body", "Hi"));
  assertEquals([run.code, run.stderr], [
    75,
    "Send it again after five to fifteen minutes: it will be accepted.\n" +
    "More: mua explain 450 4.2.0 --stage rcpt\n",
  ]);
});

Deno.test("send --json says the same as one object on stdout, and nothing else", async () => {
  const script = server({
    "MAIL FROM:<a@x.example>": "250 ok",
    "RCPT TO:<b@y.example>": "550 5.1.1 no such user",
  });
  await using mx = new ScriptServer([script]);
  const run = await runMua(sendTo(mx.port, ...PARTIES, "--body", "Hi", "--json"));
  const result = JSON.parse(run.stdout);
  assertEquals([run.code, result.exitCode, run.stderr], [67, 67, ""]);
  const [recipient] = result.recipients;
  assertEquals(recipient.status, "refused");
  assertEquals([recipient.code, recipient.enhanced, recipient.stage], [550, "5.1.1", "rcpt"]);
  assertEquals([recipient.reason, recipient.bounceReason], ["recipient", "userunknown"]);
  assertMatch(result.messageId, /^<[^<>@]+@x\.example>$/);
});

Deno.test("send -v shows the dialogue on stderr, escaped", async () => {
  const script = [
    turn("", "220 mx\x1b[2J\u202e\r\n"),
    turn("EHLO me.example\r\n", "554 no\r\n"),
    QUIT,
  ];
  await using mx = new ScriptServer([script]);
  const run = await runMua(sendTo(mx.port, ...PARTIES, "--body", "Hi", "-v"));
  assertEquals(run.code, 69);
  const lines = run.stderr.split("\n").map((line) => line.slice(9));
  assertEquals(lines.slice(2, 7), [
    "<-  220 mx\\x1b[2J\\u{202e}",
    " -> EHLO me.example",
    "<** 554 no",
    " -> QUIT",
    "<-  221 bye",
  ]);
});

Deno.test("send takes the text from --body, from a file and from standard input", async () => {
  assert((await dryRun(...PARTIES, "--body", "from argv")).endsWith("\r\n\r\nfrom argv\r\n"));
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "from a file\n");
  assert((await dryRun(...PARTIES, "--body", `@${path}`)).endsWith("\r\n\r\nfrom a file\r\n"));
  await Deno.remove(path);
  for (const body of [[], ["--body", "-"]]) {
    const run = await runMua(["send", "--server", "127.0.0.1", "-n", ...PARTIES, ...body], {
      input: "from stdin\n",
    });
    assert(run.stdout.endsWith("\r\n\r\nfrom stdin\r\n"));
  }
});

Deno.test("send never tells of Bcc in the message, and sends to it all the same", async () => {
  const run = await runMua([
    ...["send", "--server", "127.0.0.1", "-n", ...PARTIES, "--cc", "c@y.example"],
    ...["--bcc", "secret@y.example", "--body", "Hi"],
  ]);
  assertStringIncludes(run.stdout, "RCPT TO:<secret@y.example>\n");
  assertEquals(run.stdout.split("secret").length, 3, "once in the route, once in the envelope");
});

Deno.test("send puts another envelope around the message when asked", async () => {
  const run = await runMua([
    ...["send", "--server", "127.0.0.1", "-n", ...PARTIES, "--body", "Hi"],
    ...["--mail-from", "<>", "--rcpt-to", "other@z.example"],
  ]);
  assertStringIncludes(run.stdout, "MAIL FROM:<>\n    RCPT TO:<other@z.example>\n");
  assertStringIncludes(run.stdout, "From: a@x.example\r\nTo: b@y.example\r\n");
});

Deno.test("send gives a mail to a mailbox once, however often it is named", async () => {
  const run = await runMua([
    ...["send", "--server", "127.0.0.1", "-n", ...PARTIES, "--cc", "B <b@Y.example>"],
    ...["--body", "Hi"],
  ]);
  assertEquals(run.stdout.split("RCPT TO").length, 2);
});

Deno.test("send --eml sends a ready message to those in its header, without Bcc", async () => {
  const eml = "From: a@x.example\nTo: b@y.example\nBcc: c@y.example\nSubject: ready\n\n.dot\n";
  const script = server({
    "MAIL FROM:<a@x.example>": "250 ok",
    "RCPT TO:<b@y.example>": "250 ok",
    "RCPT TO:<c@y.example>": "250 ok",
    "DATA": "354 go",
    "From: a@x.example\r\nTo: b@y.example\r\nSubject: ready\r\n\r\n..dot\r\n.": "250 kept",
  });
  await using mx = new ScriptServer([script]);
  const run = await runMua(sendTo(mx.port, "--eml", "-"), { input: eml });
  assertEquals(run.code, 0, run.stdout);
  mx.sessions[0]?.assertPlayed();
});

Deno.test("send --eml sends a ready message from the null reverse-path", async () => {
  const script = server({
    "MAIL FROM:<>": "250 ok",
    "RCPT TO:<b@y.example>": "250 ok",
    "DATA": "354 go",
    "From: daemon@x.example\r\nTo: b@y.example\r\n\r\nHi\r\n.": "250 kept",
  });
  await using mx = new ScriptServer([script]);
  const input = "From: daemon@x.example\nTo: b@y.example\n\nHi\n";
  const run = await runMua(sendTo(mx.port, "--eml", "-", "--mail-from", "<>"), { input });
  assertEquals(run.code, 0, run.stderr);
  mx.sessions[0]?.assertPlayed();
});

Deno.test("send --save keeps message and envelope for the owner alone", async () => {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/sent.eml`;
  const run = await runMua([
    ...sendTo(1, ...PARTIES, "--body", "Hi", "--save", path, "-q"),
    ...["--bcc", "c@y.example"],
  ]);
  assertEquals(run.code, 75);
  assertStringIncludes(await Deno.readTextFile(path), "\r\nTo: b@y.example\r\n");
  const record = JSON.parse(await Deno.readTextFile(`${path}.json`));
  assertEquals([record.mailFrom, record.rcptTo], ["a@x.example", ["b@y.example", "c@y.example"]]);
  if (Deno.build.os !== "windows") {
    assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    assertEquals(((await Deno.stat(`${path}.json`)).mode ?? 0) & 0o777, 0o600);
  }
  await Deno.remove(directory, { recursive: true });
});

directoryTest(
  "send --save replaces a file whole, and nothing but a file, before a connection",
  async (dir) => {
    const save = async (name: string): Promise<MuaRun> => {
      const run = await runMua(sendTo(1, ...PARTIES, "--body", "Hi", "--save", `${dir}/${name}`));
      assertEquals(run.code, name === "sent.eml" ? 75 : 74, run.stderr);
      return run;
    };
    await Deno.writeTextFile(`${dir}/mine`, "mine", { mode: 0o644 });
    await Deno.symlink(`${dir}/mine`, `${dir}/link`);
    await Deno.symlink(`${dir}/mine`, `${dir}/beside.json`);
    await Deno.writeTextFile(`${dir}/sent.eml`, "x".repeat(10_000), { mode: 0o644 });
    const { stderr } = await save("link");
    assertStringIncludes(stderr, `cannot save to "${dir}/link": it is a symbolic link`);
    assertStringIncludes((await save("no/mail")).stderr, "no such directory");
    await save("beside");
    await save("sent.eml");
    const { mode, size } = await Deno.stat(`${dir}/sent.eml`);
    assertEquals([(mode ?? 0) & 0o777, size < 1000], [0o600, true]);
    assertEquals(await Deno.readTextFile(`${dir}/mine`), "mine");
    const names = Array.from(Deno.readDirSync(dir), ({ name }) => name).sort();
    assertEquals(names, ["beside.json", "link", "mine", "sent.eml", "sent.eml.json"]);
  },
);

directoryTest(
  "a text that is read and is not UTF-8 is bad input, in a file and in a pipe",
  async (dir) => {
    const latin1 = Uint8Array.of(0x4f, 0x6c, 0xe1, 0x0a);
    await Deno.writeFile(`${dir}/text`, latin1);
    for (const body of [["--body", `@${dir}/text`], ["--html", `@${dir}/text`], []]) {
      const { code, stderr } = await runMua(sendTo(1, ...PARTIES, ...body), { input: latin1 });
      assertEquals(code, 65, stderr);
      assertStringIncludes(stderr, "it is not UTF-8 text");
    }
  },
);

directoryTest("send -n keeps nothing", async (dir) => {
  const args = ["--body", "Hi", "-n", "--save", `${dir}/sent.eml`];
  assertEquals((await runMua(sendTo(1, ...PARTIES, ...args))).code, 0);
  assertEquals(Array.from(Deno.readDirSync(dir)), []);
});

Deno.test("send says what was not sent when the user interrupts", async () => {
  await using mx = new ScriptServer([[BANNER, turn("EHLO me.example\r\n", "SILENCE")]]);
  const controller = new AbortController();
  const running = runMua(sendTo(mx.port, ...PARTIES, "--body", "Hi"), {
    signal: controller.signal,
  });
  while (!mx.sessions[0]?.sent.includes("EHLO")) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  controller.abort();
  const run = await running;
  assertEquals(run.code, 130);
  assertStringIncludes(run.stdout, "deferred   b@y.example");
});

Deno.test("send ends with unknown, and not with interrupted, when the user interrupts behind the final dot", async () => {
  const script = [
    ...[BANNER, EHLO, turn("MAIL FROM:<a@x.example>\r\n", "250 ok\r\n")],
    ...[turn("RCPT TO:<b@y.example>\r\n", "250 ok\r\n"), turn("DATA\r\n", "354 go\r\n", "SILENCE")],
  ];
  await using mx = new ScriptServer([script]);
  const controller = new AbortController();
  const running = runMua(sendTo(mx.port, ...PARTIES, "--body", "Hi"), {
    signal: controller.signal,
  });
  while (!mx.sessions[0]?.sent.endsWith("\r\n.\r\n")) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  controller.abort();
  const run = await running;
  assertEquals(run.code, 79);
  assertStringIncludes(run.stdout, "unknown    b@y.example");
  assertStringIncludes(run.stderr, "Ask the recipient");
});

Deno.test("send says so of everybody when the user interrupts while hosts are looked for", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const controller = new AbortController();
  const resolver = ["--resolver", `127.0.0.1:${listener.addr.port}`];
  const running = runMua(
    ["send", ...PARTIES, "-t", "c@z.example", "--body", "Hi", "--json", ...resolver],
    { signal: controller.signal },
  );
  // One question a domain. An abort while one still connects leaves the connection behind in Deno 2.7.
  const questions = [await listener.accept(), await listener.accept()];
  for (const each of questions) await each.read(new Uint8Array(512));
  controller.abort();
  const run = await running;
  for (const each of [listener, ...questions]) each.close();
  assertEquals(run.code, 130);
  const { recipients }: { recipients: { recipient: string; status: string; stage: string }[] } =
    JSON.parse(run.stdout);
  assertEquals(recipients.map(({ recipient, status, stage }) => [recipient, status, stage]), [
    ["b@y.example", "deferred", "route"],
    ["c@z.example", "deferred", "route"],
  ]);
});

Deno.test("send of an unknown result says what to do next", async () => {
  const script = [
    ...[BANNER, EHLO, turn("MAIL FROM:<a@x.example>\r\n", "250 ok\r\n")],
    ...[turn("RCPT TO:<b@y.example>\r\n", "250 ok\r\n"), turn("DATA\r\n", "354 go\r\n", "SILENCE")],
  ];
  await using mx = new ScriptServer([script]);
  const run = await runMua(sendTo(mx.port, ...PARTIES, "--body", "Hi", "--timeout", "700ms"));
  assertEquals(run.code, 79);
  assertStringIncludes(run.stderr, "Ask the recipient");
});

for (
  const [what, argv, code, words] of [
    ["no author", ["-t", "b@y.example"], 64, "--from ADDRESS"],
    ["no recipient", ["-f", "a@x.example"], 64, "--to ADDRESS"],
    [
      "a recipient with CR and LF",
      ["-f", "a@x.example", "-t", "b@y.example\r\nDATA"],
      65,
      "cannot use",
    ],
    ["a sender with NUL", ["-f", "a\0@x.example", "-t", "b@y.example"], 65, "cannot use"],
    ["a subject with LF", [...PARTIES, "-s", "Hi\nBcc: c@y.example"], 65, "cannot use"],
    ["a header field with CR", [...PARTIES, "-H", "X: a\rb"], 65, "cannot use"],
    ["a header field without a colon", [...PARTIES, "-H", "X"], 65, "Name: value"],
    ["an EHLO name with CRLF", [...PARTIES, "--ehlo", "me\r\nQUIT"], 65, "control character"],
    ["an envelope identifier with NEL", [...PARTIES, "--envid", "a\u0085b"], 65, "printable"],
    ["a submitter that is not ASCII", [...PARTIES, "--submitter", "ü@x.example"], 65, "printable"],
    ["a submitter with LF", [...PARTIES, "--submitter", "a\n@x.example"], 65, "cannot use"],
    ["a server with CR and LF", [...PARTIES, "--server", "x.example\r\n"], 64, "--server"],
    ["a name for TLS with NUL", [...PARTIES, "--tls-name", "mx\0.x.example"], 64, "--tls-name"],
    ["a missing attachment", [...PARTIES, "-a", "/no/such/file"], 66, "no such file"],
    ["a missing body", [...PARTIES, "--body", "@/no/such/file"], 66, "no such file"],
    ["a missing eml", ["--eml", "/no/such/file"], 66, "no such file"],
    ["an eml and a subject", ["--eml", "-", "-s", "Hi"], 64, "--subject"],
    ["two ports", [...PARTIES, "--server", "x:25", "-p", "26"], 64, "twice"],
    ["both families only", [...PARTIES, "-4", "-6"], 64, "cannot be used together"],
    ["quiet and verbose", [...PARTIES, "-q", "-v"], 64, "cannot be used together"],
    ["an operand that is no address", ["-f", "a@x.example", "you", "--body", "x"], 65, "you"],
    ["an unknown option", ["--form", "a@x.example"], 64, "--from"],
  ] as const
) {
  Deno.test(`send refuses ${what} before any connection, with exit code ${code}`, async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const server = argv.some((each) => each === "--server")
      ? []
      : ["--server", `127.0.0.1:${listener.addr.port}`];
    const connected = listener.accept().then((conn) => conn.close(), () => "nobody");
    const run = await runMua(["send", ...server, ...argv], { input: "Hi\n" });
    listener.close();
    assertEquals(await connected, "nobody");
    assertEquals([run.code, run.stdout], [code, ""], run.stderr);
    assertStringIncludes(run.stderr, words);
  });
}

Deno.test("recipients are taken as operands, beside those of -t, -c and -b", async () => {
  const sent = await runMua([
    "send",
    "b@y.example",
    ...["-f", "a@x.example", "-t", "c@y.example", "-c", "d@y.example", "-b", "e@y.example"],
    "f@y.example",
    ...["--body", "x", "-n", "--server", "127.0.0.1:9", "--json"],
  ]);
  assertEquals(sent.code, 0, sent.stderr);
  const { rcptTo } = JSON.parse(sent.stdout);
  assertEquals(rcptTo, ["c", "b", "f", "d", "e"].map((name) => `${name}@y.example`));
});
