/**
 * The fields of a certificate that DANE compares, read out of its octets (RFC 5280 section 4.1).
 * @module
 */
import { CertificateError } from "./certificate.ts";

/** Fields of a certificate. Nobody has verified them. */
export interface CertificateFields {
  /** SubjectPublicKeyInfo, octet by octet as it stands in the certificate. */
  readonly publicKey: Uint8Array;
  /** The domain names that it is for: dNSName of subjectAltName (RFC 5280 section 4.2.1.6). */
  readonly domains: readonly string[];
}

/** Tags of DER (X.690 section 8.1.2) that a certificate is made of. */
const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
/** The version, and the extensions, of a TBSCertificate. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
/** A dNSName among GeneralNames. */
const DOMAIN = 0x82;

/** The object identifier of subjectAltName, 2.5.29.17, with tag and length. */
const SUBJECT_ALT_NAME = "06:03:55:1d:11";

/** An element of DER. */
interface Element {
  readonly tag: number;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

/**
 * Reads the fields of a certificate.
 *
 * @param certificate The certificate in DER.
 * @returns The fields.
 * @throws {CertificateError} If it is no certificate.
 */
export function readCertificateFields(certificate: Uint8Array): CertificateFields {
  const [outer] = elements(certificate);
  const [body] = elements(contentOf(outer, SEQUENCE));
  const fields = elements(contentOf(body, SEQUENCE));
  const start = fields[0]?.tag === VERSION ? 1 : 0;
  // serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo
  const publicKey = fields[start + 5];
  if (publicKey?.tag !== SEQUENCE) throw unreadable();
  const extensions = fields.find(({ tag }) => tag === EXTENSIONS);
  return { publicKey: publicKey.whole, domains: extensions ? domainsOf(extensions) : [] };
}

function domainsOf({ content }: Element): string[] {
  const [list] = elements(content);
  for (const extension of elements(contentOf(list, SEQUENCE))) {
    const parts = elements(contentOf(extension, SEQUENCE));
    if (hex(parts[0]?.whole) !== SUBJECT_ALT_NAME) continue;
    const [names] = elements(contentOf(parts.at(-1), OCTET_STRING));
    return elements(contentOf(names, SEQUENCE))
      .filter(({ tag }) => tag === DOMAIN)
      .map(({ content }) => new TextDecoder().decode(content));
  }
  return [];
}

function contentOf(element: Element | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw unreadable();
  return element.content;
}

/** The elements that stand one behind the other. */
function elements(octets: Uint8Array): Element[] {
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

function hex(octets: Uint8Array = new Uint8Array()): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(":");
}

function unreadable(): CertificateError {
  return new CertificateError("the certificate cannot be read");
}
