/**
 * A Maildir (https://cr.yp.to/proto/maildir.html) and, beside its inbox, its folders for junk. A file in
 * `new` or `cur` is a whole message; what is still written lies in `tmp`, where nobody looks.
 * @module
 */
import { concatenate } from "../message/octets.ts";
import { readDirectory } from "./directory.ts";
import { type Arrived, isJunkName, type Mailbox, MailboxError } from "./mailbox.ts";
import { holdsSought, type Sought } from "./sought.ts";

/** Milliseconds between looks at most: a directory is soon read. */
const LONGEST_PAUSE = 1000;

/**
 * Opens a Maildir; what is in it now is not looked at.
 *
 * @param directory The directory that `new` and `cur` are in.
 * @param sought The message to look for.
 * @returns The mailbox.
 * @throws {MailboxError} `missing` if it is no Maildir.
 */
export async function openMaildir(directory: string, sought: Sought): Promise<Mailbox> {
  const names = new Set(await readDirectory(directory));
  if (!names.has("new") && !names.has("cur")) {
    throw new MailboxError("missing", `"${directory}" is no Maildir: it has neither new nor cur`);
  }
  const maildir = new Maildir(directory, sought);
  await maildir.passOver();
  return maildir;
}

/** A directory of files, each of them a message. */
interface Folder {
  readonly path: string;
  readonly junk: boolean;
}

class Maildir implements Mailbox {
  readonly longestPause = LONGEST_PAUSE;
  readonly #directory: string;
  readonly #sought: Sought;
  /** The names of the messages that were seen, without their flags: those move and change. */
  readonly #seen = new Set<string>();

  constructor(directory: string, sought: Sought) {
    this.#directory = directory;
    this.#sought = sought;
  }

  async passOver(): Promise<void> {
    for (const { unique } of await this.#unseen()) this.#seen.add(unique);
  }

  async look(): Promise<Arrived | undefined> {
    for (const { path, unique, junk } of await this.#unseen()) {
      const octets = await this.#readIfSought(path);
      if (octets === "gone") continue;
      this.#seen.add(unique);
      if (octets !== "other") return { octets, place: path, junk };
    }
    return undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #unseen(): Promise<{ path: string; unique: string; junk: boolean }[]> {
    const lists = await Promise.all((await this.#folders()).map(async ({ path, junk }) => {
      const names = await readDirectory(path, "may-be-missing");
      return names.filter((name) => !name.startsWith(".")).map((name) => ({
        path: `${path}/${name}`,
        unique: uniqueName(name),
        junk,
      }));
    }));
    return lists.flat().filter(({ unique }) => !this.#seen.has(unique));
  }

  /** The inbox, and the folders for junk: `.Junk` by Maildir++, `Junk` where folders are directories. */
  async #folders(): Promise<Folder[]> {
    const names = await readDirectory(this.#directory);
    const junk = names.filter((name) => isJunkName(name.replace(/^\./, "")));
    const roots = [
      { path: this.#directory, junk: false },
      ...junk.map((name) => ({ path: `${this.#directory}/${name}`, junk: true })),
    ];
    return roots.flatMap((root) => [
      { ...root, path: `${root.path}/new` },
      { ...root, path: `${root.path}/cur` },
    ]);
  }

  /** A message may be moved from `new` to `cur` by the program that shows it: the next look finds it there. */
  async #readIfSought(path: string): Promise<Uint8Array | "other" | "gone"> {
    try {
      using header = await Deno.open(path);
      if (!await holdsSought(header.readable, this.#sought)) return "other";
      using whole = await Deno.open(path);
      return concatenate(await Array.fromAsync(whole.readable));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "gone";
      throw error;
    }
  }
}

/** The name that a message keeps: what follows `:2,` are flags. */
function uniqueName(name: string): string {
  return name.split(":", 1)[0] ?? name;
}
