/**
 * The envelope of a mail and the message in it (RFC 5321 section 2.3.1).
 * @module
 */

/** One forward-path of the envelope. */
export interface Recipient {
  /** The mailbox as it is written in RCPT TO, without the angle brackets. */
  readonly address: string;
  /** The domain that mail for it is routed by: A-labels, or an address literal with its brackets. */
  readonly domain: string;
}

/** When the sender wants a delivery status notification (RFC 3461 section 4.1). */
export type NotifyCondition = "success" | "failure" | "delay";

/** The notifications that the sender asks for (RFC 3461). */
export interface NotificationRequest {
  /** When to notify; empty is never. `undefined` leaves it to the servers. */
  readonly notify?: readonly NotifyCondition[];
  /** What of the message a notification of failure brings back: all of it, or its header. */
  readonly return?: "full" | "hdrs";
  /** What the notification names this mail by. */
  readonly envelopeId?: string;
}

/** The part of an envelope that is the same for all recipients. */
export interface Sender {
  /** The reverse-path without the angle brackets; empty is the null reverse-path `<>`. */
  readonly reversePath: string;
  /** The notifications wanted. */
  readonly notification?: NotificationRequest;
  /** Who has submitted the mail, as far as is known; empty is unknown (RFC 4954 section 5). */
  readonly submitter?: string;
  /** Whether no server on the way may go on without verified TLS (RFC 8689). */
  readonly requireTls?: boolean;
}

/** Who a mail is from and who it is for, whatever its header says (RFC 5321 section 2.3.1). */
export interface Envelope extends Sender {
  /** The forward-paths, in the order they were given. */
  readonly recipients: readonly Recipient[];
}

/** A message that can be read as often as there are hosts to try. */
export interface MessageSource {
  /** Octets as sent: with CRLF line ends, before dot-stuffing (RFC 1870 section 4). */
  readonly size: number;
  /** Whether any octet is above 127, so that 8BITMIME is needed (RFC 6152). */
  readonly eightBit: boolean;
  /** Whether the header holds UTF-8, so that SMTPUTF8 is needed (RFC 6531). */
  readonly utf8Header: boolean;
  /** Whether they leave as they are, with line ends of any kind, and nothing is asked of them. */
  readonly asIs?: boolean;
  /**
   * The octets of the message, from its beginning.
   *
   * @param reading With `reuse`, a piece may be overwritten once the next is asked for.
   */
  open(reading?: { readonly reuse?: boolean }): AsyncIterable<Uint8Array>;
  /** All of them, where they are in memory: then {@linkcode MessageSource.open} need not be called. */
  readonly octets?: Uint8Array;
  /**
   * The same message in 7 bits, for a server without 8BITMIME (RFC 6152 section 3); absent where nothing
   * can re-encode it. Its result is a sentence that says why, when this message cannot be re-encoded.
   * It rejects when the message cannot be read.
   */
  sevenBit?(): Promise<MessageSource | string>;
}
