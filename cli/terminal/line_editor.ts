/**
 * A line as it is edited: keys in, text and cursor out. It knows no terminal.
 * @module
 */
import type { Action, Key } from "./keys.ts";
import { graphemes } from "./columns.ts";

/** What a text before the cursor can go on to. */
export interface Completion {
  /** Where in the text the part begins that is completed. */
  readonly from: number;
  /** What may stand there, in the order to show it. */
  readonly candidates: readonly string[];
}

/** Lines that are remembered. */
const HISTORY_MAX_LINES = 1000;

/** What a key has led to. */
export type Pressed =
  /** The line is another, or the cursor stands elsewhere. */
  | { readonly kind: "edited" }
  /** Nothing can be done. */
  | { readonly kind: "refused" }
  /** The line is complete. */
  | { readonly kind: "entered"; readonly text: string; readonly isPasted: boolean }
  /** There is more than one way to go on. */
  | { readonly kind: "candidates"; readonly candidates: readonly string[] }
  /** Ctrl-D on an empty line. */
  | { readonly kind: "ended" }
  /** Ctrl-C on an empty line. */
  | { readonly kind: "interrupted" }
  /** Ctrl-L. */
  | { readonly kind: "cleared" };

const EDITED: Pressed = { kind: "edited" };
const REFUSED: Pressed = { kind: "refused" };

/** A search backwards through what was typed. */
interface Search {
  /** What is looked for. */
  query: string;
  /** Where in the history it was found last. */
  at: number;
}

/**
 * Edits one line after the other.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { LineEditor } from "./line_editor.ts";
 * const editor = new LineEditor();
 * const none = () => ({ from: 0, candidates: [] });
 * editor.press({ kind: "text", text: "ELO" }, none);
 * editor.press({ kind: "action", action: "home" }, none);
 * editor.press({ kind: "text", text: "H" }, none);
 * assertEquals([editor.before, editor.after], ["H", "ELO"]);
 * ```
 */
export class LineEditor {
  #before = "";
  #after = "";
  readonly #history: string[] = [];
  /** Which line of the history is shown; its length is the line that is new. */
  #at = 0;
  #draft = "";
  #killed = "";
  /** Whether a part of the line was pasted. */
  #isPasted = false;
  #search: Search | undefined;

  /** What stands before the cursor. */
  get before(): string {
    return this.#before;
  }

  /** What stands from the cursor on. */
  get after(): string {
    return this.#after;
  }

  /** What Ctrl-R looks for; `undefined` if it does not. */
  get query(): string | undefined {
    return this.#search?.query;
  }

  /**
   * Keeps a line, to be found again.
   *
   * @param line The line.
   */
  remember(line: string): void {
    if (line.trim() === "" || line === this.#history.at(-1)) return;
    this.#history.push(line);
    if (this.#history.length > HISTORY_MAX_LINES) this.#history.shift();
    this.#at = this.#history.length;
  }

  /**
   * Takes a key.
   *
   * @param key The key.
   * @param complete Finds what a text can go on to.
   * @returns What it has led to.
   */
  press(key: Key, complete: (before: string) => Completion): Pressed {
    if (this.#search !== undefined) {
      const pressed = this.#pressInSearch(key, this.#search);
      if (pressed !== undefined) return pressed;
    }
    if (key.kind === "text") {
      this.#before += key.text;
      this.#isPasted ||= key.isPasted === true;
      return EDITED;
    }
    return this.#act(key.action, complete);
  }

  #act(action: Action, complete: (before: string) => Completion): Pressed {
    switch (action) {
      case "enter":
        return this.#enter();
      case "interrupt":
        return this.#before + this.#after === "" ? { kind: "interrupted" } : this.#drop();
      case "end-of-input":
        return this.#before + this.#after === "" ? { kind: "ended" } : this.#delete();
      case "clear-screen":
        return { kind: "cleared" };
      case "tab":
        return this.#complete(complete(this.#before));
      case "left":
        return this.#move(lastGrapheme(this.#before).length);
      case "right":
        return this.#move(-firstGrapheme(this.#after).length);
      case "word-left":
        return this.#move(lastWord(this.#before).length);
      case "word-right":
        return this.#move(-firstWord(this.#after).length);
      case "home":
        return this.#move(this.#before.length);
      case "end":
        return this.#move(-this.#after.length);
      case "up":
        return this.#recall(this.#at - 1);
      case "down":
        return this.#recall(this.#at + 1);
      case "backspace":
        return this.#killBefore(lastGrapheme(this.#before).length, false);
      case "delete":
        return this.#delete();
      case "kill-word":
        return this.#killBefore(lastWord(this.#before).length, true);
      case "kill-to-start":
        return this.#killBefore(this.#before.length, true);
      case "kill-to-end":
        return this.#killAfter();
      case "yank":
        this.#before += this.#killed;
        return EDITED;
      case "search":
        this.#search = { query: "", at: this.#history.length };
        return EDITED;
      case "cancel":
        return REFUSED;
    }
  }

  #enter(): Pressed {
    const text = this.#before + this.#after;
    const isPasted = this.#isPasted;
    this.#drop();
    return { kind: "entered", text, isPasted };
  }

  /** As in a shell: what was typed so far is not wanted. */
  #drop(): Pressed {
    this.#set("");
    this.#isPasted = false;
    this.#at = this.#history.length;
    return EDITED;
  }

  /** Moves the cursor by code units to the left, or to the right if they are negative. */
  #move(units: number): Pressed {
    if (units === 0) return REFUSED;
    const text = this.#before + this.#after;
    const cursor = this.#before.length - units;
    this.#before = text.slice(0, cursor);
    this.#after = text.slice(cursor);
    return EDITED;
  }

  #killBefore(units: number, isKept: boolean): Pressed {
    if (units === 0) return REFUSED;
    const cursor = this.#before.length - units;
    if (isKept) this.#killed = this.#before.slice(cursor);
    this.#before = this.#before.slice(0, cursor);
    return EDITED;
  }

  #killAfter(): Pressed {
    if (this.#after === "") return REFUSED;
    this.#killed = this.#after;
    this.#after = "";
    return EDITED;
  }

  #delete(): Pressed {
    if (this.#after === "") return REFUSED;
    this.#after = this.#after.slice(firstGrapheme(this.#after).length);
    return EDITED;
  }

  #recall(at: number): Pressed {
    if (at < 0 || at > this.#history.length) return REFUSED;
    if (this.#at === this.#history.length) this.#draft = this.#before + this.#after;
    this.#at = at;
    this.#set(this.#history[at] ?? this.#draft);
    return EDITED;
  }

  #set(text: string): void {
    this.#before = text;
    this.#after = "";
  }

  #complete({ from, candidates }: Completion): Pressed {
    const [first] = candidates;
    if (first === undefined) return REFUSED;
    const common = commonBeginning(candidates);
    const typed = this.#before.slice(from);
    if (candidates.length > 1 && common.length <= typed.length) {
      return { kind: "candidates", candidates };
    }
    this.#before = this.#before.slice(0, from) + common;
    return EDITED;
  }

  /** What a key does in a search; `undefined` if it ends the search and does what it does elsewhere. */
  #pressInSearch(key: Key, search: Search): Pressed | undefined {
    if (key.kind === "text") return this.#find(search.query + key.text, this.#history.length);
    switch (key.action) {
      case "search":
        return this.#find(search.query, search.at);
      case "backspace":
        return this.#find(
          search.query.slice(0, search.query.length - lastGrapheme(search.query).length),
          this.#history.length,
        );
      case "cancel":
      case "interrupt":
        this.#search = undefined;
        return this.#drop();
      default:
        this.#search = undefined;
        return undefined;
    }
  }

  /** Shows the last line before `at` that holds the query; another query is kept though nothing holds it. */
  #find(query: string, at: number): Pressed {
    const found = this.#history.slice(0, at).findLastIndex((line) => line.includes(query));
    this.#search = { query, at: found < 0 ? at : found };
    if (found < 0) return REFUSED;
    this.#at = found;
    this.#set(query === "" ? "" : this.#history[found] ?? "");
    return EDITED;
  }
}

function lastGrapheme(text: string): string {
  return graphemes(text).at(-1) ?? "";
}

function firstGrapheme(text: string): string {
  return graphemes(text)[0] ?? "";
}

/** A word, and the space behind it. */
function lastWord(text: string): string {
  return /\S*\s*$/.exec(text)?.[0] ?? "";
}

/** A word, and the space before it. */
function firstWord(text: string): string {
  return /^\s*\S*/.exec(text)?.[0] ?? "";
}

function commonBeginning(texts: readonly string[]): string {
  return texts.reduce((common, text) => {
    let length = 0;
    while (length < common.length && common[length] === text[length]) length++;
    return common.slice(0, length);
  });
}
