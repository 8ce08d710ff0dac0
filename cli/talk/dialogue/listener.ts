/**
 * What a dialogue waits for, and what each thing that comes leads to.
 * @module
 */
import { SmtpError } from "../../../smtp/error.ts";
import type { Reply, Stage } from "../../../smtp/mod.ts";
import type { Closing } from "./closing.ts";
import { isCommand } from "./command_line.ts";
import type { Prompt } from "./desk.ts";
import type { Dialogue } from "./dialogue.ts";
import { explainAnswer, explainUnasked, startsTls } from "./explanation.ts";
import { type Happening, Happenings, type TypedHappening } from "./happenings.ts";
import type { Sender } from "./sender.ts";
import type { TlsStarter } from "./secure.ts";

/** What a listener works with. */
interface ListenerParts {
  /** Takes note of what is answered. */
  readonly sender: Sender;
  /** Ends the dialogue where that fails. */
  readonly closing: Closing;
  /** Encrypts the connection when the server is ready for it. */
  readonly tls: TlsStarter;
}

/** Listens to the server and to who types. */
export class Listener {
  readonly #dialogue: Dialogue;
  readonly #sender: Sender;
  readonly #closing: Closing;
  readonly #tls: TlsStarter;
  readonly #happenings: Happenings;

  /**
   * @param dialogue The dialogue.
   * @param parts What it works with.
   */
  constructor(dialogue: Dialogue, { sender, closing, tls }: ListenerParts) {
    this.#dialogue = dialogue;
    this.#sender = sender;
    this.#closing = closing;
    this.#tls = tls;
    this.#happenings = new Happenings(dialogue);
  }

  /** Something was asked now, of the same connection. */
  restart(): void {
    this.#happenings.restart();
  }

  /** There is another connection. */
  reconnected(): void {
    this.#happenings.forget();
  }

  /**
   * Waits for the next thing that happens, and does what it leads to.
   *
   * @param prompt What to ask for a line with; `undefined` if none is wanted.
   * @returns The line, if that is what has come: nothing was done about it.
   */
  async next(prompt: Prompt | undefined): Promise<TypedHappening | undefined> {
    const happening = await this.#happenings.next(prompt);
    if (happening.kind === "line") return happening;
    await this.#take(happening);
  }

  /** Waits until nothing is due any more. */
  async settle(): Promise<void> {
    const { tracker } = this.#dialogue;
    while (this.#dialogue.isOpen && tracker.due !== undefined) await this.next(undefined);
  }

  /**
   * Waits for an answer.
   *
   * @param stage What is answered.
   * @returns The first answer that was not received yet.
   * @throws {SmtpError} If the connection ends before.
   */
  async receive(stage: Stage): Promise<Reply> {
    for (;;) {
      const reply = this.#dialogue.takeAnswer();
      if (reply !== undefined) return reply;
      if (!this.#dialogue.isOpen) {
        throw new SmtpError("the connection is closed", { kind: "closed", stage });
      }
      await this.next(undefined);
    }
  }

  /**
   * The server cannot be written to, and may have said why.
   *
   * @param error How that failed.
   */
  async broken(error: SmtpError): Promise<void> {
    const words = await this.#happenings.lastWords();
    if (words?.kind === "heard") await this.hear(words.reply);
    if (this.#dialogue.isOpen) this.#closing.connectionFailed(error);
  }

  /**
   * A reply has come.
   *
   * @param heard The reply.
   */
  async hear(heard: Reply): Promise<void> {
    const { tracker, recorder, desk, options } = this.#dialogue;
    const { encrypted } = tracker.state;
    const { reply, question } = this.#dialogue.replied(heard);
    this.#happenings.restart();
    const { code, lines, before } = reply;
    const rest = before === undefined ? {} : { before };
    recorder.add({ from: "server", code, lines, ...rest, encrypted });
    if (question === undefined) return this.#hearUnasked(reply);
    this.#sender.answered(question, reply);
    if (!this.#dialogue.isOpen) return this.#closing.left();
    if (options.explain) {
      for (const text of explainAnswer(question, reply, tracker)) desk.hint(text);
    }
    if (startsTls(question, reply)) return await this.#tls.start();
    if (options.mustVerify && isCommand(question, "STARTTLS")) {
      this.#closing.failed("the server did not start TLS, which --tls require demands", "policy");
    }
  }

  #hearUnasked(reply: Reply): void {
    const { desk, options, isOnlyNoise } = this.#dialogue;
    if (options.explain) desk.hint(explainUnasked(reply));
    if (isOnlyNoise) {
      this.#closing.failed("the server keeps sending replies to no command", "protocol");
    }
  }

  async #take(happening: Exclude<Happening, TypedHappening>): Promise<void> {
    switch (happening.kind) {
      case "heard":
        return await this.hear(happening.reply);
      case "failed":
        return this.#closing.connectionFailed(happening.error);
      case "late": {
        const { due } = this.#dialogue.tracker;
        if (due !== undefined) this.#closing.late(due, this.#happenings.deadlineOf(due));
        return;
      }
      case "impatient":
        return this.#dialogue.losesPatience();
      case "interrupted":
        return this.#closing.interrupted();
    }
  }
}
