/**
 * What a dialogue by hand knows: who takes part, how it is held, what was answered, and how it ended.
 * @module
 */
import { Mask } from "../../../smtp/connection/mask.ts";
import type { SmtpErrorKind } from "../../../smtp/error.ts";
import type { Reply } from "../../../smtp/mod.ts";
import { CHALLENGE, severity } from "../../../smtp/reply.ts";
import type { Recorder } from "../record/recorder.ts";
import { answerOf, isCommand, type Question } from "./command_line.ts";
import type { Desk } from "./desk.ts";
import { textLine, type TypedLine } from "./lines.ts";
import { RefusedInput } from "./refused_input.ts";
import type { Server } from "./server.ts";
import { Tracker } from "./tracker.ts";

/** Replies in a row that nobody asked for, before a server is taken for one that only makes noise. */
const UNASKED_MAX_REPLIES = 100;

/** How a dialogue is held. */
export interface TalkOptions {
  /** Whether lines and answers are explained. */
  readonly explain: boolean;
  /** Whether TLS begins with the connection. */
  readonly tlsOnConnect: boolean;
  /** Whether a server that cannot be verified is not spoken to. */
  readonly mustVerify: boolean;
  /** The name to greet with where mua greets; `undefined` is the address of the connection. */
  readonly ehloName: string | undefined;
  /** A limit in milliseconds that shortens each deadline. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/** What a dialogue is held with. */
export interface TalkParts {
  /** The server. */
  readonly server: Server;
  /** Where the lines come from. */
  readonly desk: Desk;
  /** Keeps and shows the dialogue. */
  readonly recorder: Recorder;
}

/** How a dialogue ended. */
export type Ending =
  /** With QUIT, or with the end of the input. */
  | { readonly kind: "left" }
  /** The input ended within a message: the connection was dropped, and nothing is delivered. */
  | { readonly kind: "unfinished" }
  /** The connection failed; `inDot` when a message had left whole and had no answer. */
  | { readonly kind: "failed"; readonly failure: SmtpErrorKind; readonly inDot: boolean };

/** A dialogue, as far as it has come. */
export class Dialogue implements TalkParts {
  /** The server. */
  readonly server: Server;
  /** Where the lines come from. */
  readonly desk: Desk;
  /** Keeps and shows the dialogue. */
  readonly recorder: Recorder;
  /** How it is held. */
  readonly options: TalkOptions;
  /** Which answer belongs to which line, and where that leads. */
  readonly tracker = new Tracker();
  /** The secrets that were sent. */
  readonly mask = new Mask();
  readonly #refused: RefusedInput;
  #answers: Reply[] = [];
  #lastAnswer: Reply | undefined;
  #greeting: TypedLine | undefined;
  #unasked = 0;
  #isImpatient = false;
  #ending: Ending | undefined;
  #isOver = false;

  /**
   * @param parts What it is held with.
   * @param options How.
   */
  constructor({ server, desk, recorder }: TalkParts, options: TalkOptions) {
    this.server = server;
    this.desk = desk;
    this.recorder = recorder;
    this.options = options;
    this.#refused = new RefusedInput(() =>
      recorder.note("left out: lines meant for a command that the server refused")
    );
  }

  /** How it ended; `undefined` while it is held, or a person wants to see what was said. */
  get ending(): Ending | undefined {
    return this.#isOver ? this.#ending ?? { kind: "left" } : undefined;
  }

  /** Whether a line can be typed: no answer is due, or somebody has waited for it long enough. */
  get wantsLine(): boolean {
    return this.tracker.due === undefined || this.#isImpatient;
  }

  /** Whether there is a connection. */
  get isOpen(): boolean {
    return this.tracker.state.phase !== "closed";
  }

  /** The answers since something was sent last. */
  get answers(): readonly Reply[] {
    return this.#answers;
  }

  /** The last answer to anything but QUIT. */
  get lastAnswer(): Reply | undefined {
    return this.#lastAnswer;
  }

  /** The greeting that was accepted last. */
  get greeting(): TypedLine | undefined {
    return this.#greeting;
  }

  /** Whether the server says more and more that nobody asks for. */
  get isOnlyNoise(): boolean {
    return this.#unasked > UNASKED_MAX_REPLIES;
  }

  /**
   * Whether a line of a script is left out, because it was written for what the server has refused.
   *
   * @param text The line.
   * @returns Whether it is; the first one is told of.
   */
  leavesOut(text: string): boolean {
    return this.#refused.takes(text);
  }

  /** Something is sent: what is answered from now on is an answer to that. */
  asks(): void {
    this.#answers = [];
    this.#unasked = 0;
  }

  /** The next of the {@linkcode answers}, which is none of them any more. */
  takeAnswer(): Reply | undefined {
    return this.#answers.shift();
  }

  /** Somebody has waited long enough to go on before the answer has come. */
  losesPatience(): void {
    this.#isImpatient = true;
  }

  /**
   * Takes note of a reply.
   *
   * @param heard The reply as it came.
   * @returns The reply, secrets masked, and what it answers; `undefined` if nothing was asked.
   */
  replied(heard: Reply): { readonly reply: Reply; readonly question: Question | undefined } {
    const reply = this.mask.conceal(heard);
    const question = this.tracker.replied(reply);
    this.#isImpatient = false;
    // A challenge is needed as it is, also where it says what was said before.
    this.#answers.push(heard.code === CHALLENGE ? heard : reply);
    if (!isCommand(question, "QUIT") && !this.#isBettered(question)) this.#lastAnswer = reply;
    if (question === undefined) this.#unasked++;
    else this.#answered(question, reply);
    return { reply, question };
  }

  /**
   * Takes note of the end.
   *
   * @param ending How the connection ended, unless it had ended before.
   * @param isOver Whether nobody wants to see what was said.
   */
  closed(ending: Ending, isOver: boolean): void {
    this.#ending ??= ending;
    this.#isOver = isOver;
    this.tracker.closed();
  }

  #answered(question: Question, reply: Reply): void {
    this.#refused.replied(question, reply);
    if (question.kind !== "command" || severity(reply) !== "positive") return;
    const { verb, text } = question.line;
    if (verb === "EHLO" || verb === "LHLO" || verb === "HELO") this.#greeting = textLine(text);
  }

  /** Whether the message was refused already for another recipient: then it did not go well, whatever follows. */
  #isBettered(question: Question | undefined): boolean {
    const { code = 0 } = this.#lastAnswer ?? {};
    return answerOf(question)?.isFurther === true && code >= 400;
  }
}
