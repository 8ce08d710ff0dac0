/**
 * A dialogue whose lines come from a pipe or a file.
 * @module
 */
import { CliError, Exit, InputError } from "../../terminal/exit.ts";
import type { Pieces } from "../../terminal/style.ts";
import type { Desk, Prompt } from "../dialogue/desk.ts";
import type { Entry } from "../record/entry.ts";
import { LineError, type TypedLine } from "../dialogue/lines.ts";
import type { TalkOutput } from "./output.ts";

/** A script. */
export class ScriptDesk implements Desk {
  /** Nobody types. */
  readonly hasPerson: boolean = false;
  readonly #lines: AsyncIterator<TypedLine>;
  readonly #output: TalkOutput;
  /** Whether the ends of lines that are sent are shown. */
  showsLineEnds = false;

  /**
   * @param lines The lines.
   * @param output Where the dialogue is shown.
   */
  constructor(lines: AsyncIterator<TypedLine>, output: TalkOutput) {
    this.#lines = lines;
    this.#output = output;
  }

  /**
   * Waits for the next line.
   *
   * @throws {CliError} 65 if it is too long.
   */
  async nextLine(_prompt: Prompt): Promise<TypedLine | undefined> {
    try {
      const { value, done } = await this.#lines.next();
      return done ? undefined : value;
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      throw new InputError(error.message, { cause: error });
    }
  }

  /** There is no prompt. */
  changePrompt(): void {}

  /** Shows a part of the dialogue. */
  show(entry: Entry): void {
    this.#output.show(entry, this.showsLineEnds);
  }

  /** Explains a part of the dialogue. */
  hint(text: string): void {
    this.#output.hint(text);
  }

  /** Answers a local command. */
  answer(...pieces: Pieces[]): void {
    this.#output.answer(pieces.flat());
  }

  /** There is nobody to ask. */
  askSecret(_question: string): Promise<string> {
    throw new CliError(Exit.configuration, "no one to ask for the password or token", {
      hint: "Use --password-file FILE, --password-command COMMAND, MUA_PASSWORD or ~/.netrc.",
    });
  }

  /** There is nothing to give back. */
  close(): void {}
}
