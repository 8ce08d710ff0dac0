/**
 * Octets written as hexadecimal digits behind a mark: `=E1` in quoted-printable and encoded words
 * (RFC 2045 6.7, RFC 2047 4.2), `%E1` in parameters (RFC 2231 4).
 * @module
 */
import { encodeKept } from "./raw_octet.ts";

/**
 * The octet of two hexadecimal digits.
 *
 * @param octets Where the digits stand.
 * @param at The place of the first one.
 * @returns 0 to 255, or `NaN` when there are not two digits.
 */
export function hexOctet(octets: Uint8Array, at: number): number {
  return hexDigit(octets[at]) * 16 + hexDigit(octets[at + 1]);
}

function hexDigit(octet: number | undefined): number {
  if (octet === undefined) return NaN;
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const letter = octet | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : NaN;
}

/**
 * Decodes each mark with two digits behind it; a mark without them stays as it is.
 *
 * @param text The text; what is beyond ASCII becomes UTF-8, kept octets themselves.
 * @param mark The mark: one character of ASCII.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeHex } from "./hex.ts";
 *
 * assertEquals(new TextDecoder().decode(decodeHex("Ol%C3%A1, 5%", "%")), "Olá, 5%");
 * ```
 */
export function decodeHex(text: string, mark: string): Uint8Array {
  const octets = encodeKept(text);
  const markOctet = mark.charCodeAt(0);
  let length = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    const value = octet === markOctet ? hexOctet(octets, at + 1) : NaN;
    octets[length++] = Number.isNaN(value) ? octet : value;
    if (!Number.isNaN(value)) at += 2;
  }
  return octets.subarray(0, length);
}
