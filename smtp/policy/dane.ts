/**
 * DANE: whether the certificates of a server are the ones that its TLSA records promise (RFC 7672,
 * RFC 7671). It decides by octets alone.
 * @module
 */
import type { X509Certificate } from "node:crypto";
import { CertificateError } from "../tls/certificate.ts";
import { type CertificateFields, readCertificateFields } from "../tls/certificate_fields.ts";
import { allowsPath } from "../tls/certificate_path.ts";
import { matchesName } from "../tls/name_pattern.ts";
import { DANE_EE, DANE_TA, DIGESTS, type TlsaRecord } from "./tlsa_records.ts";

/** Certificates between the server's and the anchor at most. */
const MAX_ISSUERS = 10;

/** What a server has shown of itself. */
interface PresentedChain {
  /** Its certificate in DER, and behind it what it sent along. */
  readonly certificates: readonly Uint8Array[];
  /** Names of the server, one of which must be in its certificate if an anchor vouches for it. */
  readonly names: readonly string[];
  /** When, for certificates below an anchor, which expire. */
  readonly time: Date;
}

/**
 * Finds the record that a server's certificates match.
 *
 * A record of usage 3 names the server's own certificate or key: then names and dates in it mean
 * nothing (RFC 7672 section 3.1.1). One of usage 2 names an authority: then the certificate must be
 * issued by it, for one of the names, and valid now (RFC 7672 section 3.1.2), and no certificate between
 * them may forbid that (RFC 5280 section 6).
 *
 * @param records Records as {@linkcode usableRecords} gives them.
 * @param chain What the server has shown.
 * @returns The record; `undefined` if there is none.
 */
export async function matchRecord(
  records: readonly TlsaRecord[],
  chain: PresentedChain,
): Promise<TlsaRecord | undefined> {
  try {
    return await matchServer(records, chain) ?? await matchAnchor(records, chain);
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}

async function matchServer(
  records: readonly TlsaRecord[],
  { certificates: [certificate] }: PresentedChain,
): Promise<TlsaRecord | undefined> {
  if (certificate === undefined) return undefined;
  return await firstMatch(records.filter(({ usage }) => usage === DANE_EE), certificate);
}

async function matchAnchor(
  records: readonly TlsaRecord[],
  { certificates, names, time }: PresentedChain,
): Promise<TlsaRecord | undefined> {
  const anchors = records.filter(({ usage }) => usage === DANE_TA);
  const [own, ...sent] = certificates;
  if (anchors.length === 0 || own === undefined) return undefined;
  const { domains } = readCertificateFields(own);
  if (!names.some((name) => domains.some((domain) => matchesName(domain, name)))) return undefined;
  const { X509Certificate } = await import("node:crypto");
  const read = (octets: Uint8Array): X509Certificate => {
    try {
      return new X509Certificate(octets);
    } catch (cause) {
      throw new CertificateError("a certificate cannot be read", { cause });
    }
  };
  // An authority may stand in the record itself, and the server need not send it (RFC 7671 5.2.2).
  const inRecords = anchors.filter(({ selector, matchingType }) => selector === 0 && !matchingType);
  const issuers = [...sent, ...inRecords.map(({ data }) => data)].slice(0, MAX_ISSUERS).map(read);
  let current = read(own);
  const path: Uint8Array[] = [own];
  for (const _ of issuers) {
    if (!isValidAt(current, time)) return undefined;
    const issuer = issuers.find((candidate) => isIssuer(candidate, current));
    if (issuer === undefined || !isValidAt(issuer, time)) return undefined;
    path.push(issuer.raw);
    const match = await firstMatch(anchors, issuer.raw);
    if (match !== undefined) return allowsPath(path) ? match : undefined;
    current = issuer;
  }
  return undefined;
}

function isIssuer(candidate: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return candidate.ca && certificate.checkIssued(candidate) &&
      certificate.verify(candidate.publicKey);
  } catch {
    // A kind of key that cannot be used here.
    return false;
  }
}

function isValidAt({ validFrom, validTo }: X509Certificate, time: Date): boolean {
  return new Date(validFrom) <= time && time <= new Date(validTo);
}

async function firstMatch(
  records: readonly TlsaRecord[],
  certificate: Uint8Array,
): Promise<TlsaRecord | undefined> {
  const fields = readCertificateFields(certificate);
  for (const record of records) if (await isMatch(record, certificate, fields)) return record;
  return undefined;
}

async function isMatch(
  { selector, matchingType, data }: TlsaRecord,
  certificate: Uint8Array,
  { publicKey }: CertificateFields,
): Promise<boolean> {
  const selected = selector === 0 ? certificate : publicKey;
  const digest = DIGESTS.get(matchingType);
  const octets = digest === undefined
    ? selected
    : new Uint8Array(await crypto.subtle.digest(digest.name, new Uint8Array(selected)));
  return octets.length === data.length && octets.every((octet, index) => octet === data[index]);
}
