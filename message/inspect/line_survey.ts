/**
 * The lines of a message: how they end, and what no line should hold (RFC 5322 2.1.1 and 2.3).
 * @module
 */
import type { Position } from "../finding.ts";
import { MAX_LINE_LENGTH } from "../compose/scan.ts";

/** How often something was found, and where first. */
export interface Tally {
  /** How often. */
  readonly count: number;
  /** Where first, if anywhere. */
  readonly first?: Position;
}

const LF = 0x0a;
const CR = 0x0d;

/** What was found of the lines of a message. */
export interface LineReport {
  /** Line ends that are CR and LF. */
  readonly crlf: Tally;
  /** LF without CR before it. */
  readonly bareLf: Tally;
  /** CR without LF behind it. */
  readonly bareCr: Tally;
  /** Octets of value 0. */
  readonly nul: Tally;
  /** Lines of more than 998 octets without their end. */
  readonly long: Tally;
  /** The longest line in octets, without its end. */
  readonly longest: number;
  /** Octets. */
  readonly size: number;
  /** Lines; one without its end counts. */
  readonly lines: number;
}

type TallyName = "crlf" | "bareLf" | "bareCr" | "nul" | "long";

/** Counts what the lines of a message are, in pieces of any size. Each octet is looked at once. */
export class LineSurvey {
  #offset = 0;
  #line = 1;
  #lineStart = 0;
  #afterCr = false;
  #longest = 0;
  readonly #tallies: Record<TallyName, { count: number; first?: Position }> = {
    crlf: { count: 0 },
    bareLf: { count: 0 },
    bareCr: { count: 0 },
    nul: { count: 0 },
    long: { count: 0 },
  };

  /** Takes the next piece. */
  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; at++) {
      const octet = piece[at] ?? 0;
      // Most octets are none of those that matter; this is the one test that they meet.
      if (octet > CR && !this.#afterCr) continue;
      this.#look(octet, this.#offset + at);
    }
    this.#offset += piece.length;
  }

  /** Tells that the message is over; returns what was found. */
  end(): LineReport {
    if (this.#afterCr) this.#add("bareCr", this.#offset - 1);
    const last = this.#offset - this.#lineStart;
    this.#measure(last);
    return {
      ...this.#tallies,
      longest: this.#longest,
      size: this.#offset,
      lines: this.#line - 1 + (last > 0 ? 1 : 0),
    };
  }

  #look(octet: number, offset: number): void {
    if (octet === LF) return this.#endLine(offset);
    if (this.#afterCr) this.#add("bareCr", offset - 1);
    this.#afterCr = octet === CR;
    if (octet === 0) this.#add("nul", offset);
  }

  #endLine(offset: number): void {
    const end = this.#afterCr ? offset - 1 : offset;
    this.#add(this.#afterCr ? "crlf" : "bareLf", end);
    this.#measure(end - this.#lineStart);
    this.#afterCr = false;
    this.#line++;
    this.#lineStart = offset + 1;
  }

  #measure(length: number): void {
    this.#longest = Math.max(this.#longest, length);
    if (length > MAX_LINE_LENGTH) this.#add("long", this.#lineStart);
  }

  #add(what: TallyName, offset: number): void {
    const tally = this.#tallies[what];
    tally.count++;
    tally.first ??= { offset, line: this.#line };
  }
}
