/**
 * Quoted-printable: text that stays readable in 7 bits (RFC 2045 6.7).
 * @module
 */
import type { ContentEncoder } from "./content_encoding.ts";

/** Characters of a line before a soft line break; its `=` is the 76th (RFC 2045 6.7 rule 5). */
const MAX_COLUMN = 75;
const HEX_DIGITS = new TextEncoder().encode("0123456789ABCDEF");
const NOTHING = -1;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const EQUALS = 0x3d;
const TILDE = 0x7e;

/**
 * Encodes text. CRLF stays a line end; a CR or an LF alone is an octet like others. A blank at the
 * end of a line is encoded, because servers cut it off. No line begins with a hyphen, so that none can
 * be the boundary of a multipart around it, whatever a soft line break brings to its beginning.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { QuotedPrintableEncoder } from "./quoted_printable.ts";
 *
 * const encoder = new QuotedPrintableEncoder();
 * const encoded = [...encoder.push(new TextEncoder().encode("1 = 1, é \r\n")), ...encoder.end()];
 * assertEquals(new TextDecoder().decode(new Uint8Array(encoded)), "1 =3D 1, =C3=A9=20\r\n");
 * ```
 */
export class QuotedPrintableEncoder implements ContentEncoder {
  /** A blank or CR that waits for the next octet, which decides how it is written. */
  #held = NOTHING;
  #column = 0;
  #out: Uint8Array = new Uint8Array(0);
  #length = 0;

  /**
   * Takes the next octets.
   *
   * @param octets Octets of the text.
   * @returns What is decided of them and of those before.
   */
  push(octets: Uint8Array): Uint8Array {
    this.#begin(octets.length + 1);
    for (let index = 0; index < octets.length; index++) this.#take(octets[index] ?? 0);
    return this.#finish();
  }

  /** Tells that the text is over; returns what waited for the next octet. */
  end(): Uint8Array {
    this.#begin(1);
    this.#release(true);
    return this.#finish();
  }

  #take(octet: number): void {
    if (octet === LF && this.#held === CR) return this.#endLine();
    this.#release(octet === CR);
    if (octet === CR || octet === SPACE || octet === TAB) {
      this.#held = octet;
    } else if (octet === HYPHEN && this.#comesFirst) {
      this.#writeEncoded(octet);
    } else if (octet > SPACE && octet <= TILDE && octet !== EQUALS) {
      this.#writeLiteral(octet);
    } else {
      this.#writeEncoded(octet);
    }
  }

  /** Whether the next character begins a line. */
  get #comesFirst(): boolean {
    return this.#column === 0 || this.#column === MAX_COLUMN;
  }

  #endLine(): void {
    this.#held = NOTHING;
    this.#column = 0;
    this.#out[this.#length++] = CR;
    this.#out[this.#length++] = LF;
  }

  /** Writes the octet that waited, if one did: a CR that ends no line, or a blank. */
  #release(maybeLineEnd: boolean): void {
    const held = this.#held;
    if (held === NOTHING) return;
    this.#held = NOTHING;
    if (held === CR || maybeLineEnd) this.#writeEncoded(held);
    else this.#writeLiteral(held);
  }

  #writeLiteral(octet: number): void {
    this.#makeRoom(1);
    this.#out[this.#length++] = octet;
  }

  #writeEncoded(octet: number): void {
    this.#makeRoom(3);
    this.#out[this.#length++] = EQUALS;
    this.#out[this.#length++] = HEX_DIGITS[octet >> 4] ?? 0;
    this.#out[this.#length++] = HEX_DIGITS[octet & 15] ?? 0;
  }

  #makeRoom(characters: number): void {
    if (this.#column + characters > MAX_COLUMN) {
      this.#out[this.#length++] = EQUALS;
      this.#endLine();
    }
    this.#column += characters;
  }

  /** The most that octets can become: three characters each, and a soft line break after 25 of them. */
  #begin(octets: number): void {
    this.#out = new Uint8Array(octets * 3 + (Math.ceil(octets / 25) + 1) * 3);
    this.#length = 0;
  }

  #finish(): Uint8Array {
    return this.#out.subarray(0, this.#length);
  }
}
