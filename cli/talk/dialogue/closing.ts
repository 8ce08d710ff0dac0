/**
 * How a dialogue comes to its end: it is left, or it fails, and then that is told in words.
 * @module
 */
import { encodeCommands, QUIT } from "../../../smtp/command.ts";
import type { SmtpError, SmtpErrorKind } from "../../../smtp/error.ts";
import { boundReceived, quoteReceived } from "../../../smtp/received.ts";
import { ReplyError } from "../../../smtp/reply.ts";
import { describeDeadline } from "../../../smtp/stage.ts";
import { describeQuestion, isCommand, type Question } from "./command_line.ts";
import type { Dialogue, Ending } from "./dialogue.ts";

/** Said where a message is given up. */
const UNFINISHED =
  "the message has no end: closing the connection without the dot, so nothing is delivered";

/** Ends a dialogue. */
export class Closing {
  readonly #dialogue: Dialogue;

  /** @param dialogue The dialogue. */
  constructor(dialogue: Dialogue) {
    this.#dialogue = dialogue;
  }

  /** QUIT, where the server takes it for a command: then an interrupted dialogue ends in good order. */
  prepareFarewell(): void {
    const { server, tracker, recorder } = this.#dialogue;
    server.wire.farewell = () => {
      if (!tracker.takesCommands) return undefined;
      const { encrypted } = tracker.state;
      recorder.add({ from: "client", text: QUIT.line, encrypted });
      return encodeCommands([QUIT]);
    };
  }

  /** The dialogue is left. */
  left(): void {
    this.#close({ kind: "left" }, true);
  }

  /** The dialogue is left within a message, which is not taken for a whole one then. */
  unfinished(): void {
    this.#dialogue.recorder.failure(UNFINISHED);
    this.#close({ kind: "unfinished" }, true);
  }

  /** The server has answered before it had the message whole. */
  answeredEarly(): void {
    this.#dialogue.recorder.failure(
      "the server replied before the message was complete: the rest is not sent, so nothing is delivered",
    );
    this.#close({ kind: "left" }, !this.#dialogue.desk.hasPerson);
  }

  /**
   * Something has failed.
   *
   * @param text What went wrong.
   * @param failure Which kind of failure it is.
   */
  failed(text: string, failure: SmtpErrorKind): void {
    const { tracker: { mayBeDelivered: inDot }, recorder, desk } = this.#dialogue;
    recorder.failure(text);
    if (inDot) desk.hint("The message was sent in full: it may or may not have been delivered.");
    // A person may still want to keep what was said.
    this.#close({ kind: "failed", failure, inDot }, !desk.hasPerson || failure === "interrupted");
  }

  /**
   * The connection has failed, or the server has closed it in the place of an answer to QUIT.
   *
   * @param error How.
   */
  connectionFailed(error: SmtpError): void {
    if (error.kind === "interrupted") return this.interrupted();
    const { tracker: { due }, recorder } = this.#dialogue;
    if (isCommand(due, "QUIT") && error.kind === "closed") {
      recorder.note("the server closed the connection");
      return this.left();
    }
    const received = quoteReceived(this.show(error.received), error.kind);
    this.failed(describe(error, due) + received, error.kind);
  }

  /** The user wants no more. */
  interrupted(): void {
    const { isInMessage, mayBeDelivered } = this.#dialogue.tracker;
    const isUnfinished = isInMessage && !mayBeDelivered;
    this.failed(isUnfinished ? `interrupted: ${UNFINISHED}` : "interrupted", "interrupted");
  }

  /**
   * An answer has not come in time.
   *
   * @param question What was to be answered.
   * @param deadline The time in milliseconds.
   */
  late(question: Question, deadline: number): void {
    const time = describeDeadline(deadline);
    this.failed(`no answer within ${time}: ${describeQuestion(question)} did not come`, "timeout");
  }

  /**
   * Shows what the server has said and is not understood, as far as there is room for it.
   *
   * @param received The lines.
   * @returns The lines that are shown, secrets masked.
   */
  show(received: readonly string[]): readonly string[] {
    const { mask, tracker: { state: { encrypted } }, recorder } = this.#dialogue;
    const { lines } = boundReceived(mask.concealReceived(received));
    for (const text of lines) recorder.add({ from: "received", text, encrypted });
    return lines;
  }

  #close(ending: Ending, isOver: boolean): void {
    this.#dialogue.server.wire.close();
    this.#dialogue.closed(ending, isOver);
  }
}

/** For example `the server closed the connection before the answer to RCPT`. */
function describe(error: SmtpError, due: Question | undefined): string {
  const before = due === undefined ? "" : ` before ${describeQuestion(due)}`;
  switch (error.kind) {
    case "closed":
      return error.cause === undefined
        ? `the server closed the connection${before}`
        : `the connection was lost${before}`;
    case "protocol":
      return error.cause instanceof ReplyError ? error.cause.message : error.message;
    default:
      return error.message;
  }
}
