/**
 * What the MTA-STS policy of a domain changes about where its mail goes (RFC 8461).
 * @module
 */
import { type Destination, type Host, routeVerdict } from "./destination.ts";
import { allowsUnverified } from "../policy/host_policy.ts";
import { type MtaStsDocument, MtaStsError } from "../policy/mta_sts.ts";
import { matchesName } from "../tls/name_pattern.ts";

/**
 * Holds a destination to the policy of its domain. A host with TLSA records that can be matched is held
 * to these alone (RFC 8461 section 2).
 *
 * @param destination Where mail goes by MX records.
 * @param domain The domain.
 * @param policy Its policy, or why there is none that can be used: then nothing is demanded, as nobody
 * keeps an older one here.
 * @returns Where mail may go; the notes tell what the policy changes.
 */
export function holdToPolicy(
  destination: Destination,
  domain: string,
  policy: MtaStsDocument | MtaStsError,
): Destination {
  const { hosts, notes = [] } = destination;
  if (policy instanceof MtaStsError) {
    const text = `MTA-STS: the policy of ${domain} ${policy.message}; nothing is required`;
    return { ...destination, notes: [...notes, text] };
  }
  const isNamed = ({ name }: Host): boolean => policy.hosts.some((each) => matchesName(each, name));
  const free = hosts.filter((host) => allowsUnverified(host.policy, true));
  const unnamed = free.filter((host) => !isNamed(host));
  const told = [...notes, `MTA-STS: ${domain} has a policy of mode ${policy.mode}`];
  if (policy.mode === "none") return { ...destination, notes: told };
  for (const { name } of unnamed) told.push(`MTA-STS: ${name} is not in the policy of ${domain}`);
  if (policy.mode === "testing") return { ...destination, notes: told };
  const held = hosts.filter((host) => !unnamed.includes(host)).map((host): Host =>
    free.includes(host) ? { ...host, policy: { by: "mta-sts" } } : host
  );
  if (held.length > 0 || hosts.length === 0) return { ...destination, hosts: held, notes: told };
  const names = hosts.map(({ name }) => name).join(", ");
  const text = `the MTA-STS policy of ${domain} allows none of its mail hosts (RFC 8461): ${names}`;
  return { ...destination, hosts: [], notes: told, obstacle: routeVerdict("deferred", text) };
}
