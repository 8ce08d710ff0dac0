import { openDirectoryStore } from "../../../inbox/store/directory.ts";
import { followDirectory, watchDirectory } from "../../../inbox/store/follow.ts";
import { LiveStore, type StoreChange } from "../../../inbox/store/live.ts";
import { assertEquals } from "../../std/assert.ts";
import { bytes } from "../drive.ts";

const strict = { sanitizeOps: true, sanitizeResources: true, sanitizeExit: true };
const ENVELOPE = { version: 1, mailFrom: "", rcptTo: [], time: "2025-07-01T12:00:00Z" } as const;

/** A list of a directory with one message, and the next change of it. */
async function inDirectory(
  test: (live: LiveStore, directory: string, next: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await put(directory);
    const live = await LiveStore.open(openDirectoryStore(directory));
    const next = async (): Promise<string> => {
      const { promise, resolve } = Promise.withResolvers<StoreChange>();
      using _listening = live.subscribe(resolve);
      const change = await promise;
      return change.kind === "stored" ? `+${change.message.number}` : `-${change.numbers}`;
    };
    await test(live, directory, next);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** As another program does. */
async function put(directory: string): Promise<void> {
  const writer = await openDirectoryStore(directory).create();
  await writer.write(bytes("Hi"));
  await writer.commit(ENVELOPE);
}

Deno.test(
  "who watches a directory learns what another program stores and removes",
  strict,
  async () => {
    await inDirectory(async (live, directory, next) => {
      await using _watching = watchDirectory(live, directory);
      let change = next();
      await put(directory);
      assertEquals(await change, "+2");
      change = next();
      await openDirectoryStore(directory).remove([1]);
      assertEquals(await change, "-1");
      assertEquals(live.messages.map(({ number }) => number), [2]);
    });
  },
);

Deno.test(
  "who follows a directory learns it too, where the system tells of no changes",
  strict,
  async () => {
    await inDirectory(async (live, directory, next) => {
      using _following = followDirectory(live, directory);
      const change = next();
      await put(directory);
      assertEquals(await change, "+2");
    });
  },
);
