import { openInboxDirectory } from "../../mailbox/files.ts";
import { MailboxError } from "../../mailbox/mailbox.ts";
import { openMaildir } from "../../mailbox/maildir.ts";
import { assertEquals, assertRejects } from "../std/assert.ts";
import { directoryTest } from "../support/directory.ts";

const sought = { messageId: "<1@x.example>", token: "mua-1" };
const MESSAGE = "Message-ID: <1@x.example>\r\nSubject: Hi\r\n\r\nHi\r\n";
const OTHER = "Message-ID: <2@x.example>\r\n\r\nmua-1 <1@x.example>\r\n";

async function makeMaildir(directory: string): Promise<void> {
  for (const name of ["tmp", "new", "cur"]) {
    await Deno.mkdir(`${directory}/${name}`, { recursive: true });
  }
}

directoryTest("a message in new is found, once it is there", async (directory) => {
  await makeMaildir(directory);
  await Deno.writeTextFile(`${directory}/cur/1.old:2,S`, MESSAGE);
  const mailbox = await openMaildir(directory, sought);
  await Deno.writeTextFile(`${directory}/tmp/3.half`, MESSAGE);
  await Deno.writeTextFile(`${directory}/new/2.other`, OTHER);
  assertEquals(await mailbox.look(5000), undefined);
  await Deno.rename(`${directory}/tmp/3.half`, `${directory}/new/3.whole`);
  const octets = new TextEncoder().encode(MESSAGE);
  assertEquals(await mailbox.look(5000), {
    octets,
    place: `${directory}/new/3.whole`,
    junk: false,
  });
});

directoryTest(
  "a message that was there is not taken for new when it is read",
  async (directory) => {
    await makeMaildir(directory);
    await Deno.writeTextFile(`${directory}/new/1.old`, MESSAGE);
    const mailbox = await openMaildir(directory, sought);
    await Deno.rename(`${directory}/new/1.old`, `${directory}/cur/1.old:2,S`);
    assertEquals(await mailbox.look(5000), undefined);
  },
);

directoryTest("a message is known by the word in its subject, too", async (directory) => {
  await makeMaildir(directory);
  const mailbox = await openMaildir(directory, sought);
  await Deno.writeTextFile(`${directory}/new/1`, "Subject: [list] Hi\n [mua-1]\n\nHi\n");
  assertEquals((await mailbox.look(5000))?.junk, false);
});

directoryTest("what is no message in a Maildir is passed over", async (directory) => {
  await makeMaildir(directory);
  const mailbox = await openMaildir(directory, sought);
  await Deno.mkdir(`${directory}/new/folder`);
  await Deno.symlink(`${directory}/nowhere`, `${directory}/new/link`);
  await Deno.writeTextFile(`${directory}/new/z`, MESSAGE);
  assertEquals((await mailbox.look(5000))?.place, `${directory}/new/z`);
});

for (const name of [".Junk", "Spam", ".Junk E-mail"]) {
  directoryTest(`a message in ${name} is found, and called junk`, async (directory) => {
    await makeMaildir(directory);
    const mailbox = await openMaildir(directory, sought);
    await makeMaildir(`${directory}/${name}`);
    await Deno.writeTextFile(`${directory}/${name}/new/1`, MESSAGE);
    assertEquals((await mailbox.look(5000))?.junk, true);
  });
}

directoryTest("a directory that is no Maildir is missing", async (directory) => {
  const opening = (path: string) => () => openMaildir(path, sought);
  await assertRejects(opening(directory), MailboxError, "is not a Maildir");
  await assertRejects(opening(`${directory}/x`), MailboxError, "no such directory");
  await Deno.writeTextFile(`${directory}/file`, "");
  await assertRejects(opening(`${directory}/file`), MailboxError, "it is no directory");
});

directoryTest("a message of an inbox is found by its number of later", async (directory) => {
  await Deno.writeTextFile(`${directory}/0002.eml`, MESSAGE);
  const mailbox = await openInboxDirectory(directory, sought);
  assertEquals(await mailbox.look(5000), undefined);
  await Deno.writeTextFile(`${directory}/0004.eml`, OTHER);
  assertEquals(await mailbox.look(5000), undefined);
  await Deno.writeTextFile(`${directory}/0003.eml`, MESSAGE);
  assertEquals((await mailbox.look(5000))?.place, `${directory}/0003.eml`);
});

directoryTest("an inbox that is not there is missing", async (directory) => {
  const opening = (): Promise<unknown> => openInboxDirectory(`${directory}/x`, sought);
  await assertRejects(opening, MailboxError, "no such directory");
});

directoryTest(
  "a mailbox that is taken away while it is looked into is missing",
  async (directory) => {
    const path = `${directory}/box`;
    for (const openMailbox of [openMaildir, openInboxDirectory]) {
      await makeMaildir(path);
      const mailbox = await openMailbox(path, sought);
      await Deno.remove(path, { recursive: true });
      const error = await assertRejects(() => mailbox.look(5000), MailboxError);
      assertEquals(error.problem, "missing");
    }
  },
);
