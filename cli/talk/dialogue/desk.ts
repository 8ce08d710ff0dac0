/**
 * Where the lines of a dialogue come from and where it is shown: a person at a terminal, or a script.
 * @module
 */
import type { Pieces } from "../../terminal/style.ts";
import type { Completion } from "../../terminal/line_editor.ts";
import type { Entry } from "../record/entry.ts";
import type { TypedLine } from "./lines.ts";

/** What stands before the line that is typed, and what Tab makes of that. */
export interface Prompt {
  /** The text, without a space behind it. */
  readonly text: string;
  /** The completions of what stands before the cursor. */
  complete(before: string): Completion;
  /** Whether a line is for mua, and so no part of the dialogue that is shown. */
  isLocal(line: TypedLine): boolean;
  /** Whether a line is to be found again with the arrow keys. */
  remembers(line: string): boolean;
}

/** A person or a script. */
export interface Desk {
  /** Whether a person types. */
  readonly hasPerson: boolean;
  /** Whether the ends of lines that are sent are shown. */
  showsLineEnds: boolean;
  /**
   * Waits for the next line.
   *
   * @param prompt What to ask for it with.
   * @returns The line; `undefined` when there are no more.
   */
  nextLine(prompt: Prompt): Promise<TypedLine | undefined>;
  /** Changes the prompt, while a line is waited for. */
  changePrompt(prompt: Prompt): void;
  /** Shows a part of the dialogue. */
  show(entry: Entry): void;
  /** Explains a part of the dialogue. */
  hint(text: string): void;
  /** Answers a local command. */
  answer(...pieces: Pieces[]): void;
  /**
   * Asks for a secret, which is not shown.
   *
   * @param question The question, without a colon.
   * @throws {CliError} If there is nobody to ask.
   */
  askSecret(question: string): Promise<string>;
  /** Gives everything back as it was. */
  close(): void;
}
