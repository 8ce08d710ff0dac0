import { createMemoryStore } from "../../../inbox/store/memory.ts";
import type { MessageStore, StoredMessage } from "../../../inbox/store/store.ts";
import { makeStoreDirectory, openDirectoryStore } from "../../../inbox/store/directory.ts";
import type { EnvelopeRecord } from "../../../message/file/envelope_record.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { bytes } from "../drive.ts";

const ENVELOPE: EnvelopeRecord = {
  version: 1,
  mailFrom: "a@one.test",
  rcptTo: ["../../b@two.test"],
  time: "2025-07-01T12:00:00.000Z",
};

async function put(store: MessageStore, ...texts: string[]): Promise<StoredMessage> {
  const writer = await store.create();
  for (const text of texts) await writer.write(bytes(text));
  return await writer.commit(ENVELOPE);
}

async function get(store: MessageStore, number: number): Promise<string | undefined> {
  const octets = await store.read(number);
  if (octets === undefined) return undefined;
  return new TextDecoder().decode(concatenate(await Array.fromAsync(octets)));
}

/** Runs a test in a directory that does not last. */
async function inDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir();
  try {
    const directory = `${parent}/some/inbox`;
    await makeStoreDirectory(directory);
    await test(directory);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

async function inEveryStore(test: (store: MessageStore) => Promise<void>): Promise<void> {
  await test(createMemoryStore());
  await inDirectory((directory) => test(openDirectoryStore(directory)));
}

function names(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
}

Deno.test("a store numbers its messages from 1 and gives them back", async () => {
  await inEveryStore(async (store) => {
    assertEquals(await store.list(), []);
    assertEquals(await put(store, "one", " more"), { number: 1, size: 8, envelope: ENVELOPE });
    assertEquals(await put(store), { number: 2, size: 0, envelope: ENVELOPE });
    assertEquals(await store.list(), [
      { number: 1, size: 8, envelope: ENVELOPE },
      { number: 2, size: 0, envelope: ENVELOPE },
    ]);
    assertEquals([await get(store, 1), await get(store, 2)], ["one more", ""]);
  });
});

Deno.test("a store has no message that was not numbered", async () => {
  await inEveryStore(async (store) => {
    await put(store, "one");
    for (const number of [0, 2, -1, 1.5, NaN]) assertEquals(await get(store, number), undefined);
  });
});

Deno.test("a store does not list a message before it is whole, nor one that was abandoned", async () => {
  await inEveryStore(async (store) => {
    const writer = await store.create();
    await writer.write(bytes("half"));
    assertEquals(await store.list(), []);
    await writer.abandon();
    assertEquals(await store.list(), []);
    assertEquals((await put(store, "whole")).number, 1);
  });
});

Deno.test("messages that are written at the same time get different numbers", async () => {
  await inEveryStore(async (store) => {
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const stored = await Promise.all(texts.map((text) => put(store, text)));
    const numbers = stored.map(({ number }) => number).sort((one, other) => one - other);
    assertEquals(numbers, texts.map((_, index) => index + 1));
    const kept = await Promise.all(stored.map(({ number }) => get(store, number)));
    assertEquals(kept, texts);
  });
});

Deno.test("a message is kept whole however its octets are given, also when their memory is used again", async () => {
  await inEveryStore(async (store) => {
    const writer = await store.create();
    const lent = new Uint8Array(50_000);
    for (let round = 0; round < 8; round++) {
      lent.fill(0x41 + round);
      await writer.write(lent);
    }
    lent.fill(0);
    const { number, size } = await writer.commit(ENVELOPE);
    assertEquals(size, 400_000);
    const letters = Array.from("ABCDEFGH", (letter) => letter.repeat(50_000)).join("");
    assertEquals(await get(store, number) === letters, true);
  });
});

Deno.test("a directory holds a message and its envelope in two files, an index, and nothing else", async () => {
  await inDirectory(async (directory) => {
    const store = openDirectoryStore(directory);
    await put(store, "one");
    const abandoned = await store.create();
    await abandoned.write(bytes("x".repeat(100_000)));
    await abandoned.abandon();
    assertEquals(names(directory), [".index.jsonl", "0001.eml", "0001.eml.json"]);
  });
});

Deno.test("nobody but the user may read a directory and its files", async () => {
  await inDirectory(async (directory) => {
    await put(openDirectoryStore(directory), "one");
    const modes = ["", "/0001.eml", "/0001.eml.json", "/.index.jsonl"].map((name) =>
      (Deno.statSync(directory + name).mode ?? 0) & 0o777
    );
    assertEquals(modes, [0o700, 0o600, 0o600, 0o600]);
  });
});

Deno.test("a directory goes on with the next number when it is opened again", async () => {
  await inDirectory(async (directory) => {
    await put(openDirectoryStore(directory), "one");
    assertEquals((await put(openDirectoryStore(directory), "two")).number, 2);
    await Deno.remove(`${directory}/0001.eml`);
    assertEquals((await put(openDirectoryStore(directory), "three")).number, 3);
  });
});

Deno.test("two stores in one directory do not overwrite each other", async () => {
  await inDirectory(async (directory) => {
    const one = openDirectoryStore(directory);
    const other = openDirectoryStore(directory);
    const numbers: number[] = [];
    for (const store of [one, other, one, one, other]) numbers.push((await put(store)).number);
    assertEquals(numbers, [1, 2, 3, 4, 5]);
  });
});

Deno.test("a directory passes over files that are not of a store, and never overwrites one", async () => {
  await inDirectory(async (directory) => {
    const store = openDirectoryStore(directory);
    await put(store, "one");
    const foreign = ["0002.eml", "3.eml", "0000.eml", "notes.txt", "0005.eml.json", "00010.eml"];
    for (const name of foreign) await Deno.writeTextFile(`${directory}/${name}`, "mine");
    await Deno.mkdir(`${directory}/0003.eml`);
    await Deno.symlink("/etc/passwd", `${directory}/0004.eml`);
    assertEquals((await put(store, "six")).number, 6);
    const listed = (await store.list()).map(({ number, envelope }) => [number, envelope?.mailFrom]);
    assertEquals(listed, [[1, "a@one.test"], [2, undefined], [6, "a@one.test"]]);
    assertEquals(await get(store, 2), "mine");
    for (const number of [3, 4]) assertEquals(await get(store, number), undefined);
    for (const name of foreign) {
      assertEquals(await Deno.readTextFile(`${directory}/${name}`), "mine", name);
    }
  });
});

Deno.test("a message is listed without its envelope when the record of it is damaged", async () => {
  await inDirectory(async (directory) => {
    const store = openDirectoryStore(directory);
    await put(store, "one");
    await Deno.remove(`${directory}/.index.jsonl`);
    for (const damage of ["", "{", "null", '{"version":2}', '{"version":1,"mailFrom":7}']) {
      await Deno.writeTextFile(`${directory}/0001.eml.json`, damage);
      assertEquals(await store.list(), [{ number: 1, size: 3, envelope: undefined }], damage);
    }
  });
});

Deno.test("a directory that is gone cannot be listed, and is made again for the next message", async () => {
  await inDirectory(async (directory) => {
    const store = openDirectoryStore(directory);
    await put(store, "one");
    await Deno.remove(directory, { recursive: true });
    await assertRejects(() => store.list(), Deno.errors.NotFound);
    const { number } = await put(store, "two");
    // A number means one message for as long as the store is open.
    assertEquals([number, await get(store, 2)], [2, "two"]);
    assertEquals((await store.list()).length, 1);
    assertEquals((Deno.statSync(directory).mode ?? 0) & 0o777, 0o700);
  });
});

Deno.test("a directory that cannot be made again is an error", async () => {
  await inDirectory(async (directory) => {
    const store = openDirectoryStore(directory);
    await Deno.remove(directory);
    await Deno.writeTextFile(directory, "in its place");
    await assertRejects(async () => await put(store, "lost"), Deno.errors.NotADirectory);
  });
});

Deno.test("a list says the same of messages from the index and without it", async () => {
  const long = `X-Long: ${"x".repeat(70_000)}\r\n`;
  const texts = [
    "Subject: one\r\n\r\n",
    "subject: =?UTF-8?Q?Ol=C3=A1?=\r\n =?UTF-8?B?4oKs?=\r\n\r\nSubject: not this",
    "Subject: in the last field",
    "",
    "X: no subject\r\n\r\nSubject: not this",
    `Subject: and more than one buffer\r\n${long}\r\n`,
    `${long}Subject: far behind\r\n\r\n`,
  ];
  await inDirectory(async (directory) => {
    const store = openDirectoryStore(directory);
    for (const text of texts) await put(store, text);
    const indexed = await store.list();
    assertEquals(indexed.map(({ subject }) => subject), [
      "one",
      "Olá€",
      "in the last field",
      undefined,
      undefined,
      "and more than one buffer",
      "far behind",
    ]);
    await Deno.remove(`${directory}/.index.jsonl`);
    assertEquals(await openDirectoryStore(directory).list(), indexed);
  });
});

Deno.test("a list takes from the index what is there and whole, and nothing that is gone", async () => {
  await inDirectory(async (directory) => {
    const store = openDirectoryStore(directory);
    for (const text of ["one", "two", "three", "four"]) await put(store, `Subject: ${text}\r\n`);
    const index = `${directory}/.index.jsonl`;
    const [one = "", , , four = ""] = (await Deno.readTextFile(index)).split("\n");
    const damaged = [
      one.replace('"subject":"one"', '"subject":"ONE"'),
      "{",
      "null",
      '{"number":2}',
      four.slice(0, -9),
    ];
    await Deno.writeTextFile(index, damaged.join("\n"));
    await Deno.remove(`${directory}/0003.eml`);
    const subjects = async (): Promise<unknown> => (await store.list()).map((m) => m.subject);
    assertEquals(await subjects(), ["ONE", "two", "four"]);
    // Whoever puts another message in its place takes the record away.
    await Deno.remove(`${directory}/0001.eml.json`);
    assertEquals(await subjects(), ["one", "two", "four"]);
  });
});

Deno.test("an index that is no regular file is neither written nor waited for", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await inDirectory(async (directory) => {
    const elsewhere = `${directory}/elsewhere`;
    await Deno.symlink(elsewhere, `${directory}/.index.jsonl`);
    const store = openDirectoryStore(directory);
    await put(store, "Subject: one\r\n");
    await assertRejects(() => Deno.stat(elsewhere), Deno.errors.NotFound);
    assertEquals((await store.list()).map(({ subject }) => subject), ["one"]);
  });
});

Deno.test("a writer whose directory has vanished fails, and is abandoned with an error", async () => {
  await inDirectory(async (directory) => {
    const writer = await openDirectoryStore(directory).create();
    await Deno.remove(directory, { recursive: true });
    await writer.write(bytes("x".repeat(100_000)));
    await assertRejects(() => writer.commit(ENVELOPE), Deno.errors.NotFound);
    await assertRejects(() => writer.abandon(), Deno.errors.NotFound);
  });
});

Deno.test("what is removed is gone, and its number is given to no other message", async () => {
  await inEveryStore(async (store) => {
    for (const text of ["one", "two", "three"]) await put(store, text);
    assertEquals(await store.remove([3, 1, 1, 7]), [3, 1]);
    assertEquals(await store.numbers(), [2]);
    assertEquals((await store.list()).map(({ number }) => number), [2]);
    assertEquals([await store.find(1), await get(store, 3)], [undefined, undefined]);
    assertEquals((await put(store, "four")).number, 4);
  });
});

Deno.test("a directory is removed from message by message, and nothing else in it goes", async () => {
  await inDirectory(async (directory) => {
    for (const text of ["one", "two"]) await put(openDirectoryStore(directory), text);
    await Deno.writeTextFile(`${directory}/notes.txt`, "mine");
    await Deno.mkdir(`${directory}/0003.eml`);
    await Deno.symlink(`${directory}/notes.txt`, `${directory}/0004.eml`);
    // One that is opened anew, as that of another program is.
    assertEquals(await openDirectoryStore(directory).remove([1, 2, 3, 4]), [1, 2]);
    assertEquals(names(directory), ["0003.eml", "0004.eml", "notes.txt"]);
  });
});

Deno.test("an index does not grow for ever while messages come and go", async () => {
  await inDirectory(async (directory) => {
    const store = openDirectoryStore(directory);
    for (let round = 0; round < 1100; round++) {
      const { number } = await put(store, "Subject: x\r\n");
      if (round >= 10) await store.remove([number - 10]);
    }
    const lines = (await Deno.readTextFile(`${directory}/.index.jsonl`)).trim().split("\n");
    assertEquals([lines.length < 200, (await store.list()).length], [true, 10]);
    assertEquals((await store.list()).every(({ subject }) => subject === "x"), true);
    await store.remove(await store.numbers());
    assertEquals(names(directory), []);
  });
});
