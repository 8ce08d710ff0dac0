/**
 * Where a person submits mail: the large providers, the domain's SRV records, its autoconfig, and the
 * providers again, by its mail exchangers.
 * @module
 */
import type { ServiceLookup, SrvRecord } from "../../../dns/mod.ts";
import { hostNameFault } from "../../../dns/domain.ts";
import { readAutoconfig } from "./autoconfig.ts";
import { providerOfDomain, providerOfExchangers } from "./providers.ts";
import type { FoundServer } from "./server.ts";

/** Who is asked. */
export interface Sources {
  /** Asks DNS. */
  readonly lookup: Pick<ServiceLookup, "srv" | "mx">;
  /**
   * Gets a text over verified HTTPS; `undefined` where there is none.
   *
   * @param host The web server.
   * @param path The path.
   */
  get(host: string, path: string): Promise<string | undefined>;
  /** Ends the questions. */
  readonly signal: AbortSignal;
}

/** The mailbox of the person who wants to submit mail. */
export interface Person {
  /** The whole address. */
  readonly address: string;
  /** Its domain, of A-labels. */
  readonly domain: string;
}

/** The services of submission, those with TLS from the start first (RFC 6186, RFC 8314 section 5.1). */
const SERVICES = [
  { name: "_submissions._tcp", tls: "on-connect" },
  { name: "_submission._tcp", tls: "require" },
] as const;

/**
 * Finds the server of a person.
 *
 * @param person The person.
 * @param sources Who is asked.
 * @returns The server, if one was found.
 */
export async function findServer(
  person: Person,
  sources: Sources,
): Promise<FoundServer | undefined> {
  const { domain } = person;
  return providerOfDomain(domain) ??
    await findByService(domain, sources) ??
    await findByAutoconfig(person, sources) ??
    await findByExchanger(domain, sources);
}

async function findByService(
  domain: string,
  { lookup, signal }: Sources,
): Promise<FoundServer | undefined> {
  for (const { name, tls } of SERVICES) {
    const records = await lookup.srv(`${name}.${domain}`, signal);
    const first = records.filter(isHost).toSorted(byPreference)[0];
    if (first === undefined) continue;
    const { target: host, port } = first;
    const trusted = host === domain || host.endsWith(`.${domain}`);
    return { host, port, tls, source: `the SRV records of ${domain}`, trusted };
  }
  return undefined;
}

/** A service that there is not has a dot for a target. */
function isHost({ target, port }: SrvRecord): boolean {
  return hostNameFault(target) === undefined && port > 0;
}

function byPreference(a: SrvRecord, b: SrvRecord): number {
  return a.priority - b.priority || b.weight - a.weight;
}

async function findByAutoconfig(
  { address, domain }: Person,
  { get }: Sources,
): Promise<FoundServer | undefined> {
  const places = [
    {
      host: `autoconfig.${domain}`,
      path: `/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`,
    },
    { host: domain, path: "/.well-known/autoconfig/mail/config-v1.1.xml" },
  ];
  for (const { host, path } of places) {
    const xml = await get(host, path);
    const found = xml && readAutoconfig(xml, address, `the autoconfig of ${host}`);
    if (found) return found;
  }
  return undefined;
}

async function findByExchanger(
  domain: string,
  { lookup, signal }: Sources,
): Promise<FoundServer | undefined> {
  const answer = await lookup.mx(domain, signal);
  if (answer.status !== "found") return undefined;
  return providerOfExchangers(answer.records.map(({ exchange }) => exchange));
}
