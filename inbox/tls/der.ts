/**
 * The few types of ASN.1 that a certificate is made of, in the Distinguished Encoding Rules of
 * ITU-T X.690.
 * @module
 */
import { concatenate } from "../../message/encoding/octets.ts";

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT = 0x80;
const CONTEXT_CONSTRUCTED = 0xa0;

/** RFC 5280 section 4.1.2.5: years until 2049 are written as UTCTime, with two digits. */
const LAST_YEAR_OF_UTC_TIME = 2049;

const encoder = new TextEncoder();

/** An element, or several of them. */
type Elements = Uint8Array | readonly Uint8Array[];

/** A SEQUENCE of elements that are encoded already. */
export function sequence(...elements: readonly Elements[]): Uint8Array {
  return element(SEQUENCE, elements.flat());
}

/** A SET of one element. */
export function setOf(only: Uint8Array): Uint8Array {
  return element(SET, only);
}

/** A BOOLEAN. */
export function boolean(value: boolean): Uint8Array {
  return element(BOOLEAN, Uint8Array.of(value ? 0xff : 0x00));
}

/** An INTEGER that is not negative, from its octets in network order, in as few octets as it needs. */
export function unsignedInteger(octets: Uint8Array): Uint8Array {
  const first = octets.findIndex((octet) => octet !== 0);
  const significant = first === -1 ? Uint8Array.of(0) : octets.subarray(first);
  const isSigned = (significant[0] ?? 0) >= 0x80;
  return element(INTEGER, isSigned ? [Uint8Array.of(0)] : [], significant);
}

/**
 * A BIT STRING.
 *
 * @param octets The bits, from the highest of the first octet on.
 * @param unused How many of the last octet's bits are none.
 */
export function bitString(octets: Uint8Array, unused = 0): Uint8Array {
  return element(BIT_STRING, Uint8Array.of(unused), octets);
}

/** An OCTET STRING. */
export function octetString(octets: Uint8Array): Uint8Array {
  return element(OCTET_STRING, octets);
}

/**
 * An OBJECT IDENTIFIER.
 *
 * @param dotted The numbers with dots between them, at least two.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { objectIdentifier } from "./der.ts";
 * assertEquals(objectIdentifier("2.5.29.17").toHex(), "0603551d11");
 * ```
 */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(
    OBJECT_IDENTIFIER,
    Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)),
  );
}

/** A UTF8String. */
export function utf8String(text: string): Uint8Array {
  return element(UTF8_STRING, encoder.encode(text));
}

/** A time as RFC 5280 section 4.1.2.5 wants it: UTCTime or GeneralizedTime, to the second. */
export function time(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/\.\d+Z$/, "Z").replace(/[-:T]/g, "");
  return date.getUTCFullYear() <= LAST_YEAR_OF_UTC_TIME
    ? element(UTC_TIME, encoder.encode(digits.slice(2)))
    : element(GENERALIZED_TIME, encoder.encode(digits));
}

/** A context-specific element in the place of one of a simple type: `[number] IMPLICIT`. */
export function implicit(number: number, contents: Uint8Array): Uint8Array {
  return element(CONTEXT | number, contents);
}

/** A context-specific element around another: `[number] EXPLICIT`. */
export function explicit(number: number, inner: Uint8Array): Uint8Array {
  return element(CONTEXT_CONSTRUCTED | number, inner);
}

function element(tag: number, ...contents: readonly Elements[]): Uint8Array {
  const parts = contents.flat();
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concatenate([Uint8Array.from([tag, ...lengthOctets(length)]), ...parts]);
}

/** X.690 section 8.1.3: below 128 the length itself, else how many octets it has and those. */
function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}

/** Seven bits an octet, the highest bit set on all but the last (X.690 section 8.19.2). */
function base128(value: number): number[] {
  const octets = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) octets.unshift(0x80 | rest & 0x7f);
  return octets;
}
