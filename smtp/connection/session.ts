/**
 * A dialogue carried over a connection: commands go out, replies come in, and everything is told to
 * the transcript.
 * @module
 */
import { BodyLog } from "./body_log.ts";
import { bdat, type Command, commandLines, encodeCommands, QUIT } from "../command.ts";
import type { Conversation, MessageEnd } from "../conversation.ts";
import { Block, concatenate } from "../../octets/octets.ts";
import { AsIsStuffer, DotStuffer, type Stuffer } from "../dot.ts";
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
/** Octets of a message that leaves in one write with all that belongs to it. */
const WHOLE_WRITE_OCTETS = 16 * 1024;
/** Octets of the dot and of commands that leave with it, at most. */
const LAST_OCTETS = 4 * 1024;

/** Octets of the dot and the line ends around it, at most. */
const DOT_OCTETS = 5;
/** Octets of a UTF-16 code unit in UTF-8, at most. */
const UTF8_OCTETS = 3;

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
  /** Where octets are gathered that leave together. */
  #block = new Block(0);
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
    try {
      await this.#wire.write(encodeCommands(commands), stage, this.#deadline(stage));
    } catch (error) {
      throw this.#shown(error);
    }
  }

  /**
   * The server's next reply.
   *
   * @param stage What it answers.
   * @returns The reply, masked where it repeats a secret; but a challenge is needed as it is.
   * @throws {SmtpError} If the connection fails, the deadline passes, or it is no reply.
   */
  async receive(stage: Stage): Promise<Reply> {
    try {
      return this.#hear(await this.#wire.readReply(stage, this.#deadline(stage)), stage);
    } catch (error) {
      throw this.#shown(error);
    }
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
    const stuffer = message.asIs ? new AsIsStuffer() : new DotStuffer();
    const { octets } = message;
    const isWhole = octets !== undefined && octets.length <= WHOLE_WRITE_OCTETS;
    const { behind = [] } = end;
    const next = commandLines(behind);
    if (isWhole) {
      const stuffed = stuffer.push(octets);
      this.#makeRoom(stuffed.length + DOT_OCTETS + UTF8_OCTETS * next.length);
      this.#block.fill(stuffed);
    } else {
      this.#makeRoom(BODY_WRITE_OCTETS);
      const early = await this.#writeWhileRead(message, stuffer, log);
      if (early !== undefined) return early;
    }
    const recording = end.before();
    if (recording !== undefined) await recording;
    this.#block.fill(stuffer.end());
    const endsAt = this.#block.filled;
    this.#block.write(next);
    const bytes = this.#block.drain();
    this.#logLast(bytes.subarray(0, endsAt), log);
    const deadline = this.#deadline("body");
    try {
      const reply = isWhole && recording === undefined
        ? await this.#wire.writeWhole(bytes, deadline, endsAt)
        : await this.#wire.writeLast(bytes, deadline, endsAt);
      if (reply !== undefined) return this.#tellEarly(reply);
    } catch (error) {
      throw this.#shown(error);
    }
    this.#tellCommands(behind);
    return undefined;
  }

  /** A connection for one small mail does without the large block that others need. */
  #makeRoom(octets: number): void {
    if (this.#block.size < octets) this.#block = new Block(octets);
  }

  /** Writes what is read of a message, but for its last octets, which leave together with the dot. */
  async #writeWhileRead(
    message: MessageSource,
    stuffer: Stuffer,
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
    return this.#block.filled > BODY_WRITE_OCTETS - LAST_OCTETS
      ? await this.#writeBody(this.#block.drain(), log)
      : undefined;
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
    return await this.#writeChunk(concatenate([encodeCommands([command]), octets]), isLast);
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
      if (message.octets !== undefined) yield message.octets;
      else yield* message.open({ reuse: true });
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
    return this.#tellEarly(
      await this.#heed(this.#wire.writeBody(octets, this.#deadline("body"))),
    );
  }

  /** Shows the end of mail data. */
  #logLast(octets: Uint8Array, log: BodyLog | undefined): void {
    if (log === undefined) return;
    for (const line of log.push(octets)) this.#tell("client", "body", line);
    if (log.hidden > 0) {
      this.#tell("note", "body", `${log.hidden} more octets of the message are not shown`);
    }
  }

  /**
   * Writes a chunk block by block: the deadline is of a block, so that a slow line has time for them all.
   * Behind the end of it, what the server says is the answer to that.
   */
  async #writeChunk(octets: Uint8Array, isLast: boolean): Promise<Reply | undefined> {
    const deadline = this.#deadline("body");
    let rest = octets;
    while (rest.length > BODY_WRITE_OCTETS) {
      const block = rest.subarray(0, BODY_WRITE_OCTETS);
      const early = await this.#heed(this.#wire.writeBody(block, deadline));
      if (early !== undefined) return this.#tellEarly(early);
      rest = rest.subarray(BODY_WRITE_OCTETS);
    }
    if (!isLast) return void await this.#heed(this.#wire.write(rest, "body", deadline));
    return this.#tellEarly(await this.#heed(this.#wire.writeLast(rest, deadline)));
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
