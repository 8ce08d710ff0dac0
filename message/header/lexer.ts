/**
 * The words of a structured field: atoms, quoted strings, comments, single characters (RFC 5322 3.2).
 * Any text is read to its end, in time that grows with its length and no more: what is not closed
 * ends with the text, and is marked so.
 * @module
 */

/** One word of a field. */
export interface Token {
  /** What it is. */
  readonly kind: "atom" | "quoted" | "comment" | "special";
  /** What it means: without quotes, parentheses around it and backslashes. */
  readonly text: string;
  /** Where it begins in the text. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
  /** Whether its closing quote or parenthesis is missing. */
  readonly open: boolean;
}

/** The most words of a field; more than any field of use has, and what follows them is not read. */
export const MAX_TOKENS = 100_000;

const BLANK = /[ \t\r\n]/;

/**
 * Splits a text into words.
 *
 * @param text The unfolded value of a field.
 * @param specials What stands for itself, such as `;=`, and ends an atom.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readTokens } from "./lexer.ts";
 *
 * const tokens = readTokens('a="b;\\"c" (d (e)) ;f', ";=");
 * assertEquals(tokens.map(({ text }) => text), ["a", "=", 'b;"c', "d (e)", ";", "f"]);
 * ```
 */
export function readTokens(text: string, specials: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length && tokens.length < MAX_TOKENS;) {
    const character = text.charAt(at);
    if (BLANK.test(character)) {
      at++;
      continue;
    }
    const token = character === '"'
      ? readQuoted(text, at)
      : character === "("
      ? readComment(text, at)
      : specials.includes(character)
      ? { kind: "special" as const, text: character, start: at, end: at + 1, open: false }
      : readAtom(text, at, specials);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function readAtom(text: string, start: number, specials: string): Token {
  let end = start + 1;
  while (end < text.length) {
    const character = text.charAt(end);
    if (BLANK.test(character) || character === "(" || specials.includes(character)) break;
    end++;
  }
  return { kind: "atom", text: text.slice(start, end), start, end, open: false };
}

function readQuoted(text: string, start: number): Token {
  let end = start + 1;
  let escaped = false;
  while (end < text.length && text.charAt(end) !== '"') {
    const isEscape = text.charAt(end) === "\\";
    escaped ||= isEscape;
    end += isEscape ? 2 : 1;
  }
  return delimited("quoted", text, start, Math.min(end, text.length), escaped);
}

function readComment(text: string, start: number): Token {
  let depth = 1;
  let end = start + 1;
  let escaped = false;
  for (; end < text.length; end++) {
    const character = text.charAt(end);
    if (character === "(") depth++;
    if (character === ")" && --depth === 0) break;
    if (character === "\\") {
      escaped = true;
      end++;
    }
  }
  return delimited("comment", text, start, Math.min(end, text.length), escaped);
}

/** @param close Where the closing character stands, or the text ends. */
function delimited(
  kind: "quoted" | "comment",
  text: string,
  start: number,
  close: number,
  escaped: boolean,
): Token {
  const inside = text.slice(start + 1, close);
  const open = close === text.length;
  return {
    kind,
    text: escaped ? inside.replace(/\\(.)/gsu, "$1") : inside,
    start,
    end: open ? close : close + 1,
    open,
  };
}
