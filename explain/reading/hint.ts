/**
 * One-line comments on a dialogue, for `mua talk`, `mua demo`, and the
 * errors of `mua send`.
 * @module
 */
import type { Reply } from "../../smtp/mod.ts";
import { formatReply } from "../../smtp/reply.ts";
import { findCommand } from "../knowledge/command.ts";
import { findKeyword } from "../knowledge/keyword.ts";
import type { Moment } from "../knowledge/moment.ts";
import { replySentence } from "../knowledge/reply_moment.ts";
import { wordsIn } from "./server_words.ts";

/**
 * What an answer means at a moment. Server texts we know say more than the code.
 *
 * @param moment The moment, if it is known.
 * @param reply The answer.
 * @returns One line; only the code in it comes from the server.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { replyHint } from "./hint.ts";
 * const reply = { code: 250, enhanced: undefined, lines: ["ok"] };
 * assertEquals(replyHint("rcpt", reply), "250: recipient accepted.");
 * ```
 */
export function replyHint(moment: Moment | undefined, reply: Reply): string {
  const sentence = replySentence(reply.code, moment);
  const words = reply.code < 400 ? undefined : wordsIn(formatReply(reply));
  return words === undefined ? sentence : `${sentence.slice(0, -1)} (${words.title}).`;
}

/**
 * What a line of the EHLO answer says.
 *
 * @param text The line without its code: `SIZE 10485760`.
 * @returns One line, or `undefined` if the keyword is not known.
 */
export function keywordHint(text: string): string | undefined {
  const keyword = findKeyword(text);
  if (keyword === undefined) return undefined;
  const [source] = keyword.sources ?? [];
  return source === undefined ? `${keyword.line}.` : `${keyword.line} (${source}).`;
}

/**
 * What a command does.
 *
 * @param line A verb or a whole command line.
 * @returns One line, or `undefined` if the command is not known.
 */
export function commandHint(line: string): string | undefined {
  return findCommand(line)?.does;
}

/**
 * What to do next about a refusal, if its text says more than its code.
 *
 * @param reply The answer.
 * @returns One line, or `undefined` if nothing certain can be said.
 */
export function adviceFor(reply: Reply): string | undefined {
  if (reply.code < 400) return undefined;
  const words = wordsIn(formatReply(reply));
  return words?.next?.[0];
}
