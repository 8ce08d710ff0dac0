/**
 * The TLSA records of a mail host, and whether they count (RFC 7672 2.2).
 * @module
 */
import { timeOut } from "./deadline.ts";
import type { Answer, Failure, PolicyLookup, TlsaRecord } from "./lookup.ts";

/** The TLSA records of a host. DNSSEC has validated them. */
export interface TlsaSet {
  /** The name that they are about: the host's, or the one that it is an alias of (RFC 7672 2.2.2). */
  readonly base: string;
  /** The records, at least one. */
  readonly records: readonly TlsaRecord[];
}

/** Whom to ask for TLSA records. */
export interface TlsaQuery {
  /** Where to ask. */
  readonly lookup: Pick<PolicyLookup, "tlsa" | "aliasIsSecure">;
  /** The port of the service: 25. */
  readonly port: number;
}

/**
 * Finds the TLSA records of a host. The question for them goes out beside those for its addresses,
 * and what it brings counts only where these were validated: some name servers of zones without
 * DNSSEC never answer for TLSA, and that must not keep mail from them (RFC 7672 2.2.2).
 *
 * @param name The host, from MX records that were validated.
 * @param addresses What is said of its addresses.
 * @param query Whom to ask.
 * @param signal Ends the question.
 * @returns The records; `undefined` where there are none that count; a failure where nobody could say,
 * so that the host must not be used (RFC 7672 2.1.2).
 */
export async function findTlsa(
  name: string,
  addresses: Promise<readonly Answer<string>[]>,
  query: TlsaQuery,
  signal: AbortSignal,
): Promise<TlsaSet | Failure | undefined> {
  const needless = new AbortController();
  const own = ask(name, query, AbortSignal.any([signal, needless.signal]));
  // Where the addresses cannot be asked for, that is what is thrown.
  own.catch(() => {});
  const found = (await addresses).filter((answer) => answer.status === "found");
  const isSecure = found.length > 0 && found.every(({ secure }) => secure);
  const target = found.find(({ owner }) => owner !== undefined)?.owner;
  const isNeeded = isSecure ||
    (target !== undefined && await query.lookup.aliasIsSecure(name, signal));
  if (!isNeeded) needless.abort(timeOut("the host is in no zone with DNSSEC"));
  const ofAlias = isSecure && target !== undefined ? await ask(target, query, signal) : undefined;
  const ofName = await own;
  return isNeeded ? ofAlias ?? ofName : undefined;
}

async function ask(
  base: string,
  { lookup, port }: TlsaQuery,
  signal: AbortSignal,
): Promise<TlsaSet | Failure | undefined> {
  const answer = await lookup.tlsa(`_${port}._tcp.${base}`, signal);
  if (answer.status === "failed") return answer;
  return answer.status === "found" && answer.secure ? { base, records: answer.records } : undefined;
}
