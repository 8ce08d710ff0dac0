/**
 * The message in chunks, by BDAT in place of DATA (RFC 3030).
 * @module
 */
import type { Conversation } from "../conversation.ts";
import { earlyAnswer, senseless } from "../dialogue.ts";
import { Block } from "../../octets/octets.ts";
import type { MessageSource } from "../envelope.ts";
import type { Extensions } from "../extensions.ts";
import { replyVerdict, type Verdict } from "../ledger.ts";
import { severity } from "../reply.ts";

/** Octets of a chunk: large enough that waiting for an answer after each does not count. */
export const CHUNK_OCTETS = 1024 * 1024;

/**
 * When to use BDAT where it is offered: `auto` for messages of more than one chunk, for which it spares
 * both sides the search for dots.
 */
export type ChunkingMode = "auto" | "always" | "never";

/**
 * Whether a message goes by BDAT.
 *
 * @param mode What the user wants.
 * @param extensions What the server offers.
 * @param message The message.
 * @returns Whether to use BDAT in place of DATA.
 */
export function usesChunking(
  mode: ChunkingMode,
  extensions: Extensions,
  message: MessageSource,
): boolean {
  if (!extensions.chunking || mode === "never") return false;
  return mode === "always" || (message.size > CHUNK_OCTETS && !message.asIs);
}

/**
 * Sends a message in chunks, each after the answer to the one before: a chunk that fails ends the
 * transaction (RFC 3030 section 2).
 *
 * @param conversation A connection with an open transaction.
 * @param message The message.
 * @param beforeLast Called right before the last chunk leaves.
 * @returns What the server answered to the last chunk, or to the one that it refused.
 * @throws {SmtpError} If the session fails.
 */
export async function sendInChunks(
  conversation: Conversation,
  message: MessageSource,
  beforeLast: () => void | Promise<void>,
): Promise<Verdict> {
  const block = new Block(Math.min(CHUNK_OCTETS, Math.max(message.size, 1)));
  for await (const piece of conversation.read(message)) {
    let rest = block.fill(piece);
    // A chunk is sent only when more is behind it, so that a last one is left.
    while (rest.length > 0) {
      const verdict = await sendChunk(conversation, block.drain(), false);
      if (verdict.status !== "delivered") return verdict;
      rest = block.fill(rest);
    }
  }
  await beforeLast();
  return await sendChunk(conversation, block.drain(), true);
}

/** One chunk and its answer; only that to the last one is the answer to the message. */
async function sendChunk(
  conversation: Conversation,
  octets: Uint8Array,
  isLast: boolean,
): Promise<Verdict> {
  const early = await conversation.sendChunk(octets, isLast);
  if (early !== undefined) throw earlyAnswer(early);
  const stage = isLast ? "dot" : "body";
  const reply = await conversation.receive(stage);
  if (severity(reply) === "intermediate") throw senseless(reply, stage);
  return replyVerdict(reply, stage);
}
