/**
 * Messages: written from a program's own texts, and read with all that is in them (RFC 5322, MIME).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readMail, writeMail } from "./mod.ts";
 *
 * const { message } = await writeMail({
 *   from: "Alberto <alberto@ualg.pt>",
 *   to: "Ana <ana.maria@gmail.com>",
 *   subject: "Hi",
 *   text: "Hi, Ana!",
 *   attachments: [{ filename: "lab.txt", content: "It works.\n" }],
 * });
 * const mail = await readMail(message.open());
 * assertEquals(mail.header("To"), "Ana <ana.maria@gmail.com>");
 * assertEquals(mail.text, "Hi, Ana!");
 * assertEquals(mail.attachments.map(({ filename, type }) => [filename, type]), [
 *   ["lab.txt", "text/plain"],
 * ]);
 * ```
 *
 * @module
 */
export {
  type AttachedFile,
  type MailEnvelope,
  type MailText,
  writeMail,
  type WrittenMail,
} from "./compose/write_mail.ts";
export { readMail } from "./body/read_mail.ts";
export type { MailAttachment, MailField, ReadMail } from "./body/whole.ts";
export { AddressError } from "./address/address.ts";
export type { MailRecipient } from "./address/header_address.ts";
export type { Reading } from "./encoding/octets.ts";
export { type Message, MessageError } from "./message.ts";
