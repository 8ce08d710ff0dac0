/**
 * What is said where a mail was waited for and did not come: what came instead is mostly the reason.
 * @module
 */
import type { ListedMessage } from "../store/index.ts";

/** Mails that an error names before it counts the others. */
const NAMED_MAILS = 10;

/** A mail was waited for and did not come. The message says what did. */
export class NoMailError extends Error {
  /** The name of the error. */
  override readonly name = "NoMailError";
  /** The numbers of the messages that did come, the oldest first; of those that `since` leaves out, none. */
  readonly came: readonly number[];

  /**
   * Says what came.
   *
   * @param text What did not come.
   * @param came What did.
   */
  constructor(text: string, came: readonly ListedMessage[]) {
    super(`${text}; ${wordsOf(came)}`);
    this.came = came.map(({ number }) => number);
  }
}

function wordsOf(came: readonly ListedMessage[]): string {
  if (came.length === 0) return "no mail came at all";
  const lines = came.slice(-NAMED_MAILS).map(({ number, envelope, subject }) =>
    `\n  ${number}  ${envelope?.mailFrom || "<>"} -> ${envelope?.rcptTo.join(", ")}  ${
      subject ?? ""
    }`
  );
  const others = came.length - lines.length;
  return `what came:${others === 0 ? "" : `\n  (${others} before)`}${lines.join("")}`;
}
