/**
 * A dialogue carried over a connection: commands go out, replies come in, and everything is told to
 * the transcript.
 * @module
 */
import { BodyLog } from "./body_log.ts";
import { bdat, type Command, encodeCommands, QUIT } from "../command.ts";
import type { Conversation, MessageEnd } from "../conversation.ts";
import { Block, concatenate } from "../../octets/octets.ts";
import { DotStuffer } from "../dot.ts";
import type { MessageSource } from "../envelope.ts";
import { SmtpError } from "../error.ts";
import { Mask } from "./mask.ts";
import { boundReceived, quoteReceived } from "../received.ts";
import { CHALLENGE, type Reply, replyLines } from "../reply.ts";
import { type Stage, stageDeadline } from "../stage.ts";
import type { Speaker, TranscriptSink } from "./transcript.ts";
import type { Transport, Wire } from "./wire.ts";

/** Octets of mail data that are written at once: few large writes, and little memory. */
const BODY_WRITE_OCTETS = 64 * 1024;

const LONE_DOT = new Uint8Array([0x2e, 0x0d, 0x0a]);

/** Stages in which a server that has not answered yet takes QUIT for the next command. */
const QUIT_STAGES: ReadonlySet<Stage> = new Set(
  ["ehlo", "helo", "ehlo-after-tls", "mail", "rcpt", "rset"] as const,
);

/** What a session is carried out with. */
interface SessionOptions {
  /** A limit in milliseconds that shortens the deadline of every stage. */
  readonly limit: number | undefined;
  /** Where the transcript goes, if anybody wants it. */
  readonly transcript: TranscriptSink | undefined;
  /** Makes an encrypted transport out of the connection; throws {@linkcode SmtpError}. */
  readonly handshake: () => Promise<Transport>;
}

/** A {@linkcode Conversation} over a {@linkcode Wire}. */
export class Session implements Conversation {
  readonly #wire: Wire;
  readonly #options: SessionOptions;
  readonly #mask = new Mask();
  readonly #block = new Block(BODY_WRITE_OCTETS);
  #encrypted = false;
  /** The stage whose answer is waited for. */
  #waiting: Stage | undefined;
  /** Whether DATA was sent, so that what follows may be taken for the message. */
  #dataSent = false;

  /**
   * @param wire The connection.
   * @param options Limits and transcript.
   */
  constructor(wire: Wire, options: SessionOptions) {
    this.#wire = wire;
    this.#options = options;
    wire.farewell = () => this.#farewell();
  }

  /** Whether the server has said more than it was asked. */
  get unread(): boolean {
    return this.#wire.unread;
  }

  /**
   * Sends commands in one piece.
   *
   * @param commands The commands.
   * @throws {SmtpError} If the connection fails.
   */
  async send(commands: readonly Command[]): Promise<void> {
    const stage = commands[0]?.stage ?? "quit";
    this.#waiting = stage;
    this.#dataSent ||= commands.some((command) => command.stage === "data");
    this.#tellCommands(commands);
    await this.#heed(this.#wire.write(encodeCommands(commands), stage, this.#deadline(stage)));
  }

  /**
   * The server's next reply.
   *
   * @param stage What it answers.
   * @returns The reply, masked where it repeats a secret; but a challenge is needed as it is.
   * @throws {SmtpError} If the connection fails, the deadline passes, or it is no reply.
   */
  async receive(stage: Stage): Promise<Reply> {
    return this.#hear(await this.#heed(this.#wire.readReply(stage, this.#deadline(stage))), stage);
  }

  /**
   * The server's next reply, if it is here already.
   *
   * @param stage What it answers.
   * @returns The reply, as {@linkcode receive} has it; `undefined` while it is not here whole.
   * @throws {SmtpError} If it is no reply.
   */
  received(stage: Stage): Reply | undefined {
    try {
      const heard = this.#wire.takeReply(stage);
      return heard && this.#hear(heard, stage);
    } catch (error) {
      throw this.#shown(error);
    }
  }

  #hear(heard: Reply, stage: Stage): Reply {
    const reply = this.#mask.conceal(heard);
    this.#tellReply(reply, stage);
    return stage === "auth" && heard.code === CHALLENGE ? heard : reply;
  }

  /**
   * Shows what the server has said more than it was asked.
   *
   * @param stage What was answered last.
   * @returns The lines, secrets masked.
   */
  showUnread(stage: Stage): readonly string[] {
    return this.#show(this.#wire.rest, stage);
  }

  /** Waits until the server says something that it was not asked, or ends the connection. */
  async stirred(): Promise<void> {
    await this.#wire.stirred();
  }

  /**
   * Tells the transcript something about the dialogue.
   *
   * @param stage What it is about.
   * @param text The note.
   */
  note(stage: Stage, text: string): void {
    this.#tell("note", stage, text);
  }

  /**
   * Encrypts the connection, now.
   *
   * @throws {SmtpError} If that fails, or the server is not who it should be.
   */
  async startTls(): Promise<void> {
    await this.#wire.secure(this.#options.handshake, this.#deadline("tls"));
    this.#encrypted = true;
  }

  /**
   * Sends the message and the final dot, dots stuffed.
   *
   * @param message The message.
   * @param end What belongs to the dot.
   * @returns A reply that came before the dot was sent.
   * @throws {SmtpError} If the connection fails, or the message cannot be read to its end. The stage is
   * `body` if the dot certainly did not leave, else `dot`.
   */
  async sendMessage(message: MessageSource, end: MessageEnd): Promise<Reply | undefined> {
    const log = this.#options.transcript && new BodyLog();
    const stuffer = new DotStuffer();
    const { octets } = message;
    const early = octets === undefined || octets.length > BODY_WRITE_OCTETS / 2
      ? await this.#writeWhileRead(message, stuffer, log)
      : void this.#block.fill(stuffer.push(octets));
    if (early !== undefined) return early;
    const recording = end.before();
    if (recording !== undefined) await recording;
    return await this.#writeLast([this.#block.drain(), stuffer.end()], end.behind ?? [], log);
  }

  /** Writes what is read of a message, but for the last block. */
  async #writeWhileRead(
    message: MessageSource,
    stuffer: DotStuffer,
    log: BodyLog | undefined,
  ): Promise<Reply | undefined> {
    for await (const chunk of this.read(message)) {
      let rest = this.#block.fill(stuffer.push(chunk));
      while (rest.length > 0) {
        const early = await this.#writeBody(this.#block.drain(), log);
        if (early !== undefined) return early;
        rest = this.#block.fill(rest);
      }
    }
    return undefined;
  }

  /**
   * Sends a chunk of the message with BDAT: exactly these octets, no dots stuffed.
   *
   * @param octets The chunk.
   * @param isLast Whether the message ends with it.
   * @returns A reply that came before the chunk was sent.
   * @throws {SmtpError} If the connection fails. The stage is `body` if the message certainly did not
   * leave whole, else `dot`.
   */
  async sendChunk(octets: Uint8Array, isLast: boolean): Promise<Reply | undefined> {
    const command = bdat(octets.length, isLast);
    this.#tell("client", "body", command.line);
    const hidden = octets.length === 1
      ? "1 octet of the message is"
      : `${octets.length} octets of the message are`;
    this.#tell("note", "body", `${hidden} not shown`);
    const bytes = concatenate([encodeCommands([command]), octets]);
    return await this.#writeBlocks(bytes, isLast ? "message" : "chunk");
  }

  /**
   * Sends the lone dot that ends mail data without a message.
   *
   * @throws {SmtpError} If the connection fails.
   */
  async sendLoneDot(): Promise<void> {
    this.#tell("client", "data", ".");
    await this.#wire.write(LONE_DOT, "data", this.#deadline("data"));
  }

  /** Closes the connection. */
  close(): void {
    this.#wire.close();
  }

  /**
   * The octets of the message, each piece good until the next is asked for; a failure to read them closes
   * the connection, so that no dot can follow.
   *
   * @param message The message.
   * @throws {SmtpError} While reading, if the message cannot be read to its end.
   */
  async *read(message: MessageSource): AsyncIterable<Uint8Array> {
    try {
      yield* message.open({ reuse: true });
    } catch (error) {
      this.#wire.close();
      const reason = error instanceof Error ? error.message : String(error);
      throw new SmtpError(`the message could not be read to its end: ${reason}`, {
        kind: "message",
        stage: "body",
        cause: error,
      });
    }
  }

  /** Writes and shows octets of mail data. */
  async #writeBody(octets: Uint8Array, log: BodyLog | undefined): Promise<Reply | undefined> {
    for (const line of log?.push(octets) ?? []) this.#tell("client", "body", line);
    return await this.#writeBlocks(octets, "block");
  }

  /** Writes and shows the end of mail data, with its dot and what leaves with it. */
  async #writeLast(
    pieces: readonly Uint8Array[],
    behind: readonly Command[],
    log: BodyLog | undefined,
  ): Promise<Reply | undefined> {
    const octets = concatenate([...pieces, encodeCommands(behind)]);
    const end = pieces.reduce((sum, { length }) => sum + length, 0);
    for (const line of log?.push(octets.subarray(0, end)) ?? []) this.#tell("client", "body", line);
    if (log !== undefined && log.hidden > 0) {
      this.#tell("note", "body", `${log.hidden} more octets of the message are not shown`);
    }
    const early = await this.#writeBlocks(octets, "message", octets.length - end);
    if (early === undefined) this.#tellCommands(behind);
    return early;
  }

  /**
   * Writes octets block by block: the deadline is of a block, so that a slow line has time for them all.
   * Behind the end of a chunk or of the message, what the server says is the answer to that. What is
   * behind the message, some octets of commands, leaves with its end.
   */
  async #writeBlocks(
    octets: Uint8Array,
    ends: "block" | "chunk" | "message",
    behind = 0,
  ): Promise<Reply | undefined> {
    const deadline = this.#deadline("body");
    let rest = octets;
    while (rest.length > BODY_WRITE_OCTETS + behind) {
      const block = rest.subarray(0, BODY_WRITE_OCTETS);
      const early = await this.#heed(this.#wire.writeBody(block, deadline));
      if (early !== undefined) return this.#tellEarly(early);
      rest = rest.subarray(BODY_WRITE_OCTETS);
    }
    if (ends === "chunk") return void await this.#heed(this.#wire.write(rest, "body", deadline));
    const writing = ends === "message"
      ? this.#wire.writeLast(rest, deadline, rest.length - behind)
      : this.#wire.writeBody(rest, deadline);
    return this.#tellEarly(await this.#heed(writing));
  }

  #tellCommands(commands: readonly Command[]): void {
    for (const command of commands) {
      this.#tell("client", command.stage, this.#mask.show(command));
    }
  }

  #tellEarly(early: Reply | undefined): Reply | undefined {
    if (early === undefined) return undefined;
    const reply = this.#mask.conceal(early);
    this.#tellReply(reply, "body");
    return reply;
  }

  /**
   * QUIT, where the server takes it for a command: then an interrupted dialogue ends in good order.
   * Behind DATA it could be taken for the message, and STARTTLS and AUTH have a language of their own.
   */
  #farewell(): Uint8Array | undefined {
    if (this.#dataSent || !this.#waiting || !QUIT_STAGES.has(this.#waiting)) return undefined;
    this.#tell("client", "quit", QUIT.line);
    return encodeCommands([QUIT]);
  }

  /** Does `work`; where it fails over what the server said, that is shown, though nobody understands it. */
  async #heed<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#shown(error);
    }
  }

  #shown(error: unknown): unknown {
    if (!(error instanceof SmtpError) || error.received.length === 0) return error;
    return this.#tellReceived(error);
  }

  /** Shows what is no reply, or not a whole one; the error to throw says it too. */
  #tellReceived({ kind, stage, message, cause, received: all }: SmtpError): SmtpError {
    const received = this.#show(all, stage);
    const text = message + quoteReceived(received, kind);
    return new SmtpError(text, { kind, stage, received, cause });
  }

  /** Shows lines that are not understood, as far as there is room for them. */
  #show(all: readonly string[], stage: Stage): readonly string[] {
    const { lines, hidden } = boundReceived(this.#mask.concealReceived(all));
    for (const text of lines) this.#tell("server", stage, text);
    if (hidden > 0) this.#tell("note", stage, `${hidden} more characters are not shown`);
    return lines;
  }

  #deadline(stage: Stage): number {
    return stageDeadline(stage, this.#options.limit);
  }

  #tellReply(reply: Reply, stage: Stage): void {
    if (this.#options.transcript === undefined) return;
    for (const text of replyLines(reply)) this.#tell("server", stage, text, reply.code);
  }

  #tell(speaker: Speaker, stage: Stage, text: string, code?: number): void {
    const { transcript } = this.#options;
    if (transcript === undefined) return;
    const event = { time: Date.now(), speaker, stage, text, encrypted: this.#encrypted };
    transcript(code === undefined ? event : { ...event, code });
  }
}
