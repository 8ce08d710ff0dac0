/**
 * The encodings of Unicode that have a byte order or shifts: UTF-16 (RFC 2781), UTF-32, UTF-7
 * (RFC 2152).
 * @module
 */

const REPLACEMENT = "\ufffd";

/**
 * Decodes UTF-16 or UTF-32 of either byte order: as the mark at the beginning says, and big-endian
 * where there is none (RFC 2781 4.3).
 *
 * @param octets The octets.
 * @param width Octets of a code unit: 2 or 4.
 * @returns The text, of which the mark is the first character; U+FFFD stands for what is none.
 */
export function decodeMarked(octets: Uint8Array, width: 2 | 4): string {
  const mark = octets.subarray(0, width);
  const isLittle = mark[0] === 0xff && mark[1] === 0xfe && !mark.subarray(2).some(Boolean);
  if (width === 4) return decodeUtf32(octets, isLittle);
  return new TextDecoder(isLittle ? "utf-16le" : "utf-16be", { ignoreBOM: true }).decode(octets);
}

/**
 * Decodes UTF-32.
 *
 * @param octets The octets.
 * @param isLittle Whether the least octet stands first.
 */
export function decodeUtf32(octets: Uint8Array, isLittle: boolean): string {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const characters: string[] = [];
  let at = 0;
  for (; at + 4 <= octets.length; at += 4) {
    const code = view.getUint32(at, isLittle);
    characters.push(code <= 0x10ffff ? String.fromCodePoint(code) : REPLACEMENT);
  }
  if (at < octets.length) characters.push(REPLACEMENT);
  return characters.map((character) => character.toWellFormed()).join("");
}

const PLUS = 0x2b;
const MINUS = 0x2d;
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Decodes UTF-7.
 *
 * @param pieces The octets. Base64 ends with a piece where its last character is whole, since each
 * encoded word begins anew (RFC 2047 3), and goes on in the next piece where it is not.
 * @returns The text; U+FFFD stands for what is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeUtf7 } from "./unicode_charset.ts";
 *
 * assertEquals(decodeUtf7([new TextEncoder().encode("1 +- 1, Ol+AOE-")]), "1 + 1, Olá");
 * ```
 */
export function decodeUtf7(pieces: readonly Uint8Array[]): string {
  const decoder = new Utf7Decoder();
  for (const piece of pieces) {
    for (const octet of piece) decoder.take(octet);
    decoder.endPiece();
  }
  return decoder.end();
}

class Utf7Decoder {
  readonly #units: string[] = [];
  /** Within base64: after a plus. */
  #shifted = false;
  /** Whether nothing follows the plus as yet. */
  #fresh = false;
  #bits = 0;
  #count = 0;

  take(octet: number): void {
    const value = this.#shifted ? BASE64.indexOf(String.fromCharCode(octet)) : -1;
    if (value >= 0) {
      this.#takeDigit(value);
      return;
    }
    const wasShifted = this.#shifted;
    if (wasShifted) this.#endShift();
    if (octet === MINUS && wasShifted) {
      if (this.#fresh) this.#units.push("+");
    } else if (octet === PLUS) {
      this.#shifted = true;
      this.#fresh = true;
    } else {
      this.#units.push(octet < 0x80 ? String.fromCharCode(octet) : REPLACEMENT);
    }
  }

  endPiece(): void {
    const isHalf = /[\ud800-\udbff]/.test(this.#units.at(-1) ?? "");
    if (this.#shifted && !this.#fresh && this.#isWhole() && !isHalf) this.#endShift();
  }

  end(): string {
    if (this.#shifted) this.#endShift();
    return this.#units.join("").toWellFormed();
  }

  #takeDigit(value: number): void {
    this.#fresh = false;
    this.#bits = this.#bits << 6 | value;
    this.#count += 6;
    if (this.#count < 16) return;
    this.#count -= 16;
    this.#units.push(String.fromCharCode(this.#bits >> this.#count & 0xffff));
    this.#bits &= (1 << this.#count) - 1;
  }

  /** Whether what is left of the last digit is padding. */
  #isWhole(): boolean {
    return this.#count < 6 && this.#bits === 0;
  }

  #endShift(): void {
    if (!this.#isWhole()) this.#units.push(REPLACEMENT);
    this.#shifted = false;
    this.#bits = 0;
    this.#count = 0;
  }
}
