/**
 * How a connection failed, in words.
 * @module
 */
import type { SmtpError } from "../../smtp/error.ts";
import { ReplyError, saidInstead } from "../../smtp/reply.ts";
import { describeQuestion, type Question } from "./command_line.ts";

/**
 * A failure in words.
 *
 * @param error The failure.
 * @param due The answer that was due.
 * @param hasSentSecret Whether a secret was sent: then what is no reply is not shown, for it may hold that.
 * @returns For example `the server closed the connection before the answer to RCPT`.
 */
export function describeFailure(
  error: SmtpError,
  due: Question | undefined,
  hasSentSecret: boolean,
): string {
  const before = due === undefined ? "" : ` before ${describeQuestion(due)}`;
  switch (error.kind) {
    case "closed":
      return error.cause === undefined
        ? `the server closed the connection${before}`
        : `the server broke the connection off${before}`;
    case "protocol":
      if (!(error.cause instanceof ReplyError)) return error.message;
      return error.cause.message + (hasSentSecret ? "" : saidInstead(error.cause));
    default:
      return error.message;
  }
}
