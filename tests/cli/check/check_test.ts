/** `mua check` with a server that plays a script, or none at all, and the directory of an inbox. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { turn } from "../../support/memory_server.ts";
import { startMua } from "../../support/program.ts";
import { runMua } from "../../support/run_mua.ts";
import { ScriptServer } from "../../support/script_server.ts";

// A secret of whoever runs the tests is none of theirs.
for (const name of ["MUA_PASSWORD", "MUA_IMAP_PASSWORD"]) Deno.env.delete(name);

/** Runs a check against `mua inbox` with this directory. */
async function checkInbox(
  directory: string,
  ...more: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  await using inbox = startMua(["inbox", "--port", "0", "--dir", directory, "--quiet"]);
  const [, port = ""] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
  const server = ["--server", `127.0.0.1:${port}`, "--inbox", directory, "--wait", "20s"];
  const ended = await runMua(["check", "b@y.example", ...server, ...more]);
  inbox.kill("SIGINT");
  await inbox.end();
  return ended;
}

directoryTest(
  "a check of an inbox says that the mail arrived unaltered, and where",
  async (directory) => {
    const { code, stdout, stderr } = await checkInbox(directory);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^arrived .*\/0001\.eml\n/m);
    const message = await Deno.readTextFile(`${directory}/0001.eml`);
    const [, token = ""] = /<(mua-[0-9a-f]{16})@y\.example>/.exec(stdout) ?? [];
    assertStringIncludes(message, "From: b@y.example\r\nTo: b@y.example\r\n");
    assertStringIncludes(message, `Subject: mua check [${token}]\r\n`);
    assertStringIncludes(message, `Message-ID: <${token}@y.example>\r\n`);
  },
);

directoryTest(
  "what is sent can be chosen, and each check has a word of its own",
  async (directory) => {
    const more = ["-f", "a@x.example", "-s", "Olá", "--body", "x", "-H", "X-A: 1", "--json"];
    const tokens = new Set<string>();
    for (const name of ["0001.eml", "0002.eml"]) {
      const { code, stdout } = await checkInbox(directory, ...more);
      assertEquals([code, stdout.split("\n").length], [0, 2]);
      const report = JSON.parse(stdout);
      assertEquals([report.result, report.place], ["unaltered", `${directory}/${name}`]);
      tokens.add(report.token);
    }
    assertEquals(tokens.size, 2);
    const message = await Deno.readTextFile(`${directory}/0001.eml`);
    assertMatch(message, /^From: a@x\.example\r\n/m);
    assertMatch(message, /^X-A: 1\r\n/m);
  },
);

directoryTest(
  "a ready message is sent as it is, and an older copy is not taken for it",
  async (directory) => {
    const eml = `${directory}/ready`;
    await Deno.writeTextFile(eml, "From: a@x.example\r\nMessage-ID: <1@x.example>\r\n\r\nHi\r\n");
    for (const name of ["0001.eml", "0002.eml"]) {
      const { code, stdout, stderr } = await checkInbox(directory, "--eml", eml);
      assertEquals([code, stderr], [0, ""]);
      assertStringIncludes(stdout, `/${name}\n`);
    }
  },
);

/** A server that never says whether it has taken the mail. */
const SILENT_AT_THE_END = [
  turn("", "220 mx\r\n"),
  turn("EHLO me.example\r\n", "250 mx\r\n"),
  turn("MAIL FROM:<b@y.example>\r\n", "250 ok\r\n"),
  turn("RCPT TO:<b@y.example>\r\n", "250 ok\r\n"),
  turn("DATA\r\n", "354 go\r\n"),
];

/** The arguments of a check by way of this server. */
function checkArguments({ port }: ScriptServer, directory: string, ...more: string[]): string[] {
  const way = ["--server", `127.0.0.1:${port}`, "--ehlo", "me.example", "--inbox", directory];
  return ["check", "b@y.example", ...way, ...more];
}

/** Waits until a server has got a whole message. @returns The message. */
async function receivedMessage({ sessions }: ScriptServer): Promise<string> {
  for (;;) {
    const [, message] = /DATA\r\n([^]*)\.\r\n$/.exec(sessions[0]?.sent ?? "") ?? [];
    if (message !== undefined) return message;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

directoryTest(
  "a mail of which nobody knows whether it was taken is looked for",
  async (directory) => {
    await using server = new ScriptServer([SILENT_AT_THE_END]);
    const known = ["-H", "Message-ID: <1@x.example>", "--json", "--timeout", "1s", "--wait", "20s"];
    const checking = runMua(checkArguments(server, directory, ...known));
    await Deno.writeTextFile(`${directory}/0001.eml`, await receivedMessage(server));
    const { code, stdout } = await checking;
    const report = JSON.parse(stdout);
    assertEquals([code, report.result, report.accepted], [0, "unaltered", null]);
    assertEquals(report.delivery.recipients[0].status, "unknown");
  },
);

directoryTest(
  "Ctrl-C before a server says whether it has taken the mail: that is unknown",
  async (directory) => {
    await using server = new ScriptServer([SILENT_AT_THE_END]);
    await using check = startMua(checkArguments(server, directory));
    await receivedMessage(server);
    check.kill("SIGINT");
    const { code, stdout, stderr } = await check.end();
    assertEquals(code, 79, stderr);
    assertMatch(stdout, /^unknown +b@y\.example /m);
    assertMatch(stdout, /^missing {4}not seen in the mailbox when you stopped, /m);
  },
);

directoryTest("a mailbox that is taken away while it is waited for", async (directory) => {
  const box = `${directory}/box`;
  await Deno.mkdir(box);
  await using inbox = startMua(["inbox", "--port", "0", "--dir", directory, "--quiet"]);
  const [, port = ""] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
  const way = ["--server", `127.0.0.1:${port}`, "--inbox", box, "--wait", "20s", "-v"];
  await using check = startMua(["check", "b@y.example", ...way]);
  await check.said(/<\S? +221 .*\n/, "stderr");
  await Deno.remove(box);
  const { code, stdout, stderr } = await check.end();
  assertEquals(code, 66, stderr);
  assertMatch(stdout, /^accepted [^]*^missing {4}not seen in the mailbox, which can no longer /m);
  assertStringIncludes(stderr, `cannot read "${box}": no such directory`);
  inbox.kill("SIGINT");
  await inbox.end();
});

directoryTest("a mail that is not taken now is not looked for", async (directory) => {
  await using server = new ScriptServer([[turn("", "421 later\r\n", "FIN")]]);
  const place = ["--server", `127.0.0.1:${server.port}`, "--inbox", directory];
  const { code, stdout } = await runMua(["check", "b@y.example", ...place]);
  assertEquals(code, 75);
  assertMatch(stdout, /^deferred +b@y\.example /);
  assert(!stdout.includes("missing"), stdout);
});

/** What cannot be done, and what is said of it: nothing is sent. */
const mistakes: readonly (readonly [args: string[], code: number, words: string])[] = [
  [[], 64, "no mailbox to look in: add --imap, --maildir or --inbox"],
  [["--inbox", "x", "--maildir", "y"], 64, "more than one mailbox to look in"],
  [["--imap", "mail.x.example"], 64, "--imap: not of the form imaps://USER@HOST[/MAILBOX]"],
  [["--imap", "imaps://a:s3cret@x.example"], 64, "can be read by everybody"],
  [["--imap", "imaps://x.example"], 64, "no user to authenticate as: add --imap imaps://USER@HOST"],
  [["--imap", "imaps://a@x.example"], 78, "Use --imap-password-file FILE"],
  [["--imap", "imaps://a@x.example", "--imap-auth", "x"], 64, "--imap-auth must be one of"],
  [["--inbox", "/nowhere"], 66, 'cannot read "/nowhere": no such directory'],
  [["--maildir", "/"], 66, "is not a Maildir"],
  [["--inbox", ".", "--wait", "soon"], 64, "--wait must be a time"],
  [["--inbox", ".", "-t", "c@y.example"], 64, "unknown option -t"],
];

for (const [args, code, words] of mistakes) {
  directoryTest(`check ${args.join(" ")}: exit code ${code}`, async () => {
    const ended = await runMua(["check", "b@y.example", "--server", "127.0.0.1:1", ...args]);
    assertEquals([ended.code, ended.stdout], [code, ""], ended.stderr);
    assertStringIncludes(ended.stderr, words);
    assert(!ended.stderr.includes("s3cret"), ended.stderr);
  });
}

directoryTest("a check of two addresses, or of what is none, is refused", async (directory) => {
  for (const address of ["b@y.example, c@y.example", "b", "b@y.example\r\nRCPT TO:<c@y.example>"]) {
    const { code } = await runMua([
      "check",
      address,
      "--inbox",
      directory,
      "--server",
      "127.0.0.1:1",
    ]);
    assertEquals(code, 65, address);
  }
});

directoryTest("a ready message without Message-ID could not be known again", async (directory) => {
  await Deno.writeTextFile(`${directory}/ready`, "From: a@x.example\r\n\r\nHi\r\n");
  const args = ["--inbox", directory, "--eml", `${directory}/ready`, "--server", "127.0.0.1:1"];
  const { code, stderr } = await runMua(["check", "b@y.example", ...args]);
  assertEquals(code, 65);
  assertStringIncludes(stderr, "has no Message-ID");
});

function bounceFor(messageId: string): string {
  return `From: MAILER-DAEMON@y.example
To: b@y.example
Subject: Undelivered Mail Returned to Sender

This is the mail system at host y.example.

<b@y.example>: host mx.y.example[192.0.2.7] said: 552 5.2.2 Mailbox full
    (in reply to RCPT TO command)

------ This is a copy of the message, including all the headers. ------

From: b@y.example
Message-ID: ${messageId}
`;
}

directoryTest(
  "a bounce for the mail ends the check at once; one for another mail does not",
  async (directory) => {
    await using server = new ScriptServer([SILENT_AT_THE_END]);
    const known = ["-H", "Message-ID: <1@x.example>", "--timeout", "1s", "--wait", "60s"];
    const checking = runMua(checkArguments(server, directory, ...known, "--json"));
    await receivedMessage(server);
    await Deno.writeTextFile(`${directory}/0001.eml`, bounceFor("<2@x.example>"));
    await Deno.writeTextFile(`${directory}/0002.eml`, bounceFor("<1@x.example>"));
    const { code, stdout } = await checking;
    const report = JSON.parse(stdout);
    assertEquals([code, report.exitCode, report.result, report.arrived], [
      69,
      69,
      "returned",
      null,
    ]);
    assertEquals(
      report.bounces.map(({ reason, saidBy }: Record<string, unknown>) => [reason, saidBy]),
      [
        ["mailboxfull", "mx.y.example"],
      ],
    );
  },
);

directoryTest("a check says in a line what came back", async (directory) => {
  await using server = new ScriptServer([SILENT_AT_THE_END]);
  const known = ["-H", "Message-ID: <1@x.example>", "--timeout", "1s", "--wait", "60s"];
  const checking = runMua(checkArguments(server, directory, ...known));
  await receivedMessage(server);
  await Deno.writeTextFile(`${directory}/0001.eml`, bounceFor("<1@x.example>"));
  const { code, stdout, stderr } = await checking;
  assertEquals([code, stderr], [69, ""]);
  assertMatch(stdout, /^returned +[\d.]+ s after it was sent\n/m);
  assertMatch(
    stdout,
    /^b@y\.example: permanent, the mailbox is full \(said by mx\.y\.example at RCPT\): 552 5\.2\.2 /m,
  );
});
