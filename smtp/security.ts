/**
 * What is asked of the security of a connection, and what came of it.
 * @module
 */
import type { Credentials } from "./sasl/mechanism.ts";
import type { TlsState } from "./tls/tls.ts";

/**
 * When to encrypt:
 * - `auto`: with STARTTLS where it is offered (RFC 3207); a server that cannot be verified is used all
 *   the same, and reported as not verified;
 * - `require`: with STARTTLS and a verified server, or not at all;
 * - `on-connect`: from the first octet on, and a verified server (RFC 8314 section 3.3);
 * - `off`: never.
 */
export type TlsMode = "auto" | "require" | "on-connect" | "off";

/** What is asked of TLS. */
export interface TlsPolicy {
  /** When to encrypt. */
  readonly mode: TlsMode;
  /** The name that the certificate must hold; `undefined` is the name of the host. */
  readonly name: string | undefined;
  /** Certificates of authorities to trust besides the system's, in PEM. */
  readonly caCerts: readonly string[];
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
