/**
 * The authorities that a file of the user names.
 * @module
 */
import { CertificateError } from "./certificate.ts";
import { elements, SEQUENCE } from "./der_reader.ts";

/**
 * Takes the certificates out of a file of authorities to trust. Deno passes over what it cannot read in
 * such a file, and every server would then seem to have an unknown issuer.
 *
 * @param text The file, in PEM (RFC 7468); what is between the certificates is passed over.
 * @returns Each certificate in PEM.
 * @throws {CertificateError} If there is none, or one cannot be read.
 */
export function readAuthorities(text: string): readonly string[] {
  const certificates = text.match(PEM_CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new CertificateError("there is no certificate in PEM");
  const broken = certificates.findIndex((certificate) => !isCertificate(certificate));
  if (broken !== -1) throw new CertificateError(`certificate ${broken + 1} cannot be read`);
  return certificates;
}

/**
 * Whether a certificate has the outer form of one (RFC 5280 4.1): a sequence that is all there is, and
 * begins with another. To read all of it would load Node's cryptography for the 140 authorities of a system.
 */
function isCertificate(pem: string): boolean {
  try {
    const der = Uint8Array.fromBase64(pem.replaceAll(/-----[^-]*-----/g, ""));
    const [certificate, ...behind] = elements(der);
    return certificate?.tag === SEQUENCE && behind.length === 0 &&
      elements(certificate.content)[0]?.tag === SEQUENCE;
  } catch {
    return false;
  }
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
