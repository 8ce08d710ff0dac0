/**
 * The answers to a message by LMTP: one for each recipient that was accepted, in their order (RFC 2033
 * section 4.2).
 * @module
 */
import type { Conversation } from "../conversation.ts";
import { surplus } from "../dialogue.ts";
import type { Recipient } from "../envelope.ts";
import { SmtpError } from "../error.ts";
import { errorVerdict, type Ledger, type Verdict } from "../ledger.ts";
import { formatReply, replyLines } from "../reply.ts";
import { finalVerdict } from "./answers.ts";
import { readFurtherAnswers } from "./further_answers.ts";

/**
 * Sends a message, and settles each recipient by their own answer. Those whose answer is missing when
 * the session fails may have the message or not: nobody knows.
 *
 * @param conversation The connection.
 * @param ledger Where the results go.
 * @param recipients Those that were accepted, in the order of RCPT.
 * @param send Sends the message and its end.
 * @throws {SmtpError} If the session fails; every recipient has a result by then.
 */
export async function settleEach(
  conversation: Conversation,
  ledger: Ledger,
  recipients: readonly Recipient[],
  send: () => Promise<void>,
): Promise<void> {
  const verdicts: Verdict[] = [];
  const settleKnown = (): void => {
    verdicts.forEach((verdict, index) =>
      ledger.settle(recipients.slice(index, index + 1), verdict)
    );
  };
  try {
    await send();
    while (verdicts.length < recipients.length) {
      verdicts.push(finalVerdict(await conversation.receive("dot")));
    }
  } catch (error) {
    settleKnown();
    if (error instanceof SmtpError) {
      ledger.settle(recipients.slice(verdicts.length), errorVerdict(error));
    }
    throw error;
  }
  const further = await readFurtherAnswers(conversation);
  const [another] = further;
  if (another === undefined) return settleKnown();
  // One answer too many may have been the first: then each belongs to the one before.
  ledger.settle(recipients, {
    status: "unknown",
    reason: "unknown",
    stage: "dot",
    reply: undefined,
    further,
    explanation: `the server sent more replies than there are recipients, and "${
      formatReply(another)
    }" was one too many: it does not say which recipient each one is for`,
  });
  throw surplus("dot", replyLines(another));
}
