/**
 * Whether a domain is fit to receive: its mail hosts, and what they and it say of TLS.
 * @module
 */
import type { HostOptions } from "../../dns/host.ts";
import type { MailHost, Route, TlsaSet } from "../../dns/mod.ts";
import { lookupOf, type Questions } from "../../dns/questions.ts";
import { surveyRoute } from "../../dns/route.ts";
import { fetchPolicy } from "../../smtp/policy/fetch.ts";
import { announcedId, type MtaStsDocument, MtaStsError } from "../../smtp/policy/mta_sts.ts";
import { type SeenHost, visitMailHost, type VisitOptions } from "./mail_host.ts";

/** How to look at what a domain receives. */
export interface ReceivingOptions {
  /** Where to ask. */
  readonly questions: Questions;
  /** Whether hosts are visited, and a policy of MTA-STS is fetched. */
  readonly connect: boolean;
  /** How hosts are visited. */
  readonly visit: Omit<VisitOptions, "domain" | "transcript">;
  /** Where the transcript of each host goes. */
  readonly transcriptOf: (host: string) => VisitOptions["transcript"];
  /** The port of the web server of MTA-STS. */
  readonly policyPort: number;
  /** Whether hosts may have private addresses. */
  readonly allowPrivate: boolean;
  /** The address families to use. */
  readonly families: readonly (4 | 6)[];
}

/** What is published of MTA-STS. */
interface SeenPolicy {
  /** The TXT records that begin with its version. */
  readonly records: readonly string[];
  /** Its `id=`, by which senders see that it is another one; `undefined` where none is announced. */
  readonly id: string | undefined;
  /** What could not be looked up. */
  readonly failure: string | undefined;
  /** The policy, or why there is none; `undefined` where it was not fetched. */
  readonly policy: MtaStsDocument | MtaStsError | undefined;
}

/** A mail host. */
export interface ReceivingHost {
  /** What DNS says of it. */
  readonly host: MailHost;
  /** What was seen there; `undefined` where it was not visited. */
  readonly seen: SeenHost | undefined;
  /** TLSA records that count for nothing. */
  readonly strayTlsa: StrayTlsa;
}

/** TLSA records of a host that are no part of what DANE demands of it (RFC 7672 section 2.2). */
export interface StrayTlsa {
  /** How many there are. */
  readonly count: number;
  /** Whether DNSSEC has validated them, and only the way to them is not signed. */
  readonly secure: boolean;
}

const NO_STRAY: StrayTlsa = { count: 0, secure: false };

/** How a domain receives. */
export interface Receiving {
  /** Where its mail goes. */
  readonly route: Route;
  /** Its hosts in their order. */
  readonly hosts: readonly ReceivingHost[];
  /** MTA-STS. */
  readonly mtaSts: SeenPolicy;
}

/** Hosts that are visited at most. */
const MAX_VISITS = 10;

/**
 * Looks at how a domain receives.
 *
 * @param domain The domain.
 * @param options How.
 */
export async function examineReceiving(
  domain: string,
  options: ReceivingOptions,
): Promise<Receiving> {
  const lookup = lookupOf(options.questions);
  const { visit: { port, signal }, allowPrivate, families } = options;
  const how = { lookup, signal, allowPrivate, families };
  askAhead(domain, options);
  const [found, mtaSts] = await Promise.all([
    surveyRoute(domain, { ...how, tlsa: { lookup, port } }).then(async (route) => ({
      route,
      hosts: await Promise.all(
        route.hosts.map((host, index) => examineHost(domain, host, index < MAX_VISITS, options)),
      ),
    })),
    examinePolicy(domain, options, { ...how, lookup }),
  ]);
  return { ...found, mtaSts };
}

/**
 * Asks what a later answer may make necessary, so that nobody has to wait for it then: the addresses of
 * a domain that may have no MX record, and the TLSA records of its hosts.
 */
function askAhead(
  domain: string,
  { questions, visit: { port, signal }, families }: ReceivingOptions,
): void {
  const lookup = lookupOf(questions);
  const askTlsa = async (): Promise<void> => {
    const answer = await lookup.mx(domain, signal);
    const records = answer.status === "found" ? answer.records.slice(0, MAX_VISITS) : [];
    await Promise.all(
      records.map(({ exchange }) => lookup.tlsa(`_${port}._tcp.${exchange}`, signal)),
    );
  };
  const addresses = families.map((family) => lookup.addresses(domain, family, signal));
  // Whoever needs an answer asks again, and hears of a failure then.
  Promise.all([...addresses, askTlsa()]).catch(() => {});
}

async function examineHost(
  domain: string,
  host: MailHost,
  isVisited: boolean,
  { questions, connect, visit, transcriptOf }: ReceivingOptions,
): Promise<ReceivingHost> {
  if (host.problem !== undefined) return { host, seen: undefined, strayTlsa: NO_STRAY };
  const [seen, strayTlsa] = await Promise.all([
    connect && isVisited
      ? visitMailHost(host.name, host.addresses, {
        ...visit,
        domain,
        transcript: transcriptOf(host.name),
      })
      : undefined,
    findStrayTlsa(host.name, host.tlsa, visit.port, questions),
  ]);
  return { host, seen, strayTlsa };
}

async function findStrayTlsa(
  name: string,
  tlsa: TlsaSet | undefined,
  port: number,
  questions: Questions,
): Promise<StrayTlsa> {
  if (tlsa !== undefined) return NO_STRAY;
  const answer = await questions.ask(`_${port}._tcp.${name}`, "TLSA");
  if (answer.status !== "found") return NO_STRAY;
  return { count: answer.records.length, secure: answer.secure === true };
}

async function examinePolicy(
  domain: string,
  { questions, connect, visit: { caCerts }, policyPort }: ReceivingOptions,
  how: HostOptions & { readonly lookup: ReturnType<typeof lookupOf> },
): Promise<SeenPolicy> {
  const web = `mta-sts.${domain}`;
  // Asked for beside the record, so that the policy is there one round trip earlier.
  if (connect) {
    Promise.all([questions.ask(web, "A"), questions.ask(web, "AAAA")]).catch(() => {});
  }
  const answer = await questions.ask(`_mta-sts.${domain}`, "TXT");
  const failure = answer.status === "failed" ? answer.detail : undefined;
  const texts = answer.status === "found" ? answer.records.map(({ data }) => data) : [];
  const records = texts.filter((text) => /^v=STSv1/i.test(text));
  const id = announcedId(texts);
  if (!connect || id === undefined) return { records, id, failure, policy: undefined };
  const options = { ...how, port: policyPort, caCerts, limit: undefined };
  const policy = await fetchPolicy(domain, options).catch((error) => {
    if (error instanceof MtaStsError) return error;
    throw error;
  });
  return { records, id, failure, policy };
}
