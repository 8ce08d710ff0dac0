/**
 * A message for a server without 8BITMIME: re-encoded in 7 bits, if that is possible (RFC 6152
 * section 3).
 * @module
 */
import type { MessageSource } from "../envelope.ts";
import { SmtpError } from "../error.ts";
import type { Extensions } from "../extensions.ts";

/** What a server can be given of a message. */
export interface Fitting {
  /** The message, in 7 bits where it must be and can be. */
  readonly message: MessageSource;
  /** Why it is not in 7 bits although it must be. */
  readonly obstacle?: string;
}

/**
 * Makes a message fit for a server.
 *
 * @param message The message.
 * @param extensions What the server offers.
 * @returns What the server can be given.
 * @throws {SmtpError} If the message cannot be read.
 */
export async function fitMessage(
  message: MessageSource,
  extensions: Extensions,
): Promise<Fitting> {
  if (!message.eightBit || extensions.eightBitMime || message.asIs) return { message };
  const obstacle = "the message has 8-bit octets and the server does not offer 8BITMIME (5.6.3)";
  const sevenBit = await reencode(message);
  if (sevenBit === undefined) return { message, obstacle };
  return typeof sevenBit === "string"
    ? { message, obstacle: `${obstacle}. ${sevenBit}` }
    : { message: sevenBit };
}

async function reencode(message: MessageSource): Promise<MessageSource | string | undefined> {
  try {
    return await message.sevenBit?.();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SmtpError(`the message could not be read: ${reason}`, {
      kind: "message",
      stage: "mail",
      cause: error,
    });
  }
}
