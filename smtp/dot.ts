/**
 * The message as it leaves in DATA: CRLF line ends only, dots stuffed, ended by a lone dot
 * (RFC 5321 sections 2.3.8, 4.1.1.4 and 4.5.2).
 * @module
 */
import { concatenate, ControlSearch } from "../octets/octets.ts";

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

/** Makes of the octets of a message what DATA sends. */
export interface Stuffer {
  /** The next octets as they leave. */
  push(chunk: Uint8Array): Uint8Array;
  /** The octets to send last. */
  end(): Uint8Array;
}

/**
 * Stuffs dots and changes nothing else: bare CR and LF leave as they are. Only CRLF ends a line, so only
 * behind that a dot gets a second one, and the end of the mail data stands behind CRLF, whatever
 * the message ends with.
 */
export class AsIsStuffer implements Stuffer {
  #previous = CR;
  #last = LF;

  /**
   * The next octets as they leave.
   *
   * @param chunk The next octets of the message.
   * @returns The octets to send.
   */
  push(chunk: Uint8Array): Uint8Array {
    const pieces: Uint8Array[] = [];
    let kept = 0;
    for (const [index, octet] of chunk.entries()) {
      if (octet === DOT && this.#isAtLineStart) {
        pieces.push(chunk.subarray(kept, index), STUFFING);
        kept = index;
      }
      this.#previous = this.#last;
      this.#last = octet;
    }
    return pieces.length === 0 ? chunk : concatenate([...pieces, chunk.subarray(kept)]);
  }

  /**
   * The end of the mail data, with a CRLF before it if the message does not end with one.
   *
   * @returns The octets to send last.
   */
  end(): Uint8Array {
    return this.#isAtLineStart ? END_OF_DATA : LINE_END_AND_END_OF_DATA;
  }

  get #isAtLineStart(): boolean {
    return this.#previous === CR && this.#last === LF;
  }
}

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
export class DotStuffer implements Stuffer {
  #last = LF;

  /**
   * The next octets as they leave.
   *
   * @param chunk The next octets of the message.
   * @returns The octets to send; the chunk itself where nothing is to be changed.
   */
  push(chunk: Uint8Array): Uint8Array {
    const pieces: Uint8Array[] = [];
    let kept = 0;
    let looked = -1;
    const insert = (index: number, octets: Uint8Array): void => {
      pieces.push(chunk.subarray(kept, index), octets);
      kept = index;
    };
    /** Only a line end, and what is behind one, can need another octet before it. */
    const look = (index: number, previous: number | undefined): void => {
      if (index <= looked || index >= chunk.length) return;
      looked = index;
      const octet = chunk[index];
      if (previous === CR && octet !== LF) insert(index, MISSING_LF);
      else if (previous !== CR && octet === LF) insert(index, MISSING_CR);
      if (octet === DOT && (previous === LF || previous === CR)) insert(index, STUFFING);
    };
    look(0, this.#last);
    const search = new ControlSearch(chunk);
    for (let at = search.next(0); at < chunk.length; at = search.next(at + 1)) {
      // The usual end of a line at once.
      if (chunk[at] === CR && chunk[at + 1] === LF) at++;
      const octet = chunk[at];
      if (octet === LF) look(at, chunk[at - 1]);
      if (octet === LF || octet === CR) look(at + 1, octet);
    }
    this.#last = chunk.at(-1) ?? this.#last;
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
    if (this.#last === LF) return END_OF_DATA;
    return this.#last === CR ? REST_OF_LINE_END_AND_END_OF_DATA : LINE_END_AND_END_OF_DATA;
  }
}
