/**
 * A message that is ready to be sent, and the error of one that may not be.
 * @module
 */

import type { Reading } from "./encoding/octets.ts";

/** A message as it goes to a server, readable as often as there are servers to try. */
export interface Message {
  /** Octets as sent: with CRLF line ends, before dot-stuffing (RFC 1870 4). */
  readonly size: number;
  /** Whether any octet is above 127, so that 8BITMIME is needed (RFC 6152). */
  readonly eightBit: boolean;
  /** Whether the header holds UTF-8, so that SMTPUTF8 is needed (RFC 6531). */
  readonly utf8Header: boolean;
  /**
   * The octets from the beginning.
   *
   * @throws {SourceError} While reading, when a file they come from cannot be read or has changed;
   * what was sent until then must not be ended by the final dot.
   */
  open(reading?: Reading): AsyncIterable<Uint8Array>;
  /** All of them, where they are in memory. */
  readonly octets?: Uint8Array;
}

/** A message that may not be sent. The text says why, for a person. */
export class MessageError extends Error {
  /** The name of the error. */
  override readonly name = "MessageError";
}
