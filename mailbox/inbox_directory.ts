/**
 * The directory of a `mua inbox`.
 * @module
 */
import { isMessageName } from "../inbox/store/directory.ts";
import { readDirectory } from "./directory.ts";
import { openFiles } from "./files.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Sought } from "./sought.ts";

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
