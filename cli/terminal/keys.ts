/**
 * From the octets of a keyboard to keys: UTF-8, control characters, the sequences of function keys, and
 * what is pasted.
 * @module
 */

/** What a key does. */
export type Action =
  | "enter"
  | "end-of-input"
  | "interrupt"
  | "tab"
  | "left"
  | "right"
  | "word-left"
  | "word-right"
  | "home"
  | "end"
  | "up"
  | "down"
  | "backspace"
  | "delete"
  | "kill-word"
  | "kill-to-start"
  | "kill-to-end"
  | "yank"
  | "search"
  | "cancel"
  | "clear-screen";

/** A key, or some characters. */
export type Key =
  | { readonly kind: "text"; readonly text: string; readonly isPasted?: true }
  | { readonly kind: "action"; readonly action: Action };

const ESC = "\x1b";
const PASTE_BEGIN = "\x1b[200~";
const PASTE_END = "\x1b[201~";

/** Control characters, as readline and the shells have them. */
const CONTROLS: Readonly<Record<string, Action>> = {
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end-of-input",
  "\x05": "end",
  "\x06": "right",
  "\x07": "cancel",
  "\x08": "backspace",
  "\t": "tab",
  "\n": "enter",
  "\x0b": "kill-to-end",
  "\x0c": "clear-screen",
  "\r": "enter",
  "\x0e": "down",
  "\x10": "up",
  "\x12": "search",
  "\x15": "kill-to-start",
  "\x17": "kill-word",
  "\x19": "yank",
  "\x7f": "backspace",
};

/** What follows ESC: by the final character, as xterm, the Linux console and rxvt send it. */
const SEQUENCES: Readonly<Record<string, Action>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "[F": "end",
  "[H": "home",
  "OA": "up",
  "OB": "down",
  "OC": "right",
  "OD": "left",
  "OF": "end",
  "OH": "home",
  "[1~": "home",
  "[3~": "delete",
  "[4~": "end",
  "[7~": "home",
  "[8~": "end",
  "[1;3C": "word-right",
  "[1;3D": "word-left",
  "[1;5C": "word-right",
  "[1;5D": "word-left",
  b: "word-left",
  f: "word-right",
  "\x7f": "kill-word",
  "\b": "kill-word",
};

/** A whole sequence behind ESC: CSI (ECMA-48 section 5.4), SS3, or one character. */
const SEQUENCE = /^(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^[O])/s;

/** A sequence longer than this is none. */
const SEQUENCE_MAX_LENGTH = 32;

/** Characters, up to a control character. */
const TEXT = /^\P{Cc}+/u;

/** The same where TAB is no key. */
const PASTED_TEXT = /^(?:\t|\P{Cc})+/u;

/**
 * Finds keys, however the octets are cut.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { KeyDecoder } from "./keys.ts";
 * const decoder = new KeyDecoder();
 * const keys = [0x61, 0x1b, 0x5b, 0x44].flatMap((octet) => decoder.push(new Uint8Array([octet])));
 * assertEquals(keys, [{ kind: "text", text: "a" }, { kind: "action", action: "left" }]);
 * ```
 */
export class KeyDecoder {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #isPaste = false;
  #afterCr = false;

  /**
   * Takes the octets of one reading.
   *
   * @param octets The octets.
   * @returns The keys that are complete now.
   */
  push(octets: Uint8Array): Key[] {
    this.#rest += this.#decoder.decode(octets, { stream: true });
    const keys: Key[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      for (const key of next) keys.push(key);
    }
    return keys;
  }

  /** The next key, no key for what means nothing, or `undefined` while there is none. */
  #next(): Key[] | undefined {
    if (this.#rest === "") return undefined;
    if (this.#isPaste) return this.#nextPasted();
    const [text] = TEXT.exec(this.#rest) ?? [];
    if (text !== undefined) return this.#take(text.length, { kind: "text", text });
    if (this.#rest.startsWith(ESC)) return this.#nextSequence();
    const action = CONTROLS[this.#rest.slice(0, 1)];
    return this.#take(1, action === undefined ? undefined : { kind: "action", action });
  }

  #nextSequence(): Key[] | undefined {
    const behind = this.#rest.slice(1);
    if (behind === "") return undefined;
    const [sequence] = SEQUENCE.exec(behind) ?? [];
    if (sequence === undefined) {
      return behind.length > SEQUENCE_MAX_LENGTH ? this.#take(1, undefined) : undefined;
    }
    if (ESC + sequence === PASTE_BEGIN) {
      this.#isPaste = true;
      return this.#take(PASTE_BEGIN.length, undefined);
    }
    // ESC before another ESC or a control character was the key itself.
    if (CONTROLS[sequence] !== undefined && SEQUENCES[sequence] === undefined) {
      return this.#take(1, { kind: "action", action: "cancel" });
    }
    if (sequence === ESC) return this.#take(1, { kind: "action", action: "cancel" });
    const action = SEQUENCES[sequence];
    return this.#take(1 + sequence.length, action && { kind: "action", action });
  }

  /** Of what is pasted, line ends are Enter, and no other control character does anything. */
  #nextPasted(): Key[] | undefined {
    if (this.#rest.startsWith(PASTE_END)) {
      this.#isPaste = false;
      return this.#take(PASTE_END.length, undefined);
    }
    if (PASTE_END.startsWith(this.#rest)) return undefined;
    const [text] = PASTED_TEXT.exec(this.#rest) ?? [];
    if (text !== undefined) return this.#take(text.length, { kind: "text", text, isPasted: true });
    const isSecondHalf = this.#afterCr && this.#rest.startsWith("\n");
    const isEnd = /^[\r\n]/.test(this.#rest) && !isSecondHalf;
    const isCr = this.#rest.startsWith("\r");
    const keys = this.#take(1, isEnd ? { kind: "action", action: "enter" } : undefined);
    this.#afterCr = isCr;
    return keys;
  }

  #take(length: number, key: Key | undefined): Key[] {
    this.#rest = this.#rest.slice(length);
    this.#afterCr = false;
    return key === undefined ? [] : [key];
  }
}
