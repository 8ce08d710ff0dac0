/**
 * Characters that no header field and no envelope may carry, how a message names them, and how a text is
 * cut between two of them.
 * @module
 */

/** How much of a text a message repeats, in UTF-16 code units. */
const QUOTED_LENGTH = 80;

/**
 * Finds the first character that can end a line or change what a reader sees of one: control
 * characters (C0, DEL, C1), line and paragraph separators, and lone surrogates, which UTF-8 cannot
 * carry. A header field would become two with them (RFC 5322 2.2, RFC 6532 3.2).
 *
 * @param text Any text from outside.
 * @returns The character in words such as `CR (U+000D)`, or `undefined` when there is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { forbiddenCharacter } from "./character.ts";
 *
 * assertEquals(forbiddenCharacter("Hi\r\nBcc: eve@example.com"), "CR (U+000D)");
 * assertEquals(forbiddenCharacter("Olá, Ana"), undefined);
 * ```
 */
export function forbiddenCharacter(text: string): string | undefined {
  const [character] = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.exec(text) ?? [];
  return character === undefined ? undefined : characterName(character);
}

const NAMES: Readonly<Record<number, string>> = {
  0x00: "NUL",
  0x09: "TAB",
  0x0a: "LF",
  0x0d: "CR",
  0x1b: "ESC",
  0x7f: "DEL",
  0x85: "NEL",
  0x2028: "LINE SEPARATOR",
  0x2029: "PARAGRAPH SEPARATOR",
};

/** Names a character for a person: `CR (U+000D)`, `U+202E`, `"<"`. */
export function characterName(character: string): string {
  if (/^[!-~]$/.test(character)) return `"${character}"`;
  const codePoint = character.codePointAt(0) ?? 0;
  const number = `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
  const name = NAMES[codePoint];
  return name === undefined ? number : `${name} (${number})`;
}

/** Repeats a text in a message: in quotes, control characters escaped, shortened when it is long. */
export function quoteForMessage(text: string): string {
  return text.length <= QUOTED_LENGTH
    ? JSON.stringify(text)
    : `${JSON.stringify(cutText(text, QUOTED_LENGTH))}...`;
}

/**
 * The beginning of a text.
 *
 * @param text The text.
 * @param length The most of it, in UTF-16 code units; one fewer where that would part a character.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cutText } from "./character.ts";
 *
 * assertEquals([cutText("a😀", 2), cutText("a😀", 3)], ["a", "a😀"]);
 * ```
 */
export function cutText(text: string, length: number): string {
  const beginning = text.slice(0, length);
  const isParted = beginning.length < text.length && /[\ud800-\udbff]$/.test(beginning) &&
    /^[\udc00-\udfff]/.test(text.slice(length, length + 1));
  return isParted ? beginning.slice(0, -1) : beginning;
}
