/**
 * Whether octets are UTF-8, however they are cut into pieces.
 * @module
 */

/**
 * Checks a stream of octets.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Utf8Check } from "./utf8.ts";
 *
 * const check = new Utf8Check();
 * check.push(Uint8Array.of(0xc3));
 * check.push(Uint8Array.of(0xa9));
 * assertEquals(check.end(), true);
 * ```
 */
export class Utf8Check {
  #decoder: TextDecoder | undefined = new TextDecoder("utf-8", { fatal: true });

  /** Takes the next octets. */
  push(octets: Uint8Array): void {
    this.#decode(octets, true);
  }

  /** Tells that the octets are over; returns whether all of them together are UTF-8. */
  end(): boolean {
    this.#decode(new Uint8Array(0), false);
    return this.#decoder !== undefined;
  }

  #decode(octets: Uint8Array, stream: boolean): void {
    try {
      this.#decoder?.decode(octets, { stream });
    } catch {
      this.#decoder = undefined;
    }
  }
}
