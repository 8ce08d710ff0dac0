/**
 * The header of a message while it is received, for whoever shows what arrived.
 * @module
 */
import { type HeaderField, HeaderReader } from "../../message/header/header.ts";

/** Octets that a header is read to: that of a mail to 10,000 recipients is shorter. */
export const HEADER_OCTETS = 1024 * 1024;

/** Octets that are looked at together, and copied: of a body behind a header no more than this. */
const PIECE_OCTETS = 8 * 1024;

/** The header of a message, as far as it was read. */
export interface Head {
  /** Its fields, in their order. */
  readonly fields: readonly HeaderField[];
  /** Whether these are all; the header of a message may be longer than what is read of it. */
  readonly isWhole: boolean;
}

/**
 * Gathers the header of one message.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { HeadReader } from "./head.ts";
 * const reader = new HeadReader();
 * reader.push(new TextEncoder().encode("Subject: Hi\r\n\r\nHello"));
 * assertEquals(reader.end().fields.map(({ name, value }) => [name, value]), [["Subject", "Hi"]]);
 * ```
 */
export class HeadReader {
  readonly #reader = new HeaderReader();
  readonly #fields: HeaderField[] = [];

  /** Whether it needs no more octets. */
  get isDone(): boolean {
    return this.#reader.done || this.#reader.size > HEADER_OCTETS;
  }

  /**
   * Takes the next octets of the message.
   *
   * @param octets The octets, which may be overwritten afterwards.
   */
  push(octets: Uint8Array): void {
    for (let start = 0; start < octets.length && !this.isDone; start += PIECE_OCTETS) {
      const piece = octets.slice(start, start + PIECE_OCTETS);
      for (const field of this.#reader.push(piece)) this.#fields.push(field);
    }
  }

  /**
   * The header, when the message is whole.
   *
   * @returns The header. A field that was cut is none of its fields.
   */
  end(): Head {
    const isWhole = this.#reader.done || this.#reader.size <= HEADER_OCTETS;
    return { fields: isWhole ? this.#fields.concat(this.#reader.end()) : this.#fields, isWhole };
  }
}

/**
 * Reads the header of a message, and not the rest of it.
 *
 * @param message The octets of the message; of none the header is empty.
 * @returns Its header.
 */
export async function readHead(message: AsyncIterable<Uint8Array> | undefined): Promise<Head> {
  const reader = new HeadReader();
  for await (const octets of message ?? []) {
    reader.push(octets);
    if (reader.isDone) break;
  }
  return reader.end();
}
