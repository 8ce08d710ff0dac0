/**
 * A dialogue by hand: lines go out as they are typed, and whatever the server says is shown as it comes.
 * @module
 */
import { type Command, encodeCommands, QUIT } from "../../smtp/command.ts";
import { concatenate } from "../../smtp/dot.ts";
import { SmtpError, type SmtpErrorKind } from "../../smtp/error.ts";
import { Mask } from "../../smtp/mask.ts";
import { type Reply, ReplyError, severity } from "../../smtp/reply.ts";
import { describeDeadline, stageDeadline } from "../../smtp/stage.ts";
import { TlsError } from "../../smtp/tls_error.ts";
import { describeSecurity } from "../../smtp/visit.ts";
import { escapeLine } from "../escape.ts";
import { CliError, Exit } from "../exit.ts";
import { red } from "../style.ts";
import { describeQuestion, type Question, readCommandLine, stageOf } from "./command_line.ts";
import type { Desk, Prompt } from "./desk.ts";
import { type ClientEntry, octetsOf } from "./entry.ts";
import type { Ending } from "./ending.ts";
import { explainAnswer } from "./explanation.ts";
import { hintsOn } from "./hint.ts";
import { isLocal } from "./local_command.ts";
import { lineOf, type TypedLine } from "./lines.ts";
import { type Outgoing, prepareLines } from "./outgoing.ts";
import { promptFor } from "./prompt.ts";
import { formatRaw } from "./raw.ts";
import type { Recorder } from "./recorder.ts";
import { RefusedInput } from "./refused_input.ts";
import { SecretSpotter } from "./secret_spotter.ts";
import type { Server } from "./server.ts";
import { Tracker } from "./tracker.ts";

/** Replies in a row that nobody asked for, before a server is taken for one that only makes noise. */
const UNASKED_MAX_REPLIES = 100;

/** Milliseconds until a person who waits for an answer may type on. */
const PATIENCE = 3000;

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
  /** Does what a line says that begins with a colon. */
  readonly runLocal: (talk: Talk, text: string) => Promise<void>;
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

/** The next thing that happens. */
type Happening =
  | { readonly kind: "heard"; readonly reply: Reply }
  | { readonly kind: "failed"; readonly error: SmtpError }
  | { readonly kind: "line"; readonly line: TypedLine | undefined }
  | { readonly kind: "late" }
  | { readonly kind: "impatient" }
  | { readonly kind: "interrupted" };

/** A dialogue. */
export class Talk {
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
  readonly #mask = new Mask();
  readonly #spotter = new SecretSpotter();
  readonly #refused = new RefusedInput();
  readonly #interrupted = Promise.withResolvers<Happening>();
  #listening: Promise<Happening> | undefined;
  #reading: Promise<Happening> | undefined;
  #collected: TypedLine[] | undefined;
  #answers: Reply[] = [];
  #lastAnswer: Reply | undefined;
  #lastGreeting: TypedLine | undefined;
  #certificateRefused: TlsError | undefined;
  #dueSince = 0;
  #isImpatient = false;
  #isLeavingOut = false;
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
    this.#prepareFarewell();
    const interrupt = (): void => this.#interrupted.resolve({ kind: "interrupted" });
    options.signal.addEventListener("abort", interrupt, { once: true });
    if (options.signal.aborted) interrupt();
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

  /** The lines that `:pipeline` has collected; `undefined` if it does not collect. */
  get collected(): readonly TypedLine[] | undefined {
    return this.#collected;
  }

  /**
   * Begins: TLS where it comes first, and the server's greeting.
   */
  async begin(): Promise<void> {
    this.#dueSince = Date.now();
    if (this.options.tlsOnConnect) await this.#secure();
    await this.settle();
  }

  /**
   * Takes lines until there are no more, or the connection ends and there is nobody who still wants to see
   * what was said.
   *
   * @returns How it ended.
   */
  async run(): Promise<Ending> {
    while (!this.#isOver) {
      const wantsLine = this.tracker.due === undefined || this.#isImpatient;
      await this.#take(await this.#next(wantsLine));
    }
    return this.#ending ?? { kind: "left" };
  }

  /** Waits until nothing is due any more. */
  async settle(): Promise<void> {
    while (this.isOpen && this.tracker.due !== undefined) {
      await this.#take(await this.#next(false));
    }
  }

  /**
   * Sends lines as they are, in one write, and waits for the answers.
   *
   * @param lines The lines.
   * @returns The answers.
   */
  async say(lines: readonly TypedLine[]): Promise<readonly Reply[]> {
    await this.post(lines);
    await this.settle();
    return this.#answers;
  }

  /**
   * Sends lines as they are, in one write.
   *
   * @param lines The lines.
   */
  async post(lines: readonly TypedLine[]): Promise<void> {
    const { phase } = this.tracker.state;
    await this.#send(
      prepareLines(lines, phase, (text, isResponse) => this.#spotter.secretOf(text, isResponse)),
    );
  }

  /**
   * Sends octets as they are, and waits for the answers to the lines that they end.
   *
   * @param octets The octets.
   */
  async sayRaw(octets: Uint8Array): Promise<void> {
    const text = formatRaw(octets);
    const isResponse = this.tracker.state.phase === "auth";
    const secrets = lineOf(octets).text.split("\n").map((line) =>
      this.#spotter.secretOf(line.replace(/\r$/, ""), isResponse)
    );
    const secret = secrets.some((each) => each !== undefined) ? text : undefined;
    await this.#send([{ octets, text, secret, isLine: false }]);
    await this.settle();
  }

  /**
   * Sends lines that were sent before, in one write, and waits for the answers.
   *
   * @param entries The lines, which hold no secret.
   * @returns The answers.
   */
  async sayAgain(entries: readonly ClientEntry[]): Promise<readonly Reply[]> {
    await this.#send(entries.flatMap((entry) => {
      const octets = octetsOf(entry);
      const isLine = entry.octets === undefined;
      return octets === undefined ? [] : [{ octets, text: entry.text, secret: undefined, isLine }];
    }));
    await this.settle();
    return this.#answers;
  }

  /**
   * Sends commands that mua has formed, such as those of AUTH.
   *
   * @param commands The commands.
   */
  async sendCommands(commands: readonly Command[]): Promise<void> {
    await this.#send(commands.map((command) => ({
      octets: encodeCommands([command]),
      text: command.line,
      secret: command.secret,
      isLine: true,
    })));
  }

  async #send(outgoing: readonly Outgoing[]): Promise<void> {
    this.#answers = [];
    this.#unasked = 0;
    const { encrypted } = this.tracker.state;
    for (const [index, { text, octets, secret, isLine }] of outgoing.entries()) {
      const shown = this.#mask.show({
        stage: "rset",
        line: text,
        ...(secret === undefined ? {} : { secret }),
      });
      this.recorder.add({
        from: "client",
        text: shown,
        encrypted,
        ...(secret === undefined && !isLine ? { octets: octets.toHex() } : {}),
        ...(secret === undefined ? {} : { isSecret: true }),
        ...(index < outgoing.length - 1 ? { more: true } : {}),
      });
    }
    const octets = concatenate(outgoing.map((each) => each.octets));
    this.#follow(octets);
    try {
      const deadline = stageDeadline("body", this.options.limit);
      await this.server.wire.write(octets, "body", deadline);
    } catch (error) {
      await this.#failWriting(error);
    }
  }

  #follow(octets: Uint8Array): void {
    const wasDue = this.tracker.due;
    this.tracker.sent(octets);
    if (this.tracker.due !== wasDue) this.#dueSince = Date.now();
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
    const { wire } = this.server;
    const deadline = stageDeadline("body", this.options.limit);
    this.#follow(octets);
    try {
      const early = isLast
        ? await wire.writeLast(octets, deadline)
        : await wire.writeBody(octets, deadline);
      if (early === undefined) return true;
      await this.#hear(early);
      this.recorder.failure(
        "the server answered before it had the message: the rest is not sent, and nothing is delivered",
      );
      this.#close({ kind: "left" });
      this.#isOver ||= !this.desk.hasPerson;
    } catch (error) {
      await this.#failWriting(error);
    }
    return false;
  }

  /**
   * The next answer.
   *
   * @returns The answer.
   * @throws {SmtpError} If the connection ends before.
   */
  async receive(): Promise<Reply> {
    for (;;) {
      const reply = this.#answers.shift();
      if (reply !== undefined) return reply;
      if (!this.isOpen) {
        throw new SmtpError("the connection is closed", { kind: "closed", stage: "auth" });
      }
      await this.#take(await this.#next(false));
    }
  }

  /**
   * Whether a line of a script is left out, because it was written for what the server has refused.
   *
   * @param text The line.
   * @returns Whether it is; the first one is told of.
   */
  leavesOut(text: string): boolean {
    const isOut = this.#refused.takes(text);
    if (isOut && !this.#isLeavingOut) {
      this.recorder.note("left out: lines that were written for what the server has refused");
    }
    this.#isLeavingOut = isOut;
    return isOut;
  }

  /** Begins to collect lines, or sends those that were collected. */
  async pipeline(): Promise<void> {
    const lines = this.#collected;
    this.#collected = lines === undefined ? [] : undefined;
    if (lines !== undefined && lines.length > 0) await this.say(lines);
  }

  /**
   * Leaves: with QUIT where the server takes it for a command, and else by closing the connection, so
   * that a message that has no end is not taken for a whole one.
   */
  async leave(): Promise<void> {
    if (!this.isOpen) return this.#end({ kind: "left" });
    const { phase } = this.tracker.state;
    if (this.tracker.isInMessage) {
      this.recorder.failure(
        "the message has no end: the connection is closed without the dot, and nothing is delivered",
      );
      return this.#end({ kind: "unfinished" });
    }
    if (this.tracker.due !== undefined || phase === "auth" || this.tracker.isInLine) {
      this.recorder.note("the connection is closed");
      return this.#end({ kind: "left" });
    }
    await this.say([lineOf(encodeLine(QUIT.line))]);
    this.#end({ kind: "left" });
  }

  /**
   * Ends the dialogue.
   *
   * @param text What went wrong.
   * @param kind Which kind of failure it is.
   */
  fail(text: string, kind: SmtpErrorKind): void {
    const inDot = this.tracker.mayBeDelivered && kind !== "message";
    this.recorder.failure(text);
    if (inDot) {
      this.desk.hint(
        "The message had left whole, and no answer came: the recipients may have it or not.",
      );
    }
    this.#close({ kind: "failed", failure: kind, inDot });
    // A person may still want to keep what was said.
    if (!this.desk.hasPerson || kind === "interrupted") this.#isOver = true;
  }

  #end(ending: Ending): void {
    this.#close(ending);
    this.#isOver = true;
  }

  #close(ending: Ending): void {
    this.#ending ??= ending;
    this.server.wire.close();
    this.tracker.closed();
    this.desk.changePrompt(this.#prompt());
  }

  async #next(wantsLine: boolean): Promise<Happening> {
    const { due } = this.tracker;
    const waits = [this.isOpen ? this.#listen() : this.#interrupted.promise];
    if (wantsLine) waits.push(this.#read());
    const timers = new DisposableStack();
    const after = (milliseconds: number, kind: "late" | "impatient"): void => {
      const { promise, resolve } = Promise.withResolvers<Happening>();
      const timer = setTimeout(() => resolve({ kind }), milliseconds);
      timers.defer(() => clearTimeout(timer));
      waits.push(promise);
    };
    if (due !== undefined && this.isOpen) {
      after(this.#dueSince + this.#deadlineOf(due) - Date.now(), "late");
      if (!wantsLine && this.desk.hasPerson) after(PATIENCE, "impatient");
    }
    try {
      return await Promise.race(waits);
    } finally {
      timers.dispose();
    }
  }

  #listen(): Promise<Happening> {
    const { wire } = this.server;
    this.#listening ??= wire.readReply("rset", Infinity).then(
      (reply) => ({ kind: "heard", reply }),
      (error) => {
        if (error instanceof SmtpError) return { kind: "failed", error };
        throw error;
      },
    );
    return this.#listening;
  }

  #read(): Promise<Happening> {
    this.#reading ??= this.desk.nextLine(this.#prompt()).then((line) => ({ kind: "line", line }));
    return this.#reading;
  }

  async #take(happening: Happening): Promise<void> {
    switch (happening.kind) {
      case "heard":
        this.#listening = undefined;
        return await this.#hear(happening.reply);
      case "failed":
        this.#listening = undefined;
        return this.#failListening(happening.error);
      case "line":
        this.#reading = undefined;
        return await this.#takeLine(happening.line);
      case "late":
        return this.#failLate();
      case "impatient":
        this.#isImpatient = true;
        return;
      case "interrupted":
        return this.fail("interrupted", "interrupted");
    }
  }

  async #takeLine(line: TypedLine | undefined): Promise<void> {
    if (line === undefined) return await this.leave();
    const { desk } = this;
    const isText = this.tracker.state.phase === "data" || this.tracker.state.phase === "chunk";
    // A message of a script may hold any line; nothing in it is a command to mua.
    const mayBeLocal = !isText || desk.hasPerson;
    if (!desk.hasPerson && this.leavesOut(line.text)) return;
    if (mayBeLocal && isLocal(line.text)) return await this.#runLocal(line.text);
    if (!this.isOpen) {
      return desk.answer(
        "The connection is closed. :save FILE keeps the dialogue; :quit leaves.\n",
      );
    }
    if (this.#collected !== undefined) {
      this.#collected.push(line);
      return;
    }
    if (this.options.explain && this.tracker.due === undefined) {
      for (const hint of hintsOn(line.text, this.tracker.state)) desk.hint(hint);
    }
    await this.post([line]);
  }

  /** What cannot be done is said to a person; a script ends there. */
  async #runLocal(text: string): Promise<void> {
    try {
      await this.options.runLocal(this, text);
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode === Exit.interrupted) throw error;
      if (!this.desk.hasPerson) {
        await this.leave();
        throw error;
      }
      const hint = error.hint === undefined ? "" : `${error.hint}\n`;
      this.desk.answer(red(escapeLine(error.message)), `\n${hint}`);
    }
  }

  async #hear(heard: Reply): Promise<void> {
    const reply = this.#mask.conceal(heard);
    const before = this.tracker.due;
    const question = this.tracker.replied(reply);
    this.#isImpatient = false;
    this.#dueSince = Date.now();
    const { encrypted } = this.tracker.state;
    this.recorder.add({ from: "server", code: reply.code, lines: reply.lines, encrypted });
    this.#answers.push(reply);
    if (!isQuit(before)) this.#lastAnswer = reply;
    if (question === undefined) return this.#hearUnasked();
    this.#refused.replied(question, reply);
    this.#rememberGreeting(question, reply);
    if (!this.isOpen) return this.#end({ kind: "left" });
    if (this.options.explain) {
      for (const text of explainAnswer(question, reply, this.tracker)) this.desk.hint(text);
    }
    const isTls = question.kind === "command" && question.line.verb === "STARTTLS" &&
      severity(reply) === "positive";
    if (isTls) await this.#secure();
    this.desk.changePrompt(this.#prompt());
  }

  #hearUnasked(): void {
    this.#unasked++;
    if (this.options.explain) this.desk.hint("Nobody asked for this answer.");
    if (this.#unasked > UNASKED_MAX_REPLIES) {
      this.fail("the server says more and more that nobody asks for", "protocol");
    }
  }

  #rememberGreeting(question: Question, reply: Reply): void {
    if (question.kind !== "command" || severity(reply) !== "positive") return;
    const { verb, text } = question.line;
    if (verb === "EHLO" || verb === "HELO") this.#lastGreeting = lineOf(encodeLine(text));
  }

  async #secure(): Promise<void> {
    if (this.server.wire.unread) {
      return this.fail(
        "the server sent more than it was asked before TLS began; anybody may have said that",
        "protocol",
      );
    }
    try {
      await this.server.secure(this.#certificateRefused);
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      const isCertificate = error instanceof TlsError && error.isAboutCertificate;
      if (isCertificate && !this.options.mustVerify && this.#certificateRefused === undefined) {
        return await this.#secureUnverified(error);
      }
      return this.fail(error.message, error.kind);
    }
    const wasDue = this.tracker.due;
    this.tracker.secured();
    if (wasDue?.kind === "banner") this.#dueSince = Date.now();
    this.recorder.encrypted = true;
    this.recorder.note(describeSecurity(this.server.security));
  }

  /** Says the same again on a new connection, for TLS with a server that cannot be verified (RFC 7435). */
  async #secureUnverified(refused: TlsError): Promise<void> {
    this.#certificateRefused = refused;
    this.recorder.note(refused.message);
    this.recorder.note("Connecting again, for TLS that is not verified");
    try {
      await this.server.reconnect();
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      return this.fail(error.message, error.kind);
    }
    this.#listening = undefined;
    this.#prepareFarewell();
    this.tracker.reconnected();
    this.#dueSince = Date.now();
    if (this.options.tlsOnConnect) return await this.#secure();
    await this.settle();
    if (this.isOpen) await this.say([this.#lastGreeting ?? this.ehlo]);
    if (this.isOpen) await this.say([lineOf(encodeLine("STARTTLS"))]);
  }

  /** EHLO, with the name of the last greeting if there was one. */
  get ehlo(): TypedLine {
    const said = this.#lastGreeting && readCommandLine(this.#lastGreeting.text).argument;
    const name = said || this.options.ehloName || this.server.ownLiteral;
    return lineOf(encodeLine(`EHLO ${name}`));
  }

  /** QUIT, where the server takes it for a command: then an interrupted dialogue ends in good order. */
  #prepareFarewell(): void {
    this.server.wire.farewell = () => {
      const { due, state, isInMessage, isInLine } = this.tracker;
      const isBusy = due !== undefined && !isAnsweredByQuit(due);
      if (isBusy || isInMessage || isInLine || state.phase === "auth") return undefined;
      this.recorder.add({ from: "client", text: QUIT.line, encrypted: state.encrypted });
      return encodeCommands([QUIT]);
    };
  }

  #failListening(error: SmtpError): void {
    const { due } = this.tracker;
    if (isQuit(due) && error.kind === "closed") {
      this.recorder.note("the server closed the connection");
      return this.#end({ kind: "left" });
    }
    this.fail(describeFailure(error, due), error.kind);
  }

  /** A connection that cannot be written to may hold what the server said before it closed. */
  async #failWriting(error: unknown): Promise<void> {
    if (!(error instanceof SmtpError)) throw error;
    if (this.#listening !== undefined) {
      const happening = await this.#listening;
      if (happening.kind === "heard") await this.#take(happening);
    }
    if (this.isOpen) this.#failListening(error);
  }

  #failLate(): void {
    const { due } = this.tracker;
    if (due === undefined) return;
    const time = describeDeadline(this.#deadlineOf(due));
    this.fail(`no answer within ${time}: ${describeQuestion(due)} did not come`, "timeout");
  }

  #deadlineOf(question: Question): number {
    return stageDeadline(stageOf(question), this.options.limit);
  }

  #prompt(): Prompt {
    return promptFor(this.tracker, this.#collected !== undefined, (text) => {
      const isResponse = this.tracker.state.phase === "auth";
      return !this.#spotter.isSecret(text, isResponse);
    });
  }
}

const encoder = new TextEncoder();

function encodeLine(text: string): Uint8Array {
  return encoder.encode(text);
}

function isQuit(question: Question | undefined): boolean {
  return question?.kind === "command" && question.line.verb === "QUIT";
}

/** Commands whose answer changes nothing about what QUIT is taken for. */
function isAnsweredByQuit(question: Question): boolean {
  if (question.kind !== "command") return false;
  const { verb } = question.line;
  return verb !== "DATA" && verb !== "AUTH" && verb !== "STARTTLS" && verb !== "BDAT";
}

function describeFailure(error: SmtpError, due: Question | undefined): string {
  const before = due === undefined ? "" : ` before ${describeQuestion(due)}`;
  switch (error.kind) {
    case "closed":
      return error.cause === undefined
        ? `the server closed the connection${before}`
        : `the server broke the connection off${before}`;
    case "protocol":
      return error.cause instanceof ReplyError ? error.cause.message : error.message;
    case "interrupted":
      return "interrupted";
    default:
      return error.message;
  }
}
