/**
 * A question on the terminal whose answer is not shown.
 * @module
 */
import { CliError, Exit } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** Keys as a terminal in raw mode sends them. */
const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = 0x08;
const LF = 0x0a;
const CR = 0x0d;
const CTRL_U = 0x15;
const ESC = 0x1b;
const SPACE = 0x20;
const DEL = 0x7f;

/** How typing has ended, if it has. */
export type TypingEnd = "entered" | "interrupted";

/** A line as it is typed, unseen. */
export class SecretLine {
  #octets: number[] = [];

  /** What has been typed. */
  get text(): string {
    return new TextDecoder().decode(new Uint8Array(this.#octets));
  }

  /**
   * Takes keys as they come: Enter and Ctrl-D end the line, Backspace and Ctrl-U take back, other
   * control characters and function keys do nothing.
   *
   * @param keys The octets of one reading.
   * @returns How it ended, or `undefined` while it goes on; what follows the end is dropped.
   */
  type(keys: Uint8Array): TypingEnd | undefined {
    // A function key comes as one sequence that begins with ESC; nobody types that by hand.
    if (keys[0] === ESC) return undefined;
    for (const key of keys) {
      if (key === CTRL_C) return "interrupted";
      if (key === CR || key === LF || key === CTRL_D) return "entered";
      if (key === BACKSPACE || key === DEL) this.#takeBack();
      else if (key === CTRL_U) this.#octets = [];
      else if (key >= SPACE) this.#octets.push(key);
    }
  }

  /** Takes back one character, whose UTF-8 may have continuation octets. */
  #takeBack(): void {
    let octet = this.#octets.pop();
    while (octet !== undefined && (octet & 0xc0) === 0x80) octet = this.#octets.pop();
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
export interface PromptContext {
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
