/**
 * What an answer means, and what may come next.
 * @module
 */
import { SEE_SIZE, USE_TLS } from "../../../explain/knowledge/advice.ts";
import { adviceFor, replyHint } from "../../../explain/reading/hint.ts";
import { type Moment, momentOf } from "../../../explain/knowledge/moment.ts";
import type { Reply } from "../../../smtp/mod.ts";
import { severity } from "../../../smtp/reply.ts";
import { answerOf, type Question, stageOf } from "./command_line.ts";
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
  { state, chunkLeft, due }: Pick<Tracker, "state" | "chunkLeft" | "due">,
): string[] {
  const meaning = recipientOf(question) + replyHint(momentOfQuestion(question), reply);
  // What comes after STARTTLS is not said before TLS has begun.
  const isEnd = !startsTls(question, reply) && !answerOf(due)?.isFurther;
  const next = isEnd ? describeNext(state, chunkLeft) : undefined;
  const advice = adviceByHand(reply);
  return [
    next === undefined ? meaning : `${meaning} ${next}`,
    ...(advice === undefined ? [] : [advice]),
  ];
}

/** Whom an answer is about, where there is one a recipient. */
function recipientOf(question: Question): string {
  const of = answerOf(question);
  return of === undefined ? "" : `For ${of.recipient}: `;
}

/** The code by which a server ends a dialogue, whenever it wants to (RFC 5321 section 3.8). */
const CLOSING = 421;

/**
 * Explains an answer that nobody asked for.
 *
 * @param reply The answer.
 * @returns One line.
 */
export function explainUnasked(reply: Reply): string {
  return reply.code === CLOSING ? replyHint(undefined, reply) : "This reply answers no command.";
}

/** Advice that names an option of `mua send`, for who types the commands. */
const BY_HAND: ReadonlyMap<string, string> = new Map([
  [USE_TLS, "Start TLS: :starttls, or STARTTLS and then EHLO again."],
  [SEE_SIZE, "The SIZE line of the EHLO reply shows the limit; send a link, or several mails."],
]);

/** An option that changes how `mua send` does what is done by hand here; `--server` is another way. */
const NAMES_OPTION = /\bmua send -(?!-server\b)/;

function adviceByHand(reply: Reply): string | undefined {
  const advice = adviceFor(reply);
  if (advice === undefined) return undefined;
  return BY_HAND.get(advice) ?? (NAMES_OPTION.test(advice) ? undefined : advice);
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
      // LHLO is the EHLO of LMTP (RFC 2033 section 4.1).
      if (question.line.verb === "LHLO") return "ehlo";
      return question.line.verb && momentOf(question.line.verb);
    case "chunk":
      return question.isLast ? "dot" : "bdat";
    default:
      return stageOf(question);
  }
}
