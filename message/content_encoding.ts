/**
 * How the octets of a body are written on their way: the Content-Transfer-Encoding (RFC 2045 6).
 * @module
 */

/** Writes octets in 7 bits and short lines, however they are cut into pieces. */
export interface ContentEncoder {
  /** Takes the next octets; returns what is ready to go. */
  push(octets: Uint8Array): Uint8Array;
  /** Tells that the octets are over; returns what is left to go. */
  end(): Uint8Array;
}
