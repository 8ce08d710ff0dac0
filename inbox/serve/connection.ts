/**
 * Carries a dialogue over one connection and its messages into a store.
 * @module
 */
import { cutText } from "../../message/encoding/character.ts";
import {
  type Answer,
  type Dialogue,
  type DialogueStage,
  DONE,
  type Effect,
  FAILED,
} from "../effect.ts";
import type { EventSink, LineEvent } from "./event.ts";
import type { Head } from "../store/head.ts";
import { Intake, reasonOf } from "./intake.ts";
import { LINGER, READ_OCTETS } from "../limits.ts";
import { type Refusal, Refusals } from "./refusals.ts";
import { formatReply, type ServerReply } from "../reply.ts";
import type { MessageStore, StoredMessage } from "../store/store.ts";

/** A connection, such as `Deno.Conn`. */
export interface Connection {
  /** Reads some octets; `null` is their end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes some of the octets and says how many. */
  write(octets: Uint8Array): Promise<number>;
  /** Says that nothing more will be written. */
  closeWrite(): Promise<void>;
  /** Ends the connection; what is read or written at the time fails. */
  close(): void;
}

/** What the carrier of a dialogue needs. */
interface CarrierOptions {
  /** The number of the connection, for its events. */
  readonly number: number;
  /** Where messages go. */
  readonly store: MessageStore;
  /** Makes TLS of the connection; what it throws says why there is none, and the connection is closed then. */
  readonly secure?: (() => Promise<Connection>) | undefined;
  /** Milliseconds that one read or one write may take. */
  readonly idle: number;
  /** Stops the dialogue. */
  readonly signal: AbortSignal;
  /** Takes the events. */
  readonly onEvent: EventSink;
}

/** A refusal that is no reply. */
const NOTHING_KNOWN: Omit<Refusal, "stage" | "text"> = {
  command: undefined,
  envelope: undefined,
  code: undefined,
  rule: undefined,
  reason: undefined,
};

const ENDED: Answer = { kind: "ended" };
const IDLE: Answer = { kind: "idle" };
const STOPPING: Answer = { kind: "stopping" };

/** Characters of a line that a script of faults sends and that is shown: such a line may have no end. */
const SHOWN_CHARACTERS = 200;

const encoder = new TextEncoder();

/**
 * Carries a dialogue to its end and closes the connection.
 *
 * @param dialogue The dialogue.
 * @param connection The connection.
 * @param options What else it needs.
 */
export async function carry(
  dialogue: Dialogue,
  connection: Connection,
  options: CarrierOptions,
): Promise<void> {
  await new Carrier(connection, options).run(dialogue);
}

class Carrier {
  #connection: Connection;
  #encrypted = false;
  readonly #options: CarrierOptions;
  readonly #buffer = new Uint8Array(READ_OCTETS);
  readonly #unsent: string[] = [];
  readonly #refusals = new Refusals();
  readonly #intake: Intake;
  /** When the command or chunk that is awaited is late, on the clock of `performance.now`. */
  #due = 0;
  /** The read that is under way; also when nobody waits for it any more. */
  #reading: Promise<Answer> | undefined;
  /** Ends the waiting for a read. */
  #interrupt: ((answer: Answer) => void) | undefined;
  /** Ends the waiting for a write. */
  #cancelWrite: (() => void) | undefined;
  #ended = false;
  #closed = false;

  constructor(connection: Connection, options: CarrierOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#intake = new Intake({
      store: options.store,
      onStored: (message, head) => this.#stored(message, head),
      onFailure: (reason) => {
        this.#refusals.explain(reason);
        this.#show("note", "dot", `cannot store the message: ${reason}`);
      },
      onLeftOver: (reason) =>
        this.#show("note", "dot", `cannot remove the unfinished message: ${reason}`),
    });
  }

  async run(dialogue: Dialogue): Promise<void> {
    const { signal } = this.#options;
    let hurry: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      this.#interrupt?.(STOPPING);
      hurry = setTimeout(() => this.#close(), LINGER);
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
      let answer = DONE;
      for (let step = dialogue.next(answer); !step.done; step = dialogue.next(answer)) {
        this.#refusals.watch(step.value);
        const doing = this.#do(step.value);
        answer = doing instanceof Promise ? await doing : doing;
      }
      await this.#flush();
    } finally {
      // A script of faults can end a dialogue in the middle of a message.
      await this.#intake.abandon();
      await this.#finish();
      signal.removeEventListener("abort", stop);
      clearTimeout(hurry);
    }
  }

  #do(effect: Effect): Answer | Promise<Answer> {
    switch (effect.kind) {
      case "ask":
        return DONE;
      case "send":
        return this.#send(effect.stage, effect.text, effect.lines);
      case "pause":
        return this.#pause(effect.milliseconds);
      case "secure":
        return this.#secure();
      case "say":
        return this.#say(effect.stage, effect.reply, effect.rule);
      case "hear":
        return this.#show("client", effect.stage, effect.text);
      case "note":
        return this.#show("note", effect.stage, effect.text);
      case "read":
        return this.#read(effect.renew);
      case "begin":
      case "write":
      case "commit":
      case "abandon":
        return this.#intake.do(effect);
    }
  }

  #say(stage: DialogueStage, reply: ServerReply, rule: string | undefined): Answer {
    for (const line of formatReply(reply)) {
      this.#show("server", stage, line, reply.code);
      this.#unsent.push(line, "\r\n");
    }
    // Nothing is refused to a client that only waits when the inbox is stopped.
    const isFarewell = this.#options.signal.aborted && !this.#refusals.hasMessage;
    const refusal = this.#refusals.judge(stage, reply, rule);
    if (refusal !== undefined && !isFarewell) this.#refused(refusal);
    return DONE;
  }

  #refused(refusal: Refusal): void {
    const { number: connection, onEvent } = this.#options;
    const encrypted = this.#encrypted;
    onEvent({ kind: "refused", time: Date.now(), connection, ...refusal, encrypted });
  }

  #stored(message: StoredMessage, head: Head): void {
    this.#refusals.forgetMessage();
    const { number: connection, onEvent } = this.#options;
    onEvent({ kind: "stored", time: Date.now(), connection, message, head });
  }

  #send(stage: DialogueStage, text: string, lines: readonly string[]): Answer {
    for (const line of lines) this.#show("server", stage, cutText(line, SHOWN_CHARACTERS));
    this.#unsent.push(text);
    return DONE;
  }

  async #pause(milliseconds: number): Promise<Answer> {
    await this.#flush();
    if (this.#options.signal.aborted) return STOPPING;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => resolve(DONE), milliseconds);
    this.#interrupt = resolve;
    const answer = await promise;
    this.#interrupt = undefined;
    clearTimeout(timer);
    return answer;
  }

  async #secure(): Promise<Answer> {
    const { secure } = this.#options;
    if (secure === undefined) throw new TypeError("TLS was asked for, and nothing can make it");
    await this.#flush();
    if (this.#ended) return FAILED;
    try {
      this.#connection = await secure();
      this.#encrypted = true;
      return DONE;
    } catch (error) {
      const text = `no TLS: ${reasonOf(error)}`;
      this.#show("note", "tls", text);
      this.#refused({ ...NOTHING_KNOWN, stage: "tls", text });
      this.#ended = true;
      this.#closed = true;
      return FAILED;
    }
  }

  #show(
    speaker: LineEvent["speaker"],
    stage: DialogueStage,
    text: string,
    code?: number,
  ): Answer {
    const { number: connection, onEvent } = this.#options;
    const event: LineEvent = {
      kind: "line",
      time: Date.now(),
      connection,
      speaker,
      stage,
      text,
      encrypted: this.#encrypted,
    };
    onEvent(code === undefined ? event : { ...event, code });
    return DONE;
  }

  async #read(renew: boolean): Promise<Answer> {
    await this.#flush();
    if (this.#ended) return ENDED;
    if (this.#options.signal.aborted) return STOPPING;
    const now = performance.now();
    if (renew) this.#due = now + this.#options.idle;
    // Octets that keep coming must not keep the timer from being seen.
    if (now > this.#due) return IDLE;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => resolve(IDLE), this.#due - now);
    this.#interrupt = resolve;
    // One that nobody waited for to its end still goes on.
    this.#reading ??= this.#readOnce();
    this.#reading.then(resolve);
    const answer = await promise;
    if (answer.kind === "octets" || answer.kind === "ended") this.#reading = undefined;
    this.#interrupt = undefined;
    clearTimeout(timer);
    return answer;
  }

  /** Never fails: a connection that breaks has ended. */
  async #readOnce(): Promise<Answer> {
    try {
      const count = await this.#connection.read(this.#buffer);
      if (count !== null) return { kind: "octets", octets: this.#buffer.subarray(0, count) };
    } catch {
      // Reset by the client, or closed by us because it was late: either way nothing more comes.
    }
    this.#ended = true;
    return ENDED;
  }

  /** A client that does not take its replies loses the connection (RFC 2920 section 3.2). */
  async #flush(): Promise<void> {
    if (this.#unsent.length === 0) return;
    const octets = encoder.encode(this.#unsent.join(""));
    this.#unsent.length = 0;
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => this.#close(), this.#options.idle);
    this.#cancelWrite = reject;
    const writing = this.#writeAll(octets);
    try {
      await Promise.race([writing, promise]);
    } catch {
      this.#ended = true;
      // Before Deno 2.9 closing does not end a write that waits: nobody waits for it any more.
      writing.catch(() => {});
    }
    this.#cancelWrite = undefined;
    clearTimeout(timer);
  }

  async #writeAll(octets: Uint8Array): Promise<void> {
    let rest = octets;
    while (rest.length > 0) rest = rest.subarray(await this.#connection.write(rest));
  }

  /**
   * Closes our side and waits a little for the client to close its own: closing with octets unread
   * would reset the connection, and the last reply could be lost (RFC 9293 section 3.10.4).
   */
  async #finish(): Promise<void> {
    const timer = setTimeout(() => this.#close(), LINGER);
    const end = performance.now() + LINGER;
    try {
      if (!this.#ended) await this.#connection.closeWrite();
    } catch {
      this.#ended = true;
    }
    await this.#reading;
    while (!this.#ended && performance.now() < end) await this.#readOnce();
    clearTimeout(timer);
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
    this.#cancelWrite?.();
  }
}
