/**
 * The parts of any message as they go by, however broken it is (RFC 2046 5.1).
 *
 * Other than `entity_reader.ts`, which reads what is to be re-encoded and gives up where readers would
 * not agree, this one reads on and says what is wrong. It takes any line ends, looks at each octet a
 * fixed number of times, and keeps a description of each part and no content.
 * @module
 */
import type { FindingList, Position, Severity } from "../finding.ts";
import { type HeaderField, HeaderReader } from "../header/header.ts";
import { Carry } from "../encoding/octets.ts";
import { describePart, kindOf, type Part, type PartDescription } from "./part.ts";

/** How deep parts may be in one another to be read apart. */
export const MAX_PART_DEPTH = 100;
/** The most parts that are read apart. */
export const MAX_PARTS = 131_072;
/** The longest header that is read as one, in octets: of a message, and of a part in it. */
const MAX_HEADER_OCTETS = 16 * 1024 * 1024;
/** The most fields of a header that are read as such. */
export const MAX_HEADER_FIELDS = 131_072;
/** The longest line that can be a boundary, in octets. RFC 2046 5.1.1 allows 72 of them, and blanks. */
const MAX_BOUNDARY_LINE = 998;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;
const HYPHEN = 0x2d;
const NOTHING: Uint8Array = new Uint8Array(0);
const LINE_FEED = Uint8Array.of(LF);
const CRLF = Uint8Array.of(CR, LF);

const utf8 = new TextDecoder();

/** A part whose body is about to be read. */
export type PartStart = Omit<Part, "body">;

/** What is told of the parts. */
export interface PartListener {
  /**
   * A header was read.
   *
   * @param part The part that it begins.
   * @param fields Its fields; their places count from the beginning of the part.
   * @param complete Whether a blank line ended it.
   */
  begin(part: PartStart, fields: readonly HeaderField[], complete: boolean): void;
  /**
   * Octets of the body of the last part that began; they are not decoded. Of a multipart these are
   * the ones before its first part: all of them, where it has none.
   *
   * @param octets The octets; they may be overwritten afterwards.
   */
  content(octets: Uint8Array): void;
  /** A part is over; those in it are over before it. */
  end(part: Part): void;
}

/** A part that is being read. */
interface OpenPart {
  readonly start: PartStart;
  readonly body: Position;
  /** The line that separates its parts, if it is a multipart. */
  readonly delimiter: string | undefined;
  /** How many parts it has so far. */
  children: number;
  /** Whether its last boundary line was read. */
  closed: boolean;
}

/** A header that is being read. */
interface OpenHeader extends Position {
  readonly reader: HeaderReader;
  readonly fields: HeaderField[];
  readonly isMessage: boolean;
  readonly defaultType: string;
}

/** A line that begins a part of an open multipart, or ends them all. */
interface BoundaryLine {
  readonly multipart: OpenPart;
  readonly isLast: boolean;
  /** Where the next line begins. */
  readonly end: number;
}

/** Reads a message in pieces of any size. */
export class PartReader {
  readonly #listener: PartListener;
  readonly #findings: FindingList;
  readonly #open: OpenPart[] = [];
  /** The open multiparts by their boundary lines, the innermost of each last. */
  readonly #delimiters = new Map<string, OpenPart[]>();
  /** How many of these begin with each octet behind their hyphens: most lines are told by it. */
  readonly #firstOctets = new Uint16Array(256);
  #state: "header" | "content" | "frame" = "header";
  #header: OpenHeader = openHeader({ offset: 0, line: 1 }, true, "text/plain");
  #count = 0;
  #offset = 0;
  #line = 1;
  #atLineStart = true;
  /** Keeps the beginning of a line that may become a boundary, or a CR that may become a line end. */
  readonly #carry = new Carry((octets, isLast) => this.#take(octets, isLast));
  /** The last line end, which belongs to a boundary line if one follows. */
  #held: Uint8Array = NOTHING;

  /**
   * @param listener Is told of the parts.
   * @param findings Takes what is wrong with them.
   */
  constructor(listener: PartListener, findings: FindingList) {
    this.#listener = listener;
    this.#findings = findings;
  }

  /** Where the next octet stands. */
  get position(): Position {
    return { offset: this.#offset, line: this.#line };
  }

  /**
   * Takes the next piece of a message.
   *
   * @param piece Octets, which must not change afterwards: fields refer to them.
   */
  push(piece: Uint8Array): void {
    this.#carry.push(piece);
  }

  /** Tells that the message is over. */
  end(): void {
    this.#carry.end();
    if (this.#state === "header") this.#endHeader();
    if (this.#state === "content" && this.#held.length > 0) this.#listener.content(this.#held);
    this.#held = NOTHING;
    this.#close(0);
  }

  #take(octets: Uint8Array, isLast: boolean): number {
    let at = 0;
    while (at < octets.length) {
      const boundary = this.#atLineStart ? this.#boundaryAt(octets, at, isLast) : undefined;
      if (boundary === "unfinished") break;
      if (boundary !== undefined) at = this.#takeBoundary(octets, at, boundary);
      else if (this.#state === "header") at = this.#takeHeaderLine(octets, at);
      else {
        const end = this.#takeBody(octets, at, isLast);
        if (end === at) break;
        at = end;
      }
    }
    return at;
  }

  /** The boundary line of an open multipart that stands here, if one does. */
  #boundaryAt(
    octets: Uint8Array,
    at: number,
    isLast: boolean,
  ): BoundaryLine | "unfinished" | undefined {
    if (this.#delimiters.size === 0 || !this.#mayBeBoundary(octets, at)) return undefined;
    const most = octets.subarray(at, at + MAX_BOUNDARY_LINE);
    const isWhole = isLast || most.length === MAX_BOUNDARY_LINE;
    const lineFeed = most.indexOf(LF);
    if (lineFeed < 0 && !isWhole) return "unfinished";
    if (lineFeed < 0 && !isLast) return undefined;
    const line = most.subarray(0, lineFeed < 0 ? most.length : lineFeed);
    const end = at + line.length + (lineFeed < 0 ? 0 : 1);
    const text = utf8.decode(withoutBlanks(line));
    const multipart = this.#delimiters.get(text)?.at(-1);
    if (multipart !== undefined) return { multipart, isLast: false, end };
    const closing = text.endsWith("--")
      ? this.#delimiters.get(text.slice(0, -2))?.at(-1)
      : undefined;
    return closing === undefined ? undefined : { multipart: closing, isLast: true, end };
  }

  #takeBoundary(octets: Uint8Array, at: number, boundary: BoundaryLine): number {
    const { multipart, isLast, end } = boundary;
    if (this.#state === "header") this.#endHeader();
    this.#close(this.#open.indexOf(multipart) + 1);
    this.#held = NOTHING;
    if (multipart.closed) {
      this.#note(
        "boundary-after-end",
        "warning",
        "a boundary line stands after the last one of its multipart, so that what follows it is no part",
        "RFC 2046 5.1.1",
      );
    } else if (isLast && multipart.children === 0) {
      this.#note(
        "boundary-unopened",
        "error",
        "the last boundary line of a multipart stands where its first one should",
        "RFC 2046 5.1.1",
      );
    }
    multipart.closed ||= isLast;
    const isFull = this.#count >= MAX_PARTS;
    if (isFull && !multipart.closed) {
      this.#note(
        "many-parts",
        "warning",
        `the message has more than ${MAX_PARTS} parts; the others are not read`,
        "RFC 2046 5.1",
      );
    }
    this.#advance(octets.subarray(at, end));
    const { type } = multipart.start;
    if (multipart.closed || isFull) this.#state = "frame";
    // RFC 2046 5.1.5: what a part of a digest is that does not say it.
    else this.#beginHeader(false, type === "multipart/digest" ? "message/rfc822" : "text/plain");
    return end;
  }

  #beginHeader(isMessage: boolean, defaultType: string): void {
    this.#header = openHeader(this.position, isMessage, defaultType);
    this.#state = "header";
  }

  #takeHeaderLine(octets: Uint8Array, at: number): number {
    const { reader, fields } = this.#header;
    const lineFeed = octets.indexOf(LF, at);
    const end = lineFeed < 0 ? octets.length : lineFeed + 1;
    const line = octets.subarray(at, end);
    for (const field of reader.push(line)) fields.push(field);
    this.#advance(line);
    this.#held = NOTHING;
    if (reader.done) {
      this.#endHeader();
    } else if (reader.size > MAX_HEADER_OCTETS || fields.length > MAX_HEADER_FIELDS) {
      this.#note(
        "long-header",
        "error",
        `the header does not end within ${MAX_HEADER_OCTETS} octets and ${MAX_HEADER_FIELDS} fields; what follows is taken for the body`,
        "RFC 5322 2.1",
      );
      this.#endHeader();
    }
    return end;
  }

  #endHeader(): void {
    const { reader, offset, line, isMessage, defaultType } = this.#header;
    const fields = [...this.#header.fields, ...reader.end()];
    const parent = this.#open.at(-1);
    const description = describePart(fields, defaultType);
    const start: PartStart = {
      ...description,
      index: this.#count++,
      ...(parent === undefined ? {} : { parent: parent.start.index }),
      depth: this.#open.length,
      path: parent === undefined ? "" : childPath(parent),
      kind: this.#readableKind(description),
      isMessage,
      header: { offset, line, size: reader.size },
    };
    this.#openPart(start);
    this.#listener.begin(start, fields, reader.done);
    if (start.kind === "message") this.#beginHeader(true, "text/plain");
    else this.#state = "content";
  }

  #readableKind(description: PartDescription): Part["kind"] {
    const kind = kindOf(description);
    if (kind === "leaf" || this.#open.length < MAX_PART_DEPTH) return kind;
    this.#note(
      "deep-parts",
      "warning",
      `parts are more than ${MAX_PART_DEPTH} deep in one another; what is deeper is not read apart`,
      "RFC 2046 5.1",
    );
    return "leaf";
  }

  #openPart(start: PartStart): void {
    const boundary = start.kind === "multipart"
      ? start.parameters.get("boundary")?.trimEnd()
      : undefined;
    const delimiter = boundary === undefined ? undefined : `--${boundary}`;
    const part = { start, body: this.position, delimiter, children: 0, closed: false };
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.children++;
    this.#open.push(part);
    if (delimiter === undefined) return;
    this.#countFirstOctet(delimiter, 1);
    const others = this.#delimiters.get(delimiter);
    if (others === undefined) this.#delimiters.set(delimiter, [part]);
    else others.push(part);
  }

  /** Takes lines up to one that may be a boundary; returns where it stopped. */
  #takeBody(octets: Uint8Array, at: number, isLast: boolean): number {
    let end = this.#delimiters.size === 0 ? octets.length : this.#nextBoundary(octets, at);
    if (end === octets.length && octets[end - 1] === CR && !isLast) end--;
    if (end === at) return at;
    const run = octets.subarray(at, end);
    if (this.#state === "content" && this.#held.length > 0) this.#listener.content(this.#held);
    this.#held = this.#delimiters.size === 0 ? NOTHING : lineEndOf(run);
    const text = run.subarray(0, run.length - this.#held.length);
    if (this.#state === "content" && text.length > 0) this.#listener.content(text);
    this.#advance(run);
    return end;
  }

  /** Where the next line begins that may be a boundary, or the octets end. */
  #nextBoundary(octets: Uint8Array, from: number): number {
    for (let at = from + 1; at < octets.length; at++) {
      if (octets[at] === HYPHEN && octets[at - 1] === LF && this.#mayBeBoundary(octets, at)) {
        return at;
      }
    }
    return octets.length;
  }

  /** Whether a line begins like a boundary, as far as it is there. */
  #mayBeBoundary(octets: Uint8Array, at: number): boolean {
    const [first, second, third] = [octets[at], octets[at + 1], octets[at + 2]];
    return first === HYPHEN && (second ?? HYPHEN) === HYPHEN &&
      (third === undefined || (this.#firstOctets[third] ?? 0) > 0);
  }

  /** Ends the open parts from a place on, the innermost first. */
  #close(from: number): void {
    while (this.#open.length > from) {
      const part = this.#open.pop();
      if (part === undefined) return;
      const { start, body, delimiter, children, closed } = part;
      if (delimiter !== undefined) {
        this.#forget(delimiter);
        this.#noteUnclosed(part, children, closed);
      }
      const size = this.#offset - this.#held.length - body.offset;
      this.#listener.end({ ...start, body: { ...body, size } });
    }
  }

  #forget(delimiter: string): void {
    const others = this.#delimiters.get(delimiter);
    others?.pop();
    this.#countFirstOctet(delimiter, -1);
    if (others?.length === 0) this.#delimiters.delete(delimiter);
  }

  #countFirstOctet(delimiter: string, by: 1 | -1): void {
    const [octet = 0] = new TextEncoder().encode(delimiter.slice(2, 4));
    this.#firstOctets[octet] = (this.#firstOctets[octet] ?? 0) + by;
  }

  #noteUnclosed({ start }: OpenPart, children: number, closed: boolean): void {
    if (closed) return;
    const where = start.header;
    if (children === 0) {
      this.#note(
        "boundary-missing",
        "error",
        "no line of a multipart is its boundary, so that it has no parts",
        "RFC 2046 5.1.1",
        where,
      );
    } else {
      this.#note(
        "boundary-unclosed",
        "warning",
        "a multipart does not end with its last boundary line: it may have been cut off",
        "RFC 2046 5.1.1",
        where,
      );
    }
  }

  #advance(octets: Uint8Array): void {
    this.#offset += octets.length;
    this.#line += countLineFeeds(octets);
    this.#atLineStart = octets.at(-1) === LF;
  }

  #note(
    code: string,
    severity: Severity,
    text: string,
    reference: string,
    { offset, line }: Position = this.position,
  ): void {
    this.#findings.add({ code, severity, text, reference, offset, line });
  }
}

function openHeader(position: Position, isMessage: boolean, defaultType: string): OpenHeader {
  return { ...position, reader: new HeaderReader(), fields: [], isMessage, defaultType };
}

function childPath({ start, children }: OpenPart): string {
  const number = String(children + 1);
  return start.path === "" ? number : `${start.path}.${number}`;
}

function lineEndOf(run: Uint8Array): Uint8Array {
  if (run.at(-1) !== LF) return NOTHING;
  return run.at(-2) === CR ? CRLF : LINE_FEED;
}

/** A line without the blanks that may follow a boundary (RFC 2046 5.1.1). */
function withoutBlanks(line: Uint8Array): Uint8Array {
  let end = line.length;
  while (end > 0) {
    const octet = line[end - 1];
    if (octet !== CR && octet !== SPACE && octet !== TAB) break;
    end--;
  }
  return line.subarray(0, end);
}

function countLineFeeds(octets: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < octets.length; at++) if (octets[at] === LF) count++;
  return count;
}
