/**
 * Whether the MTA-STS policy of a domain protects its mail (RFC 8461).
 * @module
 */
import { type MtaStsDocument, MtaStsError } from "../../smtp/policy/mta_sts.ts";
import { matchesName } from "../../smtp/tls/name_pattern.ts";
import { type Finding, type Judge, judgeOf } from "./finding.ts";
import type { Receiving } from "./receiving.ts";

/** Seconds of a day. */
const DAY = 86_400;
/** RFC 8461 section 3.2 wants weeks or more; a day is over before anybody has noticed. */
const SHORT_AGE = 7 * DAY;

/** Whether a policy is in force. */
export function isEnforced({ mtaSts: { policy } }: Receiving): boolean {
  return policy !== undefined && !(policy instanceof MtaStsError) && policy.mode === "enforce";
}

/**
 * Judges the policy of a domain.
 *
 * @param receiving What was seen.
 * @returns What was found; at least one finding.
 */
export function judgeMtaSts({ route, hosts, mtaSts }: Receiving): Finding[] {
  const { domain } = route;
  const judge = judgeOf("mta-sts", domain);
  const { records, id, failure, policy } = mtaSts;
  if (failure !== undefined) {
    return [
      judge(
        "unknown",
        "mta-sts-unknown",
        `MTA-STS could not be checked: ${failure}`,
        "RFC 8461 3.1",
      ),
    ];
  }
  if (records.length === 0) return [noPolicy(domain, judge)];
  if (id === undefined) {
    const text = records.length > 1
      ? "two MTA-STS records: senders take neither"
      : "the MTA-STS record is not of the form v=STSv1; id=LETTERS-AND-DIGITS";
    const publish = { name: `_mta-sts.${domain}`, type: "TXT", value: "v=STSv1; id=1;" } as const;
    return [judge("fault", "mta-sts-record", text, "RFC 8461 3.1", publish)];
  }
  if (policy === undefined) {
    return [
      judge(
        "note",
        "mta-sts-unread",
        `MTA-STS is announced (id ${id}); the policy was not fetched`,
        "RFC 8461 3.3",
      ),
    ];
  }
  if (policy instanceof MtaStsError) {
    const text = `MTA-STS is announced (id ${id}), but the policy ${policy.message}`;
    const level = policy.isUnheard ? "unknown" : "fault";
    return [judge(level, "mta-sts-policy", text, "RFC 8461 3.3")];
  }
  return policyFindings({ ...policy, id }, hosts.map(({ host }) => host.name), judge);
}

function noPolicy(domain: string, judge: Judge): Finding {
  const text = "no MTA-STS: whoever sits on the way can keep TLS off, unless there is DANE";
  return judge("note", "no-mta-sts", text, "RFC 8461 3.1", {
    name: `_mta-sts.${domain}`,
    type: "TXT",
    value: "v=STSv1; id=1;",
  });
}

/** A policy, and the identifier by which it is announced. */
interface AnnouncedPolicy extends MtaStsDocument {
  readonly id: string;
}

function policyFindings(
  { id, mode, hosts: patterns, maxAge }: AnnouncedPolicy,
  hosts: readonly string[],
  judge: Judge,
): Finding[] {
  if (mode === "none") {
    return [
      judge(
        "note",
        "mta-sts-none",
        "the MTA-STS policy says that there is none (mode none)",
        "RFC 8461 5",
      ),
    ];
  }
  const findings: Finding[] = [];
  const ageAndId = `max_age ${formatAge(maxAge)}, id ${id}`;
  const missing = hosts.filter((host) => !patterns.some((pattern) => matchesName(pattern, host)));
  if (missing.length > 0) {
    const text = `the MTA-STS policy does not name ${missing.join(", ")}: ${
      mode === "enforce" ? "senders deliver nothing there" : "senders report it"
    }`;
    findings.push(
      judge(mode === "enforce" ? "fault" : "warning", "mta-sts-host", text, "RFC 8461 4.1"),
    );
  }
  if (maxAge < SHORT_AGE) {
    const text =
      `max_age is ${maxAge} seconds: weeks are advised, or the MTA-STS policy protects little`;
    findings.push(judge("warning", "mta-sts-age", text, "RFC 8461 3.2"));
  }
  if (mode === "testing") {
    const text =
      `the MTA-STS policy is only tested (mode testing, ${ageAndId}): TLS is not required`;
    return [...findings, judge("note", "mta-sts-testing", text, "RFC 8461 5")];
  }
  if (findings.length > 0) return findings;
  const text =
    `an MTA-STS policy names every mail host and requires verified TLS (mode enforce, ${ageAndId})`;
  return [judge("good", "mta-sts", text, "RFC 8461 5")];
}

function formatAge(seconds: number): string {
  const days = Math.floor(seconds / DAY);
  return days > 1 ? `${days} days` : `${seconds} seconds`;
}
