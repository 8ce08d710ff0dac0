/**
 * What the certificates of a chain forbid (RFC 5280 section 6): signatures and dates apart, which the
 * caller looks at. What cannot be checked here is forbidden.
 * @module
 */
import {
  type CertificateFields,
  type Extension,
  readCertificateFields,
  SUBJECT_ALT_NAME,
} from "./certificate_fields.ts";
import { contentOf, elements, SEQUENCE } from "./der_reader.ts";
import { permitsNames } from "./name_constraints.ts";

/** Object identifiers of extensions (RFC 5280 section 4.2.1). */
const KEY_USAGE = "551d0f";
const BASIC_CONSTRAINTS = "551d13";
const NAME_CONSTRAINTS = "551d1e";
const POLICY_CONSTRAINTS = "551d24";
const EXTENDED_KEY_USAGE = "551d25";
/** certificatePolicies, policyMappings and inhibitAnyPolicy: of no weight where no policy is demanded. */
const POLICIES = ["551d20", "551d21", "551d36"];

/** Extensions that are looked at, and may be critical. */
const KNOWN: ReadonlySet<string> = new Set([
  ...[KEY_USAGE, BASIC_CONSTRAINTS, NAME_CONSTRAINTS, EXTENDED_KEY_USAGE, SUBJECT_ALT_NAME],
  ...POLICIES,
]);

/** Purposes of a key, the content in hexadecimal: serverAuth, and any (RFC 5280 section 4.2.1.12). */
const SERVER_PURPOSES: ReadonlySet<string> = new Set(["2b06010505070301", "551d2500"]);

/** Bits of keyUsage (RFC 5280 section 4.2.1.3). */
const KEY_CERT_SIGN = 0x04;
/** digitalSignature, keyEncipherment, keyAgreement: each is the one that some cipher suite of TLS needs. */
const SERVER_KEY_BITS = 0x80 | 0x20 | 0x08;

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;

/**
 * Whether the certificates of a chain allow it to a server.
 *
 * @param path The certificates in DER, each signed by the next one: the server's first, the authority's
 * last, whose own constraints hold too.
 * @returns Whether they do.
 * @throws {CertificateError} If one of them cannot be read.
 */
export function allowsPath(path: readonly Uint8Array[]): boolean {
  const certificates = path.map(readCertificateFields);
  return certificates.every((certificate, index) =>
    isUnderstood(certificate) && mayServe(certificate) &&
    (index === 0
      ? hasKeyBits(certificate, SERVER_KEY_BITS)
      : mayIssue(certificate, certificates.slice(0, index)))
  );
}

/** No extension stands twice, and none that is critical is unknown (RFC 5280 section 4.2). */
function isUnderstood({ extensions }: CertificateFields): boolean {
  const ids = extensions.map(({ id }) => id);
  return new Set(ids).size === ids.length && !ids.includes(POLICY_CONSTRAINTS) &&
    extensions.every(({ id, critical }) => !critical || KNOWN.has(id));
}

/** What an authority may not sign for it cannot pass on. */
function mayServe(certificate: CertificateFields): boolean {
  const purposes = extensionOf(certificate, EXTENDED_KEY_USAGE);
  if (purposes === undefined) return true;
  return sequenceOf(purposes).some(({ content }) => SERVER_PURPOSES.has(content.toHex()));
}

function hasKeyBits(certificate: CertificateFields, bits: number): boolean {
  const usage = extensionOf(certificate, KEY_USAGE);
  if (usage === undefined) return true;
  const [string] = elements(usage.value);
  // The first octet tells how many bits of the last one are none.
  const [, first = 0] = contentOf(string, BIT_STRING);
  return (first & bits) !== 0;
}

function mayIssue(authority: CertificateFields, below: readonly CertificateFields[]): boolean {
  const [server, ...intermediates] = below;
  const others = intermediates.filter((each) => !isSelfIssued(each));
  const constraints = extensionOf(authority, NAME_CONSTRAINTS);
  return hasKeyBits(authority, KEY_CERT_SIGN) && others.length <= pathLengthOf(authority) &&
    (constraints === undefined ||
      [server, ...others].every((each) =>
        each === undefined || permitsNames(constraints.value, each)
      ));
}

/** How many authorities may stand below one; -1 if it is none itself. */
function pathLengthOf(authority: CertificateFields): number {
  const constraints = extensionOf(authority, BASIC_CONSTRAINTS);
  if (constraints === undefined) return -1;
  const [isAuthority, length] = sequenceOf(constraints);
  if (isAuthority?.tag !== BOOLEAN || isAuthority.content[0] === 0) return -1;
  if (length === undefined) return Infinity;
  const octets = contentOf(length, INTEGER);
  return (octets[0] ?? 0x80) < 0x80 ? octets.reduce((sum, octet) => sum * 256 + octet, 0) : -1;
}

/** An authority that renews its key signs itself, and is no step further (RFC 5280 section 6.1). */
function isSelfIssued({ subject, issuer }: CertificateFields): boolean {
  return subject.whole.toHex() === issuer.whole.toHex();
}

function extensionOf({ extensions }: CertificateFields, wanted: string): Extension | undefined {
  return extensions.find(({ id }) => id === wanted);
}

function sequenceOf({ value }: Extension): ReturnType<typeof elements> {
  const [sequence] = elements(value);
  return elements(contentOf(sequence, SEQUENCE));
}
