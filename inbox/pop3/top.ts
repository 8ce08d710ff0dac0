/**
 * The beginning of a message, as TOP of POP3 gives it (RFC 1939 section 7).
 * @module
 */

const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts a message behind its header and some lines of its body.
 *
 * @param message The octets of the message.
 * @param bodyLines How many lines of the body are wanted; all of them if that is `Infinity`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { topOf } from "./top.ts";
 * const message = new TextEncoder().encode("Subject: Hi\r\n\r\none\r\ntwo\r\n");
 * const pieces = await Array.fromAsync(topOf(ReadableStream.from([message]), 1));
 * assertEquals(pieces.map((piece) => new TextDecoder().decode(piece)).join(""), "Subject: Hi\r\n\r\none\r\n");
 * ```
 */
export async function* topOf(
  message: AsyncIterable<Uint8Array>,
  bodyLines: number,
): AsyncGenerator<Uint8Array> {
  if (bodyLines === Infinity) return yield* message;
  let left = bodyLines;
  let isBody = false;
  /** Whether the line so far has nothing but perhaps a CR. */
  let isEmpty = true;
  for await (const octets of message) {
    for (const [index, octet] of octets.entries()) {
      if (octet !== LF) {
        isEmpty &&= octet === CR;
        continue;
      }
      if (isBody) left--;
      isBody ||= isEmpty;
      isEmpty = true;
      if (isBody && left <= 0) return yield octets.subarray(0, index + 1);
    }
    yield octets;
  }
}
