/**
 * What became of a recipient, short enough to be kept, and what that means for the next attempt.
 * @module
 */
import type { Outcome, OutcomeReason, OutcomeStatus } from "../smtp/mod.ts";
import { formatReply } from "../smtp/reply.ts";

/** What happened to a recipient. */
export interface Answer {
  /** The recipient. */
  readonly to: string;
  /** How it ended. */
  readonly status: OutcomeStatus;
  /** What that rests on. */
  readonly reason: OutcomeReason;
  /** The host that decided, with its address if there was a connection; empty if none was found. */
  readonly host: string;
  /** The server's words, or ours where there are none. */
  readonly reply: string;
}

/**
 * How far a mail or a recipient is: nothing was sent yet, or how it ended. `deferred` is all that is worth
 * another try, a refusal for a reason on this side too; what was broken off before its end waits again.
 */
export type MailState = "waiting" | OutcomeStatus;

/** Refusals that another run would meet again. The others are about this side: a password, a permission. */
const FINAL_REFUSALS: ReadonlySet<OutcomeReason> = new Set(["recipient", "no-host", "permanent"]);

/**
 * What is kept of an outcome.
 *
 * @param outcome What happened to a recipient.
 */
export function answerOf(outcome: Outcome): Answer {
  const { recipient: to, status, reason, decidedBy: by, reply, explanation } = outcome;
  const address = by?.address === undefined ? "" : ` [${by.address}]`;
  return {
    to,
    status,
    reason,
    host: by === undefined ? "" : `${by.host}${address}`,
    reply: reply === undefined ? explanation : formatReply(reply),
  };
}

/**
 * The state that an answer leaves a recipient in.
 *
 * @param answer What happened to the recipient.
 */
export function stateOf({ status, reason }: Pick<Answer, "status" | "reason">): MailState {
  if (reason === "interrupted") return "waiting";
  return status === "refused" && !FINAL_REFUSALS.has(reason) ? "deferred" : status;
}

/**
 * Whether a recipient in some state is to get the mail.
 *
 * @param state The state.
 * @param retryUnknown Whether those count that may have it.
 */
export function isToSend(state: MailState, retryUnknown: boolean): boolean {
  return state === "waiting" || state === "deferred" || (state === "unknown" && retryUnknown);
}

/** What is known of a message that was sent when the program was ended. */
export const NO_ANSWER = {
  status: "unknown",
  reason: "unknown",
  host: "",
  reply: "the message was sent, and no answer was recorded",
} as const satisfies Omit<Answer, "to">;
