/**
 * What of a message is compared: its fields, and what each of its parts decodes to. It is read once;
 * only texts are kept, and only up to a length.
 * @module
 */
import { createHash } from "node:crypto";
import { decodeCharset } from "../encoding/charset.ts";
import type { ContentDecoder } from "../encoding/content_decoding.ts";
import { isEncoded } from "../encoding/content_encoding.ts";
import { FindingList } from "../finding.ts";
import type { HeaderField } from "../header/header.ts";
import { concatenate } from "../encoding/octets.ts";
import type { Part } from "../body/part.ts";
import { decoderOf } from "../body/part_content.ts";
import { type PartListener, PartReader, type PartStart } from "../body/part_reader.ts";

/** The most octets of text that are kept of a message, of all its parts together. */
export const MAX_TEXTS_LENGTH = 16 * 1024 * 1024;

/** A part with content of its own. There may be very many, so it holds what is compared and no more. */
export interface ComparedPart
  extends Pick<Part, "path" | "type" | "charset" | "encoding" | "fileName"> {
  /** Its octets as they lie in the message, hashed. */
  readonly rawHash: string;
  /** What they decode to, hashed. */
  readonly hash: string;
  /** The octets that they decode to. */
  readonly size: number;
  /** The text, of a part that is one and fits into {@linkcode MAX_TEXTS_LENGTH}. */
  readonly text?: string;
}

/** A message, ready to be compared. */
export interface ComparedMessage {
  /** The fields of its header. */
  readonly fields: readonly HeaderField[];
  /** Its parts with content, in their order. */
  readonly parts: readonly ComparedPart[];
  /** Its body as it lies here, hashed. */
  readonly bodyHash: string;
  /**
   * The same with LF for each CRLF, as which a message may be stored, and one at its end: SMTP ends
   * the last line (RFC 5321 4.1.1.4).
   */
  readonly bodyLinesHash: string;
  /** The octets of its body. */
  readonly bodySize: number;
}

/**
 * Reads a message to compare it.
 *
 * @param message Its octets from the beginning, in pieces that must not change afterwards.
 */
export async function readComparedMessage(
  message: AsyncIterable<Uint8Array>,
): Promise<ComparedMessage> {
  const listener = new ComparedParts();
  const reader = new PartReader(listener, new FindingList());
  const body = new BodyHash();
  let offset = 0;
  for await (const piece of message) {
    reader.push(piece);
    // As long as no header has ended, no octet is one of the body.
    body.push(piece.subarray(Math.max(0, (listener.bodyOffset ?? Infinity) - offset)));
    offset += piece.length;
  }
  reader.end();
  return { fields: listener.fields, parts: listener.parts, ...body.end() };
}

/** The content of a part, as it is read. */
interface OpenContent {
  readonly index: number;
  readonly decoder: ContentDecoder;
  readonly raw: SizedHash;
  /** `undefined` where it decodes to the octets that lie there. */
  readonly decoded: SizedHash | undefined;
  /** The decoded octets of a text, as long as there is room for them. */
  text: Uint8Array[] | undefined;
}

/** Takes the parts of a message as they go by. */
class ComparedParts implements PartListener {
  fields: readonly HeaderField[] = [];
  readonly parts: ComparedPart[] = [];
  /** Octets before the body of the message, once its header has ended. */
  bodyOffset: number | undefined;
  /** A message in the message, of which the header is still to come. */
  #container: PartStart | undefined;
  #open: OpenContent | undefined;
  #room = MAX_TEXTS_LENGTH;

  begin(part: PartStart, fields: readonly HeaderField[]): void {
    this.#forgetText();
    if (part.index === 0) {
      this.fields = fields;
      this.bodyOffset = part.header.size;
    }
    if (this.#container !== undefined) this.#takeHeader(this.#container, fields);
    this.#container = part.kind === "message" ? part : undefined;
    this.#open = part.kind === "message" ? undefined : openContent(part);
  }

  /** What is read of a message in a message are its header here, and its parts as all other ones. */
  #takeHeader(container: PartStart, fields: readonly HeaderField[]): void {
    this.#open = openContent(container);
    for (const { raw } of fields) this.content(raw);
    this.#endContent(container);
  }

  content(octets: Uint8Array): void {
    this.#open?.raw.push(octets);
    this.#take(this.#open?.decoder.push(octets));
  }

  end(part: Part): void {
    // A multipart that has parts is told by these: one of them was opened in its place.
    if (this.#open?.index === part.index) this.#endContent(part);
  }

  #endContent(part: PartStart): void {
    if (this.#open === undefined) return;
    this.#take(this.#open.decoder.end());
    const { raw, decoded, text } = this.#open;
    this.#open = undefined;
    this.parts.push(makePart(part, raw.end(), decoded?.end(), text));
  }

  #take(octets: Uint8Array | undefined): void {
    if (octets === undefined || octets.length === 0) return;
    this.#open?.decoded?.push(octets);
    if (octets.length > this.#room) this.#forgetText();
    if (this.#open?.text === undefined) return;
    this.#room -= octets.length;
    // A copy: it may be a piece of the message, which would stay in memory.
    this.#open.text.push(octets.slice());
  }

  /** A text that is not kept to its end is worth nothing, and leaves its room to others. */
  #forgetText(): void {
    if (this.#open?.text === undefined) return;
    this.#room += this.#open.text.reduce((size, { length }) => size + length, 0);
    this.#open.text = undefined;
  }
}

function openContent(part: PartStart): OpenContent {
  const { index, type, encoding, kind } = part;
  return {
    index,
    decoder: decoderOf(part),
    raw: new SizedHash(),
    decoded: kind === "leaf" && isEncoded(encoding) ? new SizedHash() : undefined,
    text: type.startsWith("text/") || kind !== "leaf" ? [] : undefined,
  };
}

function makePart(
  { path, type, charset, encoding, fileName }: PartStart,
  raw: HashAndSize,
  decoded: HashAndSize = raw,
  octets: readonly Uint8Array[] | undefined,
): ComparedPart {
  const text = octets && decodeCharset(concatenate(octets), charset ?? "us-ascii").text;
  return {
    path,
    type,
    encoding,
    ...charset === undefined ? {} : { charset },
    ...fileName === undefined ? {} : { fileName },
    rawHash: raw.hash,
    ...decoded,
    ...text === undefined ? {} : { text },
  };
}

/** What is told of octets that are over. */
interface HashAndSize {
  readonly hash: string;
  readonly size: number;
}

/** Hashes octets and counts them. */
class SizedHash {
  readonly #hash = createHash("sha256");
  #size = 0;

  push(octets: Uint8Array): void {
    this.#hash.update(octets);
    this.#size += octets.length;
  }

  end(): HashAndSize {
    return { hash: this.#hash.digest("hex"), size: this.#size };
  }
}

const LF = 0x0a;
const CR = 0x0d;
const LONE_CR = Uint8Array.of(CR);
const LINE_FEED = Uint8Array.of(LF);

/** Hashes a body as it lies, and with LF for each CRLF. */
class BodyHash {
  readonly #asItLies = new SizedHash();
  readonly #lines = new SizedHash();
  /** Whether a CR waits for what follows it. */
  #held = false;
  #last = LF;

  push(octets: Uint8Array): void {
    this.#asItLies.push(octets);
    if (octets.length > 0) this.#pushLines(octets);
  }

  end(): Pick<ComparedMessage, "bodyHash" | "bodyLinesHash" | "bodySize"> {
    if (this.#held) this.#lines.push(LONE_CR);
    if (this.#last !== LF) this.#lines.push(LINE_FEED);
    const { hash, size } = this.#asItLies.end();
    return { bodyHash: hash, bodyLinesHash: this.#lines.end().hash, bodySize: size };
  }

  #pushLines(octets: Uint8Array): void {
    if (this.#held && octets[0] !== LF) this.#lines.push(LONE_CR);
    this.#held = octets.at(-1) === CR;
    this.#last = octets.at(-1) ?? LF;
    let start = 0;
    for (let end = octets.indexOf(CR); end >= 0; end = octets.indexOf(CR, end + 1)) {
      if (end + 1 < octets.length && octets[end + 1] !== LF) continue;
      this.#lines.push(octets.subarray(start, end));
      start = end + 1;
    }
    this.#lines.push(octets.subarray(start));
  }
}
