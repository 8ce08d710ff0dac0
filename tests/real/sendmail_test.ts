/** Programs that hand their mail to sendmail hand it to `mua sendmail`. */
import { assertEquals, assertMatch } from "@std/assert";
import { Inbox, type InboxMessage } from "../../inbox/mod.ts";
import { testUnless } from "../support/needs.ts";
import { run } from "../support/process.ts";
import { underDeno } from "../support/program.ts";

/** Why a program cannot be tried here. */
function missing(program: string, flag: string): string | undefined {
  try {
    const { success } = new Deno.Command(program, { args: [flag], stdin: "null" }).outputSync();
    return success ? undefined : `needs ${program}`;
  } catch {
    return `needs ${program}: see tests/servers/install.sh`;
  }
}

/** What a program is started with. */
interface Scene {
  /** A program that is called as sendmail is. */
  readonly sendmail: string;
  /** An empty directory, which is the home directory too. */
  readonly directory: string;
}

/** A program sends one mail, which an inbox gets by `mua sendmail`. */
function programTest(
  name: string,
  obstacle: string | undefined,
  script: (scene: Scene) => string,
  look: (mail: InboxMessage) => void,
): void {
  testUnless(obstacle, name, async () => {
    const directory = await Deno.makeTempDir();
    try {
      await using inbox = await Inbox.start();
      const words = underDeno().map((word) => `'${word}'`).join(" ");
      const sendmail = `${directory}/sendmail`;
      const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
      const text = `#!/bin/sh\nexport DENO_DIR='${cache}' NO_COLOR=1 MUA_CONFIG=\n` +
        `exec ${words} sendmail --server ${inbox.address} "$@"\n`;
      await Deno.writeTextFile(sendmail, text, { mode: 0o755 });
      const shell = ["sh", "-ec", script({ sendmail, directory })];
      const env = { HOME: directory, LC_ALL: "C.UTF-8", GIT_CONFIG_NOSYSTEM: "1" };
      const { code, stdout, stderr } = await run(shell, { cwd: directory, env });
      assertEquals(code, 0, stdout + stderr);
      look(await inbox.next({ timeout: 20_000 }));
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}

programTest(
  "git send-email sends a patch, with Cc and a Bcc that nobody sees",
  missing("git", "send-email") === undefined ? undefined : missing("git", "--version"),
  ({ sendmail }) => `
git init -q . && git config user.name Ana && git config user.email ana@x.example
echo Olá >a && git add a && git commit -qm 'Say olá'
git send-email --quiet --confirm=never --sendmail-cmd='${sendmail}' --to=list@y.example \\
  --cc='Bob <bob@y.example>' --bcc=eve@z.example -1 2>&1`,
  (mail) => {
    assertEquals(mail.envelope.mailFrom, "ana@x.example");
    assertEquals(mail.envelope.rcptTo.toSorted(), [
      "ana@x.example",
      "bob@y.example",
      "eve@z.example",
      "list@y.example",
    ]);
    assertEquals(mail.header("Bcc"), undefined);
    assertEquals(mail.header("From"), "Ana <ana@x.example>");
    assertMatch(mail.text, /^\+Olá$/m);
  },
);

programTest(
  "mutt sends a mail with an attachment",
  missing("mutt", "-v"),
  ({ sendmail }) => `
echo 'lone dot' >a.txt
printf 'Hi\\n.\\nOlá\\n' | mutt -n -e 'set sendmail="${sendmail} -oem -oi"' -e 'set copy=no' \\
  -e 'set from=ana@x.example' -e 'set use_envelope_from=yes' -s 'Hi' -a a.txt -- bob@y.example`,
  (mail) => {
    assertEquals(mail.envelope.mailFrom, "ana@x.example");
    assertEquals(mail.envelope.rcptTo, ["bob@y.example"]);
    assertEquals(lines(mail), ["Hi", ".", "Olá", ""]);
    assertEquals(mail.attachments.map(({ filename }) => filename), ["a.txt"]);
  },
);

programTest(
  "s-nail sends a mail",
  missing("s-nail", "-V"),
  ({ sendmail }) =>
    `printf 'Hi\\n.\\nBob\\n' | s-nail -n -S mta='${sendmail}' -S from=ana@x.example -s Hi bob@y.example`,
  (mail) => {
    assertEquals(mail.envelope.rcptTo, ["bob@y.example"]);
    assertEquals(mail.header("Subject"), "Hi");
    assertEquals(lines(mail), ["Hi", ".", "Bob", ""]);
  },
);

programTest(
  "mail() of PHP sends a mail",
  missing("php", "-v"),
  ({ sendmail }) =>
    `php -d sendmail_path='${sendmail} -t -i' -r 'exit(mail("bob@y.example", "Hi", "a\\n.\\nb\\n", "From: ana@x.example\\r\\nCc: eve@y.example") ? 0 : 1);'`,
  (mail) => {
    assertEquals(mail.envelope.mailFrom, "ana@x.example");
    assertEquals(mail.envelope.rcptTo, ["bob@y.example", "eve@y.example"]);
    assertEquals(lines(mail), ["a", ".", "b", "", ""]);
  },
);

programTest(
  "a Python program pipes a message into it",
  missing("python3", "--version"),
  ({ sendmail }) => `
cat >send.py <<'END'
import subprocess
from email.message import EmailMessage
message = EmailMessage()
message["From"] = "Ana <ana@x.example>"
message["To"] = "bob@y.example"
message["Subject"] = "Olá"
message.set_content("Olá\\n")
subprocess.run(["${sendmail}", "-t", "-oi"], input=message.as_bytes(), check=True)
END
python3 send.py`,
  (mail) => {
    assertEquals(mail.envelope.rcptTo, ["bob@y.example"]);
    assertEquals(lines(mail), ["Olá", ""]);
  },
);

programTest(
  "at sends what a job has printed",
  missing("at", "-V") ?? (Deno.uid() === 0 ? undefined : "needs root"),
  // A daemon of its own, with a spool of its own: other tests run at the same time.
  ({ sendmail }) => `
cat >at.sh <<'END'
mount --bind '${sendmail}' /usr/sbin/sendmail
mount -t tmpfs none /run
mount -t tmpfs none /var/spool/cron
install -d -o daemon -g daemon -m 1770 /var/spool/cron/atjobs /var/spool/cron/atspool
install -o daemon -g daemon -m 600 /dev/null /var/spool/cron/atjobs/.SEQ
atd -f -b 0 &
trap 'kill %1' EXIT
until [ -s /run/atd.pid ]; do sleep 0.05; done
echo 'echo Hello; echo .; echo World' | at -m now
until [ -z "$(atq)" ]; do sleep 0.05; done
END
unshare --mount bash -e at.sh 2>&1`,
  (mail) => {
    assertEquals(mail.envelope.rcptTo.map((to) => to.replace(/@.*/, "")), ["root"]);
    assertMatch(mail.header("Subject") ?? "", /^Output from your job +\d+$/);
    assertEquals(lines(mail), ["Hello", ".", "World", ""]);
  },
);

/** The lines of its text. */
function lines(mail: InboxMessage): string[] {
  return mail.text.split("\r\n");
}
