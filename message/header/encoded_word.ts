/**
 * Encoded words: text of any language in a header of ASCII (RFC 2047).
 * @module
 */
import { decodePieces } from "../encoding/charset.ts";
import { decodeHex } from "../encoding/hex.ts";
import { replaceKept, withoutKept } from "../encoding/raw_octet.ts";

/** The longest encoded word: RFC 2047 2. */
const MAX_WORD_LENGTH = 75;

/** What is wrong with an encoded word. */
export type WordFault = "broken" | "unknown-charset" | "damaged" | "long" | "eight-bit";

/** A text with its encoded words decoded. */
export interface DecodedWords {
  /** The text; a word that cannot be read stays as it is. */
  readonly text: string;
  /** How many words were decoded. */
  readonly words: number;
  /** What is wrong, each kind once, with the first word of which it is true. */
  readonly faults: ReadonlyMap<WordFault, string>;
}

/** RFC 2047 2, and the language of RFC 2231 5. Blanks in the text are against it, and common. */
const WORD = /=\?([!-)+->@-~]{1,64})(?:\*([A-Za-z0-9-]{0,64}))?\?([BbQq])\?([^?\r\n]*)\?=/y;
const ANY_WORD = new RegExp(WORD, "g");
const BLANKS = /^[ \t\r\n]*$/;

/** Words of one character set that follow one another: a character may be cut in two by them. */
interface Run {
  readonly charset: string;
  readonly octets: Uint8Array[];
}

/**
 * Decodes the encoded words of an unfolded value. Blanks between two words are no part of the text
 * (RFC 2047 6.2).
 *
 * @param value The unfolded value. An octet that is kept in it (see `raw_octet.ts`) is one of the
 * character set that its word names; elsewhere it becomes U+FFFD.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeWords } from "./encoded_word.ts";
 *
 * assertEquals(decodeWords("=?utf-8?Q?Ol=C3?= =?utf-8?B?oQ==?=, Ana").text, "Olá, Ana");
 * assertEquals([...decodeWords("=?utf-8?X?hi?=").faults.keys()], ["broken"]);
 * ```
 */
export function decodeWords(value: string): DecodedWords {
  return new WordDecoder(value).decode();
}

class WordDecoder {
  readonly #value: string;
  readonly #faults = new Map<WordFault, string>();
  readonly #text: string[] = [];
  #run: Run | undefined;
  #words = 0;

  constructor(value: string) {
    this.#value = value;
  }

  decode(): DecodedWords {
    let plain = 0;
    for (let at = this.#value.indexOf("=?"); at >= 0;) {
      WORD.lastIndex = at;
      const match = WORD.exec(this.#value);
      if (match === null) {
        this.#noteBroken(at);
        at = this.#value.indexOf("=?", at + 2);
        continue;
      }
      this.#addPlain(this.#value.slice(plain, at), true);
      this.#addWord(match);
      plain = at + match[0].length;
      at = this.#value.indexOf("=?", plain);
    }
    this.#addPlain(this.#value.slice(plain), false);
    return { text: this.#text.join(""), words: this.#words, faults: this.#faults };
  }

  #addPlain(text: string, isWordNext: boolean): void {
    if (this.#run !== undefined && isWordNext && BLANKS.test(text)) return;
    this.#endRun();
    this.#text.push(withoutKept(text));
  }

  #addWord([word, charset = "", , encoding = "", content = ""]: RegExpExecArray): void {
    this.#words++;
    if (word.length > MAX_WORD_LENGTH) this.#fault("long", word);
    // RFC 2047 4.2: an underscore is a space.
    const octets = encoding.toUpperCase() === "B"
      ? this.#decodeB(content, word)
      : decodeHex(content.replaceAll("_", " "), "=");
    if (/[ \t]/.test(content)) this.#fault("broken", word);
    if (/[\x80-\uffff]/.test(content)) this.#fault("eight-bit", word);
    const label = charset.toLowerCase();
    if (this.#run?.charset === label) {
      this.#run.octets.push(octets);
    } else {
      this.#endRun();
      this.#run = { charset: label, octets: [octets] };
    }
  }

  #endRun(): void {
    if (this.#run === undefined) return;
    const { charset, octets } = this.#run;
    const { text, known, intact } = decodePieces(octets, charset);
    if (!known) this.#fault("unknown-charset", charset);
    if (!intact) this.#fault("damaged", text);
    this.#text.push(text);
    this.#run = undefined;
  }

  #decodeB(content: string, word: string): Uint8Array {
    const clean = content.replace(/[^A-Za-z0-9+/]/g, "");
    const padding = content.length - content.trimEnd().length;
    const whole = clean.length % 4 === 1 ? clean.slice(0, -1) : clean;
    if (content.replace(/={0,2}$/, "") !== clean || padding > 0 || clean !== whole) {
      this.#fault("broken", word);
    }
    return Uint8Array.fromBase64(whole);
  }

  /** What begins like a word and has its two next question marks near was meant to be one. */
  #noteBroken(at: number): void {
    const start = this.#value.slice(at, at + MAX_WORD_LENGTH);
    if (/^=\?[^?\s]+\?[^?\s]+\?/.test(start)) this.#fault("broken", start);
  }

  #fault(fault: WordFault, word: string): void {
    if (!this.#faults.has(fault)) this.#faults.set(fault, withoutKept(word));
  }
}

/** A value without its encoded words. */
export function withoutWords(value: string): string {
  return value.replace(ANY_WORD, "");
}

/**
 * Encodes what is kept of octets in encoded words, so that it lasts through what reads the value as
 * text; elsewhere U+FFFD stands for it.
 *
 * @param value The unfolded value, with kept octets.
 */
export function encodeKeptInWords(value: string): string {
  const encoded = value.replace(
    ANY_WORD,
    (word) => replaceKept(word, (octet) => `=${octet.toString(16)}`),
  );
  return withoutKept(encoded);
}
