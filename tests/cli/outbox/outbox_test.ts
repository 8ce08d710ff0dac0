import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { Inbox } from "../../../inbox/mod.ts";
import type { Answer } from "../../../journal/answer.ts";
import { Outbox } from "../../../outbox/outbox.ts";
import { GIVE_UP_AFTER } from "../../../outbox/schedule.ts";
import { put } from "../../outbox/queued.ts";
import { directoryTest } from "../../support/directory.ts";
import { CountingServer } from "../merge/counting_server.ts";
import { type MuaRun, type MuaSetting, runMua } from "../../support/run_mua.ts";

/** A state directory, and the program that uses it. */
class State {
  readonly path: string;

  constructor(directory: string) {
    this.path = `${directory}/state`;
  }

  get outbox(): Outbox {
    return Outbox.open(`${this.path}/mua/outbox`, true);
  }

  /** Runs `mua`. */
  async mua(argv: readonly string[], setting: MuaSetting = {}): Promise<MuaRun> {
    return await runMua(argv, { ...setting, variables: { XDG_STATE_HOME: this.path } });
  }

  /** Runs `mua` and reads the JSON that it prints. */
  async json(argv: readonly string[]): Promise<Record<string, unknown>[]> {
    const { stdout, stderr } = await this.mua([...argv, "--json"]);
    assertEquals(stderr.replace("The outbox is empty\n", ""), "");
    return stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
  }

  /** Sends a mail with `--queue`. */
  async queue(server: string, ...more: string[]): Promise<MuaRun> {
    const mail = ["-f", "a@x.example", "-t", "b@y.example", "-s", "Hi", "--body", "Hi"];
    return await this.mua(["send", "--queue", ...mail, "--server", server, ...more]);
  }
}

function stateTest(name: string, fn: (state: State, directory: string) => Promise<void>): void {
  directoryTest(name, (directory) => fn(new State(directory), directory));
}

/** Nobody listens there. */
const NOBODY = "127.0.0.1:9";

const DEFERRED: Answer = {
  to: "b@y.example",
  status: "deferred",
  reason: "temporary",
  host: "",
  reply: "451 4.7.1 Greylisted",
};

stateTest(
  "a mail that cannot be sent is queued, and sent when the server is there",
  async (state) => {
    await using inbox = await Inbox.start();
    inbox.fail("rcpt:b@*=451 4.7.1 later once");
    const queued = await state.queue(inbox.address);
    assertEquals(queued.code, 0);
    assertMatch(queued.stdout, /^queued {5}b@y\.example .* 451 4\.7\.1 later\n$/);
    const [id = ""] = state.outbox.ids();
    assertEquals(
      queued.stderr,
      `Queued as ${id}. To try again: mua outbox run, or at once: mua outbox now\n`,
    );
    assertEquals(await state.mua(["outbox", "run"]), { code: 0, stdout: "", stderr: "" });
    const sent = await state.mua(["outbox", "now"]);
    assertMatch(sent.stdout, new RegExp(`^${id}  delivered  b@y.example  .* 250 `));
    assertEquals([sent.code, sent.stderr, state.outbox.ids()], [0, "", []]);
    const mail = await inbox.next({ timeout: 2000 });
    assertEquals([mail.envelope.mailFrom, mail.subject, mail.text], [
      "a@x.example",
      "Hi",
      "Hi\r\n",
    ]);
  },
);

stateTest("only who was deferred is kept; who was refused is told of at once", async (state) => {
  await using inbox = await Inbox.start();
  inbox.fail("rcpt:no@*=550 5.1.1 no such user");
  inbox.fail("rcpt:b@*=451 4.7.1 later");
  const run = await state.queue(
    inbox.address,
    "-t",
    "no@y.example",
    "-t",
    "yes@y.example",
    "--json",
  );
  const report = JSON.parse(run.stdout);
  assertEquals([run.code, report.exitCode], [67, 67]);
  assertEquals(report.queued.recipients, ["b@y.example"]);
  const [mail] = await state.json(["outbox", "list"]);
  assert(mail !== undefined && Array.isArray(mail["recipients"]));
  assertEquals(mail["recipients"].map(({ recipient }) => recipient), ["b@y.example"]);
});

stateTest("what was delivered, or refused, is not queued", async (state) => {
  await using inbox = await Inbox.start();
  assertEquals((await state.queue(inbox.address)).code, 0);
  inbox.fail("dot=554 5.7.1 no");
  assertEquals((await state.queue(inbox.address)).code, 69);
  assertEquals(state.outbox.ids(), []);
});

stateTest("a mail of which nobody knows stays until a person decides", async (state) => {
  await using inbox = await Inbox.start();
  inbox.fail("dot=drop once");
  const run = await state.queue(inbox.address);
  assertEquals(run.code, 79);
  const [id = ""] = state.outbox.ids();
  assertStringIncludes(run.stderr, `mua outbox now ${id} --retry-unknown`);
  assertEquals((await state.mua(["outbox", "run"])).stdout, "");
  assertEquals((await state.mua(["outbox", "now"])).stdout, "");
  const [listed] = await state.json(["outbox", "list"]);
  assertEquals([listed?.["state"], listed?.["next"]], ["unknown", null]);
  const again = await state.mua(["outbox", "now", id, "--retry-unknown"]);
  assertEquals([again.code, state.outbox.ids()], [0, []]);
});

stateTest("a dot without an answer is told of once, and not sent again", async (state) => {
  const id = await put(state.outbox, {
    way: new Map([["server", [NOBODY]], ["account", ["none"]]]),
  });
  {
    const taken = await state.outbox.take(id);
    assert(typeof taken === "object");
    await taken.beforeDot(taken.contents.mail.envelope.recipients);
    taken[Symbol.dispose]();
  }
  const first = await state.mua(["outbox", "run"]);
  assertEquals(first.code, 79);
  assertMatch(
    first.stdout,
    /unknown +b@y\.example +the message was sent, and no answer was recorded/,
  );
  assertEquals(await state.mua(["outbox", "run"]), { code: 0, stdout: "", stderr: "" });
  assertEquals(state.outbox.ids(), [id]);
});

stateTest(
  "a mail that is given up is kept as failed, and bounced when there is a Maildir",
  async (state, directory) => {
    const way = new Map([["server", [NOBODY]], ["account", ["none"]]]);
    const queuedAt = Date.now() - GIVE_UP_AFTER - 1000;
    const id = await put(state.outbox, { way, queuedAt, answers: [DEFERRED] });
    const given = await state.mua(["outbox", "run"]);
    assertEquals(given.code, 69);
    assertStringIncludes(given.stdout, `${id}  gave up on b@y.example: kept in the outbox\n`);
    assertEquals(await state.mua(["outbox", "run"]), { code: 0, stdout: "", stderr: "" });
    assertEquals((await state.json(["outbox", "list"]))[0]?.["state"], "failed");
    const maildir = `${directory}/Maildir`;
    const missing = await state.mua(["outbox", "run", "--maildir", maildir]);
    assertEquals(missing.code, 66);
    assertStringIncludes(missing.stderr, "is not a Maildir: it has no new/");
    for (const name of ["new", "tmp"]) Deno.mkdirSync(`${maildir}/${name}`, { recursive: true });
    const [run] = await state.json(["outbox", "run", "--maildir", maildir]);
    assertEquals([run?.["givenUp"], run?.["kept"]], [["b@y.example"], false]);
    assertEquals(state.outbox.ids(), []);
    const [bounce] = Array.from(Deno.readDirSync(`${maildir}/new`), ({ name }) => name);
    assertEquals(run?.["bounce"], `${maildir}/new/${bounce}`);
    const text = Deno.readTextFileSync(`${maildir}/new/${bounce}`);
    assertEquals(text.includes("\r"), false);
    assertStringIncludes(text, "\nFinal-Recipient: rfc822; b@y.example\n");
    assertStringIncludes(text, "\n\nFrom: me@x.example\nTo: b@y.example\nSubject: Hi\n\nHi\n");
    const explained = await runMua(["explain", `${maildir}/new/${bounce}`]);
    assertStringIncludes(explained.stdout, "b@y.example");
  },
);

stateTest(
  "a mail that is refused later is bounced, and who waits goes on waiting",
  async (state, directory) => {
    await using inbox = await Inbox.start();
    inbox.fail("rcpt:no@*=550 5.1.1 no such user");
    inbox.fail("rcpt:b@*=451 4.7.1 later");
    const maildir = `${directory}/Maildir`;
    for (const name of ["new", "tmp"]) Deno.mkdirSync(`${maildir}/${name}`, { recursive: true });
    const way = new Map([["server", [inbox.address]], ["account", ["none"]]]);
    const id = await put(state.outbox, { way, to: ["b@y.example", "no@y.example"] });
    const run = await state.mua(["outbox", "run", "--maildir", maildir]);
    assertEquals(run.code, 75);
    assertStringIncludes(run.stdout, `${id}  next attempt in 1:00\n`);
    assertStringIncludes(run.stdout, `${id}  gave up on no@y.example: bounced to ${maildir}/new/`);
    assertEquals(Array.from(Deno.readDirSync(`${maildir}/new`)).length, 1);
    assertEquals(state.outbox.ids(), [id]);
  },
);

stateTest(
  "nobody is told of the null reverse-path, or who wants no notification",
  async (state, directory) => {
    await using inbox = await Inbox.start();
    inbox.fail("rcpt=550 5.1.1 no such user");
    const maildir = `${directory}/Maildir`;
    for (const name of ["new", "tmp"]) Deno.mkdirSync(`${maildir}/${name}`, { recursive: true });
    const way = new Map([["server", [inbox.address]], ["account", ["none"]]]);
    await put(state.outbox, { way, envelope: { reversePath: "" } });
    await put(state.outbox, { way, envelope: { notification: { notify: [] } } });
    const run = await state.mua(["outbox", "run", "--maildir", maildir]);
    assertEquals(run.code, 67);
    assertEquals(Array.from(Deno.readDirSync(`${maildir}/new`)).length, 0);
    assertEquals(state.outbox.ids().length, 2);
    assertEquals(await state.json(["outbox", "run", "--maildir", maildir]), []);
  },
);

stateTest("a server that takes nothing is asked once, and not for each mail", async (state) => {
  await using inbox = await Inbox.start();
  inbox.fail("banner=421 4.3.2 closed");
  const way = new Map([["server", [inbox.address]], ["account", ["none"]]]);
  for (let mail = 0; mail < 50; mail++) await put(state.outbox, { way });
  const run = await state.mua(["outbox", "run"]);
  assertEquals(run.code, 75);
  assertEquals(run.stdout.match(/deferred/g)?.length, 50);
  assertEquals(run.stdout.match(/421 4\.3\.2 closed/g)?.length, 50);
});

stateTest(
  "an account that is gone, or a password that is not there, leaves the mail where it is",
  async (state, directory) => {
    const config = `${directory}/config.toml`;
    Deno.writeTextFileSync(config, '[account.work]\nserver = "127.0.0.1:9"\n', { mode: 0o600 });
    const account: [string, string[]][] = [["account", ["home"]], ["config", [config]]];
    await put(state.outbox, { way: new Map(account) });
    await put(state.outbox, {
      way: new Map([["account", ["none"]], ["server", [NOBODY]], ["user", ["ana"]]]),
    });
    const run = await state.mua(["outbox", "run"]);
    assertEquals(run.code, 75);
    assertStringIncludes(run.stdout, 'no account "home"');
    assertStringIncludes(run.stdout, "no password for ana at 127.0.0.1");
  },
);

stateTest("of two runs at once the second one says so", async (state) => {
  using _lock = state.outbox.lock();
  const run = await state.mua(["outbox", "run"]);
  assertEquals(run.code, 75);
  assertEquals(run.stderr, "mua outbox run: another mua outbox run is at work\n");
});

stateTest("a mail that another program is sending is left to it", async (state) => {
  const id = await put(state.outbox, { way: new Map([["server", [NOBODY]]]) });
  const taken = await state.outbox.take(id);
  assert(typeof taken === "object");
  using _ = taken;
  for (const argv of [["now"], ["now", id], ["run"]]) {
    const run = await state.mua(["outbox", ...argv]);
    assertEquals([run.code, run.stdout], [75, ""]);
    assertStringIncludes(run.stderr, `${id}: another mua is sending it now`);
  }
  const rm = await state.mua(["outbox", "rm", id]);
  assertEquals([rm.code, rm.stdout], [75, `${id}  is being sent now, and was not removed\n`]);
});

stateTest("a damaged file is named, stays, and holds up nothing", async (state) => {
  await using inbox = await Inbox.start();
  const way = new Map([["server", [inbox.address]], ["account", ["none"]]]);
  await put(state.outbox, { way });
  const { path } = state.outbox;
  Deno.writeTextFileSync(`${path}/00000000.mail`, "torn");
  const run = await state.mua(["outbox", "run"]);
  assertEquals(run.code, 75);
  assertStringIncludes(run.stdout, "delivered");
  assertStringIncludes(
    run.stderr,
    "00000000: it is damaged: its first line is not that of a queued",
  );
  const list = await state.mua(["outbox", "list"]);
  assertStringIncludes(list.stdout, `00000000  damaged    ${path}/00000000.mail: its first line`);
  assertEquals((await state.json(["outbox", "list"]))[0]?.["state"], "damaged");
  assertEquals((await state.mua(["outbox", "show", "00000000"])).code, 65);
  const rm = await state.mua(["outbox", "rm", "00000000"]);
  assertEquals([rm.stdout, state.outbox.ids()], ["00000000  removed; it was damaged\n", []]);
});

stateTest("list, show and rm tell of a mail, and of none", async (state) => {
  const empty = await state.mua(["outbox", "list"]);
  assertEquals(empty, { code: 0, stdout: "", stderr: "The outbox is empty\n" });
  await state.queue(NOBODY);
  const [id = ""] = state.outbox.ids();
  const list = await state.mua(["outbox", "list"]);
  assertMatch(
    list.stdout,
    /^\w{8} {2}deferred {3}in (?:1:00|0:\d\d) +\d+ B {2}a@x\.example -> b@y\.example {2}Hi\n$/,
  );
  const show = await state.mua(["outbox", "show", id]);
  assertMatch(show.stdout, /\nWay {6}--server 127\.0\.0\.1:9 --account none\n/);
  assertMatch(show.stdout, /\n {2}deferred {3}b@y\.example .* {2}\(1 attempt\)\n/);
  const raw = await state.mua(["outbox", "show", id, "--raw"]);
  assertMatch(raw.stdout, /^From: a@x\.example\r\n[\s\S]*\r\n\r\nHi\r\n$/);
  const [shown] = await state.json(["outbox", "show", id]);
  assertEquals([shown?.["id"], shown?.["message"]], [id, raw.stdout]);
  const rm = await state.mua(["outbox", "rm", id]);
  assertEquals(rm.stdout, `${id}  removed; not sent to b@y.example\n`);
  for (const argv of [["show", id], ["rm", id], ["now", id], ["show", "../x"]]) {
    const run = await state.mua(["outbox", ...argv]);
    assertEquals([run.code, run.stdout], [66, ""]);
    assertStringIncludes(run.stderr, `no mail "${argv[1]}" in the outbox`);
  }
});

stateTest("what cannot be kept is refused before it is sent", async (state) => {
  await using inbox = await Inbox.start();
  const { path } = state.outbox;
  if (Deno.build.os !== "windows") {
    Deno.chmodSync(path, 0o777);
    const open = await state.queue(inbox.address);
    assertEquals(open.code, 78);
    assertStringIncludes(open.stderr, `chmod 700 ${path}`);
  }
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "");
  const run = await state.queue(inbox.address);
  assertEquals([run.code, inbox.messages.length], [74, 0], run.stderr);
  const homeless = await runMua(
    ["send", "--queue", "-f", "a@x.example", "-t", "b@y.example", "--server", inbox.address],
    { variables: { XDG_STATE_HOME: "relative" }, input: "Hi" },
  );
  assertEquals([homeless.code, inbox.messages.length], [78, 0]);
});

stateTest(
  "what cannot be kept in the end is as if there were no outbox, and that is said",
  async (state) => {
    const { path } = state.outbox;
    await using server = new CountingServer({
      rcpt: () => {
        Deno.removeSync(path, { recursive: true });
        return "451 4.7.1 later";
      },
    });
    const run = await state.queue(server.address);
    assertEquals(run.code, 75);
    assertMatch(run.stdout, /^deferred {3}b@y\.example/);
    assertStringIncludes(
      run.stderr,
      `Not queued: cannot use the outbox "${path}": no such directory\n`,
    );
  },
);

stateTest("an outbox that cannot be written is no fault of the program", async (state) => {
  await put(state.outbox);
  Deno.mkdirSync(`${state.outbox.path}/lock`);
  const run = await state.mua(["outbox", "run"]);
  assertEquals([run.code, run.stdout], [74, ""]);
  assertStringIncludes(run.stderr, `cannot use the outbox "${state.outbox.path}"`);
});

stateTest("a word that is no command of the outbox is not understood", async (state) => {
  const run = await state.mua(["outbox", "lst"]);
  assertEquals(run.code, 64);
  assertStringIncludes(run.stderr, 'unknown command "lst"\nDid you mean list?\n');
});

stateTest(
  "the account decides whether mail is queued, and the command line before it",
  async (state, directory) => {
    const config = `${directory}/config.toml`;
    const text = `[account.work]\nfrom = "a@x.example"\nserver = "${NOBODY}"\nqueue = true\n`;
    Deno.writeTextFileSync(config, text, { mode: 0o600 });
    const mail = ["send", "--config", config, "-t", "b@y.example", "--body", "Hi"];
    assertEquals((await state.mua([...mail, "--no-queue"])).code, 75);
    assertEquals(state.outbox.ids(), []);
    assertEquals((await state.mua(mail)).code, 0);
    const [listed] = await state.json(["outbox", "list"]);
    assertEquals(listed?.["account"], "work");
    const sendmail = ["sendmail", "--config", config, "-t"];
    const taken = await state.mua(sendmail, { input: "To: c@y.example\nSubject: Hi\n\nHi\n" });
    assertEquals([taken.code, state.outbox.ids().length], [0, 2], taken.stderr);
    // Now the account has another server, and both mails go there.
    await using inbox = await Inbox.start();
    Deno.writeTextFileSync(config, text.replace(NOBODY, inbox.address));
    assertEquals((await state.mua(["outbox", "now"])).code, 0);
    assertEquals(inbox.messages.length, 2);
  },
);

stateTest("what Ctrl-C has stopped is queued", async (state) => {
  const ending = new AbortController();
  await using server = new CountingServer({
    rcpt: () => {
      ending.abort();
      return undefined;
    },
  });
  const argv = [
    "-f",
    "a@x.example",
    "-t",
    "b@y.example",
    "--server",
    server.address,
    "--body",
    "Hi",
  ];
  const { signal } = ending;
  const run = await state.mua(["send", "--queue", "--retry-for", "30m", ...argv], { signal });
  assertEquals([run.code, server.copies.size], [0, 0], run.stderr);
  const [mail] = await state.json(["outbox", "list"]);
  assertEquals(mail?.["state"], "queued");
});

stateTest("a run that is interrupted sends nothing more, and forgets nothing", async (state) => {
  await put(state.outbox, { way: new Map([["server", [NOBODY]], ["account", ["none"]]]) });
  const run = await state.mua(["outbox", "run"], { signal: AbortSignal.abort() });
  assertEquals([run.code, state.outbox.ids().length], [130, 1]);
});

stateTest("a run that watches sends what comes, and ends in peace", async (state) => {
  await using inbox = await Inbox.start();
  const way = new Map([["server", [inbox.address]], ["account", ["none"]]]);
  await put(state.outbox, { way });
  const ending = new AbortController();
  const running = state.mua(["outbox", "run", "--watch"], { signal: ending.signal });
  await inbox.next({ timeout: 2000 });
  ending.abort();
  const { code, stdout } = await running;
  assertEquals([code, state.outbox.ids()], [0, []]);
  assertStringIncludes(stdout, "delivered");
});

stateTest("sendmail lists the outbox as mailq does, and runs it", async (state) => {
  assertEquals((await state.mua(["sendmail", "-bp"])).stdout, "Mail queue is empty\n");
  await using inbox = await Inbox.start();
  const way = new Map([["server", [inbox.address]], ["account", ["none"]]]);
  const id = await put(state.outbox, {
    way,
    answers: [DEFERRED],
    queuedAt: Date.now() - 3_600_000,
  });
  const mailq = await state.mua(["sendmail", "-bp"]);
  const [heading, line, words, recipient, empty, sum] = mailq.stdout.split("\n");
  assertMatch(heading ?? "", /^-Queue ID- /);
  assertMatch(line ?? "", new RegExp(`^${id} +\\d+ \\w{3} \\w{3} \\d\\d [\\d:]{8}  me@x.example$`));
  assertEquals([words, recipient?.trim()], ["(451 4.7.1 Greylisted)", "b@y.example"]);
  assertEquals([empty, sum], ["", "-- 1 Kbytes in 1 Request."]);
  assertEquals(await state.mua(["sendmail", "-q"]), { code: 0, stdout: "", stderr: "" });
  assertEquals([inbox.messages.length, state.outbox.ids()], [1, []]);
});
