/**
 * What happens next in a dialogue: a reply, a line, the end of the connection or of somebody's patience.
 * @module
 */
import { SmtpError } from "../../../smtp/error.ts";
import type { Reply } from "../../../smtp/mod.ts";
import { stageDeadline } from "../../../smtp/stage.ts";
import { type Question, stageOf } from "./command_line.ts";
import type { Prompt } from "./desk.ts";
import type { Dialogue } from "./dialogue.ts";
import type { TypedLine } from "./lines.ts";

/** Milliseconds until a person who waits for an answer may type on. */
const PATIENCE = 3000;
/** The part of a deadline that this is at most. */
const PATIENCE_OF_DEADLINE = 1 / 4;

/** A line has come; `undefined` when there are no more. */
export interface TypedHappening {
  /** The discriminant. */
  readonly kind: "line";
  /** The line. */
  readonly line: TypedLine | undefined;
}

/** The next thing that happens. */
export type Happening =
  /** A reply, asked for or not. */
  | { readonly kind: "heard"; readonly reply: Reply }
  /** The connection has failed. */
  | { readonly kind: "failed"; readonly error: SmtpError }
  | TypedHappening
  /** The deadline of the answer that is due has passed. */
  | { readonly kind: "late" }
  /** A person has waited for an answer long enough to go on without it. */
  | { readonly kind: "impatient" }
  /** The user wants no more. */
  | { readonly kind: "interrupted" };

/**
 * Waits for one thing at a time. What else is under way then, a reply that comes or a line that is typed,
 * is not lost: it is the next thing that happens.
 */
export class Happenings {
  readonly #dialogue: Dialogue;
  readonly #interrupted = Promise.withResolvers<Happening>();
  #listening: Promise<Happening> | undefined;
  #reading: Promise<Happening> | undefined;
  #since = Date.now();

  /** @param dialogue The dialogue. */
  constructor(dialogue: Dialogue) {
    this.#dialogue = dialogue;
    const { signal } = dialogue.options;
    const interrupt = (): void => this.#interrupted.resolve({ kind: "interrupted" });
    signal.addEventListener("abort", interrupt, { once: true });
    if (signal.aborted) interrupt();
  }

  /** What was asked last was asked now: its deadline begins. */
  restart(): void {
    this.#since = Date.now();
  }

  /** Forgets the connection that was listened to: there is another. */
  forget(): void {
    this.#listening = undefined;
    this.restart();
  }

  /**
   * How long an answer may take.
   *
   * @param question What is answered.
   * @returns Milliseconds.
   */
  deadlineOf(question: Question): number {
    return stageDeadline(stageOf(question), this.#dialogue.options.limit);
  }

  /**
   * What the server has said, when it cannot be written to any more.
   *
   * @returns A reply or how the connection ended; `undefined` if nobody listens.
   */
  async lastWords(): Promise<Happening | undefined> {
    const words = await this.#listening;
    this.#listening = undefined;
    return words;
  }

  /**
   * Waits for the next thing.
   *
   * @param prompt What to ask for a line with; `undefined` if none is wanted.
   * @returns What happened.
   */
  async next(prompt: Prompt | undefined): Promise<Happening> {
    const { server, desk, isOpen, tracker: { due } } = this.#dialogue;
    // What the server has said already comes before the next line.
    if (isOpen && server.wire.unread) {
      const said = await this.#heardBefore();
      if (said !== undefined) return this.#happened(said);
    }
    const waits = [isOpen ? this.#listen() : this.#interrupted.promise];
    if (prompt !== undefined) waits.push(this.#read(prompt));
    using timers = new DisposableStack();
    const after = (milliseconds: number, kind: "late" | "impatient"): void => {
      const { promise, resolve } = Promise.withResolvers<Happening>();
      const timer = setTimeout(() => resolve({ kind }), milliseconds);
      timers.defer(() => clearTimeout(timer));
      waits.push(promise);
    };
    if (due !== undefined && isOpen) {
      const deadline = this.deadlineOf(due);
      after(this.#since + deadline - Date.now(), "late");
      const patience = Math.min(PATIENCE, deadline * PATIENCE_OF_DEADLINE);
      if (prompt === undefined && desk.hasPerson) after(patience, "impatient");
    }
    return this.#happened(await Promise.race(waits));
  }

  /** A reply that is here already, whole. */
  async #heardBefore(): Promise<Happening | undefined> {
    const { promise: soon, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), 0);
    try {
      return await Promise.race([this.#listen(), soon]);
    } finally {
      clearTimeout(timer);
    }
  }

  #happened(happening: Happening): Happening {
    if (happening.kind === "line") this.#reading = undefined;
    if (happening.kind === "heard" || happening.kind === "failed") this.#listening = undefined;
    return happening;
  }

  #listen(): Promise<Happening> {
    this.#listening ??= this.#dialogue.server.wire.readReply("rset", Infinity).then(
      (reply): Happening => ({ kind: "heard", reply }),
      (error): Happening => {
        if (error instanceof SmtpError) return { kind: "failed", error };
        throw error;
      },
    );
    return this.#listening;
  }

  #read(prompt: Prompt): Promise<Happening> {
    this.#reading ??= this.#dialogue.desk.nextLine(prompt).then((line) => ({ kind: "line", line }));
    return this.#reading;
  }
}
