/** What `mua inbox` shows of its dialogues and of what it refuses, and what it takes from careless clients. */
import { Client } from "../inbox/client.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { Process } from "../support/process.ts";
import { mua, startMua, underDeno } from "../support/program.ts";

interface Scene {
  /** The directory of the messages. */
  readonly dir: string;
  /** Connects and reads the greeting. */
  readonly connect: () => Promise<Client>;
}

interface Shown {
  readonly stdout: string;
  /** Standard error without its first line and the last. */
  readonly stderr: string[];
  /** With --json: the events. */
  readonly events: Record<string, unknown>[];
}

/** Runs an inbox, does something with it, stops it, and gives what it has shown. */
async function shownBy(
  args: readonly string[],
  act: (scene: Scene) => Promise<void>,
): Promise<Shown> {
  const parent = await Deno.makeTempDir();
  try {
    const dir = `${parent}/box`;
    const isJson = args.includes("--json");
    await using inbox = startMua(["inbox", "-p0", `--dir=${dir}`, ...args], {
      env: { MUA_PASSWORD: "right" },
    });
    const [, port] = isJson
      ? await inbox.said(/"event":"listening","host":"127.0.0.1","port":(\d+)/)
      : await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
    const connect = async (): Promise<Client> => {
      const client = await Client.connect(Number(port));
      assertEquals(await client.reply(), "220 localhost ESMTP mua inbox");
      return client;
    };
    await act({ dir, connect });
    inbox.kill("SIGTERM");
    const { code, stdout, stderr } = await inbox.end();
    assertEquals(code, 0, stderr);
    const events = isJson ? stdout.trimEnd().split("\n").map((line) => JSON.parse(line)) : [];
    return { stdout, stderr: stderr.split("\n").slice(isJson ? 0 : 1, isJson ? -1 : -2), events };
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** A client that is refused a log-in, a recipient and a message, and then sends one that is kept. */
async function beRefused({ connect }: Scene): Promise<void> {
  using client = await connect();
  await client.ask("EHLO client.test");
  await client.ask(`AUTH PLAIN ${btoa("\0ana\0wrong")}`);
  await client.ask("MAIL FROM:<a@one.test>");
  await client.ask("RCPT TO:<bad@two.test>");
  await client.ask("RCPT TO:<b@two.test>");
  await client.ask("DATA");
  assertMatch(await client.ask(`${"x".repeat(1023)}\r\n.`) ?? "", /^552 /);
  await client.ask("MAIL FROM:<a@one.test>");
  await client.ask("RCPT TO:<b@two.test>");
  await client.ask("DATA");
  assertMatch(await client.ask("Subject: kept\r\n\r\nthe body\r\n.") ?? "", /^250 /);
  await client.ask("QUIT");
  await client.rest();
}

const RULE = "rcpt:bad*=550 5.1.1 nobody";
const REFUSING = ["--user=ana", "--allow-insecure-auth", "--max-size=1K", `--fail=${RULE}`];

Deno.test("mua inbox -q shows each refusal in one line, a failed log-in too, and no secret", async () => {
  const { stdout, stderr } = await shownBy(["-q", ...REFUSING], beRefused);
  assertEquals(stderr, [
    "#1 refused  AUTH PLAIN ********  535 5.7.8 Authentication credentials invalid",
    `#1 refused  RCPT TO:<bad@two.test>  550 5.1.1 nobody (--fail: ${RULE})`,
    "#1 refused  a@one.test -> b@two.test  552 5.3.4 Message too large",
  ]);
  assertMatch(stdout, /^ {3}1 .* a@one\.test -> b@two\.test {2}kept\n$/);
});

Deno.test("mua inbox --json -q has an event for each refusal", async () => {
  const { events, stderr } = await shownBy(["--json", "-q", ...REFUSING], beRefused);
  assertEquals(stderr, []);
  const names = ["listening", "refused", "refused", "refused", "stored", "stopped"];
  assertEquals(events.map(({ event }) => event), names);
  const [auth, rcpt, dot] = events.slice(1).map(({ time: _, ...others }) => others);
  const all = { version: 1, event: "refused", connection: 1, encrypted: false };
  assertEquals(auth, {
    ...all,
    stage: "auth",
    command: "AUTH PLAIN ********",
    code: 535,
    text: "535 5.7.8 Authentication credentials invalid",
  });
  assertEquals(rcpt, {
    ...all,
    stage: "rcpt",
    command: "RCPT TO:<bad@two.test>",
    code: 550,
    text: "550 5.1.1 nobody",
    rule: RULE,
  });
  assertEquals(dot, {
    ...all,
    stage: "dot",
    command: ".",
    mailFrom: "a@one.test",
    rcptTo: ["b@two.test"],
    code: 552,
    text: "552 5.3.4 Message too large",
  });
});

Deno.test("mua inbox --dialogue commands shows all but the lines of messages", async () => {
  const { stderr } = await shownBy(["--dialogue=commands", ...REFUSING], beRefused);
  const lines = stderr.map((line) => line.replace(/^#1 +\d+\.\d{3} /, ""));
  assertEquals(lines.slice(-9, -3), [
    "<-  250 2.1.5 Recipient ok",
    " -> DATA",
    "<-  354 Send the message, then a line with only a dot",
    " -> .",
    "=== stored as 0001.eml",
    "<-  250 2.0.0 Stored as message 1",
  ]);
  assertEquals(lines.some((line) => line.includes("refused")), false);
});

Deno.test("mua inbox --quiet and another --dialogue exclude each other", async () => {
  const { code, stderr } = await mua(["inbox", "-q", "--dialogue", "all"]);
  assertEquals(code, 64);
  assertStringIncludes(stderr, "--quiet means --dialogue none, so --dialogue all contradicts it");
});

for (const args of [["-q"], ["--json", "-q"], ["--json"]]) {
  Deno.test(`mua inbox ${args.join(" ")} says on standard error that it cannot store, and why`, async () => {
    const { stderr } = await shownBy(args, async ({ dir, connect }) => {
      using client = await connect();
      await Deno.remove(dir, { recursive: true });
      await Deno.writeTextFile(dir, "");
      await client.ask("EHLO client.test");
      await client.ask("MAIL FROM:<a@one.test>");
      await client.ask("RCPT TO:<b@two.test>");
      assertMatch(await client.ask("DATA") ?? "", /^451 4\.3\.0 /);
    });
    assertEquals(stderr.length, 1);
    assertMatch(
      stderr[0] ?? "",
      /^#1 refused {2}a@one\.test -> b@two\.test {2}451 4\.3\.0 Cannot store the message now: .*Not a directory/,
    );
  });
}

Deno.test("mua inbox --max-connections lets more wait, and says so", async () => {
  const { stderr } = await shownBy(["-q", "--max-connections=1"], async ({ connect }) => {
    const first = await connect();
    const second = connect();
    await first.ask("QUIT");
    first.close();
    using later = await second;
    assertEquals(await later.ask("NOOP"), "250 2.0.0 Ok");
  });
  assertEquals(stderr, ["1 connection is open: others have to wait (--max-connections)"]);
});

Deno.test("mua inbox takes as many connections as it can open files for, and loses no mail", {
  ignore: Deno.build.os === "windows",
}, async () => {
  const dir = await Deno.makeTempDir();
  try {
    const [program, ...args] = [...underDeno(), "inbox", "-q", "-p0", `--dir=${dir}`];
    const limited = ["sh", "-c", 'ulimit -n 128 && exec "$@"', "sh", program ?? "", ...args];
    await using inbox = new Process(limited, { env: { NO_COLOR: "1" } });
    const [, port] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
    const replies = await Promise.all(Array.from({ length: 150 }, async () => {
      using client = await Client.connect(Number(port));
      await client.startMail();
      const reply = await client.ask("Hi\r\n.");
      await client.ask("QUIT");
      return reply?.slice(0, 9);
    }));
    assertEquals(new Set(replies), new Set(["250 2.0.0"]));
    inbox.kill("SIGTERM");
    const { stderr } = await inbox.end();
    assertMatch(
      stderr,
      /^Serving only \d\d connections at a time; more have to wait: .* \(ulimit -n\)\n/,
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("mua inbox that can open files for one connection says so", {
  ignore: Deno.build.os === "windows",
}, async () => {
  const dir = await Deno.makeTempDir();
  try {
    const [program, ...args] = [...underDeno(), "inbox", "-q", "-p0", `--dir=${dir}`];
    const limited = ["sh", "-c", 'ulimit -n 40 && exec "$@"', "sh", program ?? "", ...args];
    await using inbox = new Process(limited, { env: { NO_COLOR: "1" } });
    await inbox.said(/Listening on/, "stderr");
    inbox.kill("SIGTERM");
    const { stderr } = await inbox.end();
    assertMatch(stderr, /^Serving only 1 connection at a time;/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("mua inbox --lenient --strict off takes what careless clients send", async () => {
  const mail = "EHLO x\r\nMAIL FROM:a@x\r\nRCPT TO:<root>\r\nDATA\r\nHi\r\n.\r\nQUIT\r\n";
  const careless = (client: Client): Promise<string[]> =>
    client.send(mail).then(() => client.rest());
  const { stdout } = await shownBy(["-q", "--lenient", "--strict=off"], async ({ connect }) => {
    using client = await connect();
    assertStringIncludes((await careless(client)).join(), "250 2.0.0 Stored as message 1");
  });
  assertMatch(stdout, / a@x -> root {2}\(no subject\)\n$/);
  await shownBy(["-q"], async ({ connect }) => {
    using client = await connect();
    assertMatch(
      (await careless(client)).at(-1) ?? "",
      /^554 5\.5\.0 Mail data came before the 354/,
    );
  });
});

Deno.test("mua inbox tells the subject behind a header of a thousand recipients, and of one that is cut", async () => {
  const recipients = Array.from({ length: 1000 }, (_, n) => `recipient${n}@somewhere.example`);
  const { events } = await shownBy(["--json", "-q"], async ({ connect }) => {
    using client = await connect();
    for (const header of [`To: ${recipients.join(",\r\n ")}`, `X: ${"x\r\n ".repeat(400_000)}`]) {
      await client.ask("EHLO client.test");
      await client.ask("MAIL FROM:<a@one.test>");
      await client.ask("RCPT TO:<b@two.test>");
      await client.ask("DATA");
      assertMatch(await client.ask(`${header}\r\nSubject: Hi\r\n\r\nHi\r\n.`) ?? "", /^250 /);
    }
  });
  const messages = events.flatMap(({ message }) => message === undefined ? [] : [Object(message)]);
  assertEquals(messages.map(({ subject, headerCut }) => [subject, headerCut]), [
    ["Hi", undefined],
    [undefined, true],
  ]);
});
