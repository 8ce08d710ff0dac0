/**
 * More answers to the message than one: a server that speaks LMTP gives one for each recipient (RFC 2033
 * section 4.2). Which belongs to whom is defined there, and not in SMTP: so nobody's result is read from
 * them, but none passes for all either where they differ.
 * @module
 */
import type { Conversation } from "../conversation.ts";
import { RSET } from "../command.ts";
import { quit, refusal, SERVICE_CLOSING, surplus } from "../dialogue.ts";
import { SmtpError } from "../error.ts";
import type { Ledger, Verdict } from "../ledger.ts";
import { formatReply, type Reply, replyLines, severity } from "../reply.ts";

/** Answers behind the first one that are read: as many as there may be recipients in a transaction. */
const MAX_ANSWERS = 100;

/**
 * The answers that came with the one to the message.
 *
 * @param conversation The connection, on which that was read.
 * @returns The answers; what is cut off or none is shown and left out.
 */
export async function readFurtherAnswers(conversation: Conversation): Promise<readonly Reply[]> {
  const further: Reply[] = [];
  while (conversation.unread && further.length < MAX_ANSWERS) {
    try {
      // They are here already or nearly so: nobody waits for them as for the answer to the message.
      const reply = await conversation.receive("quit");
      // This one may come at any time, and is about the connection.
      if (reply.code === SERVICE_CLOSING) break;
      further.push(reply);
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      break;
    }
  }
  return further;
}

/**
 * The verdict on a message that more was answered to than one reply.
 *
 * @param verdict What the first answer says, and those that came with it.
 * @param further The others, or those that came later.
 * @param recipients How many recipients the message was sent for.
 * @returns The verdict for all of them: unknown if they may not all have the same.
 */
export function withFurther(
  verdict: Verdict,
  further: readonly Reply[],
  recipients: number,
): Verdict {
  const { reply, stage } = verdict;
  if (further.length === 0 || reply === undefined) return verdict;
  const all = [...verdict.further ?? [], ...further];
  const isSame = all.every((each) => severity(each) === severity(reply));
  if (recipients === 1 || isSame) {
    const explanation = `${verdict.explanation}; it also said ${quote(further)}`;
    return { ...verdict, further: all, explanation };
  }
  const explanation = `the server sent several replies to the message: ${
    quote([reply, ...all])
  }; it does not say which recipient each one is for`;
  return {
    status: "unknown",
    reason: "unknown",
    stage,
    reply: undefined,
    explanation,
    further: all,
  };
}

/**
 * Says QUIT. Answers to the message that come only now count as those that came in time.
 *
 * @param conversation The connection; it is of no use afterwards.
 * @param ledger The results of the message.
 */
export async function leave(conversation: Conversation, ledger: Ledger): Promise<void> {
  // LMTP has one answer for each recipient, so a message for one has no other.
  const late = await quit(conversation, Math.max(ledger.answeredFor - 1, 0));
  ledger.amend((verdict, recipients) => withFurther(verdict, late, recipients));
}

/**
 * Says RSET between two mails (RFC 5321 section 4.1.1.5). Answers to the message that come only now
 * count as those that came in time.
 *
 * @param conversation The connection.
 * @param ledger The results of the message.
 * @throws {SmtpError} If the connection can take no more mail: it has ended, or the server has said more
 * than it was asked.
 */
export async function resync(conversation: Conversation, ledger: Ledger): Promise<void> {
  // LMTP has one answer for each recipient, so a message for one has no other.
  const most = Math.max(ledger.answeredFor - 1, 0);
  const late: Reply[] = [];
  let isReset = false;
  await conversation.send([RSET]);
  try {
    while (!isReset && late.length <= most) {
      const reply = await conversation.receive(late.length === 0 ? "rset" : "quit");
      if (reply.code === SERVICE_CLOSING) throw refusal(reply, "rset");
      isReset = severity(reply) === "positive" && !conversation.unread;
      if (!isReset) late.push(reply);
    }
  } finally {
    // A reply that none follows may be the server's own way to answer RSET.
    const others = isReset ? late : late.slice(0, -1);
    ledger.amend((verdict, recipients) => withFurther(verdict, others, recipients));
  }
  const [another] = late;
  if (another !== undefined) throw surplus("rset", replyLines(another));
}

function quote(replies: readonly Reply[]): string {
  return replies.map((each) => `"${formatReply(each)}"`).join(", ");
}
