import { Exit } from "../../../cli/terminal/exit.ts";
import { runProgram } from "../../../cli/program.ts";
import { makeStoreDirectory, openDirectoryStore } from "../../../inbox/store/directory.ts";
import { Client } from "../../inbox/client.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { checkPrinted } from "../../support/printed_json.ts";
import { Process, run as runProcess } from "../../support/process.ts";
import { entry } from "../fixtures/inbox_program.ts";
import { type MemoryOptions, type MemoryTerminal, memoryTerminal } from "../memory_terminal.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

/** The command line of the program as its users have it, with its permissions. */
function commandLine(args: readonly string[], permissions = "mua"): string[] {
  const flags = ["--quiet", "--no-prompt", "--cached-only", `--permission-set=${permissions}`];
  const program = `${ROOT}tests/cli/fixtures/inbox_program.ts`;
  return [Deno.execPath(), "run", `--config=${ROOT}deno.json`, ...flags, program, ...args];
}

function startProcess(argv: readonly string[]): Process {
  return new Process(argv, { env: { NO_COLOR: "1", FORCE_COLOR: "", MUA_DEBUG: "" } });
}

function start(args: readonly string[], permissions?: string): Process {
  return startProcess(commandLine(args, permissions));
}

interface Run extends MemoryTerminal {
  readonly code: number;
}

/** Runs the program in this process. */
async function run(args: readonly string[], options?: MemoryOptions): Promise<Run> {
  const memory = memoryTerminal(options);
  const argv = ["inbox", ...args];
  const code = await runProgram(argv, {
    commands: [entry],
    openTerminal: () => memory.terminal,
    environment: () => undefined,
    signal: new AbortController().signal,
    keepOnly: () => {},
    strayFailure: new Promise(() => {}),
  });
  await checkPrinted(argv, memory.stdout());
  return { ...memory, code };
}

async function inDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await test(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** A store with the given messages. */
async function fill(dir: string, ...texts: string[]): Promise<void> {
  await makeStoreDirectory(dir);
  const store = openDirectoryStore(dir);
  for (const text of texts) {
    const writer = await store.create();
    await writer.write(new TextEncoder().encode(text));
    await writer.commit({
      version: 1,
      mailFrom: "",
      rcptTo: ["a@one.test", "b@one.test", "c@one.test", "d@one.test", "e@one.test"],
      time: "2025-07-01T12:00:00.000Z",
    });
  }
}

/** Waits until an inbox listens, and gives its port. */
async function portOf(inbox: Process): Promise<number> {
  const [, port] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+);/, "stderr");
  return Number(port);
}

async function sendMail(port: number, message: string): Promise<void> {
  using client = await Client.connect(port);
  await client.startMail();
  assertMatch(await client.ask(`${message}\r\n.`) ?? "", /^250 /);
  await client.ask("QUIT");
  await client.rest();
}

Deno.test("mua inbox receives, shows each dialogue and each message, and ends well by Ctrl-C", async () => {
  await inDirectory(async (parent) => {
    const dir = `${parent}/box`;
    await using inbox = start(["inbox", "--port", "0", "--dir", dir]);
    const port = await portOf(inbox);
    await sendMail(port, "Subject: =?UTF-8?Q?Ol=C3=A1=1B[31m?=\r\n\r\nHi");
    await inbox.said(/connection closed/, "stderr");
    inbox.kill("SIGINT");
    const { code, stdout, stderr } = await inbox.end();
    assertEquals(code, Exit.ok);
    assertMatch(
      stdout,
      /^ {3}1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {5}\d+ B {2}a@one\.test -> b@two\.test {2}Olá\\x1b\[31m\n$/,
    );
    assertEquals(
      stderr.replaceAll(/^#1 +\d+\.\d{3} /gm, "#1 ").replace(String(port), "PORT"),
      [
        `Listening on 127.0.0.1:PORT; messages go to ${dir}. Press Ctrl-C to stop.`,
        "#1 === connection from [127.0.0.1]",
        "#1 <-  220 localhost ESMTP mua inbox",
        "#1  -> EHLO client.test",
        "#1 <-  250-localhost",
        "#1 <-  250-PIPELINING",
        "#1 <-  250-SIZE 268435456",
        "#1 <-  250-8BITMIME",
        "#1 <-  250-SMTPUTF8",
        "#1 <-  250-CHUNKING",
        "#1 <-  250-BINARYMIME",
        "#1 <-  250-DSN",
        "#1 <-  250-ENHANCEDSTATUSCODES",
        "#1 <-  250 HELP",
        "#1  -> MAIL FROM:<a@one.test>",
        "#1 <-  250 2.1.0 Sender ok",
        "#1  -> RCPT TO:<b@two.test>",
        "#1 <-  250 2.1.5 Recipient ok",
        "#1  -> DATA",
        "#1 <-  354 Send the message, then a line with only a dot",
        "#1  -> Subject: =?UTF-8?Q?Ol=C3=A1=1B[31m?=",
        "#1  -> ",
        "#1  -> Hi",
        "#1  -> .",
        "#1 === stored as 0001.eml",
        "#1 <-  250 2.0.0 Stored as message 1",
        "#1  -> QUIT",
        "#1 <-  221 2.0.0 localhost closing the connection",
        "#1 === connection closed",
        `Stopped: 1 message received, stored in ${dir}`,
        "",
      ].join("\n"),
    );
  });
});

Deno.test("mua inbox --json says each event in one object, and ends well by SIGTERM", async () => {
  await inDirectory(async (dir) => {
    await using inbox = start(["inbox", "--port=0", `--dir=${dir}`, "--json"]);
    const [, port] = await inbox.said(/"event":"listening","host":"127.0.0.1","port":(\d+)/);
    await sendMail(Number(port), "Subject: Hi\r\n");
    await inbox.said(/"event":"closed"/);
    inbox.kill("SIGTERM");
    const { code, stdout, stderr } = await inbox.end();
    assertEquals([code, stderr], [Exit.ok, ""]);
    const events = stdout.trimEnd().split("\n").map((line): unknown => JSON.parse(line));
    const asked = { version: 1, event: "line", connection: 1, speaker: "client", stage: "mail" };
    const time = "-";
    const found = events.map((event) => ({ ...Object(event), time }));
    assertEquals(found.find(({ stage }) => stage === "mail"), {
      ...asked,
      text: "MAIL FROM:<a@one.test>",
      encrypted: false,
      time,
    });
    assertEquals(found.at(-1), { version: 1, event: "stopped", stored: 1, dir, time });
    const { message } = found.find(({ event }) => event === "stored");
    assertEquals([message.number, message.file, message.subject, message.envelope.mailFrom], [
      1,
      `${dir}/0001.eml`,
      "Hi",
      "a@one.test",
    ]);
    assertEquals((await Deno.stat(message.file)).size, message.size);
  });
});

Deno.test("mua inbox --json --quiet tells of messages alone", async () => {
  await inDirectory(async (dir) => {
    await using inbox = start(["inbox", "--json", "-q", "-p0", `--dir=${dir}`]);
    const [, port] = await inbox.said(/"event":"listening","host":"127.0.0.1","port":(\d+)/);
    await sendMail(Number(port), "Subject: Hi\r\n");
    inbox.kill("SIGTERM");
    const { stdout } = await inbox.end();
    const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).event);
    assertEquals(events, ["listening", "stored", "stopped"]);
  });
});

Deno.test("mua inbox --quiet leaves the dialogues out, and --max-size is offered and kept", async () => {
  await inDirectory(async (dir) => {
    await using inbox = start(["inbox", "-q", "-p0", `--dir=${dir}`, "--max-size=1K"]);
    const port = await portOf(inbox);
    {
      using client = await Client.connect(port);
      await client.startMail();
      assertEquals(await client.ask(`${"x".repeat(1023)}\r\n.`), "552 5.3.4 Message too large");
      assertEquals(
        await client.ask("MAIL FROM:<a@one.test> SIZE=1025"),
        "552 5.3.4 Message too large",
      );
    }
    inbox.kill("SIGINT");
    const { code, stdout, stderr } = await inbox.end();
    assertEquals([code, stdout], [Exit.ok, ""]);
    assertEquals(stderr.split("\n").slice(1), [
      "#1 refused  a@one.test -> b@two.test  552 5.3.4 Message too large",
      "#1 refused  MAIL FROM:<a@one.test> SIZE=1025  552 5.3.4 Message too large",
      `Stopped: 0 messages received, stored in ${dir}`,
      "",
    ]);
  });
});

Deno.test("mua inbox ends when nobody reads its messages any more", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await inDirectory(async (dir) => {
    const argv = commandLine(["inbox", "-q", "-p0", `--dir=${dir}`]);
    await using piped = startProcess(["sh", "-c", '"$@" | head -n 1', "sh", ...argv]);
    const port = await portOf(piped);
    await sendMail(port, "Subject: one\r\n");
    await piped.said(/one/);
    // The inbox learns only by writing that the reader has gone.
    await sendMail(port, "Subject: two\r\n");
    const { stderr, stdout } = await piped.end();
    assertMatch(stdout, /^[^\n]*one\n$/);
    assertStringIncludes(stderr, `Stopped: 2 messages received, stored in ${dir}\n`);
  });
});

Deno.test("a message of 50 MB takes no memory of its size", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  await inDirectory(async (dir) => {
    await using inbox = start(["inbox", "-q", "-p0", `--dir=${dir}`]);
    using client = await Client.connect(await portOf(inbox));
    await client.startMail();
    // In MiB; Deno itself reads /proc only with all permissions.
    const memory = async (): Promise<number> => {
      const { stdout } = await runProcess(["cat", `/proc/${inbox.pid}/status`]);
      return Number(/VmHWM:\s+(\d+) kB/.exec(stdout)?.[1]) / 1024;
    };
    const before = await memory();
    const block = new TextEncoder().encode(`${"x".repeat(76)}\r\n`.repeat(1000));
    for (let sent = 0; sent < 50_000_000; sent += block.length) await client.write(block);
    assertEquals(await client.ask("."), "250 2.0.0 Stored as message 1");
    const grown = await memory() - before;
    // It is the same for three times the size.
    assert(grown < 30, `grew by ${grown} MiB`);
    const { size } = await Deno.stat(`${dir}/0001.eml`);
    assert(size > 50_000_000);
  });
});

Deno.test("mua inbox says that a port is in use, and has written nothing for it", async () => {
  await inDirectory(async (parent) => {
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr;
    const dir = `${parent}/box`;
    await Deno.writeTextFile(`${parent}/ca.pem`, "of the inbox that runs");
    const args = ["--port", String(port), "--dir", dir, `--save-ca=${parent}/ca.pem`];
    const { code, stderr, stdout } = await run(args);
    assertEquals(Array.from(Deno.readDirSync(parent), ({ name }) => name), ["ca.pem"]);
    assertEquals(await Deno.readTextFile(`${parent}/ca.pem`), "of the inbox that runs");
    assertEquals([code, stdout()], [Exit.refused, ""]);
    assertStringIncludes(stderr(), `mua inbox: port ${port} of 127.0.0.1 is in use\n`);
    assertStringIncludes(stderr(), `mua inbox --port ${port + 1}`);
  });
});

Deno.test("mua inbox removes what an inbox that was killed had not received whole", async () => {
  await inDirectory(async (dir) => {
    await using killed = start(["inbox", "-q", "-p0", `--dir=${dir}`]);
    using client = await Client.connect(await portOf(killed));
    await client.startMail();
    killed.kill("SIGKILL");
    await killed.end();
    const names = (): string[] =>
      Array.from(Deno.readDirSync(dir), ({ name }) => name).filter((name) => name !== ".faults");
    assertMatch(names().join(), /^\.receiving-[^,]*$/);
    await using inbox = start(["inbox", "-q", "-p0", `--dir=${dir}`]);
    await inbox.said(/Removed incomplete messages left by an inbox that was killed: 1\n/, "stderr");
    await portOf(inbox);
    assertEquals(names(), []);
  });
});

Deno.test("mua inbox says that a directory cannot be made", async () => {
  await inDirectory(async (dir) => {
    await Deno.writeTextFile(`${dir}/file`, "");
    const { code, stderr } = await run(["--port=0", `--dir=${dir}/file/box`]);
    assertEquals(code, Exit.io);
    assertStringIncludes(stderr(), `cannot store messages in "${dir}/file/box": `);
  });
});

Deno.test("mua inbox refuses options that make no sense, before it listens", async () => {
  for (const args of [["--port=70000"], ["--max-size=0"], ["--max-size=1T"]]) {
    assertEquals((await run(args)).code, Exit.usage, args.join(" "));
  }
});

Deno.test("mua inbox refuses a count of --fail that is misspelled, and says what was meant", async () => {
  const rule = "rcpt:grey=451 later 2 time";
  const { code, stderr, stdout } = await run([`--fail=${rule}`]);
  assertEquals([code, stdout()], [Exit.usage, ""]);
  assertStringIncludes(stderr(), `--fail "${rule}": "2 time" does not say how often`);
  assertStringIncludes(stderr(), "Did you mean 2 times?");
});

Deno.test("mua inbox warns where others than this host can reach it, if it may listen there at all", async () => {
  await inDirectory(async (dir) => {
    const args = ["inbox", "--host=0.0.0.0", "--port=0", `--dir=${dir}`];
    await using open = start(args, "mua-any-host");
    await open.said(/Listening on 0\.0\.0\.0:/, "stderr");
    open.kill("SIGINT");
    const { code, stderr } = await open.end();
    assertEquals(code, Exit.ok);
    assertStringIncludes(
      stderr,
      "Warning: anyone who can reach 0.0.0.0 can leave mail here without a password.\n",
    );
    await using bound = start(args);
    assertEquals((await bound.end()).code, Exit.configuration);
  });
});

Deno.test("mua inbox list shows the messages, one a line", async () => {
  await inDirectory(async (dir) => {
    await fill(
      dir,
      "Subject: one\r\n\r\n",
      "Subject: t\x1b[31mwo\r\n =?UTF-8?Q?thr=0Aee?=\r\n\r\n",
      "no header",
    );
    const { code, stdout, stderr } = await run(["list", "--dir", dir]);
    assertEquals([code, stderr()], [Exit.ok, ""]);
    const parties = "<> -> a@one.test, b@one.test, c@one.test and 2 more";
    assertEquals(
      stdout().replaceAll(/ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d /g, " TIME "),
      [
        `   1  TIME      16 B  ${parties}  one`,
        `   2  TIME      44 B  ${parties}  t\\x1b[31mwo thr\\x0aee`,
        `   3  TIME       9 B  ${parties}  (no subject)`,
        "",
      ].join("\n"),
    );
  });
});

Deno.test("mua inbox list --json is one object a message, with its envelope", async () => {
  await inDirectory(async (dir) => {
    await fill(dir, "Subject: one\r\n\r\n", "no header");
    const { stdout } = await run(["--dir", dir, "list", "--json"]);
    const [one, two, rest] = stdout().split("\n");
    assertEquals(rest, "");
    assertEquals(JSON.parse(one ?? ""), {
      version: 1,
      number: 1,
      file: `${dir}/0001.eml`,
      size: 16,
      subject: "one",
      envelope: {
        version: 1,
        mailFrom: "",
        rcptTo: ["a@one.test", "b@one.test", "c@one.test", "d@one.test", "e@one.test"],
        time: "2025-07-01T12:00:00.000Z",
      },
    });
    assertEquals("subject" in JSON.parse(two ?? ""), false);
  });
});

Deno.test("mua inbox list shows a message whose envelope is gone", async () => {
  await inDirectory(async (dir) => {
    await fill(dir, "Subject: one\r\n\r\n");
    await Deno.remove(`${dir}/0001.eml.json`);
    const { stdout } = await run(["list", "--dir", dir]);
    assertEquals(stdout(), "   1      16 B  (envelope unknown)  one\n");
  });
});

Deno.test("mua inbox list opens one message at a time, also without an index", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await inDirectory(async (dir) => {
    await fill(dir, ...Array.from({ length: 400 }, (_, index) => `Subject: ${index}\r\n`));
    await Deno.remove(`${dir}/.index.jsonl`);
    const argv = commandLine(["inbox", "list", `--dir=${dir}`]);
    const limited = ["sh", "-c", 'ulimit -n 100; exec "$@"', "sh", ...argv];
    const { code, stdout, stderr } = await runProcess(limited);
    assertEquals([code, stderr, stdout.trimEnd().split("\n").length], [Exit.ok, "", 400]);
  });
});

Deno.test("mua inbox list says that there is nothing, or no directory", async () => {
  await inDirectory(async (dir) => {
    const empty = await run(["list", "--dir", dir]);
    assertEquals([empty.code, empty.stdout()], [Exit.ok, ""]);
    assertEquals(empty.stderr(), `No messages in ${dir}\n`);
    const none = await run(["list", "--dir", `${dir}/none`]);
    assertEquals(none.code, Exit.noInput);
    assertStringIncludes(none.stderr(), "no such directory");
  });
});

Deno.test("mua inbox show gives a message octet for octet, but escapes it on a terminal", async () => {
  await inDirectory(async (dir) => {
    const text = "Subject: \x1b[2J\r\n\r\nHi \0\r\n";
    await fill(dir, text);
    for (const name of ["1", "0001.eml"]) {
      const { code, stdout } = await run(["show", name, "--dir", dir]);
      assertEquals([code, stdout()], [Exit.ok, text], name);
    }
    const shown = await run(["show", "1", "--dir", dir], { isTerminal: true });
    assertEquals(shown.stdout(), "Subject: \\x1b[2J\n\nHi \\x00\n");
  });
});

Deno.test("mua inbox show --json tells the header fields in their order", async () => {
  await inDirectory(async (dir) => {
    await fill(dir, "To: a\r\nSubject: one\r\nTo: b\r\n c\r\n\r\nbody\r\n");
    const { stdout } = await run(["show", "1", "--json", "--dir", dir]);
    const { header, subject, size } = JSON.parse(stdout());
    assertEquals([subject, size], ["one", 40]);
    assertEquals(header, [
      { name: "To", value: "a" },
      { name: "Subject", value: "one" },
      { name: "To", value: "b c" },
    ]);
  });
});

Deno.test("mua inbox show says that there is no such message, and what no number is", async () => {
  await inDirectory(async (dir) => {
    await fill(dir, "one");
    for (const number of ["2", "999999999"]) {
      const { code, stdout, stderr } = await run(["show", number, "--dir", dir]);
      assertEquals([code, stdout()], [Exit.noInput, ""]);
      assertStringIncludes(stderr(), `no message ${number} in "${dir}"`);
      assertStringIncludes(stderr(), `mua inbox list --dir ${dir}`);
    }
    for (const number of ["0", "-1", "x", "1.5", "1.mbox", "0000.eml", "../1"]) {
      assertEquals((await run(["show", "--dir", dir, "--", number])).code, Exit.usage, number);
    }
    assertEquals((await run(["show", "--dir", dir])).code, Exit.usage);
  });
});
