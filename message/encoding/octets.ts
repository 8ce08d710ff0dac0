/**
 * Octets that are read as often as they are needed: a file, or what a pipe gave.
 * @module
 */
import { concatenate } from "../../octets/octets.ts";
import { quoteForMessage } from "./character.ts";

export { concatenate, hasEightBit } from "../../octets/octets.ts";

/** The most octets taken into memory from what can be read only once, such as a pipe. */
export const MAX_OCTETS_IN_MEMORY = 64 * 1024 * 1024;
/** The longest text for a body, in octets: it is encoded in memory. */
export const MAX_TEXT_LENGTH = 16 * 1024 * 1024;

/** How octets are read. */
export interface Reading {
  /**
   * Whether a piece may be overwritten once the next is asked for: of a large file that takes a small
   * part of the memory and of the time. By default each piece stays as it is.
   */
  readonly reuse?: boolean;
}

/** A run of octets of known length. */
export interface OctetSource {
  /** What it is, for messages: the path of a file, or words such as `standard input`. */
  readonly name: string;
  /** Octets that every reading gives. */
  readonly size: number;
  /**
   * Reads from the beginning; readings may overlap.
   *
   * @throws {SourceError} While reading, when fewer, more or other octets than `size` promised are
   * there; what was made of them until then must not pass for whole.
   */
  open(reading?: Reading): AsyncIterable<Uint8Array>;
}

/** Octets that cannot be read, or that changed between two readings. */
export class SourceError extends Error {
  /** The name of the error. */
  override readonly name = "SourceError";

  /**
   * @param name What was read.
   * @param reason Why it cannot be, for a person.
   * @param cause The error of the system, if there was one.
   */
  constructor(name: string, reason: string, cause?: unknown) {
    super(`Cannot read ${quoteForMessage(name)}: ${reason}`, { cause });
  }
}

/** Octets that can be read and are no text that could be sent. */
export class TextError extends SourceError {}

/**
 * Octets that come in pieces and are taken as far as they can be told: the beginning of a line that is not
 * whole comes again with what follows it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Carry } from "./octets.ts";
 *
 * const lines: string[] = [];
 * const carry = new Carry((octets, isLast) => {
 *   const length = isLast ? octets.length : octets.lastIndexOf(0x0a) + 1;
 *   if (length > 0) lines.push(new TextDecoder().decode(octets.subarray(0, length)));
 *   return length;
 * });
 * for (const piece of ["a", "b\nc", "d"]) carry.push(new TextEncoder().encode(piece));
 * carry.end();
 * assertEquals(lines, ["ab\n", "cd"]);
 * ```
 */
export class Carry {
  readonly #take: (octets: Uint8Array, isLast: boolean) => number;
  #rest: Uint8Array = new Uint8Array(0);

  /** @param take Takes octets, and returns how many of them; all where they are the last. */
  constructor(take: (octets: Uint8Array, isLast: boolean) => number) {
    this.#take = take;
  }

  /** Takes the next piece. */
  push(piece: Uint8Array): void {
    const octets = this.#rest.length === 0 ? piece : concatenate([this.#rest, piece]);
    this.#rest = octets.slice(this.#take(octets, false));
  }

  /** Tells that there is no more. */
  end(): void {
    this.#take(this.#rest, true);
  }
}

/**
 * Octets in memory as a source.
 *
 * @param name What they are, for messages.
 * @param octets The octets, which must not change afterwards.
 */
export function octetsInMemory(name: string, octets: Uint8Array): OctetSource {
  return {
    name,
    size: octets.length,
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(octets);
    },
  };
}

/**
 * Reads a stream whole, because it can be read only once and its length is not known before.
 *
 * @param name What it is, for messages.
 * @param stream The stream, such as standard input.
 * @throws {SourceError} When it gives more than {@linkcode MAX_OCTETS_IN_MEMORY}.
 */
export async function readWhole(
  name: string,
  stream: AsyncIterable<Uint8Array>,
): Promise<OctetSource> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > MAX_OCTETS_IN_MEMORY) {
      throw new SourceError(
        name,
        `it is not a regular file and yields more than ${MAX_OCTETS_IN_MEMORY} octets`,
      );
    }
    pieces.push(piece);
  }
  return octetsInMemory(name, concatenate(pieces));
}

/**
 * Reads a source as UTF-8 text, for a body.
 *
 * @param source The octets.
 * @throws {TextError} When it is longer than {@linkcode MAX_TEXT_LENGTH}, or no UTF-8 and so no
 * text that could be declared.
 * @throws {SourceError} When it cannot be read.
 */
export async function readText(source: OctetSource): Promise<string> {
  if (source.size > MAX_TEXT_LENGTH) {
    throw new TextError(
      source.name,
      `a text may have ${MAX_TEXT_LENGTH} octets; attach it instead`,
    );
  }
  const octets = concatenate(await Array.fromAsync(source.open()));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch (error) {
    throw new TextError(source.name, "it is not UTF-8 text; attach it instead", error);
  }
}
