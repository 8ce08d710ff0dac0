/** TLSA records that certificates match. */
import type { TlsaRecord } from "../../smtp/policy/tlsa_records.ts";
import { readCertificateFields } from "../../smtp/tls/certificate_fields.ts";

/** The octets of a certificate in PEM. */
export function der(pem: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(pem.replaceAll(/-----.*-----/g, ""));
}

/** The record that a certificate in PEM matches. */
export async function tlsaOf(
  usage: number,
  selector: number,
  matchingType: number,
  pem: string,
): Promise<TlsaRecord> {
  const certificate = der(pem);
  const octets = selector === 0
    ? certificate
    : new Uint8Array(readCertificateFields(certificate).publicKey);
  const digest = ["", "SHA-256", "SHA-512"][matchingType];
  const data = digest ? new Uint8Array(await crypto.subtle.digest(digest, octets)) : octets;
  return { usage, selector, matchingType, data };
}
