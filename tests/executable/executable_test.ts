/** The executable that `deno task compile` makes: `MUA_EXECUTABLE` is its path. */
import config from "../../deno.json" with { type: "json" };
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { turn } from "../support/memory_server.ts";
import { withDirectory } from "../support/directory.ts";
import { testUnless } from "../support/needs.ts";
import { run } from "../support/process.ts";
import { executable, mua, noExecutable, startMua } from "../support/program.ts";
import { assertSameSettings, onTerminal, terminalObstacle } from "../support/pseudo_terminal.ts";
import { ScriptServer } from "../support/script_server.ts";
import { worldTest } from "../support/world.ts";
import { arrived, letter } from "../trust/corpus/mail.ts";
import { startCorpusServer } from "../trust/corpus/name_server.ts";
import { signed } from "../trust/corpus/signer.ts";

const form = executable;
const mail = ["-f", "alberto@ualg.pt", "-s", "Hi", "--body", "Hello, world!"];

testUnless(noExecutable, "the executable says its version, size and start time", async () => {
  const milliseconds: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    const { code, stdout, stderr } = await mua(["--version"], { form });
    milliseconds.push(performance.now() - start);
    assertEquals([code, stderr], [0, ""]);
    assert(stdout.startsWith(`mua ${config.version} (Deno `), stdout);
  }
  const { size } = await Deno.stat(form[0] ?? "");
  assert(size < 150e6, `The executable has ${size} octets`);
  const fastest = Math.min(...milliseconds).toFixed(0);
  const said = `dist/mua: ${(size / 1e6).toFixed(0)} MB, starts and ends in ${fastest} ms\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(said));
});

testUnless(
  noExecutable,
  "the executable shows the help of itself and of each command",
  async () => {
    const { code, stdout, stderr } = await mua(["--help"], { form });
    assertEquals([code, stderr], [0, ""]);
    const commands = [...stdout.matchAll(/^ {2}(\w+) {3,}/gm)].map(([, name = ""]) => name);
    for (const name of ["mx", "send", "inbox", "inspect", "explain", "demo"]) {
      assert(commands.includes(name), stdout);
    }
    for (const name of commands.filter((name) => name !== "help" && name !== "version")) {
      const help = await mua(["help", name], { form });
      assertEquals([help.code, help.stderr], [0, ""]);
      assertStringIncludes(help.stdout, `mua ${name}`);
    }
  },
);

testUnless(noExecutable, "the executable runs the demo with no network", async () => {
  const { code, stdout, stderr } = await mua(["demo"], { form });
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "RCPT TO:<ana.maria@gmail.com>");
});

testUnless(noExecutable, "the executable explains an answer, and what it reads", async () => {
  const asked = await mua(["explain", "550", "5.7.1", "--json"], { form });
  assertEquals([asked.code, asked.stderr], [0, ""]);
  assertEquals(JSON.parse(asked.stdout).explanations.length, 1);
  const read = await mua(["explain", "-"], { form, stdin: "450 4.2.0 Greylisted\r\n" });
  assertEquals([read.code, read.stderr], [0, ""]);
  assertMatch(read.stdout, /greylisting: a new sender is asked to try again later/);
  const { code } = await mua(["explain", "XYZZY"], { form });
  assertEquals(code, 1);
});

const misuses: readonly (readonly [args: readonly string[], code: number, words: RegExp])[] = [
  [["sned"], 64, /^mua: unknown command "sned"\nDid you mean send\?\n/],
  [
    ["send", "--form", "a@x.example"],
    64,
    /^mua send: unknown option --form\nDid you mean --from\?\n/,
  ],
  [["send", "-t", "a@x.example", "-p", "http"], 64, /^mua send: .*http/],
  [["mx"], 64, /^mua mx: missing .*\n/],
  [["send", "-f", "a@x.example", "-t", "a@b@c", "--body", ""], 65, /^mua send: .*a@b@c/],
];

for (const [args, expected, words] of misuses) {
  testUnless(
    noExecutable,
    `the executable says what is wrong with: ${args.join(" ")}`,
    async () => {
      const { code, stdout, stderr } = await mua(args, { form });
      assertEquals([code, stdout], [expected, ""]);
      assertMatch(stderr, words);
    },
  );
}

testUnless(noExecutable, "a file that is not there is named, and nothing is sent", async () => {
  const args = ["send", "-t", "user@dest.test", ...mail, "--attach", "/no/such/file"];
  const { code, stdout, stderr } = await mua(args, { form });
  assertEquals([code, stdout], [66, ""]);
  assertMatch(stderr, /^mua send: .*"\/no\/such\/file"/);
});

testUnless(
  noExecutable,
  "a file that the system denies is named, and nothing is sent",
  async () => {
    const denied = await Deno.makeTempFile();
    try {
      await Deno.chmod(denied, 0o600);
      // To root nothing is denied.
      const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
      const args = ["send", "-t", "user@dest.test", ...mail, "--attach", denied];
      const { code, stdout, stderr } = await run([...nobody, ...form, ...args]);
      assertEquals([code, stdout], [66, ""]);
      assertMatch(stderr, /^mua send: .*permission denied/);
      assertStringIncludes(stderr, denied);
    } finally {
      await Deno.remove(denied);
    }
  },
);

testUnless(
  noExecutable,
  "a port that is not for mail is out of reach, and it says why",
  async () => {
    const { code, stdout, stderr } = await mua(["mx", "x.example", "@192.0.2.1:8080"], { form });
    assertEquals([code, stdout], [78, ""]);
    assertMatch(stderr, /^mua mx: no net access to 192\.0\.2\.1:8080\n/);
    assertStringIncludes(stderr, "24, 25, 26, 465, 587, 2525, 2587");
    assertStringIncludes(stderr, "loopback");
  },
);

testUnless(noExecutable, "no permission is asked for, even on a terminal", async () => {
  const command = [...form, "mx", "x.example", "@192.0.2.1:8080"].join(" ");
  const { code, stdout } = await run([
    "script",
    "--quiet",
    "--return",
    "--command",
    command,
    "/dev/null",
  ]);
  assertEquals(code, 78);
  assertStringIncludes(stdout, "no net access");
});

worldTest("the executable finds the exchangers of a domain", async (world) => {
  const { code, stdout, stderr } = await mua(["mx", "user@dest.test"], { form, world });
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /mx1\.dest\.test[^]*192\.31\.196\.25[^]*mx2\.dest\.test[^]*192\.31\.196\.26/);
  assertEquals((await mua(["mx", "null.mx.test"], { form, world })).code, 68);
  assertEquals((await mua(["mx", "refused.test"], { form, world })).code, 75);
}, noExecutable);

worldTest("a mail of the executable lies in the Maildir", async (world) => {
  const args = ["send", "-t", "user@dest.test", ...mail, "--ca", world.certificateAuthority];
  const { code, stdout, stderr } = await mua(args, { form, world });
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^delivered +user@dest\.test +mx1\.dest\.test /);
  const mails = await world.mailbox("user");
  assertEquals(mails.length, 1);
  assert(mails[0]?.endsWith("\n\nHello, world!\n"), mails[0]);
}, noExecutable);

for (const scheme of ["imaps", "imap"]) {
  worldTest(
    `the executable checks a mail over a relay, and finds it by ${scheme}`,
    async (world) => {
      const mailbox = [
        "--imap",
        `${scheme}://user@mail.dest.test`,
        "--ca",
        world.certificateAuthority,
      ];
      const args = ["check", "user@relayed.test", "-f", "alberto@ualg.pt", ...mailbox];
      const env = { MUA_IMAP_PASSWORD: "imap-s3cret" };
      const { code, stdout, stderr } = await mua(args, { form, world, env });
      assertEquals([code, stderr], [0, ""]);
      assertMatch(
        stdout,
        /^arrived .* in INBOX\n[^]*-> mx\.relayed\.test\n[^]*-> mx1\.dest\.test\n/m,
      );
    },
    noExecutable,
  );
}

testUnless(
  noExecutable,
  "the executable receives a mail, and ends in good order on Ctrl-C",
  async () => {
    const dir = await Deno.makeTempDir();
    try {
      await using inbox = startMua(["inbox", "--port", "0", "--dir", dir], { form });
      const [, port = ""] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
      const server = ["--server", `127.0.0.1:${port}`];
      const sent = await mua(["send", "-t", "user@dest.test", ...mail, ...server], { form });
      assertEquals([sent.code, sent.stderr], [0, ""]);
      inbox.kill("SIGINT");
      const { code, stdout } = await inbox.end();
      assertEquals(code, 0);
      assertMatch(stdout, /user@dest\.test.* Hi\n$/);
      const list = await mua(["inbox", "list", "--dir", dir], { form });
      assertEquals([list.code, list.stdout], [0, stdout]);
      const show = await mua(["inbox", "show", "1", "--dir", dir], { form });
      assertEquals(show.code, 0);
      assertStringIncludes(show.stdout, "Hello, world!");
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
);

testUnless(
  noExecutable,
  "the executable receives under TLS by AUTH, and lets go wrong what it is told to",
  async () => {
    const dir = await Deno.makeTempDir();
    try {
      const ca = `${dir}/ca.pem`;
      const env = { MUA_PASSWORD: "s3cret" };
      const rules = ["--fail=rcpt:grey*=451 4.2.0 later once", "--fail=dot=slow 10ms"];
      const access = [`--save-ca=${ca}`, "--user=ana", "--require-auth"];
      const argv = ["inbox", "--port=0", `--dir=${dir}/box`, ...access, ...rules];
      await using inbox = startMua(argv, { form, env });
      const [, port = ""] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
      const server = ["--server", `localhost:${port}`, `--ca=${ca}`, "--tls=require", "-uana"];
      const send = ["send", "-t", "grey@dest.test", ...mail, ...server];
      assertEquals((await mua(send, { form, env })).code, 75);
      const second = await mua(send, { form, env });
      assertEquals([second.code, second.stderr], [0, ""]);
      inbox.kill("SIGINT");
      const { code, stderr } = await inbox.end();
      assertEquals(code, 0);
      assertStringIncludes(stderr, "=== --fail: rcpt:grey*=451 4.2.0 later once\n");
      assertStringIncludes(stderr, " ~> AUTH SCRAM-SHA-256 ********\n");
      const stored = await Deno.readTextFile(`${dir}/box/0001.eml`);
      assertStringIncludes(stored, " with ESMTPSA id ");
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
);

testUnless(
  noExecutable,
  "the executable looks at a message, and saves what is attached",
  async () => {
    const dir = await Deno.makeTempDir();
    try {
      const message =
        "Subject: =?utf-8?Q?Ol=C3=A1?=\r\nContent-Disposition: attachment; filename=../a.bin\r\n" +
        "Content-Type: application/x-lab\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n";
      await Deno.writeTextFile(`${dir}/mail.eml`, message);
      const { code, stdout, stderr } = await mua(
        ["inspect", `${dir}/mail.eml`, "--extract", `${dir}/out`],
        { form },
      );
      assertEquals([code, stderr], [0, `saved part 0 as ${dir}/out/a.bin (5 octets)\n`]);
      assertStringIncludes(stdout, "= Olá\n");
      assertEquals(await Deno.readTextFile(`${dir}/out/a.bin`), "Hello");
      const piped = await mua(["inspect", "-", "--json"], { form, stdin: message });
      assertEquals([piped.code, JSON.parse(piped.stdout).size], [0, message.length]);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
);

worldTest(
  "the executable talks: the lab's sheet arrives, and so does a mail after STARTTLS and AUTH",
  async (world) => {
    const letter = "DATA\nSubject: Hi\n\nHi, Ana!\n.\nQUIT\n";
    const sheet = "HELO alberto\nMAIL FROM: <alberto@ualg.pt>\nRCPT TO: <user@second.test>\n";
    const lab = await mua(["talk", "user@second.test"], { form, world, stdin: sheet + letter });
    assertEquals([lab.code, lab.stderr], [0, ""], lab.stdout);
    assertEquals((await world.mailbox("user", "mx2")).length, 1);
    const args = ["talk", "mx1.dest.test:587", "--ca", world.certificateAuthority];
    const envelope = "MAIL FROM:<user@dest.test>\nRCPT TO:<user@dest.test>\n";
    const submitted = await mua(args, {
      form,
      world,
      stdin: `EHLO lab.ualg.pt\n:starttls\n:auth PLAIN user\n${envelope}${letter}`,
      env: { MUA_PASSWORD: "s3cret" },
    });
    assertEquals(submitted.code, 0, submitted.stdout);
    assertMatch((await world.mailbox("user")).join(""), /with ESMTPSA id/);
  },
  noExecutable,
);

testUnless(
  noExecutable ?? terminalObstacle,
  "the executable talks with a person at a terminal, and leaves it as it was",
  async () => {
    const greeting = turn("", "220 mx.example\r\n");
    await using server = new ScriptServer([[greeting, turn("NOOP\r\n", "250 ok\r\n")]]);
    await using process = onTerminal([...form, "talk", `127.0.0.1:${server.port}`]);
    await process.said(/connected>/);
    await process.give("no\t\r");
    await process.said(/250 ok[^]*connected>/);
    await process.give("\x03");
    const { stdout } = await process.end();
    assertStringIncludes(stdout, "exit 130");
    assertSameSettings(stdout);
  },
);

testUnless(
  noExecutable,
  "the executable verifies a mail, and shows the lesson about trust",
  async () => {
    const lesson = await mua(["demo", "--trust"], { form });
    assertEquals([lesson.code, lesson.stderr], [0, ""]);
    assertEquals([...lesson.stdout.matchAll(/^ {2}DMARC {2}(?:pass|fail) /gm)].length, 5);
    await using server = await startCorpusServer();
    const resolver = `127.0.0.1:${server.port}`;
    const { code, stdout, stderr } = await mua(
      ["inspect", "-", "--only", "checks", "--verify", "--resolver", resolver],
      { form, stdin: arrived(signed(letter())) },
    );
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "Everything that could be checked holds.");
  },
);

testUnless(
  noExecutable,
  "the executable says whether an address may send for a domain",
  async () => {
    await using server = await startCorpusServer();
    const resolver = ["--resolver", `127.0.0.1:${server.port}`];
    const argv = ["domain", "a.test", "--no-connect", "--ip", "192.0.2.1", ...resolver];
    const { code, stdout, stderr } = await mua(argv, { form });
    assertEquals([code, stderr], [1, ""]);
    assertMatch(
      stdout,
      /^good {5}SPF {6}192\.0\.2\.1 may send for a\.test, by\s+"ip4:192\.0\.2\.1"/m,
    );
    assertMatch(stdout, /^good {5}address {2}192\.0\.2\.1: mail\.ptr\.test leads back to it/m);
  },
);

testUnless(noExecutable, "what is installed is called as mua and as sendmail", async () => {
  await withDirectory(async (prefix) => {
    const root = new URL("../../", import.meta.url).pathname;
    await withDirectory(async (tree) => {
      await Deno.mkdir(`${tree}/dist`);
      await Deno.symlink(form[0] ?? "", `${tree}/dist/mua`);
      const task = [Deno.execPath(), "task", `--config=${root}deno.json`, "--cwd", tree];
      const { code, stderr } = await run([...task, "install:files"], { env: { PREFIX: prefix } });
      assertEquals(code, 0, stderr);
    });
    await Deno.symlink(`${prefix}/bin/mua`, `${prefix}/bin/sendmail`);
    const queue = await run([`${prefix}/bin/sendmail`, "-bp"]);
    assertEquals([queue.code, queue.stdout], [0, "Mail queue is empty\n"]);
    const { stdout } = await run([`${prefix}/bin/mua`, "--version"]);
    assertStringIncludes(stdout, config.version);
    const share = `${prefix}/share`;
    assertStringIncludes(await Deno.readTextFile(`${share}/man/man1/mua.1`), ".Dt MUA 1");
    for (
      const path of [
        "bash-completion/completions/mua",
        "zsh/site-functions/_mua",
        "fish/vendor_completions.d/mua.fish",
      ]
    ) assertStringIncludes(await Deno.readTextFile(`${share}/${path}`), "completion for mua");
  });
});
