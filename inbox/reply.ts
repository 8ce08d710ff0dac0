/**
 * Replies of the inbox (RFC 5321 section 4.2), with enhanced status codes (RFC 2034, RFC 3463).
 * @module
 */

/** One reply, of one or more lines. */
export interface ServerReply {
  /** The three digits. */
  readonly code: number;
  /** The enhanced status code; the greeting, the answers to EHLO and HELO, and 354 have none (RFC 2034 section 3). */
  readonly status: string | undefined;
  /** The text of each line. */
  readonly lines: readonly string[];
}

/**
 * Makes a reply.
 *
 * @param code The three digits.
 * @param status The enhanced status code, whose class is the first digit of `code`, or none.
 * @param lines The text of each line, at least one.
 * @returns The reply.
 */
export function reply(code: number, status: string | undefined, ...lines: string[]): ServerReply {
  return { code, status, lines };
}

/**
 * The lines of a reply as they are sent, without their CRLF. Each line carries the code and the
 * enhanced status code (RFC 2034 section 4).
 *
 * @param reply The reply.
 * @returns The lines.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatReply, reply } from "./reply.ts";
 * assertEquals(formatReply(reply(250, undefined, "localhost", "PIPELINING")), [
 *   "250-localhost",
 *   "250 PIPELINING",
 * ]);
 * assertEquals(formatReply(reply(250, "2.1.5", "Recipient ok")), ["250 2.1.5 Recipient ok"]);
 * ```
 */
export function formatReply(reply: ServerReply): string[] {
  const status = reply.status === undefined ? "" : `${reply.status} `;
  const last = reply.lines.length - 1;
  return reply.lines.map((text, index) =>
    `${reply.code}${index === last ? " " : "-"}${status}${text}`
  );
}
