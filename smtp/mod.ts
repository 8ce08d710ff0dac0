/**
 * Sending mail by SMTP (RFC 5321): to the mail exchangers of each recipient or to a server that is
 * named, with an outcome for each recipient.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Inbox } from "../inbox/mod.ts";
 * import { writeMail } from "../message/mod.ts";
 * import { sendMail } from "./mod.ts";
 *
 * await using inbox = await Inbox.start();
 * const { envelope, message } = await writeMail({
 *   from: "alberto@ualg.pt",
 *   to: "Ana <ana.maria@gmail.com>",
 *   subject: "Hi",
 *   text: "Hi, Ana!",
 * });
 * // Without server and port the mail goes to the MX of gmail.com.
 * const outcomes = await sendMail(envelope, message, { server: inbox.hostname, port: inbox.port });
 * assertEquals(outcomes.map(({ recipient, status, reply }) => [recipient, status, reply?.code]), [
 *   ["ana.maria@gmail.com", "delivered", 250],
 * ]);
 * ```
 *
 * @module
 */
export { sendMail, type SendMailOptions } from "./delivery/send_mail.ts";
export { openCourier } from "./delivery/open_courier.ts";
export type { CourierLimits, Mail, MailCourier } from "./delivery/courier.ts";
export { CommandError } from "./command.ts";
export type { Speaker, TranscriptEvent, TranscriptSink } from "./connection/transcript.ts";
export type {
  Envelope,
  MessageSource,
  NotificationRequest,
  NotifyCondition,
  Recipient,
  Sender,
} from "./envelope.ts";
export type { Attempt, Outcome, OutcomeReason, OutcomeStatus, RecipientResult } from "./outcome.ts";
export type { EnhancedStatus, Reply } from "./reply.ts";
export type {
  CertificateSummary,
  Credentials,
  PolicyName,
  SecretKind,
  Security,
  TlsMode,
  TlsState,
} from "./security.ts";
export type { Stage } from "./stage.ts";
export type { TlsProblem } from "./tls_error.ts";
