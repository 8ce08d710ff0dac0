/**
 * What is done with many octets: four are looked at in one step, because a mail may have a hundred million.
 * @module
 */

/** The octets below this one are found by {@linkcode ControlSearch}: NUL, TAB, LF and CR are among them. */
const CONTROL_END = 0x0e;

/** The highest bit of each octet of a word. */
const HIGH_BITS = 0x80808080;
/** {@linkcode CONTROL_END} in each octet of a word. */
const CONTROL_ENDS = CONTROL_END * 0x01010101;

const OCTETS_PER_WORD = 4;

const encoder = new TextEncoder();

/** The words of four octets that lie whole in some octets. */
interface Words {
  /** Octets before the first word. */
  readonly start: number;
  readonly words: Int32Array;
}

function wordsOf(octets: Uint8Array): Words {
  const start = -octets.byteOffset & (OCTETS_PER_WORD - 1);
  const count = Math.floor((octets.length - start) / OCTETS_PER_WORD);
  if (count <= 0) return { start: octets.length, words: new Int32Array(0) };
  return { start, words: new Int32Array(octets.buffer, octets.byteOffset + start, count) };
}

/**
 * Searches octets for those that can end a line, and the few like them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ControlSearch } from "./octets.ts";
 *
 * const search = new ControlSearch(new TextEncoder().encode("Hi\r\nAna"));
 * assertEquals([search.next(0), search.next(3), search.next(4)], [2, 3, 7]);
 * ```
 */
export class ControlSearch {
  readonly #octets: Uint8Array;
  readonly #words: Words;

  /** @param octets Where to search. */
  constructor(octets: Uint8Array) {
    this.#octets = octets;
    this.#words = wordsOf(octets);
  }

  /**
   * Finds the next octet below 0x0e.
   *
   * @param from Where to begin.
   * @returns Its index, or the number of octets if there is none.
   */
  next(from: number): number {
    const octets = this.#octets;
    const { start, words } = this.#words;
    let at = from;
    let word = Math.max(0, Math.ceil((at - start) / OCTETS_PER_WORD));
    const wordsFrom = Math.min(octets.length, start + word * OCTETS_PER_WORD);
    for (; at < wordsFrom; at++) if (isControl(octets[at])) return at;
    while (word < words.length && !hasControl(words[word] ?? 0)) word++;
    at = Math.max(at, start + word * OCTETS_PER_WORD);
    for (; at < octets.length; at++) if (isControl(octets[at])) return at;
    return octets.length;
  }
}

function isControl(octet: number | undefined): boolean {
  return octet !== undefined && octet < CONTROL_END;
}

/** An octet below 0x0e borrows from its highest bit, which it had not set. */
function hasControl(word: number): boolean {
  return ((word - CONTROL_ENDS) & ~word & HIGH_BITS) !== 0;
}

/** Whether any octet is above 127. */
export function hasEightBit(octets: Uint8Array): boolean {
  const { start, words } = wordsOf(octets);
  let allBits = 0;
  for (let index = 0; index < words.length; index++) allBits |= words[index] ?? 0;
  if ((allBits & HIGH_BITS) !== 0) return true;
  const end = start + words.length * OCTETS_PER_WORD;
  return octets.subarray(0, start).some(isEightBit) || octets.subarray(end).some(isEightBit);
}

function isEightBit(octet: number): boolean {
  return octet > 0x7f;
}

/** Octets that small rooms are cut from: to allocate each by itself takes longer than most do with it. */
const SLAB_OCTETS = 128 * 1024;
/** Octets of a room above which it has a buffer of its own, so that little of a slab is left over. */
const LARGE_ROOM_OCTETS = 8 * 1024;

let slab = new ArrayBuffer(0);
let slabUsed = 0;

/**
 * Room for octets, all zero. What is small shares its buffer with others.
 *
 * @param length How many.
 */
export function roomFor(length: number): Uint8Array<ArrayBuffer> {
  if (length > LARGE_ROOM_OCTETS) return new Uint8Array(length);
  if (slabUsed + length > slab.byteLength) {
    slab = new ArrayBuffer(SLAB_OCTETS);
    slabUsed = 0;
  }
  const room = new Uint8Array(slab, slabUsed, length);
  slabUsed += length;
  return room;
}

/**
 * A place that octets are gathered in until it is full, again and again.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Block } from "./octets.ts";
 *
 * const block = new Block(3);
 * const rest = block.fill(Uint8Array.of(1, 2, 3, 4));
 * assertEquals([block.drain(), rest], [Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
 * ```
 */
export class Block {
  readonly #octets: Uint8Array;
  #filled = 0;

  /** @param length Octets that it has room for. */
  constructor(length: number) {
    this.#octets = roomFor(length);
  }

  /** Octets that it has room for when it is empty. */
  get size(): number {
    return this.#octets.length;
  }

  /** How many octets are in it. */
  get filled(): number {
    return this.#filled;
  }

  /**
   * Copies octets into it.
   *
   * @returns Those for which there was no room: where there are some, it is full.
   */
  fill(octets: Uint8Array): Uint8Array {
    const fitting = octets.subarray(0, this.#octets.length - this.#filled);
    this.#octets.set(fitting, this.#filled);
    this.#filled += fitting.length;
    return octets.subarray(fitting.length);
  }

  /**
   * Copies a text into it, as UTF-8.
   *
   * @throws {RangeError} If there is no room for all of it.
   */
  write(text: string): void {
    const room = this.#octets.subarray(this.#filled);
    const { read, written } = encoder.encodeInto(text, room);
    if (read < text.length) throw new RangeError("The block has no room for this text");
    this.#filled += written;
  }

  /** Empties it; what was in it is there until it is filled again. */
  drain(): Uint8Array {
    const octets = this.#octets.subarray(0, this.#filled);
    this.#filled = 0;
    return octets;
  }
}

/**
 * Joins pieces of octets.
 *
 * @param pieces The pieces, in order.
 * @returns A new array that holds them all.
 */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    whole.set(piece, position);
    position += piece.length;
  }
  return whole;
}
