/**
 * The octets of a connection, as command lines or as mail data.
 * @module
 */
import { concatenate } from "../message/encoding/octets.ts";

const CR = 0x0d;
const LF = 0x0a;
const NOTHING: Uint8Array = new Uint8Array(0);

/** Octets that are kept of a line that is too long: enough to see what kind of line it is. */
const BEGINNING_OCTETS = 64;

/**
 * A command line: one that ends in CRLF; one that ends in a bare LF, which is no end of line (RFC 5321
 * section 2.3.8); or one that was too long to be kept, of which there is only the beginning.
 */
export interface Line {
  /** Which of them. */
  readonly kind: "line" | "bare-lf" | "too-long";
  /** The line without its end, or its beginning. */
  readonly octets: Uint8Array;
}

/**
 * Holds what has arrived and was not yet taken. It keeps at most the last chunk and one unfinished
 * line. The last chunk is not copied: all of it must be taken before its memory is used again.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { InputBuffer } from "./line.ts";
 * const input = new InputBuffer();
 * input.feed(new TextEncoder().encode("NOOP\r\nQU"));
 * const octets = new TextEncoder().encode("NOOP");
 * assertEquals(input.nextLine(512), { kind: "line", octets });
 * assertEquals(input.nextLine(512), undefined);
 * ```
 */
export class InputBuffer {
  #chunk = NOTHING;
  #unfinished = NOTHING;
  #tooLong = false;

  /**
   * Takes the next chunk, when everything before it was taken.
   *
   * @param chunk The octets.
   */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk;
  }

  /**
   * Takes the next line.
   *
   * @param maxOctets Octets that the line may have with its end; the rest of a longer one is dropped.
   * @returns The line without its end, or `undefined` when its end has not arrived.
   */
  nextLine(maxOctets: number): Line | undefined {
    const end = this.#chunk.indexOf(LF) + 1;
    if (end === 0) {
      this.#keep(this.takeRest(), maxOctets);
      return undefined;
    }
    this.#keep(this.#chunk.subarray(0, end), maxOctets);
    this.#chunk = this.#chunk.subarray(end);
    const tooLong = this.#tooLong;
    const octets = this.#unfinished;
    this.#tooLong = false;
    this.#unfinished = NOTHING;
    if (tooLong) return { kind: "too-long", octets };
    return octets.at(-2) === CR
      ? { kind: "line", octets: octets.subarray(0, -2) }
      : { kind: "bare-lf", octets: octets.subarray(0, -1) };
  }

  /** Takes all that is left, as mail data. */
  takeRest(): Uint8Array {
    const rest = this.#chunk;
    this.#chunk = NOTHING;
    return rest;
  }

  /**
   * Takes octets of a chunk of mail data.
   *
   * @param maxOctets How many at most.
   */
  take(maxOctets: number): Uint8Array {
    const octets = this.#chunk.subarray(0, maxOctets);
    this.#chunk = this.#chunk.subarray(octets.length);
    return octets;
  }

  /** Whether something has arrived that was not yet taken. */
  get hasMore(): boolean {
    return this.#chunk.length > 0;
  }

  #keep(piece: Uint8Array, maxOctets: number): void {
    if (this.#tooLong) return;
    const line = concatenate([this.#unfinished, piece]);
    this.#tooLong = line.length > maxOctets;
    this.#unfinished = this.#tooLong ? line.slice(0, BEGINNING_OCTETS) : line;
  }
}
