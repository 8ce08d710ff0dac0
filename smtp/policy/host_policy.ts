/**
 * What a host, or the domain that its mail is for, demands of TLS beyond what the user does.
 * @module
 */
import type { TlsaSet } from "../../dns/mod.ts";
import { type TlsaRecord, usableRecords } from "./tlsa_records.ts";

/** TLS is mandatory, and the certificate is that of the host's TLSA records (RFC 7672). */
export interface DanePolicy {
  /** The discriminant. */
  readonly by: "dane";
  /** The name that the records are about, which is also sent to the server (RFC 7672 section 8.1). */
  readonly base: string;
  /** The records to match; without any TLS need not be verified (RFC 7672 section 2.2). */
  readonly records: readonly TlsaRecord[];
  /** The names of which one must be in a certificate that an authority vouches for. */
  readonly names: readonly string[];
}

/** TLS is mandatory, and an authority must vouch for the host's name (RFC 8461). */
interface MtaStsPolicy {
  /** The discriminant. */
  readonly by: "mta-sts";
}

/** What is demanded. */
export type HostPolicy = DanePolicy | MtaStsPolicy;

/**
 * The policy of a host with TLSA records.
 *
 * @param tlsa The records.
 * @param host The host, as the MX record names it.
 * @param domain The domain that its mail is for.
 * @returns The policy.
 */
export function danePolicy(tlsa: TlsaSet, host: string, domain: string): DanePolicy {
  // RFC 7672 section 3.2.2: the mail's domain is as good a name as the server's.
  const names = [...new Set([tlsa.base, host, domain])];
  return { by: "dane", base: tlsa.base, records: usableRecords(tlsa.records), names };
}

/**
 * Whether a host whose certificate was refused may be spoken to under TLS without verification.
 *
 * @param policy What is demanded; `undefined` is nothing.
 * @param provesKey Whether a match of TLSA records proves here that the server holds the key; else its
 * certificate must still match, and the connection is called not verified.
 * @returns Whether that is enough.
 */
export function allowsUnverified(policy: HostPolicy | undefined, provesKey: boolean): boolean {
  if (policy?.by === "mta-sts") return false;
  return policy === undefined || policy.records.length === 0 || !provesKey;
}

/**
 * A policy in words, for a transcript.
 *
 * @param policy The policy.
 * @param host The host that it is for.
 * @returns What it means for that host.
 */
export function describePolicy(policy: HostPolicy, host: string): string {
  if (policy.by === "mta-sts") return `MTA-STS: TLS is mandatory, and ${host} must be verified`;
  const { base, records } = policy;
  if (records.length === 0) {
    return `DANE: TLS is mandatory, but no TLSA record of ${base} can be used for verification`;
  }
  const kinds = records.map(({ usage, selector, matchingType }) =>
    `${usage} ${selector} ${matchingType}`
  );
  return `DANE: TLS is mandatory, and must match TLSA ${[...new Set(kinds)].join(", ")} of ${base}`;
}

/** What mua calls the policies. */
export const POLICY_NAMES = { "dane": "DANE", "mta-sts": "MTA-STS" } as const;
