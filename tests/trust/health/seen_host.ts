/** Mail hosts as a visit shows them, without one. */
import type { MailHost, TlsaSet } from "../../../dns/mod.ts";
import { parseExtensions } from "../../../smtp/extensions.ts";
import type { TlsaRecord } from "../../../smtp/policy/tlsa_records.ts";
import type { SeenHost, SeenTls } from "../../../trust/health/mail_host.ts";
import type { Receiving, ReceivingHost } from "../../../trust/health/receiving.ts";

/** When the reports of the tests are made. */
export const NOW = new Date("2026-06-01T12:00:00Z");

/** TLS with a certificate of which only this is unusual. */
export function seenTls(unusual: Partial<SeenTls> = {}, daysLeft = 60): SeenTls {
  const certificate = {
    selfSigned: false,
    subject: "CN=mx.a.test",
    issuer: "C=PT, O=Some Authority, CN=R1",
    names: ["mx.a.test"],
    notBefore: new Date("2026-01-01"),
    notAfter: new Date(NOW.getTime() + daysLeft * 86_400_000),
  };
  return { problem: undefined, certificate, chain: [], kind: undefined, ...unusual };
}

/** What a visit to a host showed; one that takes mail for postmaster, unless said otherwise. */
export function seen(
  unusual: Partial<SeenHost> = {},
  ...keywords: readonly string[]
): SeenHost {
  const lines = ["mx.a.test hello", ...keywords];
  return {
    name: "mx.a.test",
    address: "192.0.2.1",
    offered: parseExtensions({ code: 250, enhanced: undefined, lines }),
    postmaster: { code: 250, enhanced: undefined, lines: ["ok"] },
    ...unusual,
  };
}

/** The TLSA records of the host. */
export function tlsaSet(...records: readonly TlsaRecord[]): TlsaSet {
  return { base: "mx.a.test", records };
}

/** A host of which only this is unusual. */
export function receivingHost(
  host: Partial<MailHost>,
  rest: Partial<ReceivingHost> = {},
): ReceivingHost {
  return {
    host: { name: "mx.a.test", preference: 10, addresses: [], ...host },
    seen: undefined,
    strayTlsa: { count: 0, secure: false },
    ...rest,
  };
}

/** How a.test receives, with these hosts. */
export function receivingBy(
  hosts: readonly ReceivingHost[],
  mtaSts: Partial<Receiving["mtaSts"]> = {},
): Receiving {
  return {
    route: { verdict: "mx", domain: "a.test", hosts: hosts.map(({ host }) => host) },
    hosts,
    mtaSts: { records: [], id: undefined, failure: undefined, policy: undefined, ...mtaSts },
  };
}
