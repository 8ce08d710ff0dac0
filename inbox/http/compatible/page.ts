/**
 * Whole mails in one answer, as older programs give them: as many as there is room for.
 * @module
 */
import { HttpError } from "../exchange/respond.ts";
import type { ListedMessage } from "../../store/index.ts";

/** Octets of the mails of one answer; each is in it up to three times. */
const MAX_OCTETS = 32 * 1024 * 1024;

/**
 * Checks that mails fit into an answer.
 *
 * @param messages The mails.
 * @returns The same.
 * @throws {HttpError} 413 if they are too large.
 */
export function fitting(messages: readonly ListedMessage[]): readonly ListedMessage[] {
  const size = messages.reduce((sum, message) => sum + message.size, 0);
  if (size <= MAX_OCTETS) return messages;
  throw new HttpError(413, `the messages have more than ${MAX_OCTETS} octets: ask for fewer`);
}
