import { Exit } from "../../../cli/terminal/exit.ts";
import { Client } from "../../inbox/client.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { checkPrinted } from "../../support/printed_json.ts";
import { Process } from "../../support/process.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const ENV = { NO_COLOR: "1", FORCE_COLOR: "", MUA_DEBUG: "" };
const LISTENING = /"event":"listening","host":"127.0.0.1","port":(\d+)/;

function inboxOf(directory: string, ...args: string[]): string[] {
  const flags = ["--quiet", "--no-prompt", "--cached-only", "--permission-set=mua"];
  const program = `${ROOT}tests/cli/fixtures/inbox_program.ts`;
  const own = ["inbox", "-p0", `--dir=${directory}/box`, ...args];
  return [Deno.execPath(), "run", `--config=${ROOT}deno.json`, ...flags, program, ...own];
}

function start(argv: readonly string[]): Process {
  return new Process(argv, { env: ENV });
}

/** Mails over one connection, each of which is accepted. */
async function sendMails(port: number, count: number): Promise<void> {
  using client = await Client.connect(port);
  await client.reply();
  await client.ask("EHLO client.test");
  for (let sent = 0; sent < count; sent++) {
    for (const command of ["MAIL FROM:<a@one.test>", "RCPT TO:<b@two.test>", "DATA"]) {
      assertMatch(await client.ask(command) ?? "", /^[23]50|^354/);
    }
    const text = "A line of a message that nobody reads.\r\n".repeat(20);
    assertMatch(await client.ask(`Subject: ${sent}\r\n\r\n${text}.`) ?? "", /^250 /);
  }
}

directoryTest(
  "mail and SIGTERM do not wait for a parent that reads no further than `listening`",
  async (directory) => {
    const [program = "", ...args] = inboxOf(directory, "--json");
    const child = new Deno.Command(program, { args, env: ENV, stdout: "piped" }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    const [, port] = LISTENING.exec(new TextDecoder().decode(value)) ?? [];
    await sendMails(Number(port), 300);
    child.kill("SIGTERM");
    assertEquals((await child.status).code, Exit.ok);
    await reader.cancel();
    const names = Array.from(Deno.readDirSync(`${directory}/box`), ({ name }) => name);
    assertEquals(names.filter((name) => name.endsWith(".eml")).length, 300);
  },
);

directoryTest(
  "lines of dialogues are left out while nobody reads, which is said, and messages are not",
  async (directory) => {
    await using inbox = start(inboxOf(directory, "--json"));
    const [, port] = await inbox.said(LISTENING);
    await sendMails(Number(port), 300);
    inbox.kill("SIGTERM");
    const { code, stdout } = await inbox.end();
    assertEquals(code, Exit.ok);
    const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    const shown = (kind: string): unknown[] => events.filter(({ event }) => event === kind);
    assertEquals(shown("stored").length, 300);
    const dropped = events.filter(({ event }) => event === "dropped");
    const lines = dropped.reduce((sum, event) => sum + event.lines, 0);
    // Each is accounted for: 30 of a mail, and some of the greeting.
    assert(lines > 1000, `${lines} lines were dropped`);
    const others = lines + shown("line").length - 300 * 30;
    assert(others > 0 && others < 30, `${others} lines beside those of the mails`);
    assertEquals(events.at(-1), {
      version: 1,
      event: "stopped",
      stored: 300,
      dir: `${directory}/box`,
    });
  },
);

directoryTest("messages are shown though nobody reads the dialogues", async (directory) => {
  await using inbox = start(inboxOf(directory));
  const [, port] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+);/, "stderr");
  await sendMails(Number(port), 300);
  await inbox.said(/ 299\n/);
  inbox.kill("SIGTERM");
  const { code, stderr } = await inbox.end();
  assertEquals(code, Exit.ok);
  assertMatch(stderr, /\n=== \d+ lines are not shown, because earlier output was not read\n/);
  assertStringIncludes(stderr, `Stopped: 300 messages received, stored in ${directory}/box\n`);
});

directoryTest(
  "--log takes the dialogues, and a pipe has only what --quiet shows",
  async (directory) => {
    const log = `${directory}/log`;
    await Deno.writeTextFile(log, "of the last run\n");
    await using inbox = start(inboxOf(directory, `--log=${log}`));
    const [, port] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+);/, "stderr");
    await sendMails(Number(port), 1);
    inbox.kill("SIGTERM");
    const { stdout, stderr } = await inbox.end();
    assertMatch(stdout, /^ {3}1 .*\n$/);
    assertEquals(stderr.split("\n").length, 3);
    const written = await Deno.readTextFile(log);
    assertMatch(written, /^Listening on /);
    assertMatch(written, /^#1 .* -> MAIL FROM:<a@one\.test>$/m);
    assertMatch(written, /^Stopped: 1 message received/m);
    assertEquals((Deno.statSync(log).mode ?? 0) & 0o777, 0o600);
  },
);

directoryTest(
  "--json --log writes every event to the file, and without the lines to standard output",
  async (directory) => {
    const log = `${directory}/log`;
    await using inbox = start(inboxOf(directory, "--json", `--log=${log}`));
    const [, port] = await inbox.said(LISTENING);
    await sendMails(Number(port), 1);
    inbox.kill("SIGTERM");
    const { stdout } = await inbox.end();
    const kinds = (text: string): string[] =>
      text.trimEnd().split("\n").map((line) => JSON.parse(line).event);
    assertEquals(kinds(stdout), ["listening", "stored", "stopped"]);
    const text = await Deno.readTextFile(log);
    await checkPrinted(["inbox", "--json"], text);
    const written = kinds(text);
    assertEquals([written.at(0), written.at(-1)], ["listening", "stopped"]);
    assert(written.includes("line") && written.includes("stored"));
  },
);

directoryTest("--log and --ready-file take the place of nothing but a file", async (directory) => {
  await Deno.mkdir(`${directory}/folder`);
  for (const option of ["log", "ready-file"]) {
    await using inbox = start(inboxOf(directory, `--${option}=${directory}/folder`));
    const { code, stderr } = await inbox.end();
    assertEquals(code, Exit.io);
    assertStringIncludes(stderr, `cannot save to "${directory}/folder": it is a directory`);
  }
});

directoryTest(
  "--ready-file says the port while the inbox listens, and is gone afterwards",
  async (directory) => {
    const ready = `${directory}/ready.json`;
    await Deno.writeTextFile(ready, "of the last run");
    await using inbox = start(inboxOf(directory, `--ready-file=${ready}`));
    await inbox.said(/Listening/, "stderr");
    const text = await Deno.readTextFile(ready);
    await checkPrinted(["inbox", "--json"], text);
    const { event, port, dir } = JSON.parse(text);
    assertEquals([event, dir], ["listening", `${directory}/box`]);
    await sendMails(port, 1);
    inbox.kill("SIGTERM");
    await inbox.end();
    assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), ["box"]);
  },
);

directoryTest(
  "--exit-with-stdin ends the inbox when standard input ends, and nothing else does",
  async (directory) => {
    await using inbox = start(inboxOf(directory, "--exit-with-stdin"));
    const [, port] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+);/, "stderr");
    await inbox.give("what is said there does not matter\n");
    await sendMails(Number(port), 1);
    await inbox.closeStdin();
    const { code, stderr } = await inbox.end();
    assertEquals(code, Exit.ok);
    assertStringIncludes(stderr, "Standard input has ended\n");
  },
);

/** Starts what it is told with a pipe that it reads no further than one line, and waits to be killed. */
const PARENT = `
import subprocess, sys, time
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
print(child.stdout.readline().decode(), flush=True)
time.sleep(600)
`;

for (const args of [["--json"], ["--json", "--quiet"]]) {
  directoryTest(
    `an inbox ${args.join(" ")} ends when the parent that held its output is killed`,
    async (directory) => {
      await using parent = start(["python3", "-c", PARENT, ...inboxOf(directory, ...args)]);
      const [, port] = await parent.said(LISTENING);
      parent.kill("SIGKILL");
      // Its standard error, which is the inbox's too, ends only when the inbox has.
      const { stderr } = await parent.end();
      assertStringIncludes(stderr, "Nothing reads standard output any more\n");
      using _free = Deno.listen({ hostname: "127.0.0.1", port: Number(port) });
    },
  );
}

directoryTest(
  "an inbox goes on after its parent while somebody reads its output",
  async (directory) => {
    const line = [
      "sh",
      "-c",
      '"$@" & echo "pid $!"; read end',
      "sh",
      ...inboxOf(directory, "--json"),
    ];
    await using shell = start(line);
    const [, pid] = await shell.said(/pid (\d+)/);
    const [, port] = await shell.said(LISTENING);
    await shell.closeStdin();
    await shell.said(/\{"version":1,"event":"parent-ended"\}\n/);
    await sendMails(Number(port), 1);
    Deno.kill(Number(pid), "SIGTERM");
    assertStringIncludes((await shell.end()).stdout, `{"version":1,"event":"stopped","stored":1,`);
  },
);
