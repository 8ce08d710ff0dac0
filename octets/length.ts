/**
 * How long a text is in octets, without making them.
 * @module
 */

/**
 * The octets of a text in UTF-8.
 *
 * @param text The text; half of a surrogate pair counts as the replacement character that stands for it.
 * @returns How many there are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { utf8Length } from "./length.ts";
 *
 * assertEquals(utf8Length("Olá, 日本 😀"), 17);
 * ```
 */
export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (isHigh(unit) && isLow(text.charCodeAt(index + 1))) {
      length += 4;
      index++;
    } else length += 3;
  }
  return length;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
