/**
 * What is known of a mail that came back: for each recipient what its server meant, and what to do next.
 * @module
 */
import type { Bounce, Returned } from "../bounce/bounce.ts";
import { REASONS } from "../bounce/reason/reason.ts";
import type { Explanation, Point } from "../knowledge/knowledge.ts";
import { explainAnswer } from "./answer.ts";
import { ACTIONS } from "./bounce.ts";

/**
 * Explains what became of each recipient.
 *
 * @param returned The bounce.
 */
export function explainReturned({ bounces }: Returned): Explanation[] {
  return bounces.map(explainRecipient);
}

function explainRecipient(bounce: Bounce): Explanation {
  const { recipient, action, status, reply, reason, words, saidBy, command } = bounce;
  const seen = words !== "" ? words : status === undefined ? recipient : `Status: ${status}`;
  const answer = { code: reply, enhanced: status, text: words.replace(/^[45]\d\d[ -]/, "") };
  const { kind, next, points, title, ...rest } = explainAnswer(answer, seen, command);
  const isKnown = reply !== undefined || status !== undefined;
  return {
    ...rest,
    kind: isKnown ? kind : "words",
    title: isKnown ? title : REASONS[reason],
    points: [
      ...point("For", recipient),
      ...point("Said by", saidBy),
      ...point(action, ACTIONS[action]),
      ...points,
    ],
    next: action === "delayed" ? ["Wait: another report comes if the server gives up."] : next,
  };
}

function point(about: string, text: string | undefined): Point[] {
  return text === undefined ? [] : [{ about, text }];
}
