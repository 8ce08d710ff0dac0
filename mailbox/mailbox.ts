/**
 * What a mailbox is to whoever waits for a mail: something to look into, where nothing is changed.
 * @module
 */

import type { Returned } from "../explain/bounce/bounce.ts";

/** A message that was found, or the bounce that came in its place. */
export interface Arrived {
  /** Its octets, as the mailbox holds them. */
  readonly octets: Uint8Array;
  /** Where it lies, in the words of the mailbox: `INBOX`, `Junk`, or the path of a file. */
  readonly place: string;
  /** Whether that is the place for junk. */
  readonly junk: boolean;
  /** What it says of the message that is looked for, if that came back and this is the bounce. */
  readonly bounce?: Returned | undefined;
}

/** A mailbox that is looked into for one message. */
export interface Mailbox {
  /**
   * Looks for the message among what was not there when the mailbox was opened.
   *
   * @param patience Milliseconds that a server may take for each of its answers.
   * @returns The message, or `undefined` if it is not there yet.
   * @throws {MailboxError} If the mailbox cannot be read.
   */
  look(patience: number): Promise<Arrived | undefined>;
  /** Milliseconds to wait at most until the next look. */
  readonly longestPause: number;
  /** Takes leave; never fails. */
  close(): Promise<void>;
}

/**
 * Why a mailbox cannot be looked into:
 * - `missing`: there is no such mailbox, or it is none;
 * - `unreachable`: no connection, or it was lost; the same may succeed later;
 * - `untrusted`: no TLS, or the server has not proved who it is;
 * - `authentication`: the server did not accept who we are, or we do not trust it with a secret;
 * - `protocol`: the server said something that has no meaning here;
 * - `refused`: the server refused to do what was asked;
 * - `permission`: this program may not do what was needed;
 * - `interrupted`: the user stopped it.
 */
export type MailboxProblem =
  | "missing"
  | "unreachable"
  | "untrusted"
  | "authentication"
  | "protocol"
  | "refused"
  | "permission"
  | "interrupted";

/** A mailbox cannot be looked into. */
export class MailboxError extends Error {
  override readonly name = "MailboxError";
  /** What went wrong. */
  readonly problem: MailboxProblem;

  /**
   * @param problem What went wrong.
   * @param message The same in words, without a full stop.
   * @param cause The error underneath.
   */
  constructor(problem: MailboxProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}

/** Names that mailboxes for junk have where nobody marks them. */
const JUNK_NAMES: ReadonlySet<string> = new Set(
  ["junk", "spam", "junk e-mail", "junk email", "bulk mail"],
);

/**
 * Whether a mailbox is the one for junk, judged by its name.
 *
 * @param name The last part of its name.
 */
export function isJunkName(name: string): boolean {
  return JUNK_NAMES.has(name.toLowerCase());
}
