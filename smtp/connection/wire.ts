/**
 * One connection to a server: replies in, bytes out, each with a deadline (RFC 5321 section 4.5.3.2).
 * @module
 */
import { startTimer } from "../../clock/timer.ts";
import { roomFor } from "../../octets/octets.ts";
import { Alarm } from "./alarm.ts";
import { SmtpError, type SmtpErrorKind } from "../error.ts";
import { type Reply, ReplyError, replyLines, ReplyParser } from "../reply.ts";
import { answerName, duringStage, nothingWithin, type Stage } from "../stage.ts";

/** The part of a connection that the wire needs; `Deno.Conn` has it. */
export interface Transport {
  /** Reads some bytes; `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes some bytes and says how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes the connection; what still waits on it fails. */
  close(): void;
}

/** Octets asked of the connection at once. */
const READ_BUFFER_OCTETS = 4 * 1024;
/** Octets of a group of commands from which on its answers are read while it is written. */
const LARGE_GROUP_OCTETS = 16 * 1024;
/** Reads of {@linkcode READ_BUFFER_OCTETS} at most in that time: more than any server answers to a group. */
const MAX_READS_AHEAD = 256;
/** How long, in milliseconds, a server that closed its end is listened to for the reason it sent before. */
const LAST_WORDS_DEADLINE = 1000;

/** How long, in milliseconds, an interrupted dialogue may take to say that it ends. */
const FAREWELL_DEADLINE = 200;

/**
 * Stages in which a reply of two codes is none, whatever its last line says: what is behind it may be
 * somebody else's, or the message may have been taken.
 */
const ONE_CODE_STAGES: ReadonlySet<Stage> = new Set(["starttls", "body", "dot"] as const);

/** How the connection stopped giving bytes. */
type Ending = { readonly error: unknown } | "end-of-file";

/**
 * The bytes of one connection. A reply is read only when it is asked for, and at most one read is
 * under way: so nothing that comes before a TLS handshake is taken for what comes after it.
 */
export class Wire {
  #transport: Transport;
  readonly #parser = new ReplyParser();
  readonly #alarm = new Alarm();
  readonly #buffer = roomFor(READ_BUFFER_OCTETS);
  readonly #aborted: AbortSignal;
  readonly #look: (() => Promise<void>) | undefined;
  #filling: Promise<void> | undefined;
  #ending: Ending | undefined;
  #closed = false;
  #secured = false;
  /** Octets of the last write that the system has taken. */
  #taken = 0;
  readonly #onAbort = (): void => this.#leave();
  /** What is still said when the user wants no more, before the connection is closed. */
  farewell: (() => Uint8Array | undefined) | undefined;

  /**
   * @param transport The connection; the wire closes it.
   * @param signal Aborted when the user wants no more.
   * @param look Resolves when all that has arrived before is read; without it there is a timer.
   */
  constructor(transport: Transport, signal: AbortSignal, look?: () => Promise<void>) {
    this.#look = look;
    this.#transport = transport;
    this.#aborted = signal;
    signal.addEventListener("abort", this.#onAbort);
    if (signal.aborted) this.close();
  }

  /** Whether the server has sent more than the replies that were asked for. */
  get unread(): boolean {
    return this.#parser.unread;
  }

  /** All that the server has sent and nobody has asked for, or that is no reply; secrets are not masked. */
  get rest(): readonly string[] {
    return this.#parser.rest;
  }

  /**
   * The next reply, if it is here already.
   *
   * @param stage What the reply answers.
   * @returns The reply, or `undefined` while it is not here whole.
   * @throws {SmtpError} `protocol`; the connection is then closed.
   */
  takeReply(stage: Stage): Reply | undefined {
    try {
      return this.#parse(stage);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Waits for the next reply.
   *
   * @param stage What the reply answers.
   * @param deadline Milliseconds to wait for the whole reply, however it drips in; `Infinity` waits
   * for what nobody has asked for.
   * @returns The reply.
   * @throws {SmtpError} `timeout`, `closed`, `protocol` or `interrupted`; the connection is then closed.
   */
  async readReply(stage: Stage, deadline: number): Promise<Reply> {
    const here = this.takeReply(stage);
    if (here !== undefined) return here;
    try {
      return await this.#withDeadline(this.#nextReply(stage), stage, deadline);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Writes all bytes. A server may not take all of a large group of commands before its answers are
   * read: so they are read meanwhile (RFC 2920 section 3.1).
   *
   * @param bytes The bytes.
   * @param stage What they belong to.
   * @param deadline Milliseconds until they must be on their way.
   * @throws {SmtpError} `timeout`, `closed` or `interrupted`; the connection is then closed.
   */
  async write(bytes: Uint8Array, stage: Stage, deadline: number): Promise<void> {
    try {
      const writing = this.#writeAll(bytes, stage);
      const work = bytes.length < LARGE_GROUP_OCTETS ? writing : this.#readWhile(writing);
      await this.#withDeadline(work, stage, deadline);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Writes bytes of the message, and listens at the same time: a server may refuse a message before
   * it has it whole.
   *
   * @param bytes The bytes.
   * @param deadline Milliseconds until they must be on their way.
   * @returns A reply that came before the bytes were on their way, or `undefined`.
   * @throws {SmtpError} As {@linkcode write}; a connection that the server closed after it had
   * answered is no error but that answer.
   */
  async writeBody(bytes: Uint8Array, deadline: number): Promise<Reply | undefined> {
    const writing = this.#writeAll(bytes, "body");
    try {
      return await this.#withDeadline(this.#earlyReply(writing), "body", deadline);
    } catch (error) {
      const lastWords = await this.#lastWords(error);
      if (lastWords !== undefined) return lastWords;
      throw error;
    }
  }

  /**
   * Writes the end of the message, if nothing was said before. From here on a reply is the answer to the
   * message, so it is not listened for.
   *
   * @param bytes The bytes.
   * @param deadline Milliseconds until they must be on their way.
   * @param end How many of them the message has; what is behind it are commands.
   * @returns A reply that came before, or `undefined` when the end is on its way.
   * @throws {SmtpError} As {@linkcode writeBody}. The stage is `body` only if the end certainly did not
   * leave, else `dot`.
   */
  async writeLast(
    bytes: Uint8Array,
    deadline: number,
    end: number = bytes.length,
  ): Promise<Reply | undefined> {
    return await this.#alreadyHere() ?? await this.writeWhole(bytes, deadline, end);
  }

  /**
   * Writes a whole message, right after the server has asked for it: what it has said since then, nobody
   * could tell from what it says while this is on its way.
   *
   * @param bytes The bytes.
   * @param deadline Milliseconds until they must be on their way.
   * @param end How many of them the message has; what is behind it are commands.
   * @returns What a server said that has closed the connection, or `undefined` when all is on its way.
   * @throws {SmtpError} As {@linkcode writeLast}.
   */
  async writeWhole(
    bytes: Uint8Array,
    deadline: number,
    end: number,
  ): Promise<Reply | undefined> {
    try {
      await this.#withDeadline(this.#writeAll(bytes, "body"), "body", deadline);
      return undefined;
    } catch (error) {
      const lastWords = await this.#lastWords(error);
      if (lastWords !== undefined) return lastWords;
      if (!(error instanceof SmtpError) || this.#hasKept(end, error)) throw error;
      const { kind, received } = error;
      throw new SmtpError(error.message, { kind, stage: "dot", received, cause: error });
    }
  }

  /**
   * Whether the end of a message has certainly not left. The system refuses what goes to a connection
   * that is broken; but what it took before may be out, and what waits when the deadline passes, or in
   * the buffers of TLS, may still go out.
   */
  #hasKept(end: number, error: SmtpError): boolean {
    return error.kind === "closed" && !this.#secured && this.#taken < end;
  }

  /** Waits until the server says something that nobody has asked for, or ends the connection. */
  async stirred(): Promise<void> {
    if (!this.unread && this.#ending === undefined) await this.#fill();
  }

  /**
   * Puts another transport in the place of this one: what goes through it from now on is encrypted.
   * The server must have said nothing more than was asked.
   *
   * @param handshake Makes the new transport out of the connection; closing the old one ends it.
   * @param deadline Milliseconds it may take.
   * @throws {SmtpError} `timeout`, or what `handshake` throws; the connection is then closed.
   */
  async secure(handshake: () => Promise<Transport>, deadline: number): Promise<void> {
    try {
      this.#transport = await this.#withDeadline(handshake(), "tls", deadline);
      this.#secured = true;
    } catch (error) {
      this.close();
      if (this.#aborted.aborted) throw this.#closedError("tls", { error });
      throw error;
    }
  }

  /** Closes the connection; whatever waits on it fails. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#alarm.stop();
    this.#aborted.removeEventListener("abort", this.#onAbort);
    try {
      this.#transport.close();
    } catch (error) {
      // A TLS handshake that failed has closed the connection.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  /** Says the farewell, if there is one, and closes; a server that does not take it is not waited for. */
  #leave(): void {
    const farewell = this.farewell?.();
    if (farewell === undefined || this.#closed) return this.close();
    const stop = startTimer(FAREWELL_DEADLINE, () => this.close());
    const said = this.#transport.write(farewell).then(() => {}, () => {});
    said.then(() => {
      stop();
      this.close();
    });
  }

  /** Takes in, but does not look at, what comes until `writing` has ended. */
  async #readWhile(writing: Promise<void>): Promise<void> {
    let written = false;
    const settled = writing.catch(() => {}).then(() => {
      written = true;
    });
    for (let reads = 0; reads < MAX_READS_AHEAD && this.#ending === undefined; reads++) {
      await Promise.race([this.#fill(), settled]);
      if (written) break;
    }
    await writing;
  }

  /** A reply that is complete before `writing` has ended. */
  async #earlyReply(writing: Promise<void>): Promise<Reply | undefined> {
    let written = false;
    const settled = writing.catch(() => {}).then(() => {
      written = true;
    });
    for (;;) {
      const reply = this.#parse("body");
      if (reply !== undefined) return reply;
      if (this.#ending !== undefined) throw this.#closedError("body", this.#ending);
      if (written) break;
      await Promise.race([this.#fill(), settled]);
    }
    await writing;
  }

  /** A reply that has arrived by now; it cannot be the answer to what has not been sent yet. */
  async #alreadyHere(): Promise<Reply | undefined> {
    const filling = this.#fill();
    await (this.#look === undefined ? within(filling, 0) : this.#look());
    return this.#parse("body");
  }

  /**
   * What a server said before it closed, where writing has failed because of that: its reason is worth
   * more than the failure. The connection is closed.
   */
  async #lastWords(failure: unknown): Promise<Reply | undefined> {
    try {
      if (!(failure instanceof SmtpError) || failure.kind !== "closed") return undefined;
      return await this.#withDeadline(this.#nextReply("body"), "body", LAST_WORDS_DEADLINE);
    } catch {
      return undefined;
    } finally {
      this.close();
    }
  }

  async #nextReply(stage: Stage): Promise<Reply> {
    for (;;) {
      const reply = this.#parse(stage);
      if (reply !== undefined) return reply;
      if (this.#ending !== undefined) throw this.#closedError(stage, this.#ending);
      await this.#fill();
    }
  }

  #parse(stage: Stage): Reply | undefined {
    try {
      const reply = this.#parser.next();
      if (reply?.before === undefined || !ONE_CODE_STAGES.has(stage)) return reply;
      const text = `${answerName(stage)} has lines with different codes`;
      throw new SmtpError(text, { kind: "protocol", stage, received: replyLines(reply) });
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      throw this.#failure(`${answerName(stage)} ${error.fault}`, "protocol", stage, error);
    }
  }

  /** An error with what has come of a reply. */
  #failure(text: string, kind: SmtpErrorKind, stage: Stage, cause?: unknown): SmtpError {
    return new SmtpError(text, { kind, stage, cause, received: this.rest });
  }

  /** Reads once, unless a read is under way already; never fails, but keeps how the connection ended. */
  #fill(): Promise<void> {
    return this.#filling ??= this.#readOnce();
  }

  async #readOnce(): Promise<void> {
    try {
      const count = await this.#transport.read(this.#buffer);
      if (count === null) this.#ending = "end-of-file";
      else this.#parser.feed(this.#buffer.subarray(0, count));
    } catch (error) {
      this.#ending = { error };
    }
    this.#filling = undefined;
  }

  async #writeAll(bytes: Uint8Array, stage: Stage): Promise<void> {
    let taken = this.#taken = 0;
    try {
      while (taken < bytes.length) {
        taken += await this.#transport.write(taken === 0 ? bytes : bytes.subarray(taken));
        this.#taken = taken;
      }
    } catch (error) {
      throw this.#closedError(stage, { error });
    }
  }

  #closedError(stage: Stage, ending: Ending): SmtpError {
    const when = duringStage(stage);
    if (this.#aborted.aborted) {
      return new SmtpError(`interrupted ${when}`, { kind: "interrupted", stage });
    }
    const how = ending === "end-of-file"
      ? "the server closed the connection"
      : "the connection was lost";
    const cause = ending === "end-of-file" ? undefined : ending.error;
    return this.#failure(`${how} ${when}`, "closed", stage, cause);
  }

  /** Waits for `work`, but closes the connection when the deadline passes. */
  #withDeadline<T>(work: Promise<T>, stage: Stage, deadline: number): Promise<T> {
    if (deadline === Infinity) return work;
    return this.#alarm.within(
      work,
      deadline,
      () => this.#failure(nothingWithin(stage, deadline), "timeout", stage),
    );
  }
}

/** Waits until `work` has ended, but no longer than so many milliseconds. */
async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = startTimer(milliseconds, resolve);
  await Promise.race([work, promise]);
  stop();
}

/**
 * Writes all of some octets, for a dialogue that is none of SMTP.
 *
 * @param transport What takes them.
 * @param octets The octets.
 */
export async function writeAll(
  transport: Pick<Transport, "write">,
  octets: Uint8Array,
): Promise<void> {
  for (let rest = octets; rest.length > 0;) rest = rest.subarray(await transport.write(rest));
}
