import { Inbox } from "../../../inbox/mod.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

/** Runs `mua sendmail -bs` with these commands of a client, to a server on this port. */
async function speak(port: number, commands: readonly string[]): Promise<MuaRun> {
  const input = `EHLO me.example\r\n${commands.join("")}QUIT\r\n`;
  return await runMua(["sendmail", "-bs", "--server", `127.0.0.1:${port}`], { input });
}

/** A mail, in the one form that a client may send without waiting for replies. */
function mail(recipients: readonly string[], sender = "a@x.example"): string {
  const message = "From: a@x.example\r\nBcc: hidden@y.example\r\nSubject: Hi\r\n\r\n.\r\n";
  const rcpt = recipients.map((recipient) => `RCPT TO:<${recipient}>\r\n`).join("");
  return `MAIL FROM:<${sender}>\r\n${rcpt}BDAT ${message.length} LAST\r\n${message}`;
}

/** The replies that came to BDAT. */
function fates({ stdout }: MuaRun): string[] {
  return stdout.split("\r\n").filter((line) => /^(?:250 2\.0\.0|451|554)/.test(line));
}

Deno.test("sendmail -bs speaks SMTP, and offers what it can do", async () => {
  const { code, stdout, stderr } = await speak(9, []);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(
    stdout,
    /^220 \S+ ESMTP mua\r\n250-\S+\r\n250-PIPELINING\r\n250-SIZE \d+\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-CHUNKING\r\n250 ENHANCEDSTATUSCODES\r\n221 /,
  );
});

Deno.test("sendmail -bs sends each message before it answers, without Bcc and Return-Path", async () => {
  await using inbox = await Inbox.start();
  const run = await speak(inbox.port, [
    mail(["b@y.example", "hidden@y.example"]),
    mail(["c@y.example"], ""),
  ]);
  assertEquals([run.code, run.stderr, fates(run)], [
    0,
    "",
    ["250 2.0.0 Delivered", "250 2.0.0 Delivered"],
  ]);
  const [first, second] = [
    await inbox.next({ to: "b@y.example" }),
    await inbox.next({ to: "c@y.example" }),
  ];
  assertEquals(first.envelope.rcptTo, ["b@y.example", "hidden@y.example"]);
  assertEquals([first.envelope.mailFrom, second.envelope.mailFrom], ["a@x.example", ""]);
  assertEquals([first.header("Bcc"), first.text], [undefined, ".\r\n"]);
  // One is that of the inbox, which is the last server.
  const text = new TextDecoder().decode(first.raw);
  assertEquals(text.match(/^Return-Path:/gm)?.length, 1);
});

Deno.test("sendmail -bs says who did not get it, and to try again only where nobody has it", async () => {
  await using inbox = await Inbox.start();
  inbox.fail("rcpt:bad*=550 5.1.1 no such user");
  inbox.fail("rcpt:full*=452 4.2.2 full");
  const run = await speak(inbox.port, [
    mail(["b@y.example", "bad@y.example"]),
    mail(["full@y.example"]),
    mail(["b@y.example", "full@y.example"]),
  ]);
  assertEquals(run.code, 0);
  assertEquals(fates(run).map((line) => line.slice(0, 40)), [
    "554 5.0.0 bad@y.example: refused: 550 5.",
    "451 4.4.0 full@y.example: deferred: 452 ",
    "554 5.0.0 full@y.example: deferred: 452 ",
  ]);
});

Deno.test("sendmail -bs refuses what is no address, and goes on", async () => {
  await using inbox = await Inbox.start();
  const run = await speak(inbox.port, ["MAIL FROM:<a@@x>\r\n", mail(["b@y.example"])]);
  assertMatch(run.stdout, /\r\n553 5\.1\.7 [^\r]*must be quoted\r\n250 2\.1\.0 /);
  assertEquals(fates(run), ["250 2.0.0 Delivered"]);
});
