/**
 * Certificates: what a server's certificate says, and the authorities that a user trusts.
 * @module
 */
import type { CertificateSummary } from "../security.ts";

/** A certificate as `getPeerCertificate` of `node:tls` gives it. */
interface PeerCertificate {
  /** The attributes of who it is about, such as `CN`; a type that occurs several times has an array. */
  readonly subject: object;
  /** The attributes of who signed it. */
  readonly issuer: object;
  /** The names it is for, such as `DNS:mx.example, IP Address:192.0.2.1`. */
  readonly subjectaltname?: string | undefined;
  /** From when on it is valid. */
  readonly valid_from: string;
  /** Until when it is valid. */
  readonly valid_to: string;
}

/** A certificate in a handshake, with what `getPeerCertificate(true)` of `node:tls` adds. */
export interface ShownCertificate extends PeerCertificate {
  /** The certificate in DER. */
  readonly raw: Uint8Array;
  /** The one of who signed it, if the server has sent it; its own if it signed itself. */
  readonly issuerCertificate?: ShownCertificate;
}

/** Certificates that cannot be used as what they were given for. */
export class CertificateError extends Error {
  /** The name of the error. */
  override readonly name = "CertificateError";
}

/**
 * Puts a certificate into the words of this program.
 *
 * @param certificate The certificate.
 * @returns What it says.
 */
export function summarizeCertificate(certificate: PeerCertificate): CertificateSummary {
  const subject = distinguishedName(certificate.subject);
  const issuer = distinguishedName(certificate.issuer);
  return {
    subject,
    issuer,
    names: alternativeNames(certificate.subjectaltname ?? ""),
    notBefore: new Date(certificate.valid_from),
    notAfter: new Date(certificate.valid_to),
    selfSigned: subject === issuer,
  };
}

/** Certificates that a chain may have; nobody needs as many. */
const MAX_CHAIN = 10;

/**
 * The certificates that a server has sent.
 *
 * @param certificate Its own.
 * @returns Each in DER, its own first, then who signed it, and so on.
 */
export function certificateChain(certificate: ShownCertificate): Uint8Array[] {
  return shownChain(certificate).map(({ raw }) => raw);
}

/**
 * What the certificates that a server has sent say.
 *
 * @param certificate Its own.
 * @returns Each in the words of this program, its own first.
 */
export function summarizeChain(certificate: ShownCertificate): CertificateSummary[] {
  return shownChain(certificate).map(summarizeCertificate);
}

function shownChain(certificate: ShownCertificate): ShownCertificate[] {
  const chain = new Set<ShownCertificate>();
  let next: ShownCertificate | undefined = certificate;
  while (next?.raw !== undefined && !chain.has(next) && chain.size < MAX_CHAIN) {
    chain.add(next);
    next = next.issuerCertificate;
  }
  return [...chain];
}

function distinguishedName(attributes: object): string {
  return Object.entries(attributes)
    .flatMap(([type, values]) => [values].flat().map((value) => `${type}=${value}`))
    .join(", ");
}

function alternativeNames(text: string): string[] {
  return [...text.matchAll(/(?:^|, )(?:DNS|IP Address):([^,]*)/g)].flatMap(([, name]) =>
    name === undefined ? [] : [name]
  );
}
