/**
 * Questions to a person at the terminal.
 * @module
 */
import { CliError, Exit } from "../../terminal/exit.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { type Keyboard, promptSecret } from "../../terminal/secret_prompt.ts";
import type { Terminal } from "../../terminal/terminal.ts";

/** What questions are asked with. */
interface Context {
  /** Where to ask: standard error. */
  readonly terminal: Terminal;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/** Asks one question after the other. */
export class Questions {
  readonly #context: Context;
  readonly #keyboard: Keyboard;

  /**
   * @param context Where to ask.
   * @param keyboard Where the answers are typed; must be a terminal.
   */
  constructor(context: Context, keyboard: Keyboard = Deno.stdin) {
    this.#context = context;
    this.#keyboard = keyboard;
  }

  /**
   * Asks for a line, until there is one.
   *
   * @param question The question, without a colon.
   * @param byDefault The answer that an empty line stands for.
   * @returns The line, without blanks around.
   * @throws {CliError} 130 if the user interrupts, or ends the input.
   */
  async line(question: string, byDefault?: string): Promise<string> {
    const shown = byDefault === undefined ? question : `${question} [${byDefault}]`;
    for (;;) {
      this.#context.terminal.err(`${escapeLine(shown)}: `);
      const answer = (await this.#read()).trim() || byDefault;
      if (answer !== undefined) return answer;
    }
  }

  /**
   * Asks whether something is to be done; it is not, unless the person says so.
   *
   * @param question The question, without a question mark.
   */
  async confirm(question: string): Promise<boolean> {
    this.#context.terminal.err(`${escapeLine(question)}? [y/N] `);
    return /^y(es)?$/i.test((await this.#read()).trim());
  }

  /**
   * Asks for what must not be shown.
   *
   * @param question The question, without a colon.
   * @returns The answer, which may be empty.
   */
  async secret(question: string): Promise<string> {
    return await promptSecret(escapeLine(question), this.#context, this.#keyboard);
  }

  /** A line as the terminal gives it: whole, and edited there. */
  async #read(): Promise<string> {
    const { promise: aborted, resolve: abort } = Promise.withResolvers<null>();
    const onAbort = (): void => abort(null);
    const { signal, terminal } = this.#context;
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    const buffer = new Uint8Array(4096);
    try {
      const count = await Promise.race([this.#keyboard.read(buffer), aborted]);
      if (count !== null && count > 0) return new TextDecoder().decode(buffer.subarray(0, count));
      terminal.err("\n");
      throw new CliError(Exit.interrupted, "interrupted");
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }
}
