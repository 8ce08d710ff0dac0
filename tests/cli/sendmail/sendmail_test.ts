import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Inbox, type InboxMessage } from "../../../inbox/mod.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

/** Gives a message to `mua sendmail`, and takes it from an inbox. */
async function submit(
  argv: readonly string[],
  input: string,
): Promise<{ readonly run: MuaRun; readonly mail: InboxMessage }> {
  await using inbox = await Inbox.start();
  const server = ["--server", inbox.address, "-A", "none"];
  const run = await runMua(["sendmail", ...withLong(server), ...argv], { input });
  assertEquals(run.code, 0, run.stderr);
  return { run, mail: await inbox.next({ timeout: 2_000 }) };
}

/** `-A` is an option of sendmail: the account has only its long form here. */
function withLong(argv: readonly string[]): string[] {
  return argv.map((text) => text === "-A" ? "--account" : text);
}

Deno.test("recipients of the header get the mail, without Bcc, and nothing is said", async () => {
  const { run, mail } = await submit(
    ["-t", "-i"],
    "From: a@x.example\nTo: b@y.example\nCc: c@y.example\nBcc: d@y.example\nSubject: Hi\n\nHi\n.\nthere\n",
  );
  assertEquals([run.stdout, run.stderr], ["", ""]);
  assertEquals(mail.envelope.mailFrom, "a@x.example");
  assertEquals(mail.envelope.rcptTo, ["b@y.example", "c@y.example", "d@y.example"]);
  assertEquals(mail.header("Bcc"), undefined);
  assertEquals(lines(mail), ["Hi", ".", "there", ""]);
});

Deno.test("without -i a lone dot ends the message", async () => {
  const { mail } = await submit(
    ["-f", "a@x.example", "b@y.example"],
    "From: a@x.example\n\nHi\n.\nsecret\n",
  );
  assertEquals(lines(mail), ["Hi", ""]);
});

Deno.test("with -t the recipients that are named are added to those of the header", async () => {
  const { mail } = await submit(
    ["-t", "c@y.example"],
    "From: a@x.example\nTo: b@y.example\n\nHi\n",
  );
  assertEquals(mail.envelope.rcptTo, ["c@y.example", "b@y.example"]);
});

Deno.test("a mail of cron gets an author with a name, a date and whole addresses", async () => {
  const { mail } = await submit(
    ["-FCronDaemon", "-i", "-B8BITMIME", "-oem", "root"],
    "From: root (Cron Daemon)\nTo: root\nSubject: Cron <root@h> true\n\nOlá\n",
  );
  const [recipient = ""] = mail.envelope.rcptTo;
  assertMatch(recipient, /^root@.+/);
  assertEquals(mail.header("To"), recipient);
  assertEquals(mail.header("From"), `${recipient} (Cron Daemon)`);
  assertMatch(mail.header("Message-ID") ?? "", /^<.+@.+>$/);
  assertEquals(lines(mail), ["Olá", ""]);
});

Deno.test("-F names the author that is added, and -f is the envelope", async () => {
  const { mail } = await submit(["-F", 'Ana "A"', "-f", "a@x.example", "b@y.example"], "Hi\n");
  assertEquals(mail.header("From"), '"Ana \\"A\\"" <a@x.example>');
  assertEquals(mail.envelope.mailFrom, "a@x.example");
});

Deno.test("the null reverse-path is sent", async () => {
  for (const sender of ["", "<>"]) {
    const { mail } = await submit(
      ["-f", sender, "b@y.example"],
      "From: daemon@x.example\n\nHi\n",
    );
    assertEquals(mail.envelope.mailFrom, "");
  }
});

Deno.test("a refused recipient ends with 67, and is named", async () => {
  await using inbox = await Inbox.start();
  inbox.fail("rcpt:b@*=550 5.1.1 no such user");
  const run = await runMua(
    ["sendmail", "--account=none", "--server", inbox.address, "b@y.example"],
    { input: "From: a@x.example\n\nHi\n" },
  );
  assertEquals(run.code, 67);
  assertStringIncludes(run.stdout, "refused    b@y.example");
});

Deno.test("no recipient, an unknown option and an unknown account are refused before the mail is read", async () => {
  const input = new ReadableStream<Uint8Array>({
    pull(): never {
      throw new Error("was read");
    },
  }, { highWaterMark: 0 });
  const none = await runMua(["sendmail"], { input });
  assertEquals(none.code, 64);
  assertStringIncludes(none.stderr, "no recipient: name one, or add -t");
  const unknown = await runMua(["sendmail", "--sever=x", "b@y.example"], { input });
  assertEquals(unknown.code, 64);
  assertStringIncludes(unknown.stderr, "Did you mean --server?");
});

Deno.test("the help names the options of sendmail", async () => {
  const { code, stdout } = await runMua(["sendmail", "--help"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, "-t recipients from To, Cc and Bcc");
});

/** The lines of its text. */
function lines(mail: InboxMessage): string[] {
  return mail.text.split("\r\n");
}
