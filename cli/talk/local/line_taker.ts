/**
 * What becomes of each line that is typed or read: it is for mua, it is collected, it is left out, or it
 * goes to the server as it is.
 * @module
 */
import { MASK } from "../../../smtp/connection/mask.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { CliError, Exit } from "../../terminal/exit.ts";
import { red } from "../../terminal/style.ts";
import type { Prompt } from "../dialogue/desk.ts";
import type { Ending } from "../dialogue/dialogue.ts";
import { hintsOn } from "../dialogue/hint.ts";
import type { TypedLine } from "../dialogue/lines.ts";
import { complete } from "./completion.ts";
import { isLocal, isLocalInMessage } from "./local_command.ts";
import type { Talk } from "../dialogue/talk.ts";

/** Does what a line says that begins with a colon; throws {@linkcode CliError} if that cannot be done. */
export type LocalRunner = (taker: LineTaker, text: string) => Promise<void>;

/** Takes the lines of a dialogue. */
export class LineTaker {
  /** The dialogue. */
  readonly talk: Talk;
  readonly #runLocal: LocalRunner;
  /** The lines that `:pipeline` has collected, if it does. */
  #collected: TypedLine[] | undefined;

  /**
   * @param talk The dialogue, which has begun.
   * @param runLocal Does what lines say that are for mua.
   */
  constructor(talk: Talk, runLocal: LocalRunner) {
    this.talk = talk;
    this.#runLocal = runLocal;
  }

  /**
   * Takes lines until there are no more, or the connection ends and there is nobody who still wants to see
   * what was said.
   *
   * @returns How the dialogue ended.
   */
  async run(): Promise<Ending> {
    const { talk } = this;
    for (;;) {
      const { ending, wantsLine, desk } = talk.dialogue;
      if (ending !== undefined) return ending;
      const typed = await talk.next(wantsLine ? this.#prompt() : undefined);
      if (typed !== undefined) await this.#take(typed.line);
      desk.changePrompt(this.#prompt());
    }
  }

  /** Begins to collect lines, or sends those that were collected. */
  async pipeline(): Promise<void> {
    const lines = this.#collected;
    this.#collected = lines === undefined ? [] : undefined;
    if (lines !== undefined && lines.length > 0) await this.talk.say(lines);
  }

  async #take(line: TypedLine | undefined): Promise<void> {
    const { talk } = this;
    const { dialogue } = talk;
    const { desk, tracker } = dialogue;
    if (line === undefined) return await talk.leave();
    if (!desk.hasPerson && dialogue.leavesOut(line.text)) return;
    if (this.#isLocal(line)) return await this.#obey(line.text);
    if (!dialogue.isOpen) {
      return desk.answer(
        "The connection is closed. :save FILE saves the dialogue; :quit leaves.\n",
      );
    }
    if (this.#collected !== undefined) return this.#collect(line, this.#collected);
    const explains = dialogue.options.explain && tracker.due === undefined;
    const hints = explains ? hintsOn(line.text, tracker.state) : [];
    await talk.type(line);
    // Below the line that they are about, and before the answer to it.
    for (const hint of hints) desk.hint(hint);
  }

  #collect(line: TypedLine, collected: TypedLine[]): void {
    const { desk } = this.talk.dialogue;
    const shown = this.#isSecret(line.text) ? MASK : line.text;
    collected.push(line);
    if (desk.hasPerson) desk.hint(`collected: ${shown}`);
  }

  /** A message in a script, or one that is pasted, may hold any line, and none of it is a command to mua. */
  #isLocal({ text, isPasted = false }: TypedLine): boolean {
    const { tracker, desk } = this.talk.dialogue;
    if (!tracker.isInMessage) return isLocal(text);
    return desk.hasPerson && !isPasted && isLocalInMessage(text);
  }

  /** What cannot be done is said to a person; a script ends there. */
  async #obey(text: string): Promise<void> {
    const { desk } = this.talk.dialogue;
    try {
      await this.#runLocal(this, text);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      // That the user wants no more is the next thing that happens in the dialogue.
      if (error.exitCode === Exit.interrupted) return;
      if (!desk.hasPerson) {
        await this.talk.leave();
        throw error;
      }
      const hint = error.hint === undefined ? "" : `${error.hint}\n`;
      desk.answer(red(escapeLine(error.message)), `\n${hint}`);
    }
  }

  /** Where the dialogue stands, and what Tab offers there. */
  #prompt(): Prompt {
    const { tracker } = this.talk.dialogue;
    const { state } = tracker;
    const phase = state.phase === "chunk" ? `chunk ${tracker.chunkLeft}` : state.phase;
    const tls = state.encrypted && state.phase !== "closed" ? " tls" : "";
    const isCollecting = this.#collected !== undefined;
    return {
      text: isCollecting ? `${phase}${tls} pipeline>` : `${phase}${tls}>`,
      complete: (before) => complete(before, state),
      isLocal: (line) => this.#isLocal(line),
      remembers: (line) => {
        const isText = state.phase === "data" || state.phase === "chunk";
        return !isText && (isLocal(line) || !this.#isSecret(line));
      },
    };
  }

  #isSecret(text: string): boolean {
    return this.talk.isSecret(text, this.#collected ?? []);
  }
}
