/**
 * Waiting for a message: a look, a pause, the next look.
 * @module
 */
import { wait } from "../clock/timer.ts";
import { type Arrived, type Mailbox, MailboxError } from "./mailbox.ts";

/** The first pause in milliseconds; most mail between two hosts of one house is there by then. */
const FIRST_PAUSE = 100;
/** By how much each pause is longer than the one before. */
const GROWTH = 1.5;

/** Milliseconds that a look has for each answer of a server, also at the end of the time. */
const LEAST_PATIENCE = 5000;

/** How long to wait. */
interface Patience {
  /** Milliseconds to wait in all. */
  readonly limit: number;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** The time in milliseconds; tests give their own. */
  readonly now?: () => number;
  /** Waits for milliseconds, or until the signal is aborted; tests give their own. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Looks into a mailbox until the message is there. The last look is at the end of the time. A mailbox that
 * cannot be reached for a while, such as that of a server that starts again, is looked into again.
 *
 * @param mailbox The mailbox.
 * @param patience How long.
 * @returns The message, or `undefined` if it has not arrived in time or the user wants no more.
 * @throws {MailboxError} If the mailbox cannot be read: `unreachable` only if it was so at the last look.
 */
export async function waitForArrival(
  mailbox: Mailbox,
  { limit, signal, now = Date.now, pause = wait }: Patience,
): Promise<Arrived | undefined> {
  const end = now() + limit;
  for (let wanted = FIRST_PAUSE; !signal.aborted; wanted *= GROWTH) {
    const found = await lookOrFail(mailbox, Math.max(end - now(), LEAST_PATIENCE));
    const left = end - now();
    if (found instanceof MailboxError) {
      if (left <= 0) throw found;
    } else if (found !== undefined || left <= 0) return found;
    await pause(Math.min(wanted, mailbox.longestPause, left), signal);
  }
  return undefined;
}

/** A look, and why it could not be done if a later one may. */
async function lookOrFail(
  mailbox: Mailbox,
  patience: number,
): Promise<Arrived | MailboxError | undefined> {
  try {
    return await mailbox.look(patience);
  } catch (error) {
    if (error instanceof MailboxError && error.problem === "unreachable") return error;
    throw error;
  }
}
