/**
 * The lines of a message: how they end, and what no line should hold (RFC 5322 2.1.1 and 2.3).
 * @module
 */
import type { Position } from "./finding.ts";
import { MAX_LINE_LENGTH } from "./scan.ts";

/** How often something was found, and where first. */
export interface Tally {
  /** How often. */
  readonly count: number;
  /** Where first, if anywhere. */
  readonly first?: Position;
}

const LF = 0x0a;
const CR = 0x0d;
const NONE: Tally = { count: 0 };

/** Counts what the lines of a message are, in pieces of any size. Each octet is looked at once. */
export class LineSurvey {
  #offset = 0;
  #line = 1;
  #lineStart = 0;
  #afterCr = false;
  #isLineEightBit = false;
  #crlf = NONE;
  #bareLf = NONE;
  #bareCr = NONE;
  #nul = NONE;
  #eightBit = NONE;
  #long = NONE;
  #longest = 0;

  /** Line ends that are CR and LF. */
  get crlf(): Tally {
    return this.#crlf;
  }

  /** LF without CR before it. */
  get bareLf(): Tally {
    return this.#bareLf;
  }

  /** CR without LF behind it. */
  get bareCr(): Tally {
    return this.#bareCr;
  }

  /** Octets of value 0. */
  get nul(): Tally {
    return this.#nul;
  }

  /** Lines with octets above 127. */
  get eightBit(): Tally {
    return this.#eightBit;
  }

  /** Lines of more than 998 octets without their end. */
  get long(): Tally {
    return this.#long;
  }

  /** The longest line in octets, without its end. */
  get longest(): number {
    return this.#longest;
  }

  /** Octets so far. */
  get size(): number {
    return this.#offset;
  }

  /** Lines so far; one without its end counts. */
  get lines(): number {
    return this.#line - 1 + (this.#offset > this.#lineStart ? 1 : 0);
  }

  /** Takes the next piece. */
  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; at++) {
      const octet = piece[at] ?? 0;
      // Most octets are none of those that matter; this is the one test that they meet.
      if (octet > CR && octet < 0x80 && !this.#afterCr) continue;
      this.#look(octet, this.#offset + at);
    }
    this.#offset += piece.length;
  }

  /** Tells that the message is over. */
  end(): void {
    if (this.#afterCr) this.#look(0x20, this.#offset);
    this.#measure(this.#offset - this.#lineStart);
  }

  #look(octet: number, offset: number): void {
    if (octet === LF) return this.#endLine(offset);
    if (this.#afterCr) {
      this.#bareCr = this.#add(this.#bareCr, offset - 1);
      this.#afterCr = false;
    }
    if (octet === CR) this.#afterCr = true;
    else if (octet === 0) this.#nul = this.#add(this.#nul, offset);
    else if (octet >= 0x80) this.#noteEightBit(offset);
  }

  #endLine(offset: number): void {
    if (this.#afterCr) this.#crlf = this.#add(this.#crlf, offset - 1);
    else this.#bareLf = this.#add(this.#bareLf, offset);
    this.#measure(offset - this.#lineStart - (this.#afterCr ? 1 : 0));
    this.#afterCr = false;
    this.#line++;
    this.#lineStart = offset + 1;
    this.#isLineEightBit = false;
  }

  #noteEightBit(offset: number): void {
    if (!this.#isLineEightBit) this.#eightBit = this.#add(this.#eightBit, offset);
    this.#isLineEightBit = true;
  }

  #measure(length: number): void {
    this.#longest = Math.max(this.#longest, length);
    if (length > MAX_LINE_LENGTH) this.#long = this.#add(this.#long, this.#lineStart);
  }

  #add({ count, first }: Tally, offset: number): Tally {
    return { count: count + 1, first: first ?? { offset, line: this.#line } };
  }
}
