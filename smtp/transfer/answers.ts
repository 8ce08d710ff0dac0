/**
 * What an answer means at each step of a transaction (RFC 5321 section 4.3.2).
 * @module
 */
import { RSET } from "../command.ts";
import type { Conversation } from "../conversation.ts";
import {
  expectPositive,
  refusal,
  refuseBehindGoAhead,
  refuseSurplus,
  senseless,
  SERVICE_CLOSING,
} from "../dialogue.ts";
import { replyVerdict, type Verdict } from "../ledger.ts";
import { type Reply, severity } from "../reply.ts";
import type { Stage } from "../stage.ts";

/**
 * Reads an answer to MAIL or RCPT: yes, not now, or no.
 *
 * @param conversation The connection.
 * @param stage Which of the two.
 * @returns The answer.
 * @throws {SmtpError} If the session ends with it.
 */
export async function receiveAnswer(conversation: Conversation, stage: Stage): Promise<Reply> {
  return requireAnswer(await conversation.receive(stage), stage);
}

/**
 * Makes sure that a reply answers MAIL or RCPT.
 *
 * @param reply The reply.
 * @param stage Which of the two.
 * @returns The reply.
 * @throws {SmtpError} If the session ends with it.
 */
export function requireAnswer(reply: Reply, stage: Stage): Reply {
  if (reply.code === SERVICE_CLOSING) throw refusal(reply, stage);
  if (severity(reply) === "intermediate") throw senseless(reply, stage);
  return reply;
}

/**
 * Reads an answer to DATA: go on, not now, or no.
 *
 * @param conversation The connection.
 * @returns The answer.
 * @throws {SmtpError} If the session ends with it, or something follows 354.
 */
export async function receiveDataAnswer(conversation: Conversation): Promise<Reply> {
  const reply = requireDataAnswer(await conversation.receive("data"));
  if (severity(reply) === "intermediate") await refuseBehindGoAhead(conversation);
  return reply;
}

/**
 * Makes sure that a reply answers DATA.
 *
 * @param reply The reply.
 * @returns The reply.
 * @throws {SmtpError} If the session ends with it.
 */
export function requireDataAnswer(reply: Reply): Reply {
  if (reply.code === SERVICE_CLOSING) throw refusal(reply, "data");
  if (severity(reply) === "positive") throw senseless(reply, "data");
  return reply;
}

/**
 * What the answer to the final dot says of the message: whatever is not a clear yes or no leaves it open.
 *
 * @param reply The answer.
 * @returns What it says.
 * @throws {SmtpError} If it leaves that open.
 */
export function finalVerdict(reply: Reply): Verdict {
  if (severity(reply) === "intermediate") throw senseless(reply, "dot");
  return replyVerdict(reply, "dot");
}

/**
 * Ends mail data that was asked for although no recipient was accepted: by a lone dot and nothing else
 * (RFC 2920 section 3.1).
 *
 * @param conversation The connection.
 * @throws {SmtpError} If the session ends.
 */
export async function endWithoutMessage(conversation: Conversation): Promise<void> {
  await conversation.sendLoneDot();
  await conversation.receive("data");
}

/**
 * Between two transactions nothing of the first may be left (RFC 5321 section 4.1.1.5).
 *
 * @param conversation The connection.
 * @throws {SmtpError} If the server has said more than it was asked, or does not answer RSET as it must.
 */
export async function reset(conversation: Conversation): Promise<void> {
  await refuseSurplus(conversation, "rset");
  await conversation.send([RSET]);
  await expectPositive(conversation, "rset");
}
