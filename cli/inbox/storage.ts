/**
 * Where `mua inbox` keeps its messages: in a directory, or in memory; all of them, or the newest.
 * @module
 */
import { openReceivingStore } from "../../inbox/store/directory.ts";
import type { LiveStore } from "../../inbox/store/live.ts";
import type { MessageStore } from "../../inbox/store/store.ts";
import type { OptionTable, Values } from "../command/options.ts";
import { CliError, Exit, notTogether } from "../terminal/exit.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { DEFAULT_DIRECTORY } from "./mail/directory.ts";

/** The options of storage. */
export const storageOptions = {
  dir: {
    kind: "text",
    value: "DIR",
    help: `the directory for the messages; ${DEFAULT_DIRECTORY} unless a COMMAND is run`,
  },
  memory: {
    kind: "flag",
    help: "keep the messages in memory, as long as the inbox runs; default with a COMMAND",
  },
  max: {
    kind: "number",
    value: "N",
    min: 1,
    max: 1_000_000,
    help: "keep only the newest N messages: the oldest are removed, also those that were there",
  },
} as const satisfies OptionTable;

/** What the options ask for. */
interface StorageRequest {
  /** The directory; in memory without. */
  readonly dir: string | undefined;
  /** The most messages that are kept; all without. */
  readonly max: number | undefined;
}

/**
 * Reads where the messages go.
 *
 * @param options The options.
 * @param hasCommand Whether a command is run, which mostly wants no files to be left behind.
 * @returns What they ask for.
 * @throws {UsageError} If they contradict.
 */
export function readStorage(
  { dir, memory, max }: Values<typeof storageOptions>,
  hasCommand: boolean,
): StorageRequest {
  if (memory && dir !== undefined) throw notTogether("--memory", "--dir");
  const isInMemory = memory || (hasCommand && dir === undefined);
  return { dir: isInMemory ? undefined : dir ?? DEFAULT_DIRECTORY, max };
}

/** A store, and the list of it where one was asked for. */
interface Storage {
  /** Where messages go. */
  readonly store: MessageStore;
  /** The same with its list at hand; only where it is wanted, for a list takes memory. */
  readonly live: LiveStore | undefined;
}

/**
 * Opens the store of an inbox.
 *
 * @param request What is asked for.
 * @param wantsList Whether its list is wanted at hand.
 * @param terminal Where is said what was found.
 * @param opened Closes what was opened.
 * @returns The store.
 * @throws {CliError} 74 if the directory cannot be used.
 */
export async function openStorage(
  { dir, max }: StorageRequest,
  wantsList: boolean,
  terminal: Terminal,
  opened: AsyncDisposableStack,
): Promise<Storage> {
  const store = dir === undefined
    ? (await import("../../inbox/store/memory.ts")).createMemoryStore()
    : await openDirectory(dir, terminal);
  if (!wantsList && max === undefined) return { store, live: undefined };
  const { LiveStore } = await import("../../inbox/store/live.ts");
  const live = await LiveStore.open(store, { max });
  if (dir !== undefined) {
    const { followDirectory } = await import("../../inbox/store/follow.ts");
    opened.use(followDirectory(live, dir));
  }
  return { store: live, live };
}

async function openDirectory(dir: string, terminal: Terminal): Promise<MessageStore> {
  try {
    const { store, removed } = await openReceivingStore(dir);
    if (removed > 0) {
      terminal.err(`Removed incomplete messages left by an inbox that was killed: ${removed}\n`);
    }
    return store;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(Exit.io, `cannot store messages in "${dir}": ${reason}`, { cause });
  }
}
