/**
 * The parts of a message, inspected as they go by: the size of their contents, their texts, and what
 * is wrong with them.
 * @module
 */
import { decodeBeginning, decodeCharset } from "../encoding/charset.ts";
import type { ContentDecoder, DecodingFaults } from "../encoding/content_decoding.ts";
import { isEncoded, isIdentity } from "../encoding/content_encoding.ts";
import type { FindingList, Severity } from "../finding.ts";
import type { HeaderField } from "../header/header.ts";
import { concatenate } from "../encoding/octets.ts";
import { isAttachment, isReadable, type Part, type PartFault } from "../body/part.ts";
import { decoderOf } from "../body/part_content.ts";
import type { PartListener, PartStart } from "../body/part_reader.ts";
import { hasEightBit } from "../encoding/octets.ts";
import { UNSEEN } from "../encoding/unseen.ts";

/** The most octets of decoded text that are kept, of all parts together. */
const MAX_TEXT_OCTETS = 1024 * 1024;

/** The text of a part. */
interface PartText {
  /** The text. */
  readonly text: string;
  /** Whether it goes on. */
  readonly truncated: boolean;
}

/** A part and what was found in it. */
export interface InspectedPart extends Part {
  /** Octets of its content, decoded; `undefined` of what has parts and of a message in a message. */
  readonly decodedSize?: number;
  /** Its text, of a part of type `text` that is no attachment, and of a multipart that has no parts. */
  readonly text?: PartText;
  /** Whether it is a thing to save rather than to read. */
  readonly isAttachment: boolean;
}

/** The content of a part, as it is read. */
interface OpenContent {
  readonly start: PartStart;
  readonly decoder: ContentDecoder;
  /** Decoded octets of its text, as far as they are kept; `undefined` of what is no text. */
  readonly text: Uint8Array[] | undefined;
  kept: number;
  size: number;
  eightBit: boolean;
}

const ODD_IN_NAME = new RegExp(String.raw`[\/\\]|${UNSEEN}`, "v");

const DISAGREE = "mail programs disagree on which one counts";

/** What each fault of a description is: code, weight, the rest of a sentence about the part, section. */
const FAULTS: Readonly<Record<PartFault, readonly [string, Severity, string, string]>> = {
  "no-type": ["bad-type", "warning", "has a Content-Type that cannot be read", "RFC 2045 5.1"],
  "two-types": ["two-types", "error", `has two Content-Type fields: ${DISAGREE}`, "RFC 2045 3"],
  "two-encodings": [
    "two-encodings",
    "error",
    `has two Content-Transfer-Encoding fields: ${DISAGREE}`,
    "RFC 2045 3",
  ],
  "repeated": [
    "repeated-parameter",
    "error",
    `has a parameter twice: ${DISAGREE}`,
    "RFC 2045 5.1",
  ],
  "broken": ["bad-parameter", "note", "has a malformed parameter", "RFC 2045 5.1"],
  "encoded-word": [
    "word-in-parameter",
    "note",
    "has an encoded word in a parameter, which RFC 2231 encodes differently",
    "RFC 2047 5",
  ],
  "pieces": [
    "parameter-pieces",
    "warning",
    "has a parameter in pieces, with one missing or out of order",
    "RFC 2231 3",
  ],
  "charset": [
    "parameter-charset",
    "warning",
    "has a parameter whose octets are invalid in its character set",
    "RFC 2231 4",
  ],
};

/** Looks at the parts that a {@linkcode PartReader} tells of. */
export class PartInspection implements PartListener {
  readonly #findings: FindingList;
  readonly #parts: InspectedPart[] = [];
  #open: OpenContent | undefined;
  #fields: readonly HeaderField[] = [];
  #complete = false;
  #room = MAX_TEXT_OCTETS;

  /** @param findings Takes what is wrong. */
  constructor(findings: FindingList) {
    this.#findings = findings;
  }

  /** The parts that are over, in the order of the message once all are. */
  get parts(): readonly InspectedPart[] {
    return this.#parts;
  }

  /** The header of the message. */
  get fields(): readonly HeaderField[] {
    return this.#fields;
  }

  /** Whether a blank line ended the header of the message. */
  get complete(): boolean {
    return this.#complete;
  }

  /** See {@linkcode PartListener}. */
  begin(part: PartStart, fields: readonly HeaderField[], complete: boolean): void {
    if (part.index === 0) {
      this.#fields = fields;
      this.#complete = complete;
    }
    this.#findInDescription(part);
    // What stands before the parts of a multipart is nothing to read (RFC 2046 5.1.1).
    this.#room += this.#open?.kept ?? 0;
    this.#open = part.kind === "message" ? undefined : {
      start: part,
      decoder: decoderOf(part),
      text: isReadable(part.type) && !isAttachment(part) ? [] : undefined,
      kept: 0,
      size: 0,
      eightBit: false,
    };
  }

  /** See {@linkcode PartListener}. */
  content(octets: Uint8Array): void {
    const open = this.#open;
    if (open === undefined) return;
    open.eightBit ||= hasEightBit(octets);
    this.#take(open, open.decoder.push(octets));
  }

  /** See {@linkcode PartListener}. */
  end(part: Part): void {
    const open = this.#open?.start.index === part.index ? this.#open : undefined;
    this.#parts[part.index] = open === undefined
      ? { ...part, isAttachment: isAttachment(part) }
      : this.#endContent(part, open);
    if (open !== undefined) this.#open = undefined;
  }

  #take(open: OpenContent, octets: Uint8Array): void {
    open.size += octets.length;
    if (open.text === undefined || this.#room === 0 || octets.length === 0) return;
    // A copy: what was decoded from nothing is a piece of the message, which would stay in memory.
    const kept = octets.slice(0, this.#room);
    open.text.push(kept);
    open.kept += kept.length;
    this.#room -= kept.length;
  }

  #endContent(part: Part, open: OpenContent): InspectedPart {
    this.#take(open, open.decoder.end());
    this.#findInBody(part, open, open.decoder.faults);
    const truncated = open.kept < open.size;
    const text = open.text === undefined
      ? undefined
      : this.#decode(part, concatenate(open.text), truncated);
    return {
      ...part,
      decodedSize: open.size,
      ...(text === undefined ? {} : { text: { text, truncated } }),
      isAttachment: isAttachment(part),
    };
  }

  #decode(part: Part, octets: Uint8Array, truncated: boolean): string {
    const decode = truncated ? decodeBeginning : decodeCharset;
    const { text, known, intact } = decode(octets, part.charset ?? "us-ascii");
    if (!known) {
      this.#note(
        part,
        "unknown-charset",
        "warning",
        `names an unknown character set: ${part.charset}`,
        "RFC 2045 5.1",
      );
    }
    if (!intact && !truncated && (part.charset !== undefined || part.encoding !== "7bit")) {
      const charset = part.charset ?? "us-ascii, the default if none is named";
      this.#note(
        part,
        "bad-text",
        "warning",
        `has octets that are invalid in its character set: ${charset}`,
        "RFC 2046 4.1.2",
      );
    }
    return text;
  }

  #findInDescription(part: PartStart): void {
    const { faults, kind, encoding, type, fileName, parameters } = part;
    for (const fault of faults) {
      const [name, severity, text, section] = FAULTS[fault];
      this.#note(part, name, severity, text, section);
    }
    if (!isIdentity(encoding) && !isEncoded(encoding)) {
      const text = `has an unknown transfer encoding: ${encoding}`;
      this.#note(part, "unknown-encoding", "error", text, "RFC 2045 6.1");
    }
    if (kind !== "leaf" && !isIdentity(encoding)) {
      const text = `is of type ${type}, which must not be encoded as ${encoding}`;
      this.#note(part, "encoded-multipart", "error", text, "RFC 2045 6.4");
    }
    if (type.startsWith("multipart/") && !parameters.get("boundary")) {
      const text = "is a multipart without a boundary, and so has no parts";
      this.#note(part, "no-boundary", "error", text, "RFC 2046 5.1.1");
    }
    if (fileName !== undefined && ODD_IN_NAME.test(fileName)) {
      const text = "has a file name with a path or invisible characters";
      this.#note(part, "odd-file-name", "warning", text, "RFC 2183 2.3");
    }
  }

  #findInBody(part: Part, open: OpenContent, { garbage, incomplete }: DecodingFaults): void {
    const { encoding } = part;
    const section = encoding === "base64" ? "RFC 2045 6.8" : "RFC 2045 6.7";
    if (garbage > 0) {
      const text = `has octets that are not allowed in ${encoding}`;
      this.#note(part, "bad-encoding", "warning", text, section, garbage);
    }
    if (incomplete) {
      const text = `ends in the middle of a group of ${encoding}: it may be truncated`;
      this.#note(part, "cut-encoding", "warning", text, section);
    }
    if (open.eightBit && encoding !== "8bit" && encoding !== "binary") {
      const text = `has octets above 127, but claims to be ${encoding}`;
      this.#note(part, "eight-bit-body", "warning", text, "RFC 2045 6.2");
    }
  }

  #note(
    part: PartStart,
    code: string,
    severity: Severity,
    text: string,
    reference: string,
    count = 1,
  ): void {
    const { offset, line } = part.header;
    const who = part.path === "" ? "the message" : `part ${part.path}`;
    this.#findings.add({ code, severity, text: `${who} ${text}`, reference, offset, line, count });
  }
}
