/**
 * Files of several messages: mbox (RFC 4155), with the quoting of mboxrd.
 * @module
 */
import { Carry } from "../encoding/octets.ts";

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x3e;
const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;
const MARK = new TextEncoder().encode("From ");
/** The most quotes before a mark in a line that are told from other text. */
const MAX_QUOTES = 100;
const NOTHING: Uint8Array = new Uint8Array(0);

/** Whether a file that begins so is an mbox. */
export function isMbox(octets: Uint8Array): boolean {
  return isMark(octets);
}

/** What is told of an mbox. */
interface MboxListener {
  /** A message begins. */
  begin(): void;
  /** Octets of the last message that began. */
  content(octets: Uint8Array): void;
}

/**
 * Reads an mbox in pieces of any size. A message begins after a line `From ` at the beginning or after
 * an empty line; that empty line is none of the message before. A `>` that keeps a line of a message
 * from being such a mark is taken off.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { MboxReader } from "./mbox.ts";
 *
 * const messages: string[] = [];
 * const reader = new MboxReader({
 *   begin: () => messages.push(""),
 *   content: (octets) => messages.push(messages.pop() + new TextDecoder().decode(octets)),
 * });
 * reader.push(new TextEncoder().encode("From a\nA: 1\n\n>From b\n\nFrom c\nB: 2\n\n"));
 * reader.end();
 * assertEquals(messages, ["A: 1\n\nFrom b\n", "B: 2\n"]);
 * ```
 */
export class MboxReader {
  readonly #listener: MboxListener;
  readonly #carry = new Carry((octets, isLast) => this.#take(octets, isLast));
  /** An empty line that may stand before a mark. */
  #empty: Uint8Array = NOTHING;
  #atLineStart = true;
  #inMark = false;
  #begun = false;

  /** @param listener Is told of the messages. */
  constructor(listener: MboxListener) {
    this.#listener = listener;
  }

  /** Takes the next piece. */
  push(piece: Uint8Array): void {
    this.#carry.push(piece);
  }

  /** Tells that the file is over. The empty line at its end is none of the last message. */
  end(): void {
    this.#carry.end();
  }

  #take(octets: Uint8Array, isLast: boolean): number {
    let at = 0;
    while (at < octets.length) {
      const lineFeed = octets.indexOf(LF, at);
      const end = lineFeed < 0 ? octets.length : lineFeed + 1;
      const mayBeMark = this.#atLineStart && end - at <= MAX_QUOTES + MARK.length;
      if (lineFeed < 0 && mayBeMark && !isLast) break;
      this.#takeLine(octets.subarray(at, end));
      this.#atLineStart = lineFeed >= 0;
      at = end;
    }
    return at;
  }

  /** Takes a line, or more of one that is long. */
  #takeLine(line: Uint8Array): void {
    if (this.#atLineStart) {
      this.#inMark = (!this.#begun || this.#empty.length > 0) && isMark(line);
      if (this.#inMark) {
        this.#begun = true;
        this.#empty = NOTHING;
        this.#listener.begin();
        return;
      }
    }
    if (this.#inMark) return;
    if (this.#empty.length > 0) this.#listener.content(this.#empty);
    this.#empty = NOTHING;
    if (this.#atLineStart && isEmptyLine(line)) this.#empty = line.slice();
    else this.#listener.content(this.#atLineStart && isQuoted(line) ? line.subarray(1) : line);
  }
}

/** A field `From` with blanks before its colon is none (RFC 5322 4.5). */
function isMark(line: Uint8Array): boolean {
  if (!startsWithMark(line, 0)) return false;
  let at = MARK.length;
  while (line[at] === SPACE || line[at] === TAB) at++;
  return line[at] !== COLON;
}

function startsWithMark(octets: Uint8Array, start: number): boolean {
  return MARK.every((octet, index) => octets[start + index] === octet);
}

function isQuoted(line: Uint8Array): boolean {
  let quotes = 0;
  while (quotes < MAX_QUOTES && line[quotes] === QUOTE) quotes++;
  return quotes > 0 && startsWithMark(line, quotes);
}

function isEmptyLine(line: Uint8Array): boolean {
  return line[0] === LF || (line.length === 2 && line[0] === CR && line[1] === LF);
}
