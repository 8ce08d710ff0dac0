/**
 * What the inbox takes from a client before it refuses (RFC 5321 section 4.5.3).
 * @module
 */

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const MINUTE = 60_000;

/** Limits of the inbox. */
export interface Limits {
  /** Octets of one message, as RFC 1870 section 4 counts them: without the dots that were stuffed. */
  readonly messageOctets: number;
  /** Recipients of one message; RFC 5321 section 4.5.3.1.8 wants at least 100. */
  readonly recipients: number;
  /** Commands of one connection that may be wrong before it is closed; a stored message starts the count anew, and what a script of faults refuses does not count. */
  readonly errors: number;
  /** Connections at the same time; those that are more wait. */
  readonly connections: number;
  /** Milliseconds without a complete command, or without any octet of a message. */
  readonly idle: number;
}

/** The limits when nobody asks for others. */
export const DEFAULT_LIMITS: Limits = {
  messageOctets: 256 * MEBIBYTE,
  recipients: 1000,
  errors: 20,
  // What a test suite opens together stays below it; 64 KiB are read at once from each.
  connections: 500,
  // RFC 5321 section 4.5.3.2.7 wants at least five minutes.
  idle: 5 * MINUTE,
};

/** Octets of the value of ORCPT, and of ENVID (RFC 3461 sections 4.2 and 4.4). */
export const ORIGINAL_RECIPIENT_OCTETS = 500;
export const ENVELOPE_ID_OCTETS = 100;

/**
 * Octets of a command line with its CRLF: the 512 of RFC 5321 section 4.5.3.1.4 and what the offered
 * extensions add to MAIL, which is more than they add to RCPT: 26 for SIZE (RFC 1870 section 3), 17 for
 * BODY (RFC 6152 section 2), 10 for SMTPUTF8 (RFC 6531 section 3.1), 500 for AUTH (RFC 4954 section 3),
 * and the lengths of ` RET=FULL`, ` ENVID=` with its value, and ` REQUIRETLS`.
 */
export const COMMAND_LINE_OCTETS = 512 + 26 + 17 + 10 + 500 + 9 + 7 + ENVELOPE_ID_OCTETS + 11;

/** Octets of a line of an authentication exchange, and of AUTH with an initial response (RFC 4954 section 4). */
export const AUTH_LINE_OCTETS = 12_288;

/** Octets of a path with its angle brackets (RFC 5321 section 4.5.3.1.3). */
export const PATH_OCTETS = 256;

/** Octets that are read from a connection at once. */
export const READ_OCTETS = 64 * KIBIBYTE;

/** Milliseconds that a client has to close its side after the last reply, so that a reset does not destroy that reply on its way. */
export const LINGER = 1_000;
