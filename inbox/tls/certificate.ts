/**
 * The certificate of an inbox that was given none: a certificate authority made for it alone, and a
 * server certificate that it signs. One certificate that signs itself would not do: clients refuse a
 * certificate authority's own certificate as a server's.
 * @module
 */
import { DomainError, toAsciiDomain } from "../../dns/domain.ts";
import { parseAddressLiteral } from "../../dns/ip.ts";
import { createKeys, exportPrivateKey, signCertificate } from "./x509.ts";

/** A certificate for a server and what belongs to it, all in PEM. */
export interface ServerCertificate {
  /** The certificate of the authority: who trusts it, trusts the server. */
  readonly authority: string;
  /** The certificate of the server. */
  readonly cert: string;
  /** The private key of the server. */
  readonly key: string;
}

/** Something that has a name, keys and a time to live, and signs the certificates of servers. */
interface Authority {
  /** Its own certificate in PEM. */
  readonly cert: string;
  /**
   * Signs a certificate.
   *
   * @param names The domains and IP addresses that it is for.
   * @param validity From when to when it is valid.
   * @returns The certificate and its private key.
   */
  issue(names: readonly string[], validity: Validity): Promise<ServerCertificate>;
}

/** From when to when a certificate is valid. */
interface Validity {
  /** The first moment. */
  readonly notBefore: Date;
  /** The last moment. */
  readonly notAfter: Date;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/** How long, in milliseconds, a certificate is valid: longer than an inbox is left running. */
const LIFETIME = 365 * DAY;
/** How far, in milliseconds, the clock of a client may be behind. */
const CLOCK_SKEW = HOUR;

/** The names that lead to an inbox on this machine. */
const LOCAL_NAMES = ["localhost", "127.0.0.1", "::1"];

/**
 * Makes a certificate for an inbox on this machine. The key of the authority is forgotten at once, so
 * that nobody can sign another certificate with it.
 *
 * @param hostName What the inbox calls itself, a domain or an address literal: the certificate is for
 * that and for the names of the loopback interface.
 * @param now The time.
 * @returns The certificate, its key, and the authority to trust.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createInboxCertificate } from "./certificate.ts";
 * const { cert } = await createInboxCertificate("inbox.test", new Date());
 * assertEquals(cert.split("\n")[0], "-----BEGIN CERTIFICATE-----");
 * ```
 */
export async function createInboxCertificate(
  hostName: string,
  now: Date,
): Promise<ServerCertificate> {
  const validity = validAt(now);
  const authority = await createAuthority("mua inbox", validity);
  const names = new Set([...LOCAL_NAMES, ...certificateNames(hostName)]);
  return await authority.issue([...names], validity);
}

/** A name that no client can ask for, as some machines have, is left out. */
function certificateNames(hostName: string): string[] {
  const address = parseAddressLiteral(hostName);
  if (address !== undefined) return [address.text];
  try {
    return [toAsciiDomain(hostName)];
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

/**
 * Makes a certificate authority.
 *
 * @param name Its common name.
 * @param validity From when to when its certificate is valid.
 * @returns The authority; its key cannot be had.
 */
export async function createAuthority(name: string, validity: Validity): Promise<Authority> {
  const issuerKeys = await createKeys();
  const issuer = { issuer: name, issuerKeys };
  const own = { subject: name, publicKey: issuerKeys.publicKey, authority: true, names: [] };
  const authority = await signCertificate({ ...own, ...issuer, ...validity });
  return {
    cert: authority,
    async issue(names, validity): Promise<ServerCertificate> {
      const { publicKey, privateKey } = await createKeys();
      const subject = { subject: "mua server", publicKey, authority: false, names };
      const cert = await signCertificate({ ...subject, ...issuer, ...validity });
      return { authority, cert, key: await exportPrivateKey(privateKey) };
    },
  };
}

/**
 * The time that a new certificate is valid.
 *
 * @param now The time.
 * @returns From a little before, for clients whose clock is behind, for a year.
 */
export function validAt(now: Date): Validity {
  return {
    notBefore: new Date(now.getTime() - CLOCK_SKEW),
    notAfter: new Date(now.getTime() + LIFETIME),
  };
}
