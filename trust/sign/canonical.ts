/**
 * The canonical form `relaxed` of header and body, which is what a DKIM signature covers (RFC 6376
 * section 3.4): servers on the way change blanks and line breaks.
 * @module
 */
import { Buffer } from "node:buffer";

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/**
 * A header field in its canonical form (RFC 6376 section 3.4.2), without a line end.
 *
 * @param raw Every octet of the field, its folds too.
 * @returns A character for each octet.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { relaxedField } from "./canonical.ts";
 *
 * const raw = new TextEncoder().encode("Subject:  Hi,\r\n\tAna \r\n");
 * assertEquals(relaxedField(raw), "subject:Hi, Ana");
 * ```
 */
export function relaxedField(raw: Uint8Array): string {
  // TextDecoder takes "latin1" for windows-1252, in which 32 octets are other characters.
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString("latin1");
  const colon = text.indexOf(":");
  const words = text.slice(colon + 1).replace(/\r?\n/g, "").split(/[ \t]+/);
  const name = text.slice(0, colon).trimEnd().toLowerCase();
  return `${name}:${words.filter((word) => word !== "").join(" ")}`;
}

/** Octets of the canonical body that are handed on at once. */
const BUFFER_LENGTH = 64 * 1024;

/** Brings a body into its canonical form (RFC 6376 section 3.4.4), in pieces of any size. */
export class RelaxedBody {
  readonly #take: (octets: Uint8Array) => void;
  readonly #buffer = new Uint8Array(BUFFER_LENGTH);
  #filled = 0;
  /** Line ends that count only if something follows them. */
  #lineEnds = 0;
  /** Blanks that count, as one, only if something of their line follows them. */
  #blank = false;
  /** A CR that may be half of a line end. */
  #carriageReturn = false;
  #isEmpty = true;

  /** @param take Takes the canonical octets; they are overwritten afterwards. */
  constructor(take: (octets: Uint8Array) => void) {
    this.#take = take;
  }

  /** Takes the next octets of the body. */
  push(octets: Uint8Array): void {
    for (const octet of octets) {
      if (this.#carriageReturn) {
        this.#carriageReturn = false;
        if (octet === LF) {
          this.#lineEnds += 1;
          this.#blank = false;
          continue;
        }
        this.#put(CR);
      }
      if (octet === CR) this.#carriageReturn = true;
      else if (octet === SPACE || octet === TAB) this.#blank = true;
      else this.#put(octet);
    }
  }

  /** Ends the body: with one line end, unless it is empty. */
  end(): void {
    if (this.#carriageReturn) this.#put(CR);
    if (!this.#isEmpty) this.#writeLineEnd();
    this.#flush();
  }

  #put(octet: number): void {
    for (; this.#lineEnds > 0; this.#lineEnds--) this.#writeLineEnd();
    if (this.#blank) this.#write(SPACE);
    this.#blank = false;
    this.#isEmpty = false;
    this.#write(octet);
  }

  #writeLineEnd(): void {
    this.#write(CR);
    this.#write(LF);
  }

  #write(octet: number): void {
    if (this.#filled === BUFFER_LENGTH) this.#flush();
    this.#buffer[this.#filled++] = octet;
  }

  #flush(): void {
    this.#take(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }
}
