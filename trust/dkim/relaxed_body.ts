/**
 * The canonical form `relaxed` of a body, which is what a DKIM signature covers (RFC 6376 section 3.4.4):
 * servers on the way change blanks and line ends.
 * @module
 */

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** Octets of the canonical body that are kept before they are handed on. */
const BUFFER_LENGTH = 64 * 1024;
/** What one octet makes to be written besides line ends, at most: a blank, a CR before it, and itself. */
const MOST_AT_ONCE = 3;

function isNoLineEnd(octet: number): boolean {
  return octet !== CR && octet !== LF;
}

/** Brings a body into its canonical form, in pieces of any size. */
export class RelaxedBody {
  readonly #take: (octets: Uint8Array) => void;
  readonly #buffer = new Uint8Array(BUFFER_LENGTH);
  #filled = 0;
  /** Line ends that count only if something follows them. */
  #lineEnds = 0;
  /** Blanks that count, as one, only if something of their line follows them. */
  #blank = false;
  /** A CR that may be half of a line end. */
  #carriageReturn = false;
  #isEmpty = true;

  /** @param take Takes canonical octets, which may be overwritten as soon as it returns. */
  constructor(take: (octets: Uint8Array) => void) {
    this.#take = take;
  }

  /** Takes the next octets of the body. */
  push(octets: Uint8Array): void {
    // A large message is an attachment in base64 for the most part. Without blanks only line ends at the
    // edges depend on what is around them, and all that is between stays as it is.
    const first = octets.findIndex(isNoLineEnd);
    if (first < 0 || octets.includes(SPACE) || octets.includes(TAB)) return this.#relax(octets);
    const last = octets.findLastIndex(isNoLineEnd);
    this.#relax(octets.subarray(0, first + 1));
    this.#filled = this.#flush(this.#filled);
    this.#take(octets.subarray(first + 1, last + 1));
    this.#relax(octets.subarray(last + 1));
  }

  #relax(octets: Uint8Array): void {
    // Variables of the loop halve the time.
    const buffer = this.#buffer;
    let filled = this.#filled;
    let lineEnds = this.#lineEnds;
    let blank = this.#blank;
    let carriageReturn = this.#carriageReturn;
    for (let at = 0; at < octets.length; at++) {
      const octet = octets[at] ?? 0;
      if (octet <= SPACE) {
        if (carriageReturn ? octet === LF : octet === CR) {
          if (carriageReturn) {
            lineEnds += 1;
            blank = false;
          }
          carriageReturn = !carriageReturn;
          continue;
        }
        if (!carriageReturn && (octet === SPACE || octet === TAB)) {
          blank = true;
          continue;
        }
      }
      if (lineEnds > 0) filled = this.#writeLineEnds(lineEnds, filled);
      lineEnds = 0;
      if (filled + MOST_AT_ONCE > BUFFER_LENGTH) filled = this.#flush(filled);
      if (blank) buffer[filled++] = SPACE;
      blank = false;
      if (carriageReturn) {
        buffer[filled++] = CR;
        carriageReturn = octet === CR;
        blank = octet === SPACE || octet === TAB;
        if (carriageReturn || blank) continue;
      }
      buffer[filled++] = octet;
    }
    this.#filled = filled;
    this.#lineEnds = lineEnds;
    this.#blank = blank;
    this.#carriageReturn = carriageReturn;
  }

  /** Ends the body: with one line end, unless it is empty. */
  end(): void {
    // A second CR tells that the first one is no half of a line end.
    if (this.#carriageReturn) this.#relax(Uint8Array.of(CR));
    const isEmpty = this.#isEmpty && this.#filled === 0;
    this.#flush(isEmpty ? 0 : this.#writeLineEnds(1, this.#filled));
  }

  /** Writes line ends behind what fills the buffer, and tells how much fills it then. */
  #writeLineEnds(count: number, filled: number): number {
    let end = filled;
    for (let left = count; left > 0; left--) {
      if (end + 2 > BUFFER_LENGTH) end = this.#flush(end);
      this.#buffer[end++] = CR;
      this.#buffer[end++] = LF;
    }
    return end;
  }

  #flush(filled: number): 0 {
    this.#take(this.#buffer.subarray(0, filled));
    this.#isEmpty = false;
    return 0;
  }
}
