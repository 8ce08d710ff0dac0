/**
 * An SMTP server for tests: it takes mail for anybody, delivers none, and shows what arrived (RFC 5321).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeMail } from "../message/mod.ts";
 * import { sendMail } from "../smtp/mod.ts";
 * import { Inbox } from "./mod.ts";
 *
 * await using inbox = await Inbox.start();
 * const { envelope, message } = await writeMail({
 *   from: "app@x.example",
 *   to: "ana@y.example",
 *   subject: "Confirm your address",
 * });
 * await sendMail(envelope, message, { server: inbox.hostname, port: inbox.port });
 * const mail = await inbox.next({ to: "ana@y.example", subject: /confirm/i });
 * assertEquals(mail.header("Subject"), "Confirm your address");
 * assertEquals(mail.envelope.rcptTo, ["ana@y.example"]);
 * ```
 *
 * @module
 */
export { Inbox, type InboxStartOptions, type NextOptions } from "./serve/inbox.ts";
export type { MailCriteria } from "./received/criteria.ts";
export type { InboxMessage, ReceivedMail } from "./received/mail.ts";
export type { TextPattern } from "./received/user_pattern.ts";
export { NoMailError } from "./received/no_mail.ts";
export type { EnvelopeRecord } from "../message/file/envelope_record.ts";
