/**
 * The directory of a `mua inbox`.
 * @module
 */
import { messageName, openDirectoryStore } from "../inbox/store.ts";
import { concatenate } from "../message/octets.ts";
import { readDirectory } from "./directory.ts";
import type { Arrived, Mailbox } from "./mailbox.ts";
import { holdsSought, type Sought } from "./sought.ts";

/** Milliseconds between looks at most. */
const LONGEST_PAUSE = 1000;

/**
 * Opens the directory of an inbox; what is in it now is not looked at.
 *
 * @param directory The directory.
 * @param sought The message to look for.
 * @returns The mailbox.
 * @throws {MailboxError} `missing` if there is no such directory.
 */
export async function openInboxDirectory(directory: string, sought: Sought): Promise<Mailbox> {
  await readDirectory(directory);
  const store = openDirectoryStore(directory);
  const seen = new Set((await store.list()).map(({ number }) => number));
  return {
    longestPause: LONGEST_PAUSE,
    async look(): Promise<Arrived | undefined> {
      for (const { number } of await store.list()) {
        if (seen.has(number)) continue;
        seen.add(number);
        if (!await holdsSought(await store.read(number) ?? nothing(), sought)) continue;
        const octets = concatenate(await Array.fromAsync(await store.read(number) ?? nothing()));
        return { octets, place: `${directory}/${messageName(number)}`, junk: false };
      }
      return undefined;
    },
    close: () => Promise.resolve(),
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
