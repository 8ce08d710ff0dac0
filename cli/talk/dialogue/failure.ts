/**
 * How a connection failed, in words.
 * @module
 */
import type { SmtpError } from "../../../smtp/error.ts";
import { quoteReceived } from "../../../smtp/received.ts";
import { ReplyError } from "../../../smtp/reply.ts";
import { describeQuestion, type Question } from "./command_line.ts";

/**
 * A failure in words.
 *
 * @param error The failure.
 * @param due The answer that was due.
 * @param received What came that is no reply, or not a whole one, secrets masked.
 * @returns For example `the server closed the connection before the answer to RCPT`.
 */
export function describeFailure(
  error: SmtpError,
  due: Question | undefined,
  received: readonly string[],
): string {
  return words(error, due) + quoteReceived(received, error.kind);
}

function words(error: SmtpError, due: Question | undefined): string {
  const before = due === undefined ? "" : ` before ${describeQuestion(due)}`;
  switch (error.kind) {
    case "closed":
      return error.cause === undefined
        ? `the server closed the connection${before}`
        : `the server broke the connection off${before}`;
    case "protocol":
      return error.cause instanceof ReplyError ? error.cause.message : error.message;
    default:
      return error.message;
  }
}
