/**
 * What of a message is compared: its fields, and what each of its parts decodes to. It is read twice;
 * only texts are kept, and only up to a length.
 * @module
 */
import { createHash } from "node:crypto";
import { decodeCharset } from "./charset.ts";
import { FindingList } from "./finding.ts";
import type { HeaderField } from "./header.ts";
import { concatenate, MAX_TEXT_LENGTH } from "./octets.ts";
import type { Part } from "./part.ts";
import { type ContentSink, type PartToRead, readContents } from "./part_content.ts";
import { PartReader } from "./part_reader.ts";

/** A part with content of its own. */
export interface ComparedPart {
  /** What its header says, and where it lies. */
  readonly part: Part;
  /** Its octets as they lie in the message, hashed. */
  readonly rawHash: string;
  /** What they decode to, hashed. */
  readonly hash: string;
  /** The octets that they decode to. */
  readonly size: number;
  /** The text, of a part that is one and not longer than {@linkcode MAX_TEXT_LENGTH}. */
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
  /** The same with LF for each CRLF: as which a message may be stored. */
  readonly bodyLinesHash: string;
  /** The octets of its body. */
  readonly bodySize: number;
}

/** Gives the octets of a message from the beginning, each time that it is called. */
export type OpenMessage = () => AsyncIterable<Uint8Array>;

/**
 * Reads a message to compare it.
 *
 * @param open Gives its octets; called twice.
 */
export async function readComparedMessage(open: OpenMessage): Promise<ComparedMessage> {
  const { fields, parts } = await readStructure(open());
  const [message] = parts;
  const leaves = parts.filter(({ kind }) => kind === "leaf").map((part) => new PartReading(part));
  const body = new BodySink();
  const readings: Reading[] = [
    ...message === undefined ? [] : [asItLies(message, () => body)],
    ...leaves.flatMap(({ readings }) => readings),
  ];
  await readContents(open(), readings, ({ open }) => open());
  return { fields, parts: leaves.map((leaf) => leaf.result()), ...body.result() };
}

async function readStructure(
  message: AsyncIterable<Uint8Array>,
): Promise<{ readonly fields: readonly HeaderField[]; readonly parts: readonly Part[] }> {
  let fields: readonly HeaderField[] = [];
  const parts: Part[] = [];
  const reader = new PartReader({
    begin(part, found): void {
      if (part.index === 0) fields = found;
    },
    content(): void {},
    end: (part) => void parts.push(part),
  }, new FindingList());
  for await (const octets of message) reader.push(octets);
  reader.end();
  return { fields, parts: parts.sort((one, other) => one.index - other.index) };
}

/** A part to be read; where it goes is made when its turn comes, since there may be very many. */
type Reading = PartToRead & { readonly open: () => ContentSink };

function asItLies(part: Part, open: () => ContentSink): Reading {
  return { ...part, encoding: "binary", kind: "leaf", open };
}

const IDENTITY_ENCODINGS: ReadonlySet<string> = new Set(["7bit", "8bit", "binary"]);

/** A part that is read as it lies, and decoded where that is something else. */
class PartReading {
  readonly #part: Part;
  #rawHash: string | undefined;
  #decoded: Omit<ComparedPart, "part" | "rawHash"> = { hash: "", size: 0 };

  constructor(part: Part) {
    this.#part = part;
  }

  get readings(): Reading[] {
    const part = this.#part;
    const decoded = { ...part, open: () => this.#decodedSink() };
    if (IDENTITY_ENCODINGS.has(part.encoding)) return [decoded];
    return [asItLies(part, () => new HashSink((hash) => this.#rawHash = hash)), decoded];
  }

  result(): ComparedPart {
    const { hash } = this.#decoded;
    return { part: this.#part, rawHash: this.#rawHash ?? hash, ...this.#decoded };
  }

  #decodedSink(): ContentSink {
    const { type, charset } = this.#part;
    return new DecodedSink(type.startsWith("text/"), (hash, size, octets) => {
      const text = octets && decodeCharset(octets, charset ?? "us-ascii").text;
      this.#decoded = { hash, size, ...text === undefined ? {} : { text } };
    });
  }
}

/** Hashes octets, and tells the hash when they are over. */
class HashSink implements ContentSink {
  readonly #hash = createHash("sha256");
  readonly #done: (hash: string) => void;

  constructor(done: (hash: string) => void) {
    this.#done = done;
  }

  push(octets: Uint8Array): void {
    this.#hash.update(octets);
  }

  end(): void {
    this.#done(this.#hash.digest("hex"));
  }
}

/** Hashes what a part decodes to, and keeps it if it is a text. */
class DecodedSink implements ContentSink {
  readonly #hash: HashSink;
  #pieces: Uint8Array[] | undefined;
  #size = 0;

  constructor(
    isText: boolean,
    done: (hash: string, size: number, octets: Uint8Array | undefined) => void,
  ) {
    this.#pieces = isText ? [] : undefined;
    this.#hash = new HashSink((hash) =>
      done(hash, this.#size, this.#pieces && concatenate(this.#pieces))
    );
  }

  push(octets: Uint8Array): void {
    this.#hash.push(octets);
    this.#size += octets.length;
    if (this.#size > MAX_TEXT_LENGTH) this.#pieces = undefined;
    this.#pieces?.push(octets.slice());
  }

  end(): void {
    this.#hash.end();
  }
}

const LF = 0x0a;
const CR = 0x0d;
const LONE_CR = Uint8Array.of(CR);

/** Hashes a body as it lies, and with LF for each CRLF. */
class BodySink implements ContentSink {
  #bodyHash = "";
  #bodyLinesHash = "";
  #bodySize = 0;
  readonly #asItLies = new HashSink((hash) => this.#bodyHash = hash);
  readonly #lines = new HashSink((hash) => this.#bodyLinesHash = hash);
  /** Whether a CR waits for what follows it. */
  #held = false;

  push(octets: Uint8Array): void {
    this.#asItLies.push(octets);
    this.#bodySize += octets.length;
    if (octets.length > 0) this.#pushLines(octets);
  }

  end(): void {
    if (this.#held) this.#lines.push(LONE_CR);
    this.#asItLies.end();
    this.#lines.end();
  }

  result(): Pick<ComparedMessage, "bodyHash" | "bodyLinesHash" | "bodySize"> {
    return {
      bodyHash: this.#bodyHash,
      bodyLinesHash: this.#bodyLinesHash,
      bodySize: this.#bodySize,
    };
  }

  #pushLines(octets: Uint8Array): void {
    if (this.#held && octets[0] !== LF) this.#lines.push(LONE_CR);
    this.#held = octets.at(-1) === CR;
    let start = 0;
    for (let end = octets.indexOf(CR); end >= 0; end = octets.indexOf(CR, end + 1)) {
      if (end + 1 < octets.length && octets[end + 1] !== LF) continue;
      this.#lines.push(octets.subarray(start, end));
      start = end + 1;
    }
    this.#lines.push(octets.subarray(start));
  }
}
