/**
 * Mail transactions: MAIL, RCPT, DATA, the message, the dot (RFC 5321 section 3.3), as many as the
 * recipients need.
 * @module
 */
import { type ChunkingMode, sendInChunks, usesChunking } from "./chunking.ts";
import { type Command, DATA, mail, rcpt } from "../command.ts";
import type { Conversation } from "../conversation.ts";
import { earlyAnswer, refuseSurplus, surplus } from "../dialogue.ts";
import {
  endWithoutMessage,
  finalVerdict,
  receiveAnswer,
  receiveDataAnswer,
  reset,
} from "./answers.ts";
import type { MessageSource, Recipient, Sender } from "../envelope.ts";
import { SmtpError } from "../error.ts";
import type { Extensions } from "../extensions.ts";
import { errorVerdict, type Ledger, localRefusal, replyVerdict, type Verdict } from "../ledger.ts";
import { mailParameters, needsSmtpUtf8, rcptParameters } from "../parameters.ts";
import { type Reply, replyLines, severity } from "../reply.ts";
import { readFurtherAnswers, withFurther } from "./further_answers.ts";
import { settleEach } from "./lmtp.ts";
import { fitMessage, type Fitting } from "./seven_bit.ts";

/** Recipients that every server must take in one transaction (RFC 5321 section 4.5.3.1.8). */
const TRANSACTION_MAX_RECIPIENTS = 100;

/** "Too many recipients"; old servers say 552 (RFC 5321 section 4.5.3.1.10). */
const TOO_MANY_RECIPIENTS: ReadonlySet<number> = new Set([452, 552]);

/**
 * Called right before the octets leave that end the message for these recipients: from then on they may
 * have it. Where it throws, these octets do not leave.
 */
export type BeforeDot = (recipients: readonly Recipient[]) => void | Promise<void>;

/** What is brought to a server. */
export interface Load {
  /** Who the mail is from, and what they ask for. */
  readonly sender: Sender;
  /** The message; a server without 8BITMIME gets it in 7 bits. */
  readonly message: MessageSource;
  /**
   * Who waits, and where the results go. Where the server limits the transactions of a connection
   * (RFC 9422), some may still wait at the end, for another connection.
   */
  readonly ledger: Ledger;
  /** Called before the end of the message leaves. */
  readonly beforeDot: BeforeDot | undefined;
}

/** What a transaction works with. */
interface Mail extends Load {
  /** Whether the message goes by BDAT in place of DATA. */
  readonly chunking: boolean;
  readonly conversation: Conversation;
  readonly extensions: Extensions;
}

/** A recipient, and the command that names it. */
interface Naming {
  readonly recipient: Recipient;
  readonly command: Command;
}

/**
 * Sends a message to all recipients that wait, in one transaction or several, and settles each of them
 * in the ledger.
 *
 * @param conversation A connection that has been greeted.
 * @param extensions What the server offers.
 * @param load The mail.
 * @param chunkingMode When to use BDAT where it is offered.
 * @returns How many transactions it took.
 * @throws {SmtpError} If the session fails. Recipients that the failure leaves without a definite result
 * once mail data was sent are settled first; the others wait and may be tried at another host.
 */
export async function deliverMail(
  conversation: Conversation,
  extensions: Extensions,
  load: Load,
  chunkingMode: ChunkingMode,
): Promise<number> {
  const { sender, message, ledger } = load;
  const fitting = await fitMessage(message, extensions);
  const obstacle = findObstacle(extensions, sender, ledger.waiting, fitting);
  if (obstacle !== undefined) {
    ledger.settle(ledger.waiting, localRefusal(obstacle, "mail"));
    return 0;
  }

  const mailWork: Mail = {
    ...load,
    message: fitting.message,
    chunking: !extensions.lmtp && usesChunking(chunkingMode, extensions, fitting.message),
    conversation,
    extensions,
  };
  const most = Math.min(extensions.maxRecipients ?? Infinity, TRANSACTION_MAX_RECIPIENTS);
  const transactions = extensions.maxTransactions ?? Infinity;
  let count = 0;
  for (; ledger.waiting.length > 0 && count < transactions; count++) {
    if (count > 0) await reset(conversation);
    await transact(mailWork, ledger.waiting.slice(0, most));
  }
  return count;
}

/**
 * Finds why a server cannot be given a message, if so: asking would be of no use.
 *
 * @param extensions What the server offers.
 * @param sender Who the mail is from, and what they ask for.
 * @param recipients Who it is for.
 * @param fitting The message, as far as it could be made fit for the server.
 * @returns Why, or `undefined` if nothing is in the way.
 */
export function findObstacle(
  extensions: Extensions,
  sender: Sender,
  recipients: readonly Recipient[],
  { message, obstacle }: Fitting,
): string | undefined {
  const { maxSize } = extensions;
  if (maxSize !== undefined && message.size > maxSize) {
    // RFC 1870 section 6.1; 5.3.4 is RFC 3463's "message too big for system".
    return `the message has ${message.size} octets, but the server accepts at most ${maxSize} (5.3.4)`;
  }
  if (needsSmtpUtf8(sender, recipients, message) && !extensions.smtpUtf8) {
    return "an address or the header needs SMTPUTF8, which the server does not offer (5.6.7)";
  }
  if (sender.requireTls && !extensions.requireTls) {
    return "REQUIRETLS was requested, but the server does not offer it (5.7.30)";
  }
  return obstacle;
}

async function transact(mailWork: Mail, recipients: readonly Recipient[]): Promise<void> {
  const { sender, message, extensions } = mailWork;
  const begin = mail(sender.reversePath, mailParameters(sender, recipients, message, extensions));
  const namings = recipients.map((recipient) => ({
    recipient,
    command: rcpt(recipient.address, rcptParameters(recipient, sender, extensions)),
  }));
  if (extensions.pipelining) await transactPipelined(mailWork, begin, namings);
  else await transactOneByOne(mailWork, begin, namings);
}

/**
 * MAIL, all RCPT and DATA in one go, then all answers (RFC 2920 section 3.1). BDAT brings its octets
 * along, so it waits until there is a recipient to bring them to. So does DATA of LMTP: without a
 * recipient nobody would answer a lone dot (RFC 2033 section 4.2).
 */
async function transactPipelined(
  mailWork: Mail,
  begin: Command,
  namings: readonly Naming[],
): Promise<void> {
  const { chunking, conversation, extensions: { lmtp }, ledger } = mailWork;
  const group = [begin, ...namings.map(({ command }) => command)];
  await conversation.send(chunking || lmtp ? group : [...group, DATA]);
  const mailReply = await receiveAnswer(conversation, "mail");
  if (severity(mailReply) !== "positive") {
    ledger.settle(ledger.waiting, replyVerdict(mailReply, "mail"));
  }
  const accepted: Recipient[] = [];
  for (const { recipient } of namings) {
    sortAnswer(ledger, accepted, recipient, await receiveAnswer(conversation, "rcpt"));
  }
  if (chunking) return await sendChunks(mailWork, accepted);
  if (lmtp) return await askForData(mailWork, accepted);
  const dataReply = await receiveDataAnswer(conversation);
  if (ledger.waiting.length > 0 && accepted.length > 0) {
    await sendAccepted(mailWork, accepted, dataReply);
  } else if (severity(dataReply) === "intermediate") {
    await endWithoutMessage(conversation);
  }
}

async function transactOneByOne(
  mailWork: Mail,
  begin: Command,
  namings: readonly Naming[],
): Promise<void> {
  const { conversation, ledger } = mailWork;
  const mailReply = await ask(conversation, begin);
  if (severity(mailReply) !== "positive") {
    return ledger.settle(ledger.waiting, replyVerdict(mailReply, "mail"));
  }
  await refuseSurplus(conversation, "mail");
  const accepted: Recipient[] = [];
  for (const { recipient, command } of namings) {
    sortAnswer(ledger, accepted, recipient, await ask(conversation, command));
    await refuseSurplus(conversation, "rcpt");
  }
  if (mailWork.chunking) return await sendChunks(mailWork, accepted);
  await askForData(mailWork, accepted);
}

/** DATA and the message, if there is anybody whom it is accepted for. */
async function askForData(mailWork: Mail, accepted: readonly Recipient[]): Promise<void> {
  const { conversation, ledger } = mailWork;
  await refuseSurplus(conversation, "rcpt");
  if (ledger.waiting.length === 0 || accepted.length === 0) return;
  await conversation.send([DATA]);
  await sendAccepted(mailWork, accepted, await receiveDataAnswer(conversation));
}

async function ask(conversation: Conversation, command: Command): Promise<Reply> {
  await conversation.send([command]);
  return await receiveAnswer(conversation, command.stage);
}

/**
 * Settles a recipient that was refused, now: what becomes of the connection changes nothing of it. A 452
 * behind an accepted recipient is about the number of them, so such a one waits for the next
 * transaction (RFC 5321 section 4.5.3.1.10).
 */
function sortAnswer(
  ledger: Ledger,
  accepted: Recipient[],
  recipient: Recipient,
  reply: Reply,
): void {
  if (severity(reply) === "positive") {
    accepted.push(recipient);
  } else if (!TOO_MANY_RECIPIENTS.has(reply.code) || accepted.length === 0) {
    ledger.settle([recipient], replyVerdict(reply, "rcpt"));
  }
}

async function sendAccepted(
  mailWork: Mail,
  accepted: readonly Recipient[],
  dataReply: Reply,
): Promise<void> {
  const { conversation, ledger, message, beforeDot } = mailWork;
  if (severity(dataReply) !== "intermediate") {
    return ledger.settle(accepted, replyVerdict(dataReply, "data"));
  }
  const send = async (): Promise<void> => {
    const early = await conversation.sendMessage(message, { before: () => beforeDot?.(accepted) });
    if (early !== undefined) throw earlyAnswer(early);
  };
  if (mailWork.extensions.lmtp) return await settleEach(conversation, ledger, accepted, send);
  await settleBy(mailWork, accepted, async () => {
    await send();
    return finalVerdict(await conversation.receive("dot"));
  });
}

/** The message by BDAT, if there is anybody whom it is accepted for. */
async function sendChunks(mailWork: Mail, accepted: readonly Recipient[]): Promise<void> {
  const { conversation, ledger, message, beforeDot } = mailWork;
  await refuseSurplus(conversation, "rcpt");
  if (ledger.waiting.length === 0 || accepted.length === 0) return;
  await settleBy(
    mailWork,
    accepted,
    () => sendInChunks(conversation, message, () => beforeDot?.(accepted)),
  );
}

/** Settles recipients by what comes of sending the message, also where the session fails over it. */
async function settleBy(
  { conversation, ledger }: Mail,
  recipients: readonly Recipient[],
  send: () => Promise<Verdict>,
): Promise<void> {
  let verdict: Verdict;
  try {
    verdict = await send();
  } catch (error) {
    if (error instanceof SmtpError) ledger.settle(recipients, errorVerdict(error));
    throw error;
  }
  const further = await readFurtherAnswers(conversation);
  ledger.settle(recipients, withFurther(verdict, further, recipients.length));
  // Whatever else the server says would be taken for the answer to the next transaction.
  const [another] = further;
  if (another !== undefined && ledger.waiting.length > 0) {
    throw surplus("rset", replyLines(another));
  }
}
