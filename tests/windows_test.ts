/** What the program asks of the system that Windows lacks: shown by a Deno that lacks it too. */
import { Inbox } from "../inbox/mod.ts";
import { assert, assertEquals, assertStringIncludes } from "./std/assert.ts";
import { directoryTest } from "./support/directory.ts";
import { type Ended, run } from "./support/process.ts";
import { underDeno } from "./support/program.ts";

const PRELOAD = new URL("support/windows.ts", import.meta.url).pathname;

/** Runs `mua` where a user's directory is in USERPROFILE alone. */
async function muaOnWindows(
  directory: string,
  args: readonly string[],
  stdin = "",
): Promise<Ended> {
  const [deno = "", ...form] = underDeno();
  const argv = [deno, "run", `--preload=${PRELOAD}`, ...form.slice(1), ...args];
  const env = { HOME: "", XDG_CONFIG_HOME: "", XDG_STATE_HOME: "", USERPROFILE: directory };
  return await run(["env", "-u", "HOME", "-u", "SSL_CERT_FILE", "NO_COLOR=1", ...argv], {
    env,
    cwd: directory,
    stdin,
  });
}

directoryTest(
  "on Windows a mail is sent by the account of the user, saved, and read again",
  async (directory) => {
    await using inbox = await Inbox.start();
    Deno.mkdirSync(`${directory}/.config/mua`, { recursive: true });
    Deno.writeTextFileSync(
      `${directory}/.config/mua/config.toml`,
      `[account.a]\nfrom = "a@x.example"\nserver = "127.0.0.1:${inbox.port}"\n`,
    );
    const args = ["send", "b@y.example", "-s", "Hi", "--body", "Hi", "--save", "sent.eml"];
    const sent = await muaOnWindows(directory, args);
    assertEquals([sent.code, sent.stderr], [0, ""]);
    assertEquals((await inbox.next()).envelope.mailFrom, "a@x.example");
    const read = await muaOnWindows(directory, ["inspect", "sent.eml"]);
    assertEquals([read.code, read.stderr], [0, ""]);
  },
);

directoryTest(
  "on Windows mail waits in the outbox of the user, and is sent from there",
  async (directory) => {
    await using inbox = await Inbox.start();
    inbox.fail("mail=451 4.3.0 later once");
    const server = ["--server", `127.0.0.1:${inbox.port}`];
    const mail = ["-f", "a@x.example", "-t", "b@y.example", "--body", "Hi"];
    const queued = await muaOnWindows(directory, ["send", "--queue", ...server, ...mail]);
    assertEquals(queued.code, 0, queued.stderr);
    assert(Deno.statSync(`${directory}/.local/state/mua/outbox`).isDirectory);
    const ran = await muaOnWindows(directory, ["outbox", "now"]);
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals((await inbox.next()).envelope.rcptTo, ["b@y.example"]);
  },
);

directoryTest(
  "on Windows many mails are merged and sent, with the journal on the disk",
  async (directory) => {
    await using inbox = await Inbox.start();
    Deno.writeTextFileSync(
      `${directory}/mail.txt`,
      "From: a@x.example\nTo: {{to}}\nSubject: Hi\n\nHi\n",
    );
    Deno.writeTextFileSync(`${directory}/list.csv`, "to\nb@y.example\nc@y.example\n");
    const server = ["--server", `127.0.0.1:${inbox.port}`];
    const args = ["merge", "mail.txt", "list.csv", ...server, "--sync", "--send"];
    const { code, stderr } = await muaOnWindows(directory, args);
    assertEquals(code, 0, stderr);
    assertEquals(inbox.messages.length, 2);
  },
);

directoryTest(
  "on Windows the inbox receives into a directory, and lists what it has",
  async (directory) => {
    const started = await muaOnWindows(directory, ["inbox", "--port", "0", "--exit-with-stdin"]);
    assertEquals(started.code, 0, started.stderr);
    assertStringIncludes(started.stdout + started.stderr, "Listening on 127.0.0.1:");
    const listed = await muaOnWindows(directory, ["inbox", "list"]);
    assertStringIncludes(listed.stderr, "No messages in ");
  },
);
