/**
 * Which answer belongs to which line. Lines may leave before the answers to those before them have come,
 * and what they are, a command or a line of the message, is known only then.
 * @module
 */
import { concatenate } from "../../../octets/octets.ts";
import type { Reply } from "../../../smtp/mod.ts";
import {
  type AnswerOf,
  answerOf,
  type CommandLine,
  type Question,
  readCommandLine,
} from "./command_line.ts";
import { afterReply, afterTls, closed, type DialogueState, NEW_DIALOGUE } from "./state.ts";

const CR = 0x0d;
const LF = 0x0a;

// A byte order mark is a part of the text like any other.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Follows a dialogue by the octets that leave and the replies that come.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Tracker } from "./tracker.ts";
 * const tracker = new Tracker();
 * tracker.replied({ code: 220, enhanced: undefined, lines: ["mx.example"] });
 * tracker.sent(new TextEncoder().encode("HELO alberto\r\n"));
 * assertEquals(tracker.due?.kind, "command");
 * ```
 */
export class Tracker {
  #state: DialogueState = NEW_DIALOGUE;
  #due: Question | undefined = { kind: "banner" };
  /** Octets that have left, and whose meaning is not known yet. */
  #ahead: Uint8Array = new Uint8Array(0);
  /** The chunk of BDAT that is under way. */
  #chunk = { left: 0, isLast: false };
  #mailUnderWay = false;

  /** Where the dialogue stands. */
  get state(): DialogueState {
    return this.#state;
  }

  /** What the next reply answers; `undefined` if nothing was asked. */
  get due(): Question | undefined {
    return this.#due;
  }

  /** Octets of the chunk that BDAT announced and that have not left. */
  get chunkLeft(): number {
    return this.#chunk.left;
  }

  /** Whether DATA was sent, and what followed it may be the message and not yet ended. */
  get isInMessage(): boolean {
    return this.#mailUnderWay;
  }

  /** Whether a message has left whole, or may have, and there is no answer to it. */
  get mayBeDelivered(): boolean {
    if (this.#due === undefined) return false;
    if (this.#due.kind === "message") return true;
    if (this.#due.kind === "chunk") return this.#due.isLast;
    return decoder.decode(this.#ahead).includes("\r\n.\r\n");
  }

  /**
   * Whether the next line is taken for a command, whatever is answered to those before it: not within a
   * message or the exchange of AUTH, nor behind QUIT or half a line.
   */
  get takesCommands(): boolean {
    const { phase } = this.#state;
    if (phase === "closed" || phase === "auth" || this.#mailUnderWay) return false;
    if (this.#due === undefined) return this.#ahead.length === 0;
    if (this.#due.kind !== "command" || this.#ahead.length > 0) return false;
    const { verb } = this.#due.line;
    return verb !== "AUTH" && verb !== "STARTTLS" && verb !== "QUIT";
  }

  /**
   * Takes note of octets that have left.
   *
   * @param octets The octets.
   */
  sent(octets: Uint8Array): void {
    this.#ahead = concatenate([this.#ahead, octets]);
    this.#interpret();
  }

  /**
   * Takes note of a reply.
   *
   * @param reply The reply.
   * @returns What it answers; `undefined` if nothing was asked.
   */
  replied(reply: Reply): Question | undefined {
    const question = this.#due;
    if (question === undefined) return undefined;
    this.#due = nextAnswer(question);
    this.#state = afterReply(this.#state, question, reply);
    if (this.#state.phase !== "data" && this.#state.phase !== "chunk") this.#mailUnderWay = false;
    this.#interpret();
    return question;
  }

  /** The connection is under TLS now; what was sent ahead is lost. */
  secured(): void {
    this.#state = afterTls();
    this.#ahead = new Uint8Array(0);
  }

  /** There is a new connection in the place of the old one. */
  reconnected(): void {
    this.#state = NEW_DIALOGUE;
    this.#due = { kind: "banner" };
    this.#ahead = new Uint8Array(0);
  }

  /** The connection is gone. */
  closed(): void {
    this.#state = closed(this.#state);
    this.#due = undefined;
    this.#mailUnderWay = false;
  }

  /** Reads what has left, up to where its meaning depends on an answer. */
  #interpret(): void {
    while (this.#due === undefined && this.#ahead.length > 0) {
      if (this.#state.phase === "closed") return;
      if (this.#state.phase === "chunk") this.#takeChunk();
      else {
        const end = this.#ahead.indexOf(LF);
        if (end < 0) return;
        this.#takeLine(this.#ahead.subarray(0, end + 1));
        this.#ahead = this.#ahead.subarray(end + 1);
      }
    }
  }

  #takeChunk(): void {
    const taken = Math.min(this.#chunk.left, this.#ahead.length);
    this.#ahead = this.#ahead.subarray(taken);
    this.#chunk.left -= taken;
    if (this.#chunk.left === 0) this.#due = this.#chunkQuestion(this.#chunk.isLast);
  }

  #chunkQuestion(isLast: boolean): Question {
    return { kind: "chunk", isLast, ...(isLast ? this.#firstAnswer() : {}) };
  }

  /** Whom a server of LMTP answers for first. */
  #firstAnswer(): { readonly of?: AnswerOf } {
    const { isLmtp, recipients: [recipient, ...others] } = this.#state;
    return isLmtp && recipient !== undefined ? { of: { recipient, isFurther: false, others } } : {};
  }

  #takeLine(line: Uint8Array): void {
    switch (this.#state.phase) {
      case "data":
        if (isLoneDot(line)) this.#due = { kind: "message", ...this.#firstAnswer() };
        return;
      case "auth":
        this.#due = { kind: "response" };
        return;
      default:
        this.#takeCommand(readCommandLine(decoder.decode(line).replace(/\r?\n$/, "")));
    }
  }

  #takeCommand(line: CommandLine): void {
    const chunk = line.verb === "BDAT" ? readChunk(line.argument) : undefined;
    if (line.verb === "DATA" || chunk !== undefined) this.#mailUnderWay = true;
    if (chunk === undefined || chunk.left === 0) {
      const isLast = chunk?.isLast ?? false;
      this.#due = chunk === undefined ? { kind: "command", line } : this.#chunkQuestion(isLast);
      return;
    }
    // RFC 3030 section 2: the answer to BDAT comes when the server has the chunk.
    this.#chunk = chunk;
    this.#state = { ...this.#state, phase: "chunk" };
  }
}

/** What the server answers next, without having been asked again. */
function nextAnswer(question: Question): Question | undefined {
  if (question.kind !== "message" && question.kind !== "chunk") return undefined;
  const [recipient, ...others] = answerOf(question)?.others ?? [];
  if (recipient === undefined) return undefined;
  return { ...question, of: { recipient, isFurther: true, others } };
}

function isLoneDot(line: Uint8Array): boolean {
  return line.length === 3 && line[0] === 0x2e && line[1] === CR;
}

/** The arguments of BDAT (RFC 3030 section 2). */
function readChunk(argument: string): { left: number; isLast: boolean } | undefined {
  const [, digits, last] = /^(\d{1,15})(?:[ \t]+(LAST))?[ \t]*$/i.exec(argument) ?? [];
  return digits === undefined ? undefined : { left: Number(digits), isLast: last !== undefined };
}
