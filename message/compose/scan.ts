/**
 * What no line of a message may be on its way out, whatever a server would make of it.
 * @module
 */
import { hasEightBit } from "../encoding/octets.ts";
import { MessageError } from "../message.ts";

/** The longest line of a message in octets, without its CRLF: RFC 5322 2.1.1, RFC 5321 4.5.3.1.6. */
export const MAX_LINE_LENGTH = 998;

const NUL = 0x00;
const LF = 0x0a;

/**
 * Reads a message of CRLF lines in pieces of any size, counts its octets, and refuses lines that are
 * too long or hold NUL (RFC 5322 4).
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { MessageError } from "../message.ts";
 * import { LineScan } from "./scan.ts";
 *
 * const scan = new LineScan();
 * scan.push(new TextEncoder().encode("Olá\r\n"));
 * assertEquals([scan.size, scan.eightBit], [6, true]);
 * assertThrows(() => scan.push(new Uint8Array(1)), MessageError, "line 2");
 * ```
 */
export class LineScan {
  #size = 0;
  #eightBit = false;
  #line: number;
  #lineLength = 0;

  /** @param line The number of the first line, from 1. */
  constructor(line = 1) {
    this.#line = line;
  }

  /** Octets so far. */
  get size(): number {
    return this.#size;
  }

  /** Whether any octet so far is above 127. */
  get eightBit(): boolean {
    return this.#eightBit;
  }

  /**
   * Takes the next piece.
   *
   * @throws {MessageError} Naming the line that may not be sent.
   */
  push(piece: Uint8Array): void {
    this.#size += piece.length;
    this.#eightBit ||= hasEightBit(piece);
    const nul = piece.indexOf(NUL);
    let start = 0;
    for (;;) {
      const lineFeed = piece.indexOf(LF, start);
      const end = lineFeed < 0 ? piece.length : lineFeed;
      if (nul >= start && nul < end) throw this.#refuse("holds a NUL octet (RFC 5322 4)");
      this.#lineLength += end - start;
      // One octet more, because the CR is among them.
      if (this.#lineLength > MAX_LINE_LENGTH + 1) {
        throw this.#refuse(`is longer than ${MAX_LINE_LENGTH} octets (RFC 5322 2.1.1)`);
      }
      if (lineFeed < 0) return;
      this.#line++;
      this.#lineLength = 0;
      start = end + 1;
    }
  }

  #refuse(fault: string): MessageError {
    return new MessageError(`Cannot send the message: line ${this.#line} ${fault}`);
  }
}
