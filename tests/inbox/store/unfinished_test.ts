import { openDirectoryStore } from "../../../inbox/store/directory.ts";
import { StoreNames } from "../../../inbox/store/names.ts";
import { removeUnfinished } from "../../../inbox/store/unfinished.ts";
import { assertEquals, assertMatch } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { Process } from "../../support/process.ts";
import { bytes } from "../drive.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

function names(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
}

function removeLeft(directory: string): number {
  return removeUnfinished(directory, StoreNames.read(directory).unfinished);
}

/** Another program that receives a message, until it is killed. */
function receiver(directory: string): Process {
  const flags = ["--quiet", "--cached-only", "--no-prompt", `--config=${ROOT}deno.json`, "-P=mua"];
  const program = `${ROOT}tests/inbox/fixtures/receiver.ts`;
  return new Process([Deno.execPath(), "run", ...flags, program, directory]);
}

directoryTest(
  "what a program that was killed has left behind is removed, and what is in use is not",
  async (directory) => {
    await using killed = receiver(directory);
    await using running = receiver(directory);
    await killed.said(/receiving/);
    await running.said(/receiving/);
    const writer = await openDirectoryStore(directory).create();
    await writer.write(bytes("mine"));
    assertEquals([removeLeft(directory), names(directory).length], [0, 3]);
    killed.kill("SIGKILL");
    await killed.end();
    assertEquals([removeLeft(directory), names(directory).length], [1, 2]);
    const envelope = {
      version: 1,
      mailFrom: "",
      rcptTo: [],
      time: "2025-07-01T12:00:00Z",
    } as const;
    assertEquals((await writer.commit(envelope)).number, 1);
    running.kill("SIGKILL");
    await running.end();
    assertEquals(removeLeft(directory), 1);
    assertEquals(names(directory), [".index.jsonl", "0001.eml", "0001.eml.json"]);
  },
);

directoryTest("files with other names, and what is no file, are left alone", async (directory) => {
  const name = `.receiving-${crypto.randomUUID()}`;
  const others = [".receiving-", ".receiving-notes", `${name}.eml`, `x${name}`, "0001.eml"];
  for (const other of others) await Deno.writeTextFile(`${directory}/${other}`, "mine");
  const [link, folder] = [crypto.randomUUID(), crypto.randomUUID()];
  await Deno.symlink(`${directory}/0001.eml`, `${directory}/.receiving-${link}`);
  await Deno.mkdir(`${directory}/.receiving-${folder}`);
  await Deno.writeTextFile(`${directory}/${name}`, "");
  const before = names(directory);
  assertEquals(removeLeft(directory), 1);
  assertEquals(names(directory), before.filter((each) => each !== name));
});

directoryTest("the file of a message has a name that no list takes", async (directory) => {
  const writer = await openDirectoryStore(directory).create();
  assertMatch(names(directory).join(), /^\.receiving-[0-9a-f-]{36}$/);
  await writer.abandon();
  assertEquals(names(directory), []);
});
