/**
 * A mailbox of files, each of them a message that is whole as soon as it has its name.
 * @module
 */
import { isMessageName } from "../inbox/store/names.ts";
import { concatenate } from "../message/encoding/octets.ts";
import { orMailboxError, readDirectory } from "./directory.ts";
import type { Arrived, Mailbox } from "./mailbox.ts";
import { bounceOf, judgeMessage, type Sought } from "./sought.ts";

/** Milliseconds between looks at most: a directory is soon read. */
const LONGEST_PAUSE = 1000;

/** A file that holds a message. */
export interface MessageFile {
  /** Its path. */
  readonly path: string;
  /** What it is known again by when it has got another path. */
  readonly key: string;
  /** Whether it lies in a place for junk. */
  readonly junk: boolean;
}

/**
 * Opens a mailbox of files; what is in it now is not looked at.
 *
 * @param list Gives the files that are there.
 * @param sought The message to look for.
 * @returns The mailbox.
 * @throws {MailboxError} If the files cannot be listed.
 */
export async function openFiles(
  list: () => Promise<readonly MessageFile[]>,
  sought: Sought,
): Promise<Mailbox> {
  const seen = new Set((await list()).map(({ key }) => key));
  return {
    longestPause: LONGEST_PAUSE,
    async look(): Promise<Arrived | undefined> {
      for (const { path, key, junk } of await list()) {
        if (seen.has(key)) continue;
        const octets = await orMailboxError(path, () => readIfSought(path, sought));
        if (octets === "gone") continue;
        seen.add(key);
        if (octets !== "other") return { ...octets, place: path, junk };
      }
      return undefined;
    },
    close: () => Promise.resolve(),
  };
}

/**
 * Opens the directory of an inbox; what is in it now is not looked at.
 *
 * @param directory The directory.
 * @param sought The message to look for.
 * @returns The mailbox.
 * @throws {MailboxError} `missing` if there is no such directory.
 */
export function openInboxDirectory(directory: string, sought: Sought): Promise<Mailbox> {
  return openFiles(async () => {
    const names = (await readDirectory(directory)).filter(isMessageName);
    return names.map((name) => ({ path: `${directory}/${name}`, key: name, junk: false }));
  }, sought);
}

/** Where a program that shows messages moves one, the next look finds it. */
async function readIfSought(
  path: string,
  sought: Sought,
): Promise<Pick<Arrived, "octets" | "bounce"> | "other" | "gone"> {
  try {
    using header = await Deno.open(path);
    const verdict = await judgeMessage(header.readable, sought);
    if (verdict === "other") return "other";
    using whole = await Deno.open(path);
    const octets = concatenate(await Array.fromAsync(whole.readable));
    if (verdict === "sought") return { octets };
    const bounce = bounceOf(octets, sought);
    return bounce === undefined ? "other" : { octets, bounce };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "gone";
    if (NO_FILES.some((each) => error instanceof each)) return "other";
    throw error;
  }
}

/** What opening something else than a file fails with: a link that leads nowhere is a loop to Deno 2.7. */
const NO_FILES = [Deno.errors.IsADirectory, Deno.errors.FilesystemLoop] as const;
