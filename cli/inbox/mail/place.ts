/**
 * Where the messages are that a command works on: in the directory of an inbox, or behind the API of one
 * that runs.
 * @module
 */
import { openDirectoryStore } from "../../../inbox/store/directory.ts";
import { readRemote, remoteOptions } from "../remote/address.ts";
import type { InboxClient } from "../remote/client.ts";
import type { Mails } from "../remote/mails.ts";
import type { Context } from "../../command/command.ts";
import type { OptionTable, Values } from "../../command/options.ts";
import type { Needs } from "../../command/permissions.ts";
import { notTogether } from "../../terminal/exit.ts";
import { DEFAULT_DIRECTORY, reading, readingOctets } from "./directory.ts";

/** The options that say where. */
export const placeOptions = {
  dir: {
    kind: "text",
    value: "DIR",
    help: `the directory for the messages; ${DEFAULT_DIRECTORY} by default`,
  },
  ...remoteOptions,
} as const satisfies OptionTable;

/** What they were given. */
type PlaceValues = Values<typeof placeOptions>;

/** A place of messages. */
export type MailPlace = DirectoryPlace | RemotePlace;

/** What every place has. */
interface AnyPlace {
  /** What it is called in messages. */
  readonly name: string;
  /** The option that leads to it, for hints. */
  readonly option: string;
  /** The messages. */
  readonly mails: Mails;
}

/** A directory. */
interface DirectoryPlace extends AnyPlace {
  /** The directory. */
  readonly dir: string;
}

/** An inbox that runs. */
interface RemotePlace extends AnyPlace {
  /** It is no directory. */
  readonly dir?: undefined;
  /** Its API. */
  readonly client: InboxClient;
}

/**
 * The permissions that the place of messages needs.
 *
 * @param request The request of the command.
 */
export function placeNeeds({ options }: { readonly options: PlaceValues }): Needs {
  return { read: true, net: options.http !== undefined };
}

/**
 * Finds the place of messages. Nothing is opened yet.
 *
 * @param options The options.
 * @param context Where to warn, and what ends the asking.
 * @throws {CliError} 64 if the options contradict, 66 if the password cannot be read.
 */
export async function findPlace(
  options: PlaceValues,
  { terminal, signal }: Pick<Context, "terminal" | "signal">,
): Promise<MailPlace> {
  const address = await readRemote(options, terminal);
  if (address === undefined) return directoryPlace(options.dir ?? DEFAULT_DIRECTORY);
  if (options.dir !== undefined) throw notTogether("--dir", "--http");
  const { InboxClient } = await import("../remote/client.ts");
  const { RemoteMails } = await import("../remote/mails.ts");
  const client = new InboxClient(address, signal);
  const { origin } = address;
  return { name: origin, option: `--http ${origin}`, mails: new RemoteMails(client), client };
}

function directoryPlace(dir: string): DirectoryPlace {
  const store = openDirectoryStore(dir);
  const at = async <Result>(work: () => Promise<Result>): Promise<Result> =>
    await reading(dir, work);
  const numbers = (): Promise<readonly number[]> => at(() => store.numbers());
  return {
    name: dir,
    option: `--dir ${dir}`,
    dir,
    mails: {
      list: () => at(() => store.list()),
      find: (number) => at(() => store.find(number)),
      last: async () => (await numbers()).at(-1),
      read: async (number) => {
        const octets = await at(() => store.read(number));
        return octets && readingOctets(dir, octets);
      },
      remove: (numbers) => at(() => store.remove(numbers)),
      clear: async () => await at(async () => store.remove(await store.numbers())),
    },
  };
}
