/**
 * What no line of a message may be on its way out, whatever a server would make of it.
 * @module
 */
import { ControlSearch, hasEightBit } from "../../octets/octets.ts";
import { MessageError } from "../message.ts";

/** The longest line of a message in octets, without its CRLF: RFC 5322 2.1.1, RFC 5321 4.5.3.1.6. */
export const MAX_LINE_LENGTH = 998;

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const CRLF_LENGTH = 2;

/**
 * Reads a message in pieces of any size, counts its octets as they are sent, each line with a CRLF, and
 * refuses lines that are too long or hold NUL (RFC 5322 4).
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { MessageError } from "../message.ts";
 * import { LineScan } from "./scan.ts";
 *
 * const scan = new LineScan();
 * scan.push(new TextEncoder().encode("Olá\n"));
 * assertEquals([scan.size, scan.eightBit, scan.asSent], [6, true, false]);
 * assertThrows(() => scan.push(new Uint8Array(1)), MessageError, "line 2");
 * ```
 */
export class LineScan {
  #size = 0;
  #eightBit = false;
  /** Line ends that are CR or LF alone. */
  #loneEnds = 0;
  #last = LF;
  #line: number;
  #lineLength = 0;

  /** @param line The number of the first line, from 1. */
  constructor(line = 1) {
    this.#line = line;
  }

  /** Octets so far. */
  get size(): number {
    return this.#size + this.#lineLength;
  }

  /** Whether any octet so far is above 127. */
  get eightBit(): boolean {
    return this.#eightBit;
  }

  /** Whether all lines so far end with CRLF, so that the octets are sent as they are. */
  get asSent(): boolean {
    return this.#loneEnds === 0 && this.#last === LF;
  }

  /**
   * Takes the next piece.
   *
   * @throws {MessageError} Naming the line that may not be sent.
   */
  push(piece: Uint8Array): void {
    this.#eightBit ||= hasEightBit(piece);
    const search = new ControlSearch(piece);
    let start = 0;
    for (let at = search.next(0); at < piece.length; at = search.next(at + 1)) {
      const octet = piece[at];
      if (octet === NUL) throw this.#refuse("holds a NUL octet (RFC 5322 4)");
      if (octet === CR) {
        this.#endLine(at - start);
        if (piece[at + 1] === LF) at++;
        else this.#loneEnds++;
      } else if (octet === LF) {
        // The CR at the end of the piece before was not alone, and has ended the line.
        if (at === 0 && this.#last === CR) this.#loneEnds--;
        else {
          this.#endLine(at - start);
          this.#loneEnds++;
        }
      } else continue;
      start = at + 1;
    }
    this.#lineLength += piece.length - start;
    this.#refuseTooLong();
    this.#last = piece.at(-1) ?? this.#last;
  }

  /** Tells that there is no more: a last line without an end gets one. */
  end(): void {
    if (this.#lineLength > 0) this.#endLine(0);
  }

  #endLine(length: number): void {
    this.#lineLength += length;
    this.#refuseTooLong();
    this.#size += this.#lineLength + CRLF_LENGTH;
    this.#line++;
    this.#lineLength = 0;
  }

  #refuseTooLong(): void {
    if (this.#lineLength <= MAX_LINE_LENGTH) return;
    throw this.#refuse(`is longer than ${MAX_LINE_LENGTH} octets (RFC 5322 2.1.1)`);
  }

  #refuse(fault: string): MessageError {
    return new MessageError(`Cannot send the message: line ${this.#line} ${fault}`);
  }
}
