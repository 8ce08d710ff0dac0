/**
 * Where mail is submitted, as it was found.
 * @module
 */

/** A server, and how it was found. */
export interface FoundServer {
  /** Its name or address. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /** When to encrypt. */
  readonly tls: "require" | "on-connect";
  /** Who logs in there; `undefined` where nothing says otherwise than the address. */
  readonly user?: string;
  /** Who said so: a clause behind "from", such as `the SRV records of x.example`. */
  readonly source: string;
  /** What a person must know to log in. */
  readonly advice?: string;
  /**
   * Whether the way to it proves that it is the server of the domain. Otherwise whoever forges DNS gets
   * the password, and the person has to look at the name (RFC 6186 section 6).
   */
  readonly trusted: boolean;
}
