/**
 * A dialogue by hand: lines go out as they are typed, and whatever the server says is shown as it comes.
 * @module
 */
import { encodeCommands, QUIT } from "../../../smtp/command.ts";
import type { CommandExchange } from "../../../smtp/conversation.ts";
import { SmtpError, type SmtpErrorKind } from "../../../smtp/error.ts";
import { boundReceived } from "../../../smtp/received.ts";
import { CHALLENGE, type Reply, severity } from "../../../smtp/reply.ts";
import { describeDeadline } from "../../../smtp/stage.ts";
import {
  answerOf,
  describeQuestion,
  type Question,
  readCommandLine,
  type Verb,
} from "./command_line.ts";
import type { Desk, Prompt } from "./desk.ts";
import type { Ending } from "./ending.ts";
import type { ClientEntry } from "../record/entry.ts";
import { explainAnswer, explainUnasked, startsTls } from "./explanation.ts";
import { describeFailure } from "./failure.ts";
import { type Happening, Happenings, type TypedHappening } from "./happenings.ts";
import { lineOf, type TypedLine } from "./lines.ts";
import type { Recorder } from "../record/recorder.ts";
import { RefusedInput } from "./refused_input.ts";
import { TlsStarter } from "./secure.ts";
import { Sender } from "./sender.ts";
import type { Server } from "./server.ts";
import { Tracker } from "./tracker.ts";

/** Replies in a row that nobody asked for, before a server is taken for one that only makes noise. */
const UNASKED_MAX_REPLIES = 100;

/** Said where a message is given up. */
const UNFINISHED =
  "the message has no end: the connection is closed without the dot, and nothing is delivered";

/** How a dialogue is held. */
interface TalkOptions {
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

/** A dialogue. */
export class Talk implements CommandExchange {
  /** The server. */
  readonly server: Server;
  /** Where the lines come from. */
  readonly desk: Desk;
  /** Keeps and shows the dialogue. */
  readonly recorder: Recorder;
  /** How it is held. */
  readonly options: TalkOptions;
  /** Follows the dialogue. */
  readonly tracker = new Tracker();
  readonly #happenings: Happenings;
  readonly #sender: Sender;
  readonly #tls = new TlsStarter();
  readonly #refused: RefusedInput;
  #answers: Reply[] = [];
  #lastAnswer: Reply | undefined;
  #greeting: TypedLine | undefined;
  #isImpatient = false;
  #unasked = 0;
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
    this.#happenings = new Happenings(server, desk, options.limit, options.signal);
    this.#sender = new Sender(server, this.tracker, recorder, options.limit);
    this.#refused = new RefusedInput(() =>
      recorder.note("left out: lines that were written for what the server has refused")
    );
    this.#prepareFarewell();
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

  /** Whether the server has said more than it was asked. */
  get unread(): boolean {
    return this.server.wire.unread;
  }

  /** The answers since something was sent last. */
  get answers(): readonly Reply[] {
    return this.#answers;
  }

  /** The last answer to anything but QUIT. */
  get lastAnswer(): Reply | undefined {
    return this.#lastAnswer;
  }

  /** The greeting that was accepted last, or the one that mua says. */
  get greeting(): TypedLine {
    return this.#greeting ?? this.ehlo;
  }

  /** EHLO, or LHLO if that was said before, with the name of the last greeting if there was one. */
  get ehlo(): TypedLine {
    const said = this.#greeting && readCommandLine(this.#greeting.text);
    const name = said?.argument || this.options.ehloName || this.server.ownLiteral;
    return textLine(`${said?.verb === "LHLO" ? "LHLO" : "EHLO"} ${name}`);
  }

  /** Begins: TLS where it comes first, and the server's greeting. */
  async begin(): Promise<void> {
    this.#happenings.restart();
    if (this.options.tlsOnConnect) await this.#tls.start(this);
    await this.settle();
  }

  /** Waits until nothing is due any more. */
  async settle(): Promise<void> {
    while (this.isOpen && this.tracker.due !== undefined) await this.next(undefined);
  }

  /**
   * Waits for the next thing that happens, and does what it leads to.
   *
   * @param prompt What to ask for a line with; `undefined` if none is wanted.
   * @returns The line, if that is what has come: nothing was done about it.
   */
  async next(prompt: Prompt | undefined): Promise<TypedHappening | undefined> {
    const { isOpen, tracker: { due } } = this;
    const happening = await this.#happenings.next({ due, isOpen, prompt });
    if (happening.kind === "line") return happening;
    await this.#take(happening);
  }

  /**
   * Sends a line as it is, and does not wait for an answer.
   *
   * @param line The line.
   */
  async type(line: TypedLine): Promise<void> {
    await this.#send(() => this.#sender.lines([line]));
  }

  /**
   * Whether a line would hold a secret if it was sent now.
   *
   * @param text The line without its end.
   * @param before Lines that would be sent before it.
   * @returns Whether it would.
   */
  isSecret(text: string, before: readonly TypedLine[]): boolean {
    return this.#sender.isSecret(text, before);
  }

  /**
   * Sends lines as they are, in one write, and waits for the answers.
   *
   * @param lines The lines.
   * @returns The answers.
   */
  async say(lines: readonly TypedLine[]): Promise<readonly Reply[]> {
    await this.#send(() => this.#sender.lines(lines));
    await this.settle();
    return this.#answers;
  }

  /**
   * Sends octets as they are, and waits for the answers to the lines that they end.
   *
   * @param octets The octets.
   */
  async sayRaw(octets: Uint8Array): Promise<void> {
    await this.#send(() => this.#sender.raw(octets));
    await this.settle();
  }

  /**
   * Sends lines that were sent before, in one write, and waits for the answers.
   *
   * @param entries The lines, which hold no secret.
   * @returns The answers.
   */
  async sayAgain(entries: readonly ClientEntry[]): Promise<readonly Reply[]> {
    await this.#send(() => this.#sender.again(entries));
    await this.settle();
    return this.#answers;
  }

  /** Sends commands that mua has formed, such as those of AUTH; {@linkcode receive} gives the answers. */
  async send(...[commands]: Parameters<CommandExchange["send"]>): Promise<void> {
    await this.#send(() => this.#sender.commands(commands));
  }

  /**
   * The next answer.
   *
   * @returns The answer.
   * @throws {SmtpError} If the connection ends before.
   */
  async receive(...[stage]: Parameters<CommandExchange["receive"]>): Promise<Reply> {
    for (;;) {
      const reply = this.#answers.shift();
      if (reply !== undefined) return reply;
      if (!this.isOpen) throw new SmtpError("the connection is closed", { kind: "closed", stage });
      await this.next(undefined);
    }
  }

  /**
   * Sends octets of a message, which are shown and kept by the caller. A server that answers before it
   * has the message whole does not take it, and gets no more of it.
   *
   * @param octets The octets, dots stuffed.
   * @param isLast Whether the message ends with them.
   * @returns Whether the message can go on.
   */
  async sendMessage(octets: Uint8Array, isLast: boolean): Promise<boolean> {
    let early: Reply | undefined;
    await this.#send(async () => {
      early = await this.#sender.message(octets, isLast);
    });
    if (early === undefined) return this.isOpen;
    await this.#hear(early);
    this.recorder.failure(
      "the server answered before it had the message: the rest is not sent, and nothing is delivered",
    );
    this.#close({ kind: "left" });
    this.#isOver = !this.desk.hasPerson;
    return false;
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

  /** Goes on with the new connection that the server has. */
  reconnected(): void {
    this.#happenings.forget();
    this.tracker.reconnected();
    this.#prepareFarewell();
  }

  /**
   * Leaves: with QUIT where the server takes it for a command, and else by closing the connection, so
   * that a message that has no end is not taken for a whole one.
   */
  async leave(): Promise<void> {
    if (!this.isOpen) return this.#end({ kind: "left" });
    if (this.tracker.isInMessage) {
      this.recorder.failure(UNFINISHED);
      return this.#end({ kind: "unfinished" });
    }
    if (this.tracker.due === undefined && this.tracker.takesCommands) {
      await this.say([textLine(QUIT.line)]);
    } else this.recorder.note("the connection is closed");
    this.#end({ kind: "left" });
  }

  /**
   * Ends the connection because something failed.
   *
   * @param text What went wrong.
   * @param kind Which kind of failure it is.
   */
  fail(text: string, kind: SmtpErrorKind): void {
    const inDot = this.tracker.mayBeDelivered;
    this.recorder.failure(text);
    if (inDot) this.desk.hint("The message had left whole: the recipients may have it or not.");
    this.#close({ kind: "failed", failure: kind, inDot });
    // A person may still want to keep what was said.
    this.#isOver = !this.desk.hasPerson || kind === "interrupted";
  }

  /**
   * Shows what the server has said and is not understood, as far as there is room for it.
   *
   * @param all The lines.
   * @returns The lines that are shown, secrets masked.
   */
  show(all: readonly string[]): readonly string[] {
    const { lines } = boundReceived(this.#sender.concealReceived(all));
    const { encrypted } = this.tracker.state;
    for (const text of lines) this.recorder.add({ from: "received", text, encrypted });
    return lines;
  }

  #end(ending: Ending): void {
    this.#close(ending);
    this.#isOver = true;
  }

  #close(ending: Ending): void {
    this.#ending ??= ending;
    this.server.wire.close();
    this.tracker.closed();
  }

  async #take(happening: Exclude<Happening, TypedHappening>): Promise<void> {
    switch (happening.kind) {
      case "heard":
        return await this.#hear(happening.reply);
      case "failed":
        return this.#failConnection(happening.error);
      case "late":
        return this.#failLate();
      case "impatient":
        this.#isImpatient = true;
        return;
      case "interrupted":
        return this.#failInterrupted();
    }
  }

  async #hear(heard: Reply): Promise<void> {
    const reply = this.#sender.conceal(heard);
    const isAnswerToQuit = isCommand(this.tracker.due, "QUIT");
    const { encrypted } = this.tracker.state;
    const question = this.tracker.replied(reply);
    this.#happenings.restart();
    this.#isImpatient = false;
    const { code, lines, before } = reply;
    const rest = before === undefined ? {} : { before };
    this.recorder.add({ from: "server", code, lines, ...rest, encrypted });
    // A challenge is needed as it is, also where it says what was said before.
    this.#answers.push(heard.code === CHALLENGE ? heard : reply);
    if (!isAnswerToQuit && !this.#isBettered(question)) this.#lastAnswer = reply;
    if (question === undefined) return this.#hearUnasked(reply);
    this.#refused.replied(question, reply);
    this.#sender.answered(question, reply);
    if (!this.isOpen) return this.#end({ kind: "left" });
    if (this.options.explain) {
      for (const text of explainAnswer(question, reply, this.tracker)) this.desk.hint(text);
    }
    await this.#goOn(question, reply);
  }

  /** Whether the message was refused already for another recipient: then it did not go well, whatever follows. */
  #isBettered(question: Question | undefined): boolean {
    const { code = 0 } = this.#lastAnswer ?? {};
    return answerOf(question)?.isFurther === true && code >= 400;
  }

  /** What an answer leads to beside the state that the tracker keeps. */
  async #goOn(question: Question, reply: Reply): Promise<void> {
    if (startsTls(question, reply)) return await this.#tls.start(this);
    if (this.options.mustVerify && isCommand(question, "STARTTLS")) {
      return this.fail("the server does not begin TLS, and --tls require wants it", "policy");
    }
    if (question.kind !== "command" || severity(reply) !== "positive") return;
    const { verb, text } = question.line;
    if (verb === "EHLO" || verb === "LHLO" || verb === "HELO") this.#greeting = textLine(text);
  }

  #hearUnasked(reply: Reply): void {
    this.#unasked++;
    if (this.options.explain) this.desk.hint(explainUnasked(reply));
    if (this.#unasked > UNASKED_MAX_REPLIES) {
      this.fail("the server says more and more that nobody asks for", "protocol");
    }
  }

  async #send(send: () => Promise<void>): Promise<void> {
    this.#answers = [];
    this.#unasked = 0;
    if (this.tracker.due === undefined) this.#happenings.restart();
    try {
      await send();
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      // A server that cannot be written to may have said why.
      const words = await this.#happenings.lastWords();
      if (words?.kind === "heard") await this.#hear(words.reply);
      if (this.isOpen) this.#failConnection(error);
    }
  }

  #failInterrupted(): void {
    const { isInMessage, mayBeDelivered } = this.tracker;
    const isUnfinished = isInMessage && !mayBeDelivered;
    this.fail(isUnfinished ? `interrupted: ${UNFINISHED}` : "interrupted", "interrupted");
  }

  #failConnection(error: SmtpError): void {
    if (error.kind === "interrupted") return this.#failInterrupted();
    const { due } = this.tracker;
    if (isCommand(due, "QUIT") && error.kind === "closed") {
      this.recorder.note("the server closed the connection");
      return this.#end({ kind: "left" });
    }
    this.fail(describeFailure(error, due, this.show(error.received)), error.kind);
  }

  #failLate(): void {
    const { due } = this.tracker;
    if (due === undefined) return;
    const time = describeDeadline(this.#happenings.deadlineOf(due));
    this.fail(`no answer within ${time}: ${describeQuestion(due)} did not come`, "timeout");
  }

  /** QUIT, where the server takes it for a command: then an interrupted dialogue ends in good order. */
  #prepareFarewell(): void {
    this.server.wire.farewell = () => {
      if (!this.tracker.takesCommands) return undefined;
      const { encrypted } = this.tracker.state;
      this.recorder.add({ from: "client", text: QUIT.line, encrypted });
      return encodeCommands([QUIT]);
    };
  }
}

const encoder = new TextEncoder();

function textLine(text: string): TypedLine {
  return lineOf(encoder.encode(text));
}

function isCommand(question: Question | undefined, verb: Verb): boolean {
  return question?.kind === "command" && question.line.verb === verb;
}
