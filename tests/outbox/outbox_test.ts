import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "../std/assert.ts";
import { directoryTest } from "../support/directory.ts";
import { DamagedError } from "../../outbox/file.ts";
import { Outbox, type TakenMail, UnsafeOutboxError } from "../../outbox/outbox.ts";
import { MESSAGE, put } from "./queued.ts";

/** A mail that must be there, and nobody else's. */
async function take(outbox: Outbox, id: string): Promise<TakenMail> {
  const taken = await outbox.take(id);
  assert(typeof taken === "object", String(taken));
  return taken;
}

directoryTest("a mail is kept whole, for the user alone", async (directory) => {
  const path = `${directory}/state/mua/outbox`;
  const outbox = Outbox.open(path, true);
  const id = await put(outbox);
  if (Deno.build.os !== "windows") {
    const mode = (name: string): number => (Deno.statSync(name).mode ?? 0) & 0o777;
    assertEquals([mode(path), mode(`${path}/${id}.mail`)], [0o700, 0o600]);
  }
  assertEquals(outbox.ids(), [id]);
  assertMatch(id, /^\d[a-z][0-9a-z]{6}$/);
  using taken = await take(outbox, id);
  assertEquals(await new Response(ReadableStream.from(taken.open())).text(), MESSAGE);
  assertEquals(taken.contents.mail.envelope.recipients[0]?.address, "b@y.example");
  assertEquals(taken.contents.fates.all[0]?.state, "waiting");
});

directoryTest("records are kept, and a mail is taken by one at a time", async (directory) => {
  const outbox = Outbox.open(directory, true);
  const id = await put(outbox);
  {
    using taken = await take(outbox, id);
    await taken.beforeDot(taken.contents.mail.envelope.recipients);
    assertEquals(await outbox.take(id), "busy");
    const glimpse = await outbox.look(id);
    assert(glimpse !== undefined && "fates" in glimpse);
    assertEquals(glimpse.fates.all[0]?.isUnanswered, true);
  }
  {
    using taken = await take(outbox, id);
    assertEquals(taken.contents.fates.all[0]?.state, "unknown");
    taken.remove();
    assertEquals(await outbox.take(id), undefined);
  }
  assertEquals(outbox.ids(), []);
  assertEquals(await outbox.look(id), undefined);
});

directoryTest("a last record that was torn off counts as not written", async (directory) => {
  const outbox = Outbox.open(directory, true);
  const id = await put(outbox);
  const path = `${directory}/${id}.mail`;
  const whole = Deno.readFileSync(path);
  const record = new TextEncoder().encode('{"at":1,"dot":["b@y.example"]}\n');
  for (let length = 0; length < record.length; length++) {
    Deno.writeFileSync(path, new Uint8Array([...whole, ...record.subarray(0, length)]));
    using taken = await take(outbox, id);
    assertEquals(taken.contents.fates.all[0]?.state, "waiting", String(length));
    assertEquals(Deno.statSync(path).size, whole.length);
  }
});

directoryTest(
  "a file that was cut is damaged wherever it was cut before its records",
  async (directory) => {
    const outbox = Outbox.open(directory, true);
    const id = await put(outbox);
    const path = `${directory}/${id}.mail`;
    const whole = Deno.readFileSync(path);
    const records = whole.lastIndexOf(0x0a, -2) + 1;
    for (let length = 0; length < records; length += 7) {
      Deno.writeFileSync(path, whole.subarray(0, length));
      const glimpse = await outbox.look(id);
      assert(glimpse !== undefined && "damage" in glimpse, String(length));
      await assertRejects(() => outbox.take(id), DamagedError);
    }
    Deno.writeFileSync(path, new Uint8Array([...whole, 0x78, 0x0a]));
    await assertRejects(() => outbox.take(id), DamagedError, "records");
  },
);

directoryTest("an outbox that others can write to, or that is a file, is not used", (directory) => {
  assertEquals(Outbox.open(`${directory}/none`, false), undefined);
  Deno.writeTextFileSync(`${directory}/file`, "");
  assertThrows(() => Outbox.open(`${directory}/file`, false), UnsafeOutboxError, "not a directory");
  if (Deno.build.os !== "windows") {
    Deno.mkdirSync(`${directory}/open`);
    Deno.chmodSync(`${directory}/open`, 0o777);
    assertThrows(() => Outbox.open(`${directory}/open`, true), UnsafeOutboxError, "other users");
  }
  return Promise.resolve();
});

directoryTest("what was begun is swept away when nobody can be writing it", async (directory) => {
  const outbox = Outbox.open(directory, true);
  const id = await put(outbox);
  Deno.writeTextFileSync(`${directory}/.mua-1`, "torn");
  outbox.sweep(Date.now());
  assertEquals(Array.from(Deno.readDirSync(directory)).length, 2);
  outbox.sweep(Date.now() + 25 * 60 * 60_000);
  assertEquals(Array.from(Deno.readDirSync(directory), ({ name }) => name), [`${id}.mail`]);
});

directoryTest("one run at a time has the lock", (directory) => {
  const outbox = Outbox.open(directory, true);
  {
    using lock = outbox.lock();
    assert(lock !== undefined);
    assertEquals(outbox.lock(), undefined);
  }
  using again = outbox.lock();
  assert(again !== undefined);
  return Promise.resolve();
});
