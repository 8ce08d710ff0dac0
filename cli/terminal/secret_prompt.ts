/**
 * A question on the terminal whose answer is not shown.
 * @module
 */
import { CliError, Exit } from "./exit.ts";
import { KeyDecoder } from "./keys.ts";
import type { Terminal } from "./terminal.ts";

/** How typing has ended, if it has. */
type TypingEnd = "entered" | "interrupted";

/** A line as it is typed, unseen. */
export class SecretLine {
  readonly #decoder = new KeyDecoder();
  #text = "";

  /** What has been typed. */
  get text(): string {
    return this.#text;
  }

  /**
   * Takes keys as they come: Enter and Ctrl-D end the line, Backspace and Ctrl-U take back, other
   * control characters and function keys do nothing. What is pasted is typed like anything else.
   *
   * @param octets The octets of one reading.
   * @returns How it ended, or `undefined` while it goes on; what follows the end is dropped.
   */
  type(octets: Uint8Array): TypingEnd | undefined {
    for (const key of this.#decoder.push(octets)) {
      if (key.kind === "text") this.#text += key.text;
      else if (key.action === "interrupt") return "interrupted";
      else if (key.action === "enter" || key.action === "end-of-input") return "entered";
      else if (key.action === "kill-to-start") this.#text = "";
      else if (key.action === "backspace") this.#text = this.#text.replace(/.$/su, "");
    }
  }
}

/** The keyboard of a terminal; `Deno.stdin` has it. */
export interface Keyboard {
  /** Gives keys as they are typed and neither shows nor interprets them, or stops doing so. */
  setRaw(raw: boolean): void;
  /** Reads some keys; `null` at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
}

/** What a prompt is made with. */
interface PromptContext {
  /** Where to ask: standard error. */
  readonly terminal: Terminal;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/**
 * Asks for a secret. The keyboard is given back as it was, however it ends.
 *
 * @param question The question, without a colon.
 * @param context The terminal.
 * @param keyboard Where the answer is typed; must be a terminal.
 * @returns The answer, which may be empty.
 * @throws {CliError} 130 if the user interrupts.
 */
export async function promptSecret(
  question: string,
  { terminal, signal }: PromptContext,
  keyboard: Keyboard = Deno.stdin,
): Promise<string> {
  const { promise: aborted, resolve: abort } = Promise.withResolvers<"interrupted">();
  const onAbort = (): void => abort("interrupted");
  signal.addEventListener("abort", onAbort);
  const line = new SecretLine();
  // Raw before the question, so that nothing typed after the question is shown.
  keyboard.setRaw(true);
  try {
    terminal.err(`${question}: `);
    if (signal.aborted) onAbort();
    const end = await Promise.race([typing(line, keyboard), aborted]);
    if (end === "interrupted") throw new CliError(Exit.interrupted, "interrupted");
    return line.text;
  } finally {
    keyboard.setRaw(false);
    signal.removeEventListener("abort", onAbort);
    terminal.err("\n");
  }
}

async function typing(line: SecretLine, keyboard: Keyboard): Promise<TypingEnd> {
  const buffer = new Uint8Array(256);
  for (;;) {
    const count = await keyboard.read(buffer);
    if (count === null) return "entered";
    const end = line.type(buffer.subarray(0, count));
    if (end !== undefined) return end;
  }
}
