/** The mailboxes of the world, tried with the programs of others. */
import { assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { type World, worldTest } from "../support/world.ts";

/** Sends a mail to a host of the world, with the programs of Postfix. */
async function sendTo(world: World, recipient: string, host: string): Promise<void> {
  const envelope = ["-f", "me@src.test", "-t", recipient, "-S", "Hi"];
  const source = ["smtp-source", "-M", "me.src.test", ...envelope, `inet:${host}:25`];
  assertEquals(await world.run(source), { code: 0, stdout: "", stderr: "" });
}

/** What the IMAP server says under TLS to a dialogue, each command sent after the one before. */
async function imap(world: World, connect: string[], commands: string[]): Promise<string> {
  const trust = ["-verify_return_error", "-CAfile", world.certificateAuthority];
  const client = ["openssl", "s_client", "-quiet", ...trust, ...connect];
  const lines = [...commands, "LOGOUT"].map((command, index) => `a${index} ${command}\r\n`);
  const { stdout } = await world.run(client, { stdin: lines.join("") });
  return stdout;
}

for (const connect of [["mail.dest.test:993"], ["mail.dest.test:143", "-starttls", "imap"]]) {
  worldTest(`a mail is read by IMAP at ${connect.join(" ")}`, async (world) => {
    await sendTo(world, "user@dest.test", "mx1.dest.test");
    await world.mailbox("user");
    const said = await imap(world, ["-connect", ...connect], [
      "LOGIN user imap-s3cret",
      "EXAMINE INBOX",
      "FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]",
    ]);
    assertMatch(said, /^\* 1 EXISTS\r$/m);
    assertMatch(said, /^Subject: Hi\r$/m);
  });
}

worldTest("junk lies in the mailbox that is marked as the one for junk", async (world) => {
  await sendTo(world, "junk@dest.test", "mx1.dest.test");
  assertEquals((await world.mailbox("junk/.Junk")).length, 1);
  const said = await imap(world, ["-connect", "mail.dest.test:993"], [
    "LOGIN junk imap-s3cret",
    'LIST (SPECIAL-USE) "" "*"',
    "EXAMINE Junk",
  ]);
  assertMatch(said, /^\* LIST \(.*\\Junk\) "\." Junk\r$/m);
  assertMatch(said, /^\* 1 EXISTS\r$/m);
});

worldTest("the relay is a hop on the way", async (world) => {
  await sendTo(world, "user@relayed.test", "mx.relayed.test");
  const [message = ""] = await world.mailbox("user");
  assertMatch(message, /^Received: from mx\.relayed\.test [^]*^Received: from me\.src\.test /m);
  assertStringIncludes(message, "Subject: Hi\n");
});

worldTest("the list changes the subject and adds a footer", async (world) => {
  await sendTo(world, "list@relayed.test", "mx.relayed.test");
  const [message = ""] = await world.mailbox("list");
  assertStringIncludes(message, "\nSubject: [list] Hi\n");
  assertMatch(message, /\n-- \nThe list of relayed\.test\n$/);
});
