/**
 * What every part of a dialogue does: hears octets, answers, asks whether it may go on, and counts what
 * was wrong.
 * @module
 */
import type { DialoguePart, DialogueStage } from "./effect.ts";
import { InputBuffer, type Line } from "./line.ts";
import { reply, type ServerReply } from "./reply.ts";

/** RFC 5321 section 3.8: the connection is closed behind it, whatever was asked. */
const CLOSING = 421;

/** The message is too large (RFC 1870 section 6): a refusal, but nothing was wrong with the command. */
const TOO_LARGE = 552;

/** One side of a dialogue with a client. */
export class Conversation {
  readonly #hostName: string;
  readonly #maxErrors: number;
  #errors = 0;
  /**
   * Whether a script refused something and nothing has gone well since: what is out of sequence then,
   * as the rest of a pipelined group is, is no fault of the client.
   */
  #isExcused = false;
  /** What has arrived and was not yet taken. */
  readonly input: InputBuffer = new InputBuffer();

  /** @param hostName What the inbox calls itself. @param maxErrors Refusals before it closes. */
  constructor(hostName: string, maxErrors: number) {
    this.#hostName = hostName;
    this.#maxErrors = maxErrors;
  }

  /** Forgets what was wrong so far. */
  forgive(): void {
    this.#errors = 0;
  }

  /**
   * The next line.
   *
   * @param maxOctets Octets that it may have with its end.
   * @returns The line; `undefined` is the end of the session.
   */
  *nextLine(maxOctets: number): DialoguePart<Line | undefined> {
    // The time is that of the whole line, or one octet a minute could take for ever.
    for (let renew = true;; renew = false) {
      const line = this.input.nextLine(maxOctets);
      if (line !== undefined) return line;
      if (!(yield* this.read(renew))) return undefined;
    }
  }

  /**
   * Reads more into {@linkcode input}.
   *
   * @param renew Whether the time that it may take begins anew.
   * @returns `false` is the end of the session, and the client was told if it still listens.
   */
  *read(renew: boolean): DialoguePart<boolean> {
    const answer = yield { kind: "read", renew };
    switch (answer.kind) {
      case "octets":
        this.input.feed(answer.octets);
        return true;
      case "idle":
        return yield* this.#close(reply(421, "4.4.2", `${this.#hostName} timeout exceeded`));
      case "stopping":
        return yield* this.#close(reply(421, "4.3.2", `${this.#hostName} is shutting down`));
      default:
        return false;
    }
  }

  /**
   * Asks whether a step may be taken.
   *
   * @param stage What it is.
   * @param subject What it is about.
   * @returns What is to be said in place of it, or `undefined` when it may.
   */
  *ask(stage: DialogueStage, subject = ""): DialoguePart<ServerReply | undefined> {
    const answer = yield { kind: "ask", stage, subject };
    if (answer.kind !== "refuse") return undefined;
    this.#isExcused = true;
    return answer.reply;
  }

  /**
   * Answers.
   *
   * @param stage What is answered.
   * @param answer The answer.
   * @returns `false` when the session ends with it: it says so, or too much was wrong.
   */
  *say(stage: DialogueStage, answer: ServerReply): DialoguePart<boolean> {
    yield { kind: "say", stage, reply: answer };
    if (answer.code === CLOSING) return false;
    if (answer.code < 400) this.#isExcused = false;
    if (!this.#isWrong(answer.code) || ++this.#errors < this.#maxErrors) return true;
    return yield* this.#close(
      reply(421, "4.7.0", `${this.#hostName} too many refused commands`),
    );
  }

  /** Whether a reply says that the client gave a wrong command. */
  #isWrong(code: number): boolean {
    return code >= 500 && code !== TOO_LARGE && !this.#isExcused;
  }

  *#close(answer: ServerReply): DialoguePart<false> {
    yield { kind: "say", stage: "other", reply: answer };
    return false;
  }
}
