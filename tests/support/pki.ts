/**
 * Throw-away certificates for the tests, good ones and bad ones.
 * @module
 */
import { createAuthority, type ServerCertificate, validAt } from "../../inbox/tls/certificate.ts";
import { createKeys, exportPrivateKey, signCertificate } from "../../inbox/tls/x509.ts";

/** The names that the certificates are for; clients in the tests ask for the first. */
export const PKI_NAMES = ["mx1.dest.test", "mx2.dest.test", "localhost", "127.0.0.1", "::1"];

/** Certificates for servers; `authority` of each is the one that {@linkcode Pki} trusts, if it has one. */
export interface Pki {
  /** The authority to trust, in PEM. */
  readonly authority: string;
  /** A certificate with which nothing is wrong. */
  readonly good: ServerCertificate;
  /** For other names only: other.example and 192.0.2.1. */
  readonly wrongName: ServerCertificate;
  /** For no name at all. */
  readonly noName: ServerCertificate;
  /** Valid in January of 2020. */
  readonly expired: ServerCertificate;
  /** Valid in the year 2090. */
  readonly notYetValid: ServerCertificate;
  /** Signed by an authority that is not trusted. */
  readonly unknownIssuer: ServerCertificate;
  /** Signed with its own key. */
  readonly selfSigned: ServerCertificate;
  /** Signed with its own key, and an authority, as `openssl req -x509` makes it. */
  readonly selfSignedAuthority: ServerCertificate;
}

const PAST = { notBefore: new Date("2020-01-01"), notAfter: new Date("2020-02-01") };
const FUTURE = { notBefore: new Date("2090-01-01"), notAfter: new Date("2091-01-01") };

/** Makes all of them. */
export async function createPki(): Promise<Pki> {
  const valid = validAt(new Date());
  const authority = await createAuthority("test authority", valid);
  const stranger = await createAuthority("unknown authority", valid);
  return {
    authority: authority.cert,
    good: await authority.issue(PKI_NAMES, valid),
    wrongName: await authority.issue(["other.example", "192.0.2.1"], valid),
    noName: await authority.issue([], valid),
    expired: await authority.issue(PKI_NAMES, PAST),
    notYetValid: await authority.issue(PKI_NAMES, FUTURE),
    unknownIssuer: await stranger.issue(PKI_NAMES, valid),
    selfSigned: await createSelfSigned(false),
    selfSignedAuthority: await createSelfSigned(true),
  };
}

async function createSelfSigned(authority: boolean): Promise<ServerCertificate> {
  const keys = await createKeys();
  const cert = await signCertificate({
    subject: "self-signed",
    publicKey: keys.publicKey,
    issuer: "self-signed",
    issuerKeys: keys,
    ...validAt(new Date()),
    authority,
    names: PKI_NAMES,
  });
  return { authority: cert, cert, key: await exportPrivateKey(keys.privateKey) };
}
