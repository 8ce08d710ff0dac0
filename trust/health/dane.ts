/**
 * Whether DANE protects a mail host: its TLSA records, and the certificate that it shows (RFC 7672).
 * @module
 */
import type { MailHost } from "../../dns/mod.ts";
import { matchRecord } from "../../smtp/policy/dane.ts";
import { danePolicy } from "../../smtp/policy/host_policy.ts";
import { DANE_TA, type TlsaRecord, usableRecords } from "../../smtp/policy/tlsa_records.ts";
import { SERVER_PROVES_KEY } from "../../smtp/security.ts";
import { readCertificateFields } from "../../smtp/tls/certificate_fields.ts";
import { type Finding, type Judge, judgeOf, type Publish } from "./finding.ts";
import type { SeenTls } from "./mail_host.ts";
import type { ReceivingHost, StrayTlsa } from "./receiving.ts";

/** What decides about DANE. */
export interface DaneSetting {
  /** Now. */
  readonly time: Date;
  /** Whether a name server is asked whose word on DNSSEC is taken. */
  readonly believed: boolean;
  /** The port of the mail hosts. */
  readonly port: number;
}

/** Whether a host has TLSA records that tell which certificate is its own. */
export function hasUsableTlsa({ tlsa }: MailHost): boolean {
  return tlsa !== undefined && usableRecords(tlsa.records).length > 0;
}

/**
 * Judges the TLSA records of a host.
 *
 * @param receiving The host, and what was seen of it.
 * @param domain The domain that its mail is for.
 * @param setting What decides.
 * @returns What was found; nothing where there are no TLSA records.
 */
export async function judgeDane(
  { host, seen, strayTlsa }: ReceivingHost,
  domain: string,
  setting: DaneSetting,
): Promise<Finding[]> {
  const judge = judgeOf("dane", host.name);
  if (host.tlsa === undefined) return strayFindings(strayTlsa, domain, judge, setting);
  const { base, records, names } = danePolicy(host.tlsa, host.name, domain);
  if (records.length === 0) {
    const text = "no TLSA record can be used (usage 2 or 3 are): TLS is required, and not verified";
    return [judge("warning", "tlsa-unusable", text, "RFC 7672 3.1.3")];
  }
  if (seen?.tls === undefined) {
    const text = `senders with DANE require a certificate by TLSA ${
      kindsOf(records)
    }; it was not seen`;
    return [judge("note", "tlsa-unread", text, "RFC 7672 3.1")];
  }
  const { chain: certificates } = seen.tls;
  const match = await matchRecord(records, { certificates, names, time: setting.time });
  if (match !== undefined) {
    const text = `the certificate matches its TLSA record ${kindsOf([match])}`;
    return [judge("good", "dane", text, "RFC 7672 3.1")];
  }
  // Deno 2.7 shows no certificate but the host's own.
  if (!SERVER_PROVES_KEY && records.some(({ usage }) => usage === DANE_TA)) {
    const text = "this version of Deno does not show the authority that the TLSA records name";
    return [judge("unknown", "dane-unknown", text, "RFC 7672 3.1.2")];
  }
  const text =
    "the certificate does not match its TLSA records: senders with DANE deliver nothing. If it is " +
    "the right one, publish its key";
  const publish = await recordFor(base, seen.tls, setting);
  return [judge("fault", "dane-mismatch", text, "RFC 7672 3.1", publish)];
}

function kindsOf(records: readonly TlsaRecord[]): string {
  const kinds = records.map(({ usage, selector, matchingType }) =>
    `${usage} ${selector} ${matchingType}`
  );
  return [...new Set(kinds)].join(", ");
}

/** TLSA records that do not count, for want of DNSSEC somewhere. */
function strayFindings(
  { count, secure }: StrayTlsa,
  domain: string,
  judge: Judge,
  { believed }: DaneSetting,
): Finding[] {
  if (count === 0) return [];
  if (!believed) return [judge("note", "tlsa-unproved", UNPROVED, "RFC 6840 5.8")];
  const text = secure
    ? `its TLSA records count for nothing, as the way to them is not signed with DNSSEC: sign ${domain}`
    : "TLSA records without DNSSEC count for nothing";
  return [judge("warning", "tlsa-without-dnssec", text, "RFC 7672 2.2")];
}

const UNPROVED =
  "TLSA records, but whether DNSSEC validates them only a validating resolver on this machine can " +
  "tell (or trust-ad in resolv.conf)";

/** The record that RFC 7672 section 3.1.1 advises: the key, by its SHA-256. */
async function recordFor(
  base: string,
  { chain: [own] }: SeenTls,
  { port }: DaneSetting,
): Promise<Publish | undefined> {
  if (own === undefined) return undefined;
  const { publicKey } = readCertificateFields(own);
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(publicKey));
  const value = `3 1 1 ${new Uint8Array(digest).toHex()}`;
  return { name: `_${port}._tcp.${base}`, type: "TLSA", value };
}
