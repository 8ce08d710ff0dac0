/**
 * A Maildir (https://cr.yp.to/proto/maildir.html) and, beside its inbox, its folders for junk. A file in
 * `new` or `cur` is a whole message; what is still written lies in `tmp`, where nobody looks.
 * @module
 */
import { readDirectory } from "./directory.ts";
import { type MessageFile, openFiles } from "./files.ts";
import { isJunkName, type Mailbox, MailboxError } from "./mailbox.ts";
import type { Sought } from "./sought.ts";

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
    throw new MailboxError(
      "missing",
      `"${directory}" is not a Maildir: it has neither new/ nor cur/`,
    );
  }
  return await openFiles(() => listMaildir(directory), sought);
}

async function listMaildir(directory: string): Promise<MessageFile[]> {
  const lists = await Promise.all((await foldersOf(directory)).map(async ({ path, junk }) => {
    const names = await readDirectory(path, "may-be-missing");
    return names.filter((name) => !name.startsWith(".")).map((name) => ({
      path: `${path}/${name}`,
      key: uniqueName(name),
      junk,
    }));
  }));
  return lists.flat();
}

/** A directory of files, each of them a message. */
interface Folder {
  readonly path: string;
  readonly junk: boolean;
}

/** The inbox, and the folders for junk: `.Junk` by Maildir++, `Junk` where folders are directories. */
async function foldersOf(directory: string): Promise<Folder[]> {
  const names = await readDirectory(directory);
  const junk = names.filter((name) => isJunkName(name.replace(/^\./, "")));
  const roots = [
    { path: directory, junk: false },
    ...junk.map((name) => ({ path: `${directory}/${name}`, junk: true })),
  ];
  return roots.flatMap((root) => [
    { ...root, path: `${root.path}/new` },
    { ...root, path: `${root.path}/cur` },
  ]);
}

/** The name that a message keeps: what follows `:2,` are flags, which change. */
function uniqueName(name: string): string {
  return name.split(":", 1)[0] ?? name;
}
