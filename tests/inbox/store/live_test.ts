import { LiveStore, type LiveStoreOptions, type StoreChange } from "../../../inbox/store/live.ts";
import { createMemoryStore } from "../../../inbox/store/memory.ts";
import type { MessageStore } from "../../../inbox/store/store.ts";
import { assertEquals } from "../../std/assert.ts";
import { bytes } from "../drive.ts";

const ENVELOPE = { version: 1, mailFrom: "", rcptTo: [], time: "2025-07-01T12:00:00Z" } as const;

async function put(store: MessageStore, subject: string): Promise<number> {
  const writer = await store.create();
  await writer.write(bytes(`Subject: ${subject}\r\n\r\n`));
  return (await writer.commit(ENVELOPE)).number;
}

/** A store with three messages, what lies under it, and what it told. */
async function open(
  options: LiveStoreOptions = {},
): Promise<{ live: LiveStore; under: MessageStore; told: string[] }> {
  const under = createMemoryStore();
  for (const subject of ["one", "two", "three"]) await put(under, subject);
  const live = await LiveStore.open(under, options);
  const told: string[] = [];
  live.subscribe((change) => told.push(lineOf(change)));
  return { live, under, told };
}

function lineOf(change: StoreChange): string {
  return change.kind === "stored"
    ? `stored ${change.message.number} ${change.message.subject}`
    : `removed ${change.numbers}`;
}

function listOf(live: LiveStore): string[] {
  return live.messages.map(({ number, subject }) => `${number} ${subject}`);
}

Deno.test("a live store lists what was there and what came, and tells of what came", async () => {
  const { live, told } = await open();
  assertEquals(await put(live, "four"), 4);
  assertEquals(listOf(live), ["1 one", "2 two", "3 three", "4 four"]);
  assertEquals([live.get(4)?.subject, live.get(5)], ["four", undefined]);
  assertEquals(await live.list(), live.messages);
  assertEquals(told, ["stored 4 four"]);
});

Deno.test("a live store tells once of what is removed, and takes it out of the store", async () => {
  const { live, under, told } = await open();
  assertEquals(await live.remove([1, 3, 3, 9]), [1, 3]);
  assertEquals(await live.remove([1]), []);
  assertEquals(await live.clear(), 1);
  assertEquals(told, ["removed 1,3", "removed 2"]);
  assertEquals([listOf(live), await under.numbers()], [[], []]);
});

Deno.test("of more messages than are kept the oldest goes, also of those that were there", async () => {
  const { live, under, told } = await open({ max: 2 });
  assertEquals(listOf(live), ["2 two", "3 three"]);
  await put(live, "four");
  assertEquals([listOf(live), await under.numbers()], [["3 three", "4 four"], [3, 4]]);
  assertEquals(told, ["stored 4 four", "removed 2"]);
});

Deno.test("a live store sees what others stored and removed when it looks, each in its place", async () => {
  const { live, under, told } = await open();
  await under.remove([2]);
  await put(under, "four");
  await put(under, "five");
  await live.look(5);
  await live.look(2);
  assertEquals(listOf(live), ["1 one", "3 three", "5 five"]);
  await under.remove([1]);
  await live.refresh();
  assertEquals(listOf(live), ["3 three", "4 four", "5 five"]);
  assertEquals(told, ["stored 5 five", "removed 2", "removed 1", "stored 4 four"]);
});

Deno.test("a message that comes while a live store looks is not taken for one that is gone", async () => {
  const { live, told } = await open();
  const looking = live.refresh();
  await put(live, "four");
  await looking;
  assertEquals([listOf(live).length, told], [4, ["stored 4 four"]]);
});

Deno.test("who does not listen any more is told nothing", async () => {
  const live = await LiveStore.open(createMemoryStore());
  let told = 0;
  {
    using _listening = live.subscribe(() => told++);
    await put(live, "one");
  }
  await put(live, "two");
  assertEquals(told, 1);
});
