/**
 * `mua send --save`: what is sent, kept for a later look.
 * @module
 */
import { formatEnvelopeRecord } from "../message/envelope_record.ts";
import { findField, type HeaderField, HeaderReader } from "../message/header.ts";
import type { Message } from "../message/message.ts";
import { cannotSave, openPrivate, writeWhole } from "./private_file.ts";
import type { Mail } from "./send_mail.ts";

/** Where a mail is kept. */
export interface SaveFile {
  /**
   * Writes the message, and its envelope beside it.
   *
   * @param mail The mail.
   * @param ehloName The name to greet with, if it is known already.
   * @throws {CliError} If it cannot be written.
   */
  write(mail: Mail, ehloName: string | undefined): Promise<void>;
}

/**
 * Opens the files for a mail, before anything is sent.
 *
 * @param path The file for the message; its envelope goes into the same name with `.json` behind it.
 * @param files Closes them.
 * @returns Where to write.
 * @throws {CliError} If a file cannot be opened.
 */
export async function openSaveFile(path: string, files: DisposableStack): Promise<SaveFile> {
  const message = files.use(await openPrivate(path));
  const record = files.use(await openPrivate(`${path}.json`));
  return {
    async write(mail: Mail, ehloName: string | undefined): Promise<void> {
      try {
        for await (const octets of mail.message.open()) await writeWhole(message, octets);
        const { reversePath, recipients } = mail.envelope;
        const text = formatEnvelopeRecord({
          version: 1,
          mailFrom: reversePath,
          rcptTo: recipients.map((recipient) => recipient.address),
          ...(ehloName === undefined ? {} : { ehlo: ehloName }),
          time: new Date().toISOString(),
        });
        await writeWhole(record, new TextEncoder().encode(text));
      } catch (cause) {
        throw cannotSave(path, cause);
      }
    },
  };
}

/**
 * The Message-ID of a message that is ready to be sent.
 *
 * @param message The message.
 * @returns It with its angle brackets, or `undefined` if the message has none.
 */
export async function readMessageId(message: Message): Promise<string | undefined> {
  const fields = await readHeader(message);
  return findField(fields, "Message-ID")?.value.trim();
}

async function readHeader(message: Message): Promise<HeaderField[]> {
  const reader = new HeaderReader();
  const fields: HeaderField[] = [];
  for await (const octets of message.open()) {
    fields.push(...reader.push(octets));
    if (reader.done) return fields;
  }
  return [...fields, ...reader.end()];
}
