/**
 * An SMTP server for tests: it takes mail for anybody, delivers none, and shows what arrived (RFC 5321).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readMail, writeMail } from "../message/mod.ts";
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
 * const [received] = inbox.messages;
 * assertEquals(received?.envelope.rcptTo, ["ana@y.example"]);
 * const mail = received && await readMail(received.raw);
 * assertEquals(mail?.header("Subject"), "Confirm your address");
 * ```
 *
 * @module
 */
export { Inbox, type InboxStartOptions } from "./serve/inbox.ts";
export type { InboxMessage, ReceivedMail } from "./received/mail.ts";
export type { EnvelopeRecord } from "../message/file/envelope_record.ts";
