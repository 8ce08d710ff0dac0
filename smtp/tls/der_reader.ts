/**
 * Reads the Distinguished Encoding Rules of X.690, as far as a certificate needs them.
 * @module
 */
import { CertificateError } from "./certificate.ts";

/** The tag of a SEQUENCE (X.690 section 8.1.2). */
export const SEQUENCE = 0x30;
/** The tag of an OCTET STRING. */
export const OCTET_STRING = 0x04;

/** An element of DER. */
export interface Element {
  /** What it is. */
  readonly tag: number;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
  /** The content. */
  readonly content: Uint8Array;
}

/**
 * The content of an element that must be there.
 *
 * @param element The element.
 * @param tag What it must be.
 * @throws {CertificateError} If it is missing, or is something else.
 */
export function contentOf(element: Element | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw unreadable();
  return element.content;
}

/**
 * The elements that stand one behind the other.
 *
 * @param octets The octets.
 * @throws {CertificateError} If they are no elements of DER, each whole.
 */
export function elements(octets: Uint8Array): Element[] {
  const found: Element[] = [];
  for (let rest = octets; rest.length > 0;) {
    const element = firstElement(rest);
    found.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return found;
}

function firstElement(octets: Uint8Array): Element {
  const [tag = 0, first = 0x80] = octets;
  // From 128 octets on, the first octet tells how many follow that hold the length.
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthOctets > 3) throw unreadable();
  const start = 2 + lengthOctets;
  const length = lengthOctets === 0
    ? first
    : octets.subarray(2, start).reduce((sum, octet) => sum * 256 + octet, 0);
  const end = start + length;
  if (end > octets.length) throw unreadable();
  return { tag, whole: octets.subarray(0, end), content: octets.subarray(start, end) };
}

/** What to throw where a certificate is not made as it should be. */
export function unreadable(): CertificateError {
  return new CertificateError("the certificate cannot be read");
}
