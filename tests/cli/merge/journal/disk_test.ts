import { Disk, SYNC_LIMIT } from "../../../../cli/merge/journal/disk.ts";
import { assert, assertEquals } from "../../../std/assert.ts";

/** A disk whose syncs end when the test says so. */
class SlowDisk {
  readonly syncs: PromiseWithResolvers<void>[] = [];
  now = 0;
  readonly disk = new Disk(() => {
    const sync = Promise.withResolvers<void>();
    this.syncs.push(sync);
    return sync.promise;
  }, () => this.now);
}

/** Whether a promise is done by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  promise.then(() => done = true);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return done;
}

Deno.test("nobody waits for the disk while what was written is young", async () => {
  const slow = new SlowDisk();
  slow.disk.written();
  slow.now = SYNC_LIMIT - 1;
  assertEquals(slow.disk.overdue(), undefined);
  slow.now = SYNC_LIMIT;
  const overdue = slow.disk.overdue();
  assert(overdue !== undefined && !await isDone(overdue));
  slow.syncs[0]?.resolve();
  await overdue;
  assertEquals(slow.disk.overdue(), undefined);
});

Deno.test("a sync that runs too long holds up who writes behind it", async () => {
  const slow = new SlowDisk();
  slow.disk.written();
  const first = slow.disk.flush();
  slow.disk.written();
  slow.now = SYNC_LIMIT;
  assert(slow.disk.overdue() !== undefined);
  slow.syncs[0]?.resolve();
  await first;
  const second = slow.disk.flush();
  slow.syncs[1]?.resolve();
  await second;
});

Deno.test("what is written while a sync runs is on the disk only after the next one, which all share", async () => {
  const slow = new SlowDisk();
  slow.disk.written();
  const first = slow.disk.flush();
  slow.disk.written();
  const [second, third] = [slow.disk.flush(), slow.disk.flush()];
  slow.syncs[0]?.resolve();
  await first;
  assert(!await isDone(second));
  assertEquals(slow.syncs.length, 2);
  slow.syncs[1]?.resolve();
  await Promise.all([second, third]);
  await slow.disk.flush();
  assertEquals(slow.syncs.length, 2);
});

Deno.test("what was written is brought to the disk by itself", async () => {
  const synced = Promise.withResolvers<void>();
  const disk = new Disk(() => {
    synced.resolve();
    return Promise.resolve();
  });
  disk.written();
  await synced.promise;
  await disk.flush();
});
