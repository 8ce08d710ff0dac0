/**
 * What is asked of the security of a connection, and what came of it.
 * @module
 */

/**
 * When to encrypt:
 * - `auto`: with STARTTLS where it is offered (RFC 3207); a server that cannot be verified is used all
 *   the same, and reported as not verified;
 * - `require`: with STARTTLS and a verified server, or not at all;
 * - `on-connect`: from the first octet on, and a verified server (RFC 8314 section 3.3);
 * - `off`: never.
 */
export type TlsMode = "auto" | "require" | "on-connect" | "off";

/** The port of SMTP between servers (RFC 5321 section 4.5.4.2). */
export const SMTP_PORT = 25;

/** Stands for a port where a host has none: a socket in the file system. */
export const NO_PORT = 0;

/** The port of LMTP (RFC 2033 section 5 leaves it open; all use this one). */
export const LMTP_PORT = 24;

/** Ports with a TLS of their own (RFC 8314 sections 3.3 and 4.1; 2587 is 587 where that is blocked). */
const MODE_BY_PORT: ReadonlyMap<number, TlsMode> = new Map([
  [465, "on-connect"],
  [587, "require"],
  [2587, "require"],
]);

/**
 * When to encrypt, where nobody has said it.
 *
 * @param port The port to connect to.
 * @returns The mode; `auto` for all ports that have none of their own.
 */
export function tlsModeOf(port: number): TlsMode {
  return MODE_BY_PORT.get(port) ?? "auto";
}

/** What proves to a server who its client is. */
export interface ClientCertificate {
  /** The certificate and those that vouch for it, in PEM. */
  readonly cert: string;
  /** Its private key, in PEM. */
  readonly key: string;
}

/** What is asked of TLS. */
export interface TlsPolicy {
  /** What proves who this client is, where the server asks (RFC 8446 section 4.4.2). */
  readonly client?: ClientCertificate | undefined;
  /** Whether to show certificates and the cipher also of a server that is verified. */
  readonly shows?: boolean;
  /** When to encrypt. */
  readonly mode: TlsMode;
  /** The name that the certificate must hold; `undefined` is the name of the host. */
  readonly name: string | undefined;
  /** Certificates of authorities to trust besides the system's, in PEM. */
  readonly caCerts: readonly string[];
}

/** The two kinds of secret: one that a person knows, or one that was issued for a while (RFC 6750). */
export type SecretKind = "password" | "token";

/** Who authenticates. */
export interface Credentials {
  /** The authentication identity. */
  readonly user: string;
  /** The password or token. */
  readonly secret: string;
  /** Which of the two it is. */
  readonly kind: SecretKind;
}

/** What is asked of authentication. */
export interface AuthPolicy {
  /** Who authenticates. */
  readonly credentials: Credentials;
  /** The only mechanism to use; `undefined` takes the strongest. */
  readonly mechanism: string | undefined;
  /** Whether to authenticate even without verified TLS. */
  readonly allowInsecure: boolean;
}

/** What a certificate says of itself. Nobody has verified it. */
export interface CertificateSummary {
  /** Who it is about, such as `C=US, O=Example, CN=mx.example`. */
  readonly subject: string;
  /** Who signed it. */
  readonly issuer: string;
  /** The domains and IP addresses that it is for (RFC 5280 section 4.2.1.6). */
  readonly names: readonly string[];
  /** From when on it is valid. */
  readonly notBefore: Date;
  /** Until when it is valid. */
  readonly notAfter: Date;
  /** Whether it names itself as its issuer. */
  readonly selfSigned: boolean;
}

/** What is known of a TLS connection. */
export interface TlsState {
  /** The connection is encrypted. */
  readonly encrypted: true;
  /** Whether the server is the one that it should be: its certificate was verified. */
  readonly verified: boolean;
  /** What has verified it, if not an authority that is trusted: the server's TLSA records. */
  readonly by?: "dane";
  /** Why it is not verified, in words. */
  readonly problem?: string;
  /** The certificate of a server that is not verified. */
  readonly peer?: CertificateSummary;
  /** What the certificates say that the server has sent, its own first, where that is shown. */
  readonly chain?: readonly CertificateSummary[];
  /** The version of TLS and the cipher, where they are shown: Deno 2.7 does not. */
  readonly cipher?: string;
}

/** How a connection was secured. */
export type Security = { readonly encrypted: false } | TlsState;

/** A connection in clear text. */
export const CLEAR_TEXT: Security = { encrypted: false };

/**
 * Whether a secret may go over a connection: only to a server that has proved who it is.
 *
 * @param security How the connection was secured.
 * @returns Whether it is encrypted and the server verified.
 */
export function isVerified(security: Security): boolean {
  return security.encrypted && security.verified;
}

/** Who demands TLS of a host besides the user: its TLSA records (RFC 7672) or the domain of the mail (RFC 8461). */
export type PolicyName = "dane" | "mta-sts";

/**
 * How a connection was secured, in words.
 *
 * @param security How it was secured.
 * @returns For example `encrypted, not verified: the certificate is self-signed`.
 */
export function describeSecurity(security: Security): string {
  if (!security.encrypted) return "not encrypted";
  if (security.verified) return `encrypted, verified${security.by === "dane" ? " by DANE" : ""}`;
  return `encrypted, not verified: ${security.problem ?? "verification was not requested"}`;
}

/**
 * Whether a server proves here that it holds the key of the certificate that it shows. Without
 * verification of the certificate, Deno 2.7 does not look at the signature of the handshake (RFC 8446
 * section 4.4.3): anybody can show the certificate of somebody else. 2.7.11 and 2.9.6 were measured.
 */
export const SERVER_PROVES_KEY = isAtLeast(Deno.version.deno, 2, 9);

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** The names of the mechanisms to authenticate with, the strongest first. */
export const MECHANISM_NAMES: readonly string[] = [
  "SCRAM-SHA-256",
  "CRAM-MD5",
  "PLAIN",
  "LOGIN",
  "OAUTHBEARER",
  "XOAUTH2",
];
