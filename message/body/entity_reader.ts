/**
 * The parts of a message as they go by, at any depth, without keeping them (RFC 2046 5.1).
 * @module
 */
import { type Body, type DefaultType, describeBody, type Entity } from "./entity.ts";
import { type HeaderField, HeaderReader, MAX_HEADER_LENGTH } from "../header/header.ts";
import { MessageError } from "../message.ts";
import { concatenate } from "../encoding/octets.ts";

/** How deep parts and messages may be in one another. */
export const MAX_DEPTH = 100;
/** The most parts of a message. */
export const MAX_ENTITIES = 10_000;

const LF = 0x0a;
const CR = 0x0d;
const HYPHEN = 0x2d;
const BLANKS: ReadonlySet<number> = new Set([CR, LF, 0x20, 0x09]);
const CRLF = Uint8Array.of(CR, LF);
const NOTHING: Uint8Array = new Uint8Array(0);

const latin1 = new TextDecoder("latin1");

/** A piece of a message. All octets of the message are in the pieces, in their order. */
export type EntityPiece =
  /** The whole header of an entity, with the blank line if it is complete. */
  | { readonly kind: "header"; readonly entity: Entity }
  /** Octets of the body of the last entity, which is a leaf or opaque. */
  | { readonly kind: "content"; readonly octets: Uint8Array }
  /** That body is over. */
  | { readonly kind: "end" }
  /** Octets of a multipart around its parts: boundary lines, preamble, epilogue. */
  | { readonly kind: "frame"; readonly octets: Uint8Array };

/** A header that is being read. */
interface OpenHeader {
  readonly reader: HeaderReader;
  readonly fields: HeaderField[];
  readonly ancestors: readonly number[];
  readonly isMessage: boolean;
  readonly defaultType: DefaultType;
}

/** A multipart whose parts are being read. */
interface OpenMultipart {
  readonly delimiter: string;
  readonly partType: DefaultType;
  /** What its parts are in: those that it is in, and itself. */
  readonly ancestors: readonly number[];
}

/** A line that begins a part of a multipart, or ends them all. */
interface Delimiter {
  /** Its place among the open multiparts. */
  readonly place: number;
  readonly isLast: boolean;
}

/**
 * Reads a message of CRLF lines in pieces of any size. The CRLF before a boundary line belongs to that
 * line and not to the part before it (RFC 2046 5.1.1).
 */
export class EntityReader {
  #state: "header" | "body" | "frame" = "header";
  #header: OpenHeader = openHeader([], true, "text");
  readonly #open: OpenMultipart[] = [];
  #count = 0;
  /** The beginning of a line whose end has not come. */
  #line: Uint8Array = NOTHING;
  /** Whether a CRLF waits for the next line, which decides whether it belongs to the body. */
  #heldCrlf = false;

  /**
   * Takes the next piece of a message.
   *
   * @param piece Octets, which must not change afterwards.
   * @throws {MessageError} When the message has more parts, or deeper ones, or a longer header, than
   * the limits allow.
   */
  *push(piece: Uint8Array): Generator<EntityPiece> {
    const octets = this.#line.length === 0 ? piece : concatenate([this.#line, piece]);
    const end = octets.lastIndexOf(LF) + 1;
    this.#line = octets.subarray(end);
    yield* this.#takeLines(octets.subarray(0, end));
  }

  /** Tells that the message is over. */
  *end(): Generator<EntityPiece> {
    yield* this.#takeLines(this.#line);
    if (this.#state === "header") yield this.#endHeader();
    if (this.#state !== "body") return;
    if (this.#heldCrlf) yield { kind: "content", octets: CRLF };
    yield { kind: "end" };
  }

  *#takeLines(lines: Uint8Array): Generator<EntityPiece> {
    let position = 0;
    while (position < lines.length) {
      const start = position;
      position = lineEnd(lines, start);
      const delimiter = this.#delimiterAt(lines, start);
      if (delimiter !== undefined) {
        yield* this.#takeDelimiter(lines.subarray(start, position), delimiter);
      } else if (this.#state === "header") {
        yield* this.#takeHeaderLine(lines.subarray(start, position));
      } else {
        position = this.#findDelimiter(lines, position);
        yield* this.#takeRun(lines.subarray(start, position));
      }
    }
  }

  /** Where the next boundary line begins, or the lines end. */
  #findDelimiter(lines: Uint8Array, from: number): number {
    if (this.#open.length === 0) return lines.length;
    let start = from;
    while (start < lines.length && this.#delimiterAt(lines, start) === undefined) {
      start = lineEnd(lines, start);
    }
    return start;
  }

  /** The boundary of the innermost multipart comes first; that of an outer one ends all in it. */
  #delimiterAt(lines: Uint8Array, start: number): Delimiter | undefined {
    if (lines[start] !== HYPHEN || lines[start + 1] !== HYPHEN) return undefined;
    const line = latin1.decode(withoutBlanks(lines.subarray(start, lineEnd(lines, start))));
    for (let place = this.#open.length - 1; place >= 0; place--) {
      const delimiter = this.#open[place]?.delimiter;
      if (line === delimiter) return { place, isLast: false };
      if (line === `${delimiter}--`) return { place, isLast: true };
    }
    return undefined;
  }

  *#takeDelimiter(line: Uint8Array, { place, isLast }: Delimiter): Generator<EntityPiece> {
    if (this.#state === "header") yield this.#endHeader();
    if (this.#state === "body") yield { kind: "end" };
    if (this.#heldCrlf) yield { kind: "frame", octets: CRLF };
    this.#heldCrlf = false;
    yield { kind: "frame", octets: line };
    this.#open.length = isLast ? place : place + 1;
    const multipart = this.#open[place];
    if (multipart === undefined) {
      this.#state = "frame";
    } else {
      this.#beginHeader(multipart.ancestors, false, multipart.partType);
    }
  }

  #beginHeader(
    ancestors: readonly number[],
    isMessage: boolean,
    defaultType: DefaultType,
  ): void {
    if (ancestors.length > MAX_DEPTH) throw refuse(`over ${MAX_DEPTH} parts in one another`);
    this.#header = openHeader(ancestors, isMessage, defaultType);
    this.#state = "header";
  }

  *#takeHeaderLine(line: Uint8Array): Generator<EntityPiece> {
    const { reader, fields } = this.#header;
    for (const field of reader.push(line)) fields.push(field);
    if (reader.size > MAX_HEADER_LENGTH) throw refuse("a part whose header is longer than 1 MiB");
    if (reader.done) yield this.#endHeader();
  }

  #endHeader(): EntityPiece {
    const { reader, fields, ancestors, isMessage, defaultType } = this.#header;
    for (const field of reader.end()) fields.push(field);
    const index = this.#count++;
    if (index === MAX_ENTITIES) throw refuse(`over ${MAX_ENTITIES} parts`);
    const complete = reader.done;
    const body = describeBody(fields, defaultType);
    if (complete) this.#beginBody(body, [...ancestors, index]);
    else this.#state = "frame";
    return {
      kind: "header",
      entity: { index, ancestors, isMessage, fields, complete, body },
    };
  }

  #beginBody(body: Body, ancestors: readonly number[]): void {
    switch (body.kind) {
      case "multipart": {
        const { boundary, partType } = body;
        this.#open.push({ delimiter: `--${boundary}`, partType, ancestors });
        this.#state = "frame";
        break;
      }
      case "message":
        this.#beginHeader(ancestors, true, "text");
        break;
      default:
        this.#state = "body";
    }
  }

  /** Takes lines that are no boundary. In a multipart, the CRLF after the last of them has to wait. */
  *#takeRun(lines: Uint8Array): Generator<EntityPiece> {
    if (this.#state === "frame") {
      yield { kind: "frame", octets: lines };
      return;
    }
    if (this.#heldCrlf) yield { kind: "content", octets: CRLF };
    this.#heldCrlf = this.#open.length > 0 && lines.at(-1) === LF && lines.at(-2) === CR;
    yield { kind: "content", octets: this.#heldCrlf ? lines.subarray(0, -2) : lines };
  }
}

function openHeader(
  ancestors: readonly number[],
  isMessage: boolean,
  defaultType: DefaultType,
): OpenHeader {
  return { reader: new HeaderReader(), fields: [], ancestors, isMessage, defaultType };
}

function lineEnd(lines: Uint8Array, start: number): number {
  const lineFeed = lines.indexOf(LF, start);
  return lineFeed < 0 ? lines.length : lineFeed + 1;
}

/** A line without the line end, and the blanks before it, that a boundary may have (RFC 2046 5.1.1). */
function withoutBlanks(line: Uint8Array): Uint8Array {
  return line.subarray(0, line.findLastIndex((octet) => !BLANKS.has(octet)) + 1);
}

function refuse(excess: string): MessageError {
  return new MessageError(`Cannot read the parts of the message: it has ${excess}`);
}
