import { Interrupted } from "../../../cli/command/interrupt.ts";
import { Exit } from "../../../cli/terminal/exit.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { run } from "../../support/process.ts";
import { runMua } from "../../support/run_mua.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const ignore = Deno.build.os === "windows";

/** Sends a mail and fetches it, with what others have written. */
const CLIENTS = `
import os, poplib, smtplib, subprocess
host, port, pop3 = os.environ["SMTP_HOST"], os.environ["SMTP_PORT"], os.environ["POP3_PORT"]
text = b"Subject: Hi\\r\\n\\r\\n.dot\\r\\n"
with smtplib.SMTP(host, int(port)) as smtp:
    smtp.login("any", "secret")
    smtp.sendmail("a@x.example", ["ana@y.example"], text)
    smtp.sendmail("a@x.example", ["eva@y.example"], text)
box = poplib.POP3(host, int(pop3))
box.user("any"), box.pass_("any")
assert box.stat()[0] == 2, box.stat()
assert len(box.uidl()[1]) == 2
assert box.retr(1)[1][-3:] == [b"Subject: Hi", b"", b".dot"], box.retr(1)
assert box.top(2, 0)[1][-2:] == [b"Subject: Hi", b""]
box.dele(1)
box.quit()
url = "pop3://eva%40y.example:any@" + host + ":" + pop3
listed = subprocess.run(["curl", "-sS", url], capture_output=True, check=True).stdout
assert listed.startswith(b"1 "), listed
got = subprocess.run(["curl", "-sS", url + "/1"], capture_output=True, check=True).stdout
assert got.endswith(text), got
print("ok", file=open(os.environ["RESULT"], "w"))
`;

directoryTest(
  "mua inbox -- COMMAND runs it with an inbox, and ends with its code; poplib and curl fetch from it",
  async (directory) => {
    if (ignore) return;
    const result = `${directory}/result`;
    await Deno.writeTextFile(`${directory}/clients.py`, CLIENTS);
    const script = `RESULT=${result} python3 ${directory}/clients.py && exit 7`;
    const done = await runMua(["inbox", "--dev", "--pop3=0", "--", "sh", "-c", script]);
    assertEquals(done, { code: 7, stdout: "", stderr: "" });
    assertEquals(await Deno.readTextFile(result), "ok\n");
  },
);

directoryTest(
  "a command finds the inbox in its environment, on disk where it is told",
  async (directory) => {
    if (ignore) return;
    const script =
      `echo "$SMTP_HOST $SMTP_PORT $SMTP_URL" > ${directory}/where; ls -d ${directory}/box`;
    const args = [
      "inbox",
      `--dir=${directory}/box`,
      "--tls=on-connect",
      "--",
      "sh",
      "-c",
      `${script} >/dev/null`,
    ];
    assertEquals((await runMua(args)).code, Exit.ok);
    assertMatch(
      await Deno.readTextFile(`${directory}/where`),
      /^127\.0\.0\.1 (\d+) smtps:\/\/127\.0\.0\.1:\1\n$/,
    );
  },
);

directoryTest("SIGTERM is passed on to the command, whose end is waited for", async (directory) => {
  if (ignore) return;
  const stop = new AbortController();
  const script = `trap 'exit 9' TERM; : > ${directory}/ready; while :; do sleep 0.05; done`;
  const watcher = Deno.watchFs(directory);
  const ended = runMua(["inbox", "--", "sh", "-c", script], { signal: stop.signal });
  for await (const _event of watcher) break;
  stop.abort(new Interrupted("SIGTERM"));
  assertEquals((await ended).code, 9);
});

Deno.test("a command that is not behind -- is no command, and what contradicts one is refused", async () => {
  for (
    const [args, words] of [
      [["lsit"], 'unknown command "lsit"\nDid you mean list?'],
      [["npm", "--", "test"], 'unknown command "npm"'],
      [["--json", "--", "true"], "add --log FILE"],
      [["--exit-with-stdin", "--", "true"], "--exit-with-stdin has no effect"],
      [["--memory", "--dir", "x"], "--memory and --dir cannot be used together"],
      [["--max", "0"], "--max must be a number"],
      [["--dev", "--host", "0.0.0.0"], "--dev is for loopback"],
      [["--dev", "--user", "ana"], "--user and --dev cannot be used together"],
      [["--users", "x", "--password-file", "y", "--tls=auto"], "are for --user"],
    ] as const
  ) {
    const { code, stderr } = await runMua(["inbox", ...args]);
    assertEquals(code, Exit.usage, stderr);
    assertStringIncludes(stderr, words);
  }
});

Deno.test("without the permission to run programs, a command is refused before anything is opened", async () => {
  const flags = ["--quiet", "--no-prompt", "--cached-only", "--permission-set=mua"];
  const program = `${ROOT}tests/cli/fixtures/inbox_program.ts`;
  const mua = [Deno.execPath(), "run", `--config=${ROOT}deno.json`, ...flags, program];
  const { code, stderr } = await run([...mua, "inbox", "--host=192.0.2.1", "--", "true"]);
  assertEquals(code, Exit.configuration, stderr);
  assertStringIncludes(stderr, "no permission to run a command");
  assertStringIncludes(stderr, "deno run -P=mua --allow-run=sh main.ts");
});
