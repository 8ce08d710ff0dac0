/**
 * What an answer means, and what may come next.
 * @module
 */
import { adviceFor, replyHint } from "../../explain/hint.ts";
import { type Moment, momentOf } from "../../explain/moment.ts";
import { type Reply, severity } from "../../smtp/reply.ts";
import { type Question, stageOf } from "./command_line.ts";
import { describeNext } from "./next.ts";
import type { Tracker } from "./tracker.ts";

/**
 * Explains an answer.
 *
 * @param question What was answered.
 * @param reply The answer.
 * @param tracker Where the dialogue stands now.
 * @returns Its meaning and what may come next in one line; below it what to do, where that is known.
 */
export function explainAnswer(
  question: Question,
  reply: Reply,
  { state, chunkLeft }: Pick<Tracker, "state" | "chunkLeft">,
): string[] {
  const meaning = replyHint(momentOfQuestion(question), reply);
  // What comes after STARTTLS is not said before TLS has begun.
  const next = startsTls(question, reply) ? undefined : describeNext(state, chunkLeft);
  const advice = adviceFor(reply);
  return [
    next === undefined ? meaning : `${meaning} ${next}`,
    ...(advice === undefined ? [] : [advice]),
  ];
}

/**
 * Whether an answer is the last thing that is said before TLS.
 *
 * @param question What was answered.
 * @param reply The answer.
 * @returns Whether it is 2yz to STARTTLS.
 */
export function startsTls(question: Question, reply: Reply): boolean {
  return question.kind === "command" && question.line.verb === "STARTTLS" &&
    severity(reply) === "positive";
}

/** The answer to what is no command that mua knows may mean anything. */
function momentOfQuestion(question: Question): Moment | undefined {
  switch (question.kind) {
    case "command":
      return question.line.verb && momentOf(question.line.verb);
    case "chunk":
      return question.isLast ? "dot" : "bdat";
    default:
      return stageOf(question);
  }
}
