import { openFile, reasonOf } from "../../../message/file/file.ts";
import { concatenate, SourceError } from "../../../message/encoding/octets.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../../std/assert.ts";
import { collect, octets, textOf } from "../support.ts";

/** Larger than one block, and not a multiple of it. */
const LARGE = 600_001;

async function withFile(
  content: string | Uint8Array,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, typeof content === "string" ? octets(content) : content);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("openFile gives a file again and again, two readings at once too", () => {
  const content = crypto.getRandomValues(new Uint8Array(65_536));
  const large = new Uint8Array(LARGE).map((_, index) => content[index % 65_521] ?? 0);
  return withFile(large, async (path) => {
    using file = await openFile(path);
    assertEquals([file.name, file.size], [path, LARGE]);
    const first = file.open()[Symbol.asyncIterator]();
    await first.next();
    const [second, third] = await Promise.all([collect(file.open()), collect(file.open())]);
    assertEquals(second.toBase64() === large.toBase64(), true);
    assertEquals(third.toBase64() === large.toBase64(), true);
    let rest = 0;
    for (let next = await first.next(); !next.done; next = await first.next()) {
      rest += next.value.length;
    }
    assertEquals(LARGE - rest > 0 && rest > 0, true);
  });
});

Deno.test("a reading that may overwrite its pieces takes the memory of one", () => {
  const large = new Uint8Array(LARGE).map((_, index) => index % 251);
  return withFile(large, async (path) => {
    using file = await openFile(path);
    const memory = new Set<unknown>();
    const pieces: Uint8Array[] = [];
    for await (const piece of file.open({ reuse: true })) {
      memory.add(piece.buffer);
      pieces.push(piece.slice());
    }
    assertEquals([memory.size, pieces.length > 2], [1, true]);
    assertEquals(concatenate(pieces).toBase64() === large.toBase64(), true);
  });
});

Deno.test("openFile reads a file that has another name or none by now", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "Hi");
  using file = await openFile(path);
  await Deno.remove(path);
  assertEquals(textOf(await collect(file.open())), "Hi");
});

Deno.test("openFile gives an empty file as no octets", () =>
  withFile("", async (path) => {
    using file = await openFile(path);
    assertEquals([file.size, (await collect(file.open())).length], [0, 0]);
  }));

Deno.test("openFile says why a file cannot be read", async () => {
  await assertRejects(() => openFile("/no/such/file"), SourceError, "no such file");
  await assertRejects(() => openFile("/"), SourceError, 'Cannot read "/": it is a directory');
});

/** Changes a file and sets its time back, so that only its size tells. */
async function changeSize(path: string, change: () => Promise<void>): Promise<void> {
  const { atime, mtime } = await Deno.stat(path);
  await change();
  await Deno.utime(path, atime ?? 0, mtime ?? 0);
}

const CHANGES: Record<string, (path: string) => Promise<void>> = {
  "grows": (path) => changeSize(path, () => Deno.writeTextFile(path, "more", { append: true })),
  "shrinks": (path) => changeSize(path, () => Deno.truncate(path, 300_000)),
  "is emptied": (path) => Deno.truncate(path, 0),
  "is written anew with as many octets": async (path) => {
    await Deno.writeFile(path, new Uint8Array(LARGE));
    await Deno.utime(path, 1, 1);
  },
};

for (const [change, apply] of Object.entries(CHANGES)) {
  Deno.test(`a reading ends with an error when the file ${change} meanwhile`, () =>
    withFile(new Uint8Array(LARGE), async (path) => {
      using file = await openFile(path);
      const reading = file.open()[Symbol.asyncIterator]();
      await reading.next();
      await apply(path);
      const error = await assertRejects(async () => {
        while (!(await reading.next()).done);
      }, SourceError);
      assertStringIncludes(error.message, "it changed while it was being read");
      await assertRejects(() => collect(file.open()), SourceError, "it changed");
    }));
}

Deno.test("a reading of a closed file ends with an error", () =>
  withFile("Hi", async (path) => {
    const file = await openFile(path);
    file[Symbol.dispose]();
    await assertRejects(() => collect(file.open()), SourceError, "Cannot read");
  }));

Deno.test("openFile takes a pipe whole", async () => {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/pipe`;
  try {
    await new Deno.Command("mkfifo", { args: [path] }).output();
    // Another process writes: opening one end of a pipe waits for the other end.
    const script = `printf 'Hi, Ana' >"$0"`;
    const writer = new Deno.Command("sh", { args: ["-c", script, path] }).spawn();
    using source = await openFile(path);
    await writer.status;
    assertEquals(source.size, 7);
    assertEquals(textOf(await collect(source.open())), "Hi, Ana");
    assertEquals(textOf(await collect(source.open())), "Hi, Ana");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a directory in place of a file is told in plain words", async () => {
  const reading = Deno.readTextFile(import.meta.dirname ?? "");
  assertEquals(reasonOf(await assertRejects(() => reading, Error)), "it is a directory");
});

Deno.test("a special file that Deno opens for nobody is named without a flag that would open everything", () => {
  const denied = new Deno.errors.NotCapable(
    'Requires all access to "/dev/full", run again with the --allow-all flag',
  );
  assertEquals(reasonOf(denied), "Deno keeps programs away from this file");
  const other = 'Requires read access to "/etc/mail", run again with the --allow-read flag';
  assertEquals(reasonOf(new Deno.errors.NotCapable(other)), other);
});
