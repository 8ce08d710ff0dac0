/**
 * The TLSA records that can be used (RFC 6698, RFC 7671).
 * @module
 */
import type { TlsaSet } from "../../dns/mod.ts";

/** A TLSA record (RFC 6698 section 2.1). */
export type TlsaRecord = TlsaSet["records"][number];

/** Certificate usages (RFC 7218 section 2.1). SMTP uses no others (RFC 7672 section 3.1.3). */
export const DANE_TA = 2;
/** The certificate usage of a server's own certificate. */
export const DANE_EE = 3;

/** Matching types. */
const FULL = 0;
const SHA_256 = 1;
const SHA_512 = 2;

export const DIGESTS: ReadonlyMap<number, { readonly name: string; readonly octets: number }> =
  new Map([
    [SHA_256, { name: "SHA-256", octets: 32 }],
    [SHA_512, { name: "SHA-512", octets: 64 }],
  ]);

/**
 * The records that can be used: those of DANE-TA and DANE-EE with a known way of matching, and of
 * several digests of one thing only the strongest (RFC 7671 section 9). Where none remains, TLS is
 * mandatory all the same, without verification (RFC 7672 section 2.2).
 *
 * @param records The records of a server.
 * @returns Those to match.
 */
export function usableRecords(records: readonly TlsaRecord[]): TlsaRecord[] {
  const usable = records.filter(isUsable);
  return usable.filter((record) =>
    record.matchingType !== SHA_256 ||
    !usable.some((other) =>
      other.matchingType === SHA_512 && other.usage === record.usage &&
      other.selector === record.selector
    )
  );
}

function isUsable({ usage, selector, matchingType, data }: TlsaRecord): boolean {
  if (usage !== DANE_TA && usage !== DANE_EE) return false;
  if (selector !== 0 && selector !== 1) return false;
  if (matchingType === FULL) return data.length > 0;
  return DIGESTS.get(matchingType)?.octets === data.length;
}
