/** Octets as a person writes them. */

/** Octets from hexadecimal digits; white space is for reading only. */
export function octets(...hex: readonly string[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(hex.join("").replace(/\s+/g, ""));
}
