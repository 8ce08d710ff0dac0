/**
 * What is done in a dialogue by hand: lines go out as they are typed, and whatever the server says is
 * shown as it comes.
 * @module
 */
import { QUIT } from "../../../smtp/command.ts";
import type { CommandExchange } from "../../../smtp/conversation.ts";
import { SmtpError } from "../../../smtp/error.ts";
import type { Reply } from "../../../smtp/mod.ts";
import type { ClientEntry } from "../record/entry.ts";
import { Closing } from "./closing.ts";
import { readCommandLine } from "./command_line.ts";
import type { Prompt } from "./desk.ts";
import { Dialogue, type TalkOptions, type TalkParts } from "./dialogue.ts";
import type { TypedHappening } from "./happenings.ts";
import { textLine, type TypedLine } from "./lines.ts";
import { Listener } from "./listener.ts";
import { TlsStarter } from "./secure.ts";
import { Sender } from "./sender.ts";

/** STARTTLS (RFC 3207 section 4). */
export const STARTTLS = textLine("STARTTLS");

/** Holds a dialogue. */
export class Talk implements CommandExchange {
  /** What it knows. */
  readonly dialogue: Dialogue;
  readonly #sender: Sender;
  readonly #closing: Closing;
  readonly #tls: TlsStarter;
  readonly #listener: Listener;

  /**
   * @param parts What it is held with.
   * @param options How.
   */
  constructor(parts: TalkParts, options: TalkOptions) {
    this.dialogue = new Dialogue(parts, options);
    this.#sender = new Sender(this.dialogue);
    this.#closing = new Closing(this.dialogue);
    this.#tls = new TlsStarter(this.dialogue, this.#closing, () => this.#startAgain());
    this.#listener = new Listener(this.dialogue, {
      sender: this.#sender,
      closing: this.#closing,
      tls: this.#tls,
    });
    this.#closing.prepareFarewell();
  }

  /** Whether the server has said more than it was asked. */
  get unread(): boolean {
    return this.dialogue.server.wire.unread;
  }

  /** EHLO, or LHLO if that was said before, with the name of the last greeting if there was one. */
  get ehlo(): TypedLine {
    const { greeting, options, server } = this.dialogue;
    const said = greeting && readCommandLine(greeting.text);
    const name = said?.argument || options.ehloName || server.ownLiteral;
    return textLine(`${said?.verb === "LHLO" ? "LHLO" : "EHLO"} ${name}`);
  }

  /** Begins: TLS where it comes first, and the server's greeting. */
  async begin(): Promise<void> {
    this.#listener.restart();
    if (this.dialogue.options.tlsOnConnect) await this.#tls.start();
    await this.settle();
  }

  /** Waits until nothing is due any more. */
  async settle(): Promise<void> {
    await this.#listener.settle();
  }

  /**
   * Waits for the next thing that happens, and does what it leads to.
   *
   * @param prompt What to ask for a line with; `undefined` if none is wanted.
   * @returns The line, if that is what has come: nothing was done about it.
   */
  async next(prompt: Prompt | undefined): Promise<TypedHappening | undefined> {
    return await this.#listener.next(prompt);
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
   */
  async say(lines: readonly TypedLine[]): Promise<void> {
    await this.#send(() => this.#sender.lines(lines));
    await this.settle();
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
    return this.dialogue.answers;
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
    return await this.#listener.receive(stage);
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
    if (early === undefined) return this.dialogue.isOpen;
    await this.#listener.hear(early);
    this.#closing.answeredEarly();
    return false;
  }

  /**
   * Gives a message up that cannot be read to its end: the connection is closed without the dot.
   *
   * @param reason Why it cannot.
   */
  giveUp(reason: string): void {
    this.#closing.failed(reason, "message");
  }

  /**
   * Leaves: with QUIT where the server takes it for a command, and else by closing the connection, so
   * that a message that has no end is not taken for a whole one.
   */
  async leave(): Promise<void> {
    const { isOpen, tracker, recorder } = this.dialogue;
    if (!isOpen) return this.#closing.left();
    if (tracker.isInMessage) return this.#closing.unfinished();
    if (tracker.due === undefined && tracker.takesCommands) await this.say([textLine(QUIT.line)]);
    else recorder.note("the connection is closed");
    this.#closing.left();
  }

  async #send(send: () => Promise<void>): Promise<void> {
    this.dialogue.asks();
    if (this.dialogue.tracker.due === undefined) this.#listener.restart();
    try {
      await send();
    } catch (error) {
      if (!(error instanceof SmtpError)) throw error;
      await this.#listener.broken(error);
    }
  }

  /** Says again on a new connection what leads to TLS. */
  async #startAgain(): Promise<void> {
    this.#listener.reconnected();
    if (this.dialogue.options.tlsOnConnect) return await this.#tls.start();
    await this.settle();
    if (this.dialogue.isOpen) await this.say([this.dialogue.greeting ?? this.ehlo]);
    // The answer to this leads back to where TLS starts.
    if (this.dialogue.isOpen) await this.say([STARTTLS]);
  }
}
