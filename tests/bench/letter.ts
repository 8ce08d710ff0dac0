/**
 * The mail that everybody sends.
 * @module
 */
import { parseMailbox } from "../../message/address/address.ts";
import { compose } from "../../message/compose/compose.ts";
import { openFile } from "../../message/file/file.ts";

/** The name that everybody greets with, so that nobody asks DNS for one. */
export const EHLO_NAME = "bench.example";
/** The sender. */
export const SENDER = "me@src.test";
/** The recipient. */
export const RECIPIENT = "user@dest.test";
/** The subject. */
export const SUBJECT = "Benchmark";

/** 1 KB of text in short lines. */
export const TEXT = "All work and no play makes Jack a dull boy. 0123456789 abcdefgh\n".repeat(16);

/** A mail, to be composed by the sender and as a ready message for those that cannot. */
export interface Letter {
  /** The path of what to attach, if anything. */
  readonly attachment: string | undefined;
  /** The path of the same as a message ready to be sent. */
  readonly ready: string;
}

/**
 * Writes the files of a letter.
 *
 * @param directory Where to.
 * @param attachmentSize Octets to attach; none by default.
 * @returns Their paths.
 */
export async function writeLetter(directory: string, attachmentSize = 0): Promise<Letter> {
  const attachment = attachmentSize === 0 ? undefined : `${directory}/attachment.bin`;
  if (attachment !== undefined) await writeNoise(attachment, attachmentSize);
  const ready = `${directory}/ready.eml`;
  await writeReady(ready, attachment);
  return { attachment, ready };
}

/** Octets of all values: what a photograph or an archive looks like. */
async function writeNoise(path: string, size: number): Promise<void> {
  const noise = crypto.getRandomValues(new Uint8Array(64 * 1024));
  using file = await Deno.create(path);
  for (let left = size; left > 0; left -= noise.length) {
    await writeAll(file, noise.subarray(0, left));
  }
}

async function writeReady(path: string, attachment: string | undefined): Promise<void> {
  using source = attachment === undefined ? undefined : await openFile(attachment);
  const message = await compose({
    from: { name: "", mailbox: parseMailbox(SENDER) },
    to: [{ name: "", mailbox: parseMailbox(RECIPIENT) }],
    cc: [],
    subject: SUBJECT,
    text: TEXT,
    attachments: source === undefined ? [] : [{ filename: "attachment.bin", source }],
    headers: [],
    date: new Date(),
  });
  using file = await Deno.create(path);
  for await (const octets of message.open()) await writeAll(file, octets);
}

async function writeAll(file: Deno.FsFile, octets: Uint8Array): Promise<void> {
  for (let rest = octets; rest.length > 0;) rest = rest.subarray(await file.write(rest));
}
