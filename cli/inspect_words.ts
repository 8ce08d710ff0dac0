/**
 * Numbers of things as the sections of `mua inspect` write them.
 * @module
 */

/** `1 octet`, `12 octets`. */
export function octets(size: number): string {
  return count(size, "octet");
}

/** `1 line`, `12 lines`. */
export function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
