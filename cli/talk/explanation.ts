/**
 * What an answer means, and what may come next.
 * @module
 */
import { type Reply, severity } from "../../smtp/reply.ts";
import type { Question } from "./command_line.ts";
import { describeNext } from "./next.ts";
import type { Tracker } from "./tracker.ts";

/**
 * Explains an answer in one line.
 *
 * @param question What was answered.
 * @param reply The answer.
 * @param tracker Where the dialogue stands now.
 * @returns The lines.
 */
export function explainAnswer(question: Question, reply: Reply, tracker: Tracker): string[] {
  void question;
  const next = describeNext(tracker.state, tracker.chunkLeft);
  return [
    [`${reply.code}: ${severity(reply)}.`, next].filter((text) => text !== undefined).join(" "),
  ];
}
