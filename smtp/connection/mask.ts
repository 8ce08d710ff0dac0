/**
 * The one place that masks secrets: in what we say, and in what a server says that repeats it, as some do
 * with a command they do not know.
 * @module
 */
import type { Command } from "../command.ts";
import type { Reply } from "../reply.ts";
import { decodeWord, readSecret, type Secret, secretForms } from "./secret_forms.ts";

/** What stands for a secret; its length says nothing of the secret's. */
export const MASK = "********";

/** Characters of base64 by which a part of a secret is known: no word of a language has them by chance. */
const WINDOW = 8;
/** Characters below which a text is a secret only where it stands alone: a short one is in many words. */
const LONG = 6;
/** Characters of a secret's beginning that are masked at the end of what was cut off. */
const BEGINNING = 4;

/** What may stand between two parts of a secret: the end of a line, and the status code of the next one. */
const BREAK = /\s*\n(?:[245]\.\d{1,3}\.\d{1,3}(?=\s))?|\s/g;

/** Knows the secrets of a session, from the commands it has shown and from whoever has them. */
export class Mask {
  /** What is masked where it stands whole, without blanks if it is long. */
  readonly #texts = new Set<string>();
  /** What is masked wherever it stands: each piece of the secrets' base64. */
  readonly #windows = new Set<string>();
  /** The words that AUTH LOGIN has sent; `undefined` if the last AUTH was another. */
  #loginWords: string[] | undefined;

  /** Whether a secret was sent, which a server may repeat. */
  get knowsSecrets(): boolean {
    return this.#texts.size > 0;
  }

  /**
   * Keeps a secret, to be masked from now on however it is written.
   *
   * @param secret The secret; an empty one is none.
   */
  keep(secret: Secret): void {
    if (secret.secret === "") return;
    const { texts, words } = secretForms(secret);
    for (const text of texts) this.#keepText(text);
    for (const word of words) this.#keepWord(word);
  }

  /**
   * Keeps a response of SASL that was sent, and the secret in it if it can be read.
   *
   * @param word The response, in base64; what is none was sent by mistake, and is kept as it is.
   */
  keepResponse(word: string): void {
    if (word === "") return;
    this.#keepText(word);
    const login = this.#loginWords;
    login?.push(word);
    const secret = login === undefined ? readSecret(word) : loginSecret(login);
    if (secret === undefined) return;
    this.keep(secret);
    this.#keepWord(word);
  }

  /**
   * The text of a command for a transcript. Its secret is kept, to be masked in replies too.
   *
   * @param command The command.
   * @returns The line, its secret masked.
   */
  show(command: Command): string {
    const { line, secret } = command;
    const [, mechanism] = /^\s*AUTH\s+(\S+)/i.exec(line) ?? [];
    if (mechanism !== undefined) {
      this.#loginWords = mechanism.toUpperCase() === "LOGIN" ? [] : undefined;
    }
    if (secret === undefined) return line;
    this.keepResponse(secret);
    return line.slice(0, line.length - secret.length) + MASK;
  }

  /**
   * A reply in which no secret is repeated.
   *
   * @param reply The server's reply.
   * @returns The reply, with every secret that was sent masked.
   */
  conceal(reply: Reply): Reply {
    if (!this.knowsSecrets) return reply;
    const { before = [] } = reply;
    const all = [...before, ...reply.lines];
    const concealed = this.concealLines(all);
    if (concealed === all) return reply;
    const lines = concealed.slice(before.length);
    return before.length === 0
      ? { ...reply, lines }
      : { ...reply, lines, before: concealed.slice(0, before.length) };
  }

  /**
   * What a server has said, without the secrets that it repeats, also those that begin in one line and end
   * in another.
   *
   * @param lines The lines, without their ends.
   * @returns The lines, as many; the same array if nothing is masked.
   */
  concealLines(lines: readonly string[]): readonly string[] {
    if (!this.knowsSecrets) return lines;
    const text = lines.join("\n");
    const masked = this.#find(text);
    return masked.size === 0 ? lines : replaced(text, masked).split("\n");
  }

  /**
   * What a server has said in one line.
   *
   * @param text The line.
   * @returns The line, secrets masked.
   */
  concealText(text: string): string {
    return this.concealLines([text]).join("\n");
  }

  /**
   * What a server has said that is no reply, or not a whole one: the last line may end in the middle of a
   * secret.
   *
   * @param lines The lines.
   * @returns The lines, secrets masked.
   */
  concealReceived(lines: readonly string[]): string[] {
    const concealed = [...this.concealLines(lines)];
    const last = concealed.pop();
    return last === undefined ? [] : [...concealed, this.#withoutBeginning(last)];
  }

  #withoutBeginning(line: string): string {
    const folded = fold(line);
    for (const text of this.#texts) {
      for (let length = Math.min(text.length - 1, line.length); length >= BEGINNING; length--) {
        if (folded.endsWith(text.slice(0, length))) return line.slice(0, -length) + MASK;
      }
    }
    return line;
  }

  #keepText(text: string): void {
    this.#texts.add(fold(withoutBlanks(text).length < LONG ? text : withoutBlanks(text)));
  }

  #keepWord(word: string): void {
    const text = fold(word.replace(/=+$/, ""));
    if (text !== "") this.#texts.add(text);
    for (const window of windowsOf(text)) this.#windows.add(window);
  }

  /** Where the characters stand that are to be masked. */
  #find(text: string): ReadonlySet<number> {
    const masked = new Set<number>();
    const { characters, places } = withoutBreaks(text);
    const mark = (start: number, length: number): void => {
      const taken = places.slice(start, start + length);
      for (const [index, place] of taken.entries()) {
        const next = taken[index + 1] ?? place + 1;
        const isOneLine = !text.slice(place, next).includes("\n");
        for (let at = place; at < (isOneLine ? next : place + 1); at++) masked.add(at);
      }
    };
    for (const [start, window] of windowsOf(characters).entries()) {
      if (this.#windows.has(window)) mark(start, WINDOW);
    }
    const whole = fold(text);
    for (const secret of this.#texts) {
      if (secret.length >= LONG) {
        for (const start of placesOf(secret, characters)) mark(start, secret.length);
      } else {
        for (const start of placesOf(secret, whole)) {
          if (!standsAlone(whole, start, secret.length)) continue;
          for (let at = start; at < start + secret.length; at++) masked.add(at);
        }
      }
    }
    return masked;
  }
}

/** Of LOGIN the first word is the user, and the second the password. */
function loginSecret([user = "", word]: readonly string[]): Secret | undefined {
  if (word === undefined) return undefined;
  return { user: decodeWord(user), secret: decodeWord(word) ?? word };
}

/** A text in which it makes no difference in which case a server repeats it, nor in which base64. */
function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).replaceAll("-", "+")
    .replaceAll("_", "/");
}

function withoutBlanks(text: string): string {
  return text.replace(/\s/g, "");
}

/** What is left of a text without blanks and ends of lines, and where each character of it stood. */
function withoutBreaks(text: string): { characters: string; places: number[] } {
  const places: number[] = [];
  let end = 0;
  let characters = "";
  const keep = (from: number, to: number): void => {
    characters += text.slice(from, to);
    for (let at = from; at < to; at++) places.push(at);
  };
  for (const { index, 0: { length } } of text.matchAll(BREAK)) {
    keep(end, index);
    end = index + length;
  }
  keep(end, text.length);
  return { characters: fold(characters), places };
}

function windowsOf(text: string): string[] {
  const count = Math.max(0, text.length - WINDOW + 1);
  return Array.from({ length: count }, (_, start) => text.slice(start, start + WINDOW));
}

function* placesOf(part: string, text: string): Iterable<number> {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) yield at;
}

function standsAlone(text: string, start: number, length: number): boolean {
  const isLetter = (at: number): boolean => /[\p{L}\p{N}]/u.test(text[at] ?? "");
  return !isLetter(start - 1) && !isLetter(start + length);
}

/** The text with one mask for each run of these characters, and for the padding behind it. */
function replaced(text: string, masked: ReadonlySet<number>): string {
  let result = "";
  let isMasked = false;
  for (let at = 0; at < text.length; at++) {
    const wasMasked: boolean = isMasked;
    isMasked = masked.has(at) || wasMasked && text[at] === "=";
    if (!isMasked) result += text[at] ?? "";
    else if (!wasMasked) result += MASK;
  }
  return result;
}
