/**
 * Labels of other scripts as DNS carries them: Punycode (RFC 3492).
 * @module
 */

/** The parameters of RFC 3492 section 5. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 0x80;

const DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
const MAX_CODE_POINT = 0x10ffff;

/**
 * Decodes a label. Whether it is one that should be in use is for the caller to find out, by the way
 * back.
 *
 * @param label The label in lower case, without `xn--`.
 * @returns The text; `undefined` where there is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodePunycode } from "./punycode.ts";
 *
 * assertEquals(decodePunycode("bcher-kva"), "bücher");
 * ```
 */
export function decodePunycode(label: string): string | undefined {
  const delimiter = label.lastIndexOf("-");
  const output = [...label.slice(0, Math.max(0, delimiter))].map((letter) => letter.charCodeAt(0));
  let codePoint = INITIAL_N;
  let bias = INITIAL_BIAS;
  let position = 0;
  for (let rest = label.slice(delimiter + 1); rest !== "";) {
    const number = readNumber(rest, bias);
    if (number === undefined) return undefined;
    rest = rest.slice(number.digits);
    const length = output.length + 1;
    bias = adapt(number.value, length, position === 0);
    position += number.value;
    codePoint += Math.floor(position / length);
    if (codePoint > MAX_CODE_POINT) return undefined;
    position %= length;
    output.splice(position++, 0, codePoint);
  }
  return output.map((each) => String.fromCodePoint(each)).join("");
}

/** A generalized variable-length integer (RFC 3492 section 3.3). */
function readNumber(
  text: string,
  bias: number,
): { readonly value: number; readonly digits: number } | undefined {
  let value = 0;
  let weight = 1;
  for (const [index, letter] of [...text].entries()) {
    const digit = DIGITS.indexOf(letter);
    if (digit < 0) return undefined;
    value += digit * weight;
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
    const threshold = Math.min(T_MAX, Math.max(T_MIN, BASE * (index + 1) - bias));
    if (digit < threshold) return { value, digits: index + 1 };
    weight *= BASE - threshold;
  }
  return undefined;
}

/** RFC 3492 section 6.1. */
function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > Math.floor((BASE - T_MIN) * T_MAX / 2); k += BASE) {
    rest = Math.floor(rest / (BASE - T_MIN));
  }
  return k + Math.floor((BASE - T_MIN + 1) * rest / (rest + SKEW));
}
