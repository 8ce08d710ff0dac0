/**
 * Lines of a script that were written for a command that the server did not take: the message behind
 * DATA, and the responses behind AUTH. Sent all the same they would be taken for commands, and a message
 * may say anything; a password would go out as one.
 * @module
 */
import type { Reply } from "../../../smtp/mod.ts";
import { severity } from "../../../smtp/reply.ts";
import { type Question, readCommandLine } from "./command_line.ts";

/** Which lines of a script are to be left out. */
export class RefusedInput {
  readonly #onFirst: () => void;
  #waiting: "message" | "responses" | undefined;
  #inMessage = false;
  #hasBegun = false;

  /** @param onFirst Called for the first line in a row that is left out. */
  constructor(onFirst: () => void) {
    this.#onFirst = onFirst;
  }

  /**
   * Takes note of an answer.
   *
   * @param question What was answered.
   * @param reply The answer.
   */
  replied(question: Question, reply: Reply): void {
    this.#inMessage = false;
    this.#waiting = undefined;
    if (severity(reply) === "positive" || severity(reply) === "intermediate") return;
    if (question.kind === "response") this.#waiting = "responses";
    if (question.kind !== "command") return;
    if (question.line.verb === "DATA") this.#waiting = "message";
    if (question.line.verb === "AUTH") this.#waiting = "responses";
  }

  /**
   * Whether a line is left out. A message begins with a line that is no command, and ends with its dot;
   * responses end with the first command.
   *
   * @param text The line without its end.
   * @returns Whether it belongs to what was refused.
   */
  takes(text: string): boolean {
    const isOut = this.#belongs(text);
    if (isOut && !this.#hasBegun) this.#onFirst();
    this.#hasBegun = isOut;
    return isOut;
  }

  #belongs(text: string): boolean {
    if (this.#inMessage) {
      this.#inMessage = text !== ".";
      return true;
    }
    const isCommand = readCommandLine(text).verb !== undefined || text.startsWith(":");
    if (this.#waiting === "message") {
      this.#waiting = undefined;
      this.#inMessage = !isCommand && text !== ".";
      return !isCommand;
    }
    if (isCommand) this.#waiting = undefined;
    return this.#waiting === "responses";
  }
}
