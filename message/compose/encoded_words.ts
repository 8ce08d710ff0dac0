/**
 * Text of any script in a header of ASCII: encoded words (RFC 2047).
 * @module
 */
import { READABLE_GROWTH } from "./text_part.ts";
import { ENCODED_LINE_LENGTH, splitAtBlanks } from "./fold.ts";

/** The length of an encoded word at most (RFC 2047 2). */
const WORD_LENGTH = 75;
/** What every encoded word has around its text. */
const FRAME = "=?UTF-8?Q??=";
/** A line that has less room than this for a word is ended before. */
const LEAST_ROOM = 24;
/** A word of ASCII that is longer than this would make a line too long to be sent. */
const PLAIN_LENGTH = 900;

/** What some readers take for an encoded word, with blanks in it too. */
const LOOKS_ENCODED = /=\?.*\?=/;

const encoder = new TextEncoder();

/**
 * Whether a text stands in a header as it is: ASCII that nobody takes for an encoded word.
 *
 * @param text The text, without control characters.
 */
export function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text) && !LOOKS_ENCODED.test(text) &&
    text.split(" ").every((word) => word.length <= PLAIN_LENGTH);
}

/**
 * A text for a field that people read, such as Subject: encoded where it must be, words between blanks
 * as they are.
 *
 * @param text The text on one line.
 * @param column Where it begins in its line.
 * @returns The pieces to fold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writeText } from "./encoded_words.ts";
 *
 * assertEquals(writeText("Hi, José, hi", 9), ["Hi,", " =?UTF-8?Q?Jos=C3=A9=2C?=", " hi"]);
 * ```
 */
export function writeText(text: string, column: number): string[] {
  const pieces: string[][] = [];
  // The blanks between two words that are encoded belong to them: RFC 2047 6.2 drops what is between.
  const isDeceptive = LOOKS_ENCODED.test(text);
  const needsWord = (word: string): boolean =>
    !isPlain(word) || (isDeceptive && word.includes("=?"));
  for (const { encoded, words } of runsOf(splitAtBlanks(text), needsWord)) {
    if (!encoded) pieces.push(words);
    else {
      const [blanks = ""] = /^ */.exec(words[0] ?? "") ?? [];
      const start = pieces.length === 0 ? column : ENCODED_LINE_LENGTH;
      // Of several blanks, some readers keep one where a line ends: the others go into the word.
      const separator = blanks.slice(0, 1);
      const [first = "", ...rest] = encodeWords(words.join("").slice(separator.length), start);
      pieces.push([separator + first, ...rest.map((word) => ` ${word}`)]);
    }
  }
  return pieces.flat();
}

/** Words that follow one another and are all encoded, or all not. */
interface Run {
  readonly encoded: boolean;
  readonly words: string[];
}

function runsOf(words: readonly string[], needsWord: (word: string) => boolean): Run[] {
  const runs: Run[] = [];
  for (const word of words) {
    const encoded = needsWord(word);
    const last = runs.at(-1);
    if (last?.encoded === encoded) last.words.push(word);
    else runs.push({ encoded, words: [word] });
  }
  return runs;
}

/**
 * Encoded words for a text, each of whole characters and at most 75 long.
 *
 * @param text The text.
 * @param column Where the first of them begins in its line.
 * @returns The words, in the encoding Q unless that is much longer than B.
 */
export function encodeWords(text: string, column: number): string[] {
  const characters = [...text].map((character) => [...encoder.encode(character)]);
  const octets = characters.flat();
  const q = octets.reduce((sum, octet) => sum + quoted(octet).length, 0);
  const isReadable = q <= Math.ceil(octets.length / 3) * 4 * READABLE_GROWTH;
  const lengthOf = isReadable
    ? (word: readonly number[]) => word.reduce((sum, octet) => sum + quoted(octet).length, 0)
    : (word: readonly number[]) => Math.ceil(word.length / 3) * 4;
  const left = ENCODED_LINE_LENGTH - column;
  let room = left < LEAST_ROOM ? WORD_LENGTH : Math.min(WORD_LENGTH, left);
  const words: number[][] = [];
  let word: number[] = [];
  for (const character of characters) {
    if (word.length > 0 && FRAME.length + lengthOf([...word, ...character]) > room) {
      words.push(word);
      word = [];
      room = WORD_LENGTH;
    }
    word = [...word, ...character];
  }
  return [...words, word].map((octets) =>
    isReadable
      ? `=?UTF-8?Q?${octets.map(quoted).join("")}?=`
      : `=?UTF-8?B?${Uint8Array.from(octets).toBase64()}?=`
  );
}

/** An octet in the encoding Q, for every place that an encoded word may have (RFC 2047 5 rule 3). */
function quoted(octet: number): string {
  if (octet === 0x20) return "_";
  const character = String.fromCharCode(octet);
  if (/[A-Za-z0-9!*+/-]/.test(character)) return character;
  return `=${octet.toString(16).toUpperCase().padStart(2, "0")}`;
}
