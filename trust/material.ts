/**
 * A message as it is given to those who verify it: with bounds on what they have to go through, as some
 * of what they do takes time that grows faster than the message.
 * @module
 */
import { concatenate } from "../message/encoding/octets.ts";
import { findFields, type HeaderField } from "../message/header/header.ts";

/** The longest header that is verified, in octets. Those of big mail systems have some 30,000. */
const MAX_HEADER_LENGTH = 256 * 1024;
/** The most lines of a header. */
const MAX_HEADER_LINES = 5_000;
/** The most fields of a header. */
const MAX_FIELDS = 2_000;
/** The most signatures that are verified; RFC 6376 6.1 lets a verifier limit them. */
const MAX_SIGNATURES = 20;
/** The longest signature field, in octets. */
const MAX_SIGNATURE_LENGTH = 8 * 1024;
/** The longest body that is looked into for what was altered, in octets. */
const MAX_BODY_SEARCHED = 256 * 1024;

const LF = 10;

/** A message whose header was read, and that can be read again. */
export interface ReadMessage {
  /** The fields of the header. */
  readonly fields: readonly HeaderField[];
  /** Octets before the body. */
  readonly bodyOffset: number;
  /** Reads the whole message. */
  open(): AsyncIterable<Uint8Array>;
}

/** A message too large to be verified. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

/** A message to verify. Its octets must be read once before the body is asked for. */
export class Material {
  /** The fields of its header. */
  readonly fields: readonly HeaderField[];
  /** The fields DKIM-Signature that are verified. */
  readonly signatures: readonly HeaderField[];
  /** How many more there are. */
  readonly omitted: number;
  readonly #message: ReadMessage;
  readonly #given: readonly HeaderField[];
  #body: Uint8Array | undefined;

  /**
   * @param message The message.
   * @throws {TooLargeError} If its header is larger than any that mail systems make.
   */
  constructor(message: ReadMessage) {
    const { fields, bodyOffset } = message;
    if (
      bodyOffset > MAX_HEADER_LENGTH || fields.length > MAX_FIELDS ||
      linesOf(fields) > MAX_HEADER_LINES
    ) {
      throw new TooLargeError(
        `its header is too large: more than ${MAX_HEADER_LENGTH} octets, ${MAX_FIELDS} fields or ` +
          `${MAX_HEADER_LINES} lines`,
      );
    }
    const all = findFields(fields, "dkim-signature");
    this.signatures = all.filter(({ raw }) => raw.length <= MAX_SIGNATURE_LENGTH)
      .slice(0, MAX_SIGNATURES);
    this.omitted = all.length - this.signatures.length;
    const left = new Set(all).difference(new Set(this.signatures));
    this.fields = fields;
    this.#message = message;
    this.#given = fields.filter((field) => !left.has(field));
  }

  /** The body, where it is short enough to be looked into. */
  get body(): Uint8Array | undefined {
    return this.#body;
  }

  /** The message without the signatures that are left out. */
  async *octets(): AsyncGenerator<Uint8Array> {
    yield* this.#given.map(({ raw }) => raw);
    yield new Uint8Array([13, 10]);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of skip(this.#message.open(), this.#message.bodyOffset)) {
      size += piece.length;
      if (size <= MAX_BODY_SEARCHED) pieces.push(piece.slice());
      yield piece;
    }
    this.#body = size <= MAX_BODY_SEARCHED ? concatenate(pieces) : undefined;
  }
}

function linesOf(fields: readonly HeaderField[]): number {
  const last = fields.at(-1);
  if (last === undefined) return 0;
  return last.line + last.raw.reduce((count, octet) => octet === LF ? count + 1 : count, 0);
}

async function* skip(
  pieces: AsyncIterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const piece of pieces) {
    const rest = piece.subarray(Math.min(left, piece.length));
    left -= piece.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}
