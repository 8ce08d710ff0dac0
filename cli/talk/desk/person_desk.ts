/**
 * A dialogue that a person types at a terminal. The keyboard is read all the time, so that Ctrl-C is
 * heard while an answer is waited for; what is typed then waits for the next prompt.
 * @module
 */
import {
  bell,
  clearScreen,
  eraseLine,
  markPastes,
  right,
  startOfLine,
  unmarkPastes,
} from "../../terminal/cursor.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { onHangUp } from "../../command/interrupt.ts";
import { type Key, KeyDecoder } from "../../terminal/keys.ts";
import { type Keyboard, promptSecret } from "../../terminal/secret_prompt.ts";
import { bold, cyan, dim, type Pieces } from "../../terminal/style.ts";
import { consoleColumns, type Terminal } from "../../terminal/terminal.ts";
import type { Desk, Prompt } from "../dialogue/desk.ts";
import type { Entry } from "../record/entry.ts";
import { LineEditor, type Pressed } from "../../terminal/line_editor.ts";
import { viewLine } from "../../terminal/line_view.ts";
import { lineOf, type TypedLine } from "../dialogue/lines.ts";
import type { TalkOutput } from "./output.ts";

/** Octets that may be typed or pasted ahead. */
const TYPED_AHEAD_MAX_OCTETS = 1024 * 1024;

const CTRL_C = 0x03;

/** What a person's desk is made of. */
interface PersonDeskParts {
  /** The terminal; the prompt goes to standard error. */
  readonly terminal: Terminal;
  /** Where the dialogue is shown. */
  readonly output: TalkOutput;
  /** Aborts the dialogue. */
  readonly interrupt: () => void;
  /** Aborted when the dialogue is. */
  readonly signal: AbortSignal;
  /** The keyboard. */
  readonly keyboard: Keyboard;
}

/** A line that is waited for. */
interface Waiting {
  prompt: Prompt;
  readonly resolve: (line: TypedLine | undefined) => void;
}

/** A person at a terminal. */
export class PersonDesk implements Desk {
  /** A person types. */
  readonly hasPerson = true;
  /** Whether the ends of lines that are sent are shown. */
  showsLineEnds = false;
  readonly #parts: PersonDeskParts;
  readonly #toGiveBack = new DisposableStack();
  readonly #editor = new LineEditor();
  readonly #decoder = new KeyDecoder();
  /** What was typed, and is no key yet. */
  #octets: Uint8Array[] = [];
  #octetsTyped = 0;
  /** Keys that were typed before a line was asked for. */
  #keys: Key[] = [];
  #waiting: Waiting | undefined;
  #typed = Promise.withResolvers<void>();
  #hasBegun = false;
  #hasEnded = false;
  #isAskingSecret = false;

  /** @param parts What it is made of. */
  constructor(parts: PersonDeskParts) {
    this.#parts = parts;
  }

  /** Shows the prompt, and waits for a line. */
  nextLine(prompt: Prompt): Promise<TypedLine | undefined> {
    this.#begin();
    const { promise, resolve } = Promise.withResolvers<TypedLine | undefined>();
    this.#waiting = { prompt, resolve };
    this.#edit();
    return promise;
  }

  /** Changes the prompt of the line that is waited for. */
  changePrompt(prompt: Prompt): void {
    if (this.#waiting === undefined) return;
    this.#waiting.prompt = prompt;
    this.#draw();
  }

  /** Shows a part of the dialogue, above the line that is typed. */
  show(entry: Entry): void {
    this.#above(() => this.#parts.output.show(entry, this.showsLineEnds));
  }

  /** Explains a part of the dialogue, above the line that is typed. */
  hint(text: string): void {
    this.#above(() => this.#parts.output.hint(text));
  }

  /** Answers a local command, above the line that is typed. */
  answer(...pieces: Pieces[]): void {
    this.#above(() => this.#parts.output.answer(pieces.flat()));
  }

  /**
   * Asks for a secret. What was typed before the question is no answer to it.
   *
   * @throws {CliError} 130 if the user interrupts.
   */
  async askSecret(question: string): Promise<string> {
    this.#begin();
    this.#keys = [];
    this.#dropOctets();
    this.#isAskingSecret = true;
    try {
      const { terminal, signal } = this.#parts;
      return await promptSecret(question, { terminal, signal }, {
        setRaw: () => {},
        read: (buffer) => this.#readOctets(buffer),
      });
    } finally {
      this.#isAskingSecret = false;
    }
  }

  /** Gives the terminal back as it was. */
  close(): void {
    this.#erase();
    this.#waiting = undefined;
    this.#toGiveBack.dispose();
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { keyboard, terminal, interrupt } = this.#parts;
    // However the process ends.
    const onExit = (): void => this.close();
    globalThis.addEventListener("unload", onExit);
    this.#toGiveBack.defer(() => globalThis.removeEventListener("unload", onExit));
    this.#toGiveBack.use(onHangUp(interrupt));
    keyboard.setRaw(true);
    this.#toGiveBack.defer(() => giveBack(keyboard));
    terminal.err(markPastes);
    this.#toGiveBack.defer(() => terminal.err(unmarkPastes));
    this.#read();
  }

  /** Reads the keyboard until it ends; a failure to read is its end. */
  async #read(): Promise<void> {
    const buffer = new Uint8Array(4096);
    for (;;) {
      const count = await this.#parts.keyboard.read(buffer).catch(() => null);
      if (count === null) break;
      this.#take(buffer.slice(0, count));
    }
    this.#hasEnded = true;
    this.#wake();
    this.#edit();
  }

  #take(octets: Uint8Array): void {
    const isHeard = this.#waiting !== undefined || this.#isAskingSecret;
    if (!isHeard && octets.includes(CTRL_C)) return this.#parts.interrupt();
    if (this.#octetsTyped + octets.length > TYPED_AHEAD_MAX_OCTETS) {
      return this.#parts.terminal.err(bell);
    }
    this.#octets.push(octets);
    this.#octetsTyped += octets.length;
    this.#wake();
    this.#edit();
  }

  #wake(): void {
    this.#typed.resolve();
    this.#typed = Promise.withResolvers();
  }

  async #readOctets(buffer: Uint8Array): Promise<number | null> {
    for (;;) {
      const octets = this.#octets[0];
      if (octets !== undefined) {
        const taken = octets.subarray(0, buffer.length);
        buffer.set(taken);
        this.#octetsTyped -= taken.length;
        if (taken.length === octets.length) this.#octets.shift();
        else this.#octets[0] = octets.subarray(taken.length);
        return taken.length;
      }
      if (this.#hasEnded) return null;
      await this.#typed.promise;
    }
  }

  #dropOctets(): void {
    this.#octets = [];
    this.#octetsTyped = 0;
  }

  /** Edits the line with what was typed, until it is complete or no more was typed. */
  #edit(): void {
    if (this.#isAskingSecret) return;
    for (const octets of this.#octets) {
      for (const key of this.#decoder.push(octets)) this.#keys.push(key);
    }
    this.#dropOctets();
    while (this.#waiting !== undefined) {
      const key = this.#keys.shift();
      if (key === undefined) break;
      const { complete } = this.#waiting.prompt;
      this.#answer(this.#editor.press(key, complete), this.#waiting);
    }
    if (this.#hasEnded && this.#keys.length === 0) this.#resolve(undefined);
    else if (this.#waiting !== undefined) this.#draw();
  }

  #answer(pressed: Pressed, { prompt }: Waiting): void {
    const { terminal, output, interrupt } = this.#parts;
    switch (pressed.kind) {
      case "edited":
        return;
      case "refused":
        return terminal.err(bell);
      case "entered":
        if (prompt.remembers(pressed.text)) this.#editor.remember(pressed.text);
        return this.#resolve({
          ...lineOf(new TextEncoder().encode(pressed.text)),
          isPasted: pressed.isPasted,
        });
      case "candidates":
        return this.#above(() =>
          output.answer(`${pressed.candidates.map((each) => each.trim()).join("  ")}\n`)
        );
      case "ended":
        return this.#resolve(undefined);
      case "interrupted":
        this.#erase();
        return interrupt();
      case "cleared":
        return terminal.err(clearScreen);
    }
  }

  /** The line that was typed is erased: as a part of the dialogue it is shown again, if it is one. */
  #resolve(line: TypedLine | undefined): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#erase();
    if (line !== undefined && waiting.prompt.isLocal(line)) {
      this.#parts.terminal.err(
        bold(cyan(waiting.prompt.text)),
        ` ${escapeLine(line.text)}\n`,
      );
    }
    this.#waiting = undefined;
    waiting.resolve(line);
  }

  #above(show: () => void): void {
    this.#erase();
    show();
    this.#draw();
  }

  #erase(): void {
    if (this.#waiting !== undefined) this.#parts.terminal.err(startOfLine, eraseLine);
  }

  #draw(): void {
    if (this.#waiting === undefined) return;
    const { terminal } = this.#parts;
    const { before, after, query } = this.#editor;
    const plain = this.#waiting.prompt.text;
    const prompt = query === undefined ? plain : `search "${query}":`;
    const view = viewLine({ prompt, before, after }, consoleColumns());
    const style = query === undefined ? bold : dim;
    const isWhole = view.text.startsWith(prompt);
    terminal.err(
      startOfLine,
      isWhole ? [style(cyan(prompt)), view.text.slice(prompt.length)] : [view.text],
      eraseLine,
      startOfLine,
      right(view.column),
    );
  }
}

function giveBack(keyboard: Keyboard): void {
  try {
    keyboard.setRaw(false);
  } catch {
    // The window was closed: there is no terminal any more.
  }
}
