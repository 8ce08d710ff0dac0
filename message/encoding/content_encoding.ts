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

const IDENTITY_ENCODINGS: ReadonlySet<string> = new Set(["7bit", "8bit", "binary"]);

/**
 * Whether an encoding writes the octets as they are (RFC 2045 6.2).
 *
 * @param encoding Its name in lower case.
 */
export function isIdentity(encoding: string): boolean {
  return IDENTITY_ENCODINGS.has(encoding);
}

/**
 * Whether an encoding writes other octets than it stands for (RFC 2045 6.1).
 *
 * @param encoding Its name in lower case.
 */
export function isEncoded(encoding: string): boolean {
  return encoding === "base64" || encoding === "quoted-printable";
}
