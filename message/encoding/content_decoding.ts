/**
 * The octets that a body stands for, out of its Content-Transfer-Encoding (RFC 2045 6).
 * @module
 */
import { hexOctet } from "./hex.ts";

/** What was wrong with the encoding of a body, as counts. */
export interface DecodingFaults {
  /** Characters that have no place in it. */
  readonly garbage: number;
  /** Whether it breaks off within a group or an escape. */
  readonly incomplete: boolean;
}

/** Decodes a body, however it is cut into pieces. Any octets are taken. */
export interface ContentDecoder {
  /** Takes the next octets of the body; returns what they stand for. */
  push(octets: Uint8Array): Uint8Array;
  /** Tells that the body is over; returns what is left. */
  end(): Uint8Array;
  /** What was wrong so far. */
  readonly faults: DecodingFaults;
}

const NOTHING: Uint8Array = new Uint8Array(0);
const SOUND: DecodingFaults = { garbage: 0, incomplete: false };

/**
 * The decoder of an encoding.
 *
 * @param encoding The name in lower case.
 * @returns `undefined` when nobody knows the encoding; for `7bit`, `8bit` and `binary` one that
 * changes nothing.
 */
export function contentDecoder(encoding: string): ContentDecoder | undefined {
  switch (encoding) {
    case "base64":
      return new Base64Decoder();
    case "quoted-printable":
      return new QuotedPrintableDecoder();
    case "7bit":
    case "8bit":
    case "binary":
      return identityDecoder();
    default:
      return undefined;
  }
}

/** A decoder that changes nothing. */
export function identityDecoder(): ContentDecoder {
  return { push: (octets) => octets, end: () => NOTHING, faults: SOUND };
}

const PADDING = 64;
const BLANK = 65;
const GARBAGE = 66;

/** What each octet means in base64: 0 to 63, padding, blank or garbage. */
const BASE64_VALUES: Uint8Array = makeBase64Values();

function makeBase64Values(): Uint8Array {
  const values = new Uint8Array(256).fill(GARBAGE);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (let value = 0; value < alphabet.length; value++) values[alphabet.charCodeAt(value)] = value;
  values["=".charCodeAt(0)] = PADDING;
  for (const blank of " \t\r\n") values[blank.charCodeAt(0)] = BLANK;
  return values;
}

/**
 * Base64, with what is not of its alphabet passed over (RFC 2045 6.8). Padding ends a group and not
 * the body: bodies of several encodings one after the other are read whole.
 */
class Base64Decoder implements ContentDecoder {
  #bits = 0;
  #digits = 0;
  #garbage = 0;
  #incomplete = false;

  get faults(): DecodingFaults {
    return { garbage: this.#garbage, incomplete: this.#incomplete };
  }

  push(octets: Uint8Array): Uint8Array {
    const out = new Uint8Array(Math.ceil((octets.length + 3) / 4) * 3);
    let length = 0;
    let bits = this.#bits;
    let digits = this.#digits;
    for (let at = 0; at < octets.length; at++) {
      const value = BASE64_VALUES[octets[at] ?? 0] ?? GARBAGE;
      if (value < PADDING) {
        bits = (bits << 6) | value;
        if (++digits < 4) continue;
        out[length++] = bits >> 16;
        out[length++] = bits >> 8;
        out[length++] = bits;
        bits = 0;
        digits = 0;
      } else if (value === PADDING && digits > 0) {
        length = this.#endGroup(out, length, bits, digits);
        bits = 0;
        digits = 0;
      } else if (value === GARBAGE) {
        this.#garbage++;
      }
    }
    this.#bits = bits;
    this.#digits = digits;
    return out.subarray(0, length);
  }

  end(): Uint8Array {
    if (this.#digits === 0) return NOTHING;
    this.#incomplete = true;
    const out = new Uint8Array(2);
    return out.subarray(0, this.#endGroup(out, 0, this.#bits, this.#digits));
  }

  /** Two digits hold one octet, three hold two; one alone holds none. */
  #endGroup(out: Uint8Array, from: number, bits: number, digits: number): number {
    let length = from;
    if (digits === 1) this.#incomplete = true;
    if (digits === 2) out[length++] = bits >> 4;
    if (digits === 3) {
      out[length++] = bits >> 10;
      out[length++] = bits >> 2;
    }
    return length;
  }
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EQUALS = 0x3d;
/** Octets that may wait for the next piece: an escape, or blanks that may end a line. */
const MAX_HELD = 1_000;

/**
 * Quoted-printable. Blanks at the end of a line are none of the text (RFC 2045 6.7 rule 3); an
 * escape that is none stays as it is.
 */
class QuotedPrintableDecoder implements ContentDecoder {
  #held: Uint8Array = NOTHING;
  #garbage = 0;
  #incomplete = false;

  get faults(): DecodingFaults {
    return { garbage: this.#garbage, incomplete: this.#incomplete };
  }

  push(octets: Uint8Array): Uint8Array {
    return this.#decode(octets, false);
  }

  end(): Uint8Array {
    return this.#decode(NOTHING, true);
  }

  #decode(piece: Uint8Array, isLast: boolean): Uint8Array {
    const octets = join(this.#held, piece);
    const end = isLast ? octets.length : octets.length - unfinished(octets);
    this.#held = octets.slice(end);
    const out = new Uint8Array(end);
    let length = 0;
    for (let at = 0; at < end;) {
      const octet = octets[at] ?? 0;
      if (octet === EQUALS) {
        const value = hexOctet(octets, at + 1);
        if (!Number.isNaN(value)) {
          out[length++] = value;
          at += 3;
          continue;
        }
        const next = afterLineEnd(octets, at + 1);
        if (next > at + 1) {
          at = next;
          continue;
        }
        if (at + 1 === octets.length) this.#incomplete = true;
        else this.#garbage++;
      } else if (octet === SPACE || octet === TAB) {
        const last = afterBlanks(octets, at, end);
        const isLineEnd = afterLineEnd(octets, last) > last;
        if (!isLineEnd) { while (at < last) out[length++] = octets[at++] ?? 0; }
        at = last;
        continue;
      }
      out[length++] = octet;
      at++;
    }
    return out.subarray(0, length);
  }
}

/** How many octets at the end cannot be decided without those that follow. */
function unfinished(octets: Uint8Array): number {
  const least = Math.max(0, octets.length - MAX_HELD);
  let at = octets.length;
  if (octets[at - 1] === CR) at--;
  while (at > least && isBlank(octets[at - 1])) at--;
  if (octets[at - 1] === EQUALS) return octets.length - at + 1;
  return octets[at - 2] === EQUALS && at === octets.length ? 2 : octets.length - at;
}

/** Where the text goes on after the blanks and the line end at a place; the place, if none is there. */
function afterLineEnd(octets: Uint8Array, start: number): number {
  const at = afterBlanks(octets, start, octets.length);
  if (octets[at] === LF) return at + 1;
  return octets[at] === CR && octets[at + 1] === LF ? at + 2 : start;
}

function afterBlanks(octets: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(octets[at])) at++;
  return at;
}

function isBlank(octet: number | undefined): boolean {
  return octet === SPACE || octet === TAB;
}

function join(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
