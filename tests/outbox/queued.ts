/**
 * Mails for the outboxes of tests.
 * @module
 */
import type { Answer } from "../../journal/answer.ts";
import type { QueuedMail } from "../../outbox/mail.ts";
import type { Outbox } from "../../outbox/outbox.ts";

/** A message. */
export const MESSAGE = "From: me@x.example\r\nTo: b@y.example\r\nSubject: Hi\r\n\r\nHi\r\n";

/** What a test may set. */
interface Setting extends Partial<Omit<QueuedMail, "message" | "envelope">> {
  /** Its recipients; `b@y.example` by default. */
  readonly to?: readonly string[];
  /** What else is to stand in the envelope. */
  readonly envelope?: Partial<QueuedMail["envelope"]>;
  /** What happened before. */
  readonly answers?: readonly Answer[];
  /** The octets of its message. */
  readonly message?: string;
}

/** Puts a mail into an outbox. */
export async function put(outbox: Outbox, setting: Setting = {}): Promise<string> {
  const { to = ["b@y.example"], queuedAt = Date.now(), way = new Map(), answers = [] } = setting;
  const octets = new TextEncoder().encode(setting.message ?? MESSAGE);
  const recipients = to.map((address) => ({
    address,
    domain: address.slice(address.indexOf("@") + 1),
  }));
  const message = { size: octets.length, eightBit: false, utf8Header: false, mayReencode: false };
  const envelope = { reversePath: "me@x.example", recipients, ...setting.envelope };
  return await outbox.add(
    { queuedAt, envelope, message, way },
    ReadableStream.from([octets]),
    answers,
  );
}
