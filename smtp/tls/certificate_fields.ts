/**
 * The fields of a certificate that DANE needs, read out of its octets (RFC 5280 section 4.1).
 * @module
 */
import {
  contentOf,
  type Element,
  elements,
  OCTET_STRING,
  SEQUENCE,
  unreadable,
} from "./der_reader.ts";

/** An extension of a certificate (RFC 5280 section 4.2). */
export interface Extension {
  /** Its object identifier, the content in hexadecimal: `551d11`. */
  readonly id: string;
  /** Whether who does not know it must not use the certificate. */
  readonly critical: boolean;
  /** What it says, in DER. */
  readonly value: Uint8Array;
}

/** Fields of a certificate. Nobody has verified them. */
export interface CertificateFields {
  /** SubjectPublicKeyInfo, octet by octet as it stands in the certificate. */
  readonly publicKey: Uint8Array;
  /** The domain names that it is for: dNSName of subjectAltName (RFC 5280 section 4.2.1.6). */
  readonly domains: readonly string[];
  /** All names of subjectAltName, as the elements of GeneralNames. */
  readonly names: readonly Element[];
  /** Who it is about. */
  readonly subject: Element;
  /** Who signed it. */
  readonly issuer: Element;
  /** Its extensions. */
  readonly extensions: readonly Extension[];
}

/** The version, and the extensions, of a TBSCertificate. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
/** A dNSName among GeneralNames. */
export const DOMAIN = 0x82;

/** The object identifier of subjectAltName, 2.5.29.17. */
export const SUBJECT_ALT_NAME = "551d11";

const OBJECT_IDENTIFIER = 0x06;
const BOOLEAN = 0x01;

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
  const [_serialNumber, _signature, issuer, _validity, subject, publicKey] = fields.slice(start);
  if (publicKey?.tag !== SEQUENCE || issuer === undefined || subject === undefined) {
    throw unreadable();
  }
  const extensions = readExtensions(fields.find(({ tag }) => tag === EXTENSIONS));
  const names = readNames(extensions.find(({ id }) => id === SUBJECT_ALT_NAME));
  const domains = names.filter(({ tag }) => tag === DOMAIN).map(({ content }) =>
    new TextDecoder().decode(content)
  );
  return { publicKey: publicKey.whole, domains, names, subject, issuer, extensions };
}

function readExtensions(explicit: Element | undefined): Extension[] {
  if (explicit === undefined) return [];
  const [list] = elements(explicit.content);
  return elements(contentOf(list, SEQUENCE)).map((extension) => {
    const parts = elements(contentOf(extension, SEQUENCE));
    const critical = parts[1]?.tag === BOOLEAN && parts[1].content[0] !== 0;
    const id = contentOf(parts[0], OBJECT_IDENTIFIER).toHex();
    return { id, critical, value: contentOf(parts.at(-1), OCTET_STRING) };
  });
}

function readNames(extension: Extension | undefined): Element[] {
  if (extension === undefined) return [];
  const [names] = elements(extension.value);
  return elements(contentOf(names, SEQUENCE));
}
