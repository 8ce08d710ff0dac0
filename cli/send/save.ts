/**
 * `mua send --save`: what is sent, kept for a later look.
 * @module
 */
import { formatEnvelopeRecord } from "../../message/file/envelope_record.ts";
import { findField, readHeader } from "../../message/header/header.ts";
import type { Message } from "../../message/mod.ts";
import { replacePrivateFile } from "../../message/file/private_file.ts";
import { cannotSave } from "../terminal/file_failure.ts";
import type { Mail } from "./mail.ts";

/**
 * Keeps a mail as it is to be sent, for the user alone to read, and its envelope beside it.
 *
 * @param path The file for the message; its envelope goes into the same name with `.json` behind it.
 * @param mail The mail.
 * @param ehloName The name to greet with, if it is known already.
 * @throws {CliError} 74 if it cannot be written; then what was there before is as it was.
 */
export async function saveMail(
  path: string,
  { message, envelope: { reversePath, recipients } }: Mail,
  ehloName: string | undefined,
): Promise<void> {
  try {
    using messageFile = replacePrivateFile(path);
    using recordFile = replacePrivateFile(`${path}.json`);
    for await (const octets of message.open()) await messageFile.write(octets);
    const record = formatEnvelopeRecord({
      version: 1,
      mailFrom: reversePath,
      rcptTo: recipients.map((recipient) => recipient.address),
      ...(ehloName === undefined ? {} : { ehlo: ehloName }),
      time: new Date().toISOString(),
    });
    await recordFile.write(new TextEncoder().encode(record));
    messageFile.commit();
    recordFile.commit();
  } catch (cause) {
    throw cannotSave(path, cause);
  }
}

/**
 * The Message-ID of a message that is ready to be sent.
 *
 * @param message The message.
 * @returns It with its angle brackets, or `undefined` if the message has none.
 */
export async function readMessageId(message: Message): Promise<string | undefined> {
  const fields = await readHeader(message.open());
  return findField(fields, "Message-ID")?.value.trim();
}
