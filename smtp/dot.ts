/**
 * The message as it leaves in DATA: CRLF line ends only, dots stuffed, ended by a lone dot
 * (RFC 5321 sections 2.3.8, 4.1.1.4 and 4.5.2).
 * @module
 */

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

/** The end of mail data when the message has already ended its last line (RFC 5321 section 4.1.1.4). */
const END_OF_DATA = new Uint8Array([DOT, CR, LF]);
/** The end of mail data behind a line that was not ended. */
const LINE_END_AND_END_OF_DATA = new Uint8Array([CR, LF, DOT, CR, LF]);
/** The same behind a CR that waits for its LF. */
const REST_OF_LINE_END_AND_END_OF_DATA = LINE_END_AND_END_OF_DATA.subarray(1);

/** What a bare CR needs behind it, and what a bare LF needs before it. */
const MISSING_LF = new Uint8Array([LF]);
const MISSING_CR = new Uint8Array([CR]);
const STUFFING = new Uint8Array([DOT]);

/**
 * Turns the octets of a message, however they are cut into chunks, into what DATA sends: a bare CR
 * or a bare LF becomes CRLF, so that neither ever leaves, and a line that begins with a dot gets a
 * second one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DotStuffer } from "./dot.ts";
 * const stuffer = new DotStuffer();
 * const sent = [
 *   ...stuffer.push(new TextEncoder().encode(".hidden\r\nlast")),
 *   ...stuffer.end(),
 * ];
 * assertEquals(new TextDecoder().decode(new Uint8Array(sent)), "..hidden\r\nlast\r\n.\r\n");
 * ```
 */
export class DotStuffer {
  #atLineStart = true;
  #afterCr = false;

  /**
   * The next octets as they leave.
   *
   * @param chunk The next octets of the message.
   * @returns The octets to send; the chunk itself where nothing is to be changed.
   */
  push(chunk: Uint8Array): Uint8Array {
    const pieces: Uint8Array[] = [];
    let kept = 0;
    const insert = (index: number, octets: Uint8Array): void => {
      pieces.push(chunk.subarray(kept, index), octets);
      kept = index;
    };
    let atLineStart = this.#atLineStart;
    let afterCr = this.#afterCr;
    for (let index = 0; index < chunk.length; index++) {
      const octet = chunk[index];
      if (afterCr && octet !== LF) {
        insert(index, MISSING_LF);
        atLineStart = true;
      } else if (octet === LF && !afterCr) {
        insert(index, MISSING_CR);
      }
      if (atLineStart && octet === DOT) insert(index, STUFFING);
      atLineStart = octet === LF;
      afterCr = octet === CR;
    }
    this.#atLineStart = atLineStart;
    this.#afterCr = afterCr;
    if (pieces.length === 0) return chunk;
    pieces.push(chunk.subarray(kept));
    return concatenate(pieces);
  }

  /**
   * The end of the mail data, with the end of the last line if the message did not have one.
   *
   * @returns The octets to send last.
   */
  end(): Uint8Array {
    if (this.#atLineStart) return END_OF_DATA;
    return this.#afterCr ? REST_OF_LINE_END_AND_END_OF_DATA : LINE_END_AND_END_OF_DATA;
  }
}

/**
 * Joins pieces of bytes.
 *
 * @param pieces The pieces, in order.
 * @returns One array that holds them all.
 */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    joined.set(piece, position);
    position += piece.length;
  }
  return joined;
}
