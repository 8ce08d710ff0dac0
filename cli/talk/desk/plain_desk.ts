/**
 * A dialogue that a person types at a terminal that can only print, such as a shell within an editor
 * (`TERM=dumb`): the line is edited and shown by the terminal itself.
 * @module
 */
import { promptSecret } from "../../terminal/secret_prompt.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import type { Prompt } from "../dialogue/desk.ts";
import { readLines, type TypedLine } from "../dialogue/lines.ts";
import type { TalkOutput } from "./output.ts";
import { ScriptDesk } from "./script_desk.ts";

/** A person at a terminal that can only print. */
export class PlainDesk extends ScriptDesk {
  /** A person types. */
  override readonly hasPerson = true;
  readonly #terminal: Terminal;
  readonly #signal: AbortSignal;

  /**
   * @param terminal The terminal; the prompt goes to standard error.
   * @param output Where the dialogue is shown.
   * @param signal Aborted when the user wants no more.
   */
  constructor(terminal: Terminal, output: TalkOutput, signal: AbortSignal) {
    super(readLines(terminal.input.readable), output);
    this.#terminal = terminal;
    this.#signal = signal;
  }

  /** Shows the prompt, and waits for a line. Whether it was pasted cannot be told here, so it counts as that. */
  override async nextLine(prompt: Prompt): Promise<TypedLine | undefined> {
    this.#terminal.err(`${prompt.text} `);
    const line = await super.nextLine(prompt);
    return line && { ...line, isPasted: true };
  }

  /**
   * Asks for a secret.
   *
   * @throws {CliError} 130 if the user interrupts.
   */
  override askSecret(question: string): Promise<string> {
    return promptSecret(question, { terminal: this.#terminal, signal: this.#signal });
  }
}
