/**
 * Keeps a list in step with a directory that other programs use too: `mua inbox clear` beside a running
 * inbox, or `mua inbox wait` beside one that receives.
 * @module
 */
import type { LiveStore } from "./live.ts";
import { messageNumber } from "./names.ts";

/** Milliseconds between two looks at a directory. */
const LOOK_INTERVAL = 1000;

/** A look takes at most this part of the time: one at 50,000 messages takes some 500 milliseconds. */
const LOOK_SHARE = 0.05;

/** Milliseconds within which a second change may leave the time of the first. */
const TIME_GRAIN = 50;

/**
 * Looks again and again whether a directory has changed, and what it holds then. A directory that is gone
 * or cannot be read is looked at again later.
 *
 * @param store The list.
 * @param directory The directory of its store.
 * @returns Ends this.
 */
export function followDirectory(store: LiveStore, directory: string): Disposable {
  let seen = timeOf(directory);
  let timer = setTimeout(look, LOOK_INTERVAL);
  let isEnded = false;
  async function look(): Promise<void> {
    const began = performance.now();
    const changed = timeOf(directory);
    if (changed !== seen) {
      const isSettled = changed === undefined || Date.now() - changed > TIME_GRAIN;
      await store.refresh().catch(() => {});
      seen = isSettled ? changed : NaN;
    }
    const rest = (performance.now() - began) / LOOK_SHARE;
    if (!isEnded) timer = setTimeout(look, Math.max(LOOK_INTERVAL, rest));
  }
  return {
    [Symbol.dispose](): void {
      isEnded = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Is told by the system what changes in a directory: at once, but several times for each message.
 *
 * @param store The list.
 * @param directory The directory of its store.
 * @returns Ends this.
 * @throws {Deno.errors} If the system cannot watch the directory.
 */
export function watchDirectory(store: LiveStore, directory: string): AsyncDisposable {
  const watcher = Deno.watchFs(directory, { recursive: false });
  const ended = lookAtChanges(store, watcher);
  return {
    async [Symbol.asyncDispose](): Promise<void> {
      watcher.close();
      await ended;
    },
  };
}

async function lookAtChanges(store: LiveStore, watcher: Deno.FsWatcher): Promise<void> {
  for await (const { paths, flag } of watcher) {
    // The system had more to tell than it could keep.
    if (flag === "rescan") await store.refresh().catch(() => {});
    for (const path of paths) {
      const number = messageNumber(path.slice(path.search(/[^/\\]*$/)));
      if (number !== undefined) await store.look(number).catch(() => {});
    }
  }
}

/** When a directory was changed, in milliseconds of Unix time; `undefined` when there is none. */
function timeOf(directory: string): number | undefined {
  try {
    return Deno.statSync(directory).mtime?.getTime();
  } catch {
    return undefined;
  }
}
