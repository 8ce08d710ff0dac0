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

/** Who a mail is from and who it is for, whatever its header says (RFC 5321 section 2.3.1). */
export interface Envelope {
  /** The reverse-path without the angle brackets; empty is the null reverse-path `<>`. */
  readonly reversePath: string;
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
  /** The octets of the message, from its beginning. */
  open(): AsyncIterable<Uint8Array>;
}
