/**
 * Whether mail from an address is taken: its name in DNS, and the lists that it may stand on.
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import { nameFromDns } from "../../dns/domain.ts";
import { parseIpAddress } from "../../dns/ip.ts";
import type { Questions } from "../../dns/questions.ts";
import { blocklistAnswer } from "./blocklists.ts";
import { type Finding, judgeOf } from "./finding.ts";

/** An address that sends, and the lists to ask about it. */
interface SendingAddress {
  /** The address. */
  readonly ip: IpAddress;
  /** The zones of blocklists to ask. */
  readonly blocklists: readonly string[];
  /** Whether it is known to send; one that an SPF record names may. */
  readonly isGiven: boolean;
}

/** What every blocklist of a family lists, so that one can see that it is there (RFC 5782 section 5). */
const TEST_ENTRIES: Readonly<Record<4 | 6, Pick<IpAddress, "family" | "bytes">>> = {
  4: { family: 4, bytes: Uint8Array.of(127, 0, 0, 2) },
  6: { family: 6, bytes: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 2) },
};

/** Names of an address that are followed. */
const MAX_NAMES = 3;

/**
 * Judges an address that sends mail for a domain.
 *
 * @param domain The domain.
 * @param address The address.
 * @param questions Where to ask.
 * @returns What was found; at least one finding.
 */
export async function examineAddress(
  domain: string,
  { ip, blocklists, isGiven }: SendingAddress,
  questions: Questions,
): Promise<Finding[]> {
  const [names, ...lists] = await Promise.all([
    examineName(domain, ip, isGiven ? "fault" : "warning", questions),
    ...blocklists.map((zone) => examineBlocklist(ip, zone, questions)),
  ]);
  return [...names, ...lists.flat()];
}

async function examineName(
  domain: string,
  ip: IpAddress,
  nameless: "fault" | "warning",
  questions: Questions,
): Promise<Finding[]> {
  const judge = judgeOf("address", ip.text);
  const pointer = `${reversed(ip)}.${ip.family === 4 ? "in-addr" : "ip6"}.arpa`;
  const answer = await questions.ask(pointer, "PTR");
  if (answer.status === "failed") {
    return [
      judge(
        "unknown",
        "ptr-unknown",
        `its name could not be looked up: ${answer.detail}`,
        "RFC 1912 2.1",
      ),
    ];
  }
  if (answer.status !== "found") {
    const text =
      "it has no name (PTR): many servers refuse mail from such an address. Who runs the " +
      "network can set it";
    const publish = { name: pointer, type: "PTR", value: `mail.${domain}.` } as const;
    return [judge(nameless, "no-ptr", text, "RFC 1912 2.1", publish)];
  }
  const names = answer.records.map(({ data }) => nameFromDns(data)).slice(0, MAX_NAMES);
  const leads = await Promise.all(names.map((name) => leadsBack(name, ip, questions)));
  const name = names[leads.indexOf("yes")];
  if (name !== undefined) {
    const text = `${name} leads back to it: greet with EHLO ${name}`;
    return [judge("good", "ptr", text, "RFC 8601 2.7.3")];
  }
  if (leads.includes("unknown")) {
    const text = `whether ${names.join(", ")} leads back to it could not be looked up`;
    return [judge("unknown", "ptr-unknown", text, "RFC 8601 2.7.3")];
  }
  const publish = { name: names[0] ?? "", type: "A", value: ip.text } as const;
  const text = `its name ${names.join(", ")} does not lead back to it`;
  return [
    judge(nameless, "ptr-mismatch", text, "RFC 8601 2.7.3", ip.family === 4 ? publish : undefined),
  ];
}

async function leadsBack(
  name: string,
  ip: IpAddress,
  questions: Questions,
): Promise<"yes" | "no" | "unknown"> {
  const answer = ip.family === 4
    ? await questions.ask(name, "A")
    : await questions.ask(name, "AAAA");
  if (answer.status === "failed") return "unknown";
  const texts = answer.status === "found" ? answer.records.map(({ data }) => data) : [];
  return texts.some((text) => parseIpAddress(text)?.text === ip.text) ? "yes" : "no";
}

async function examineBlocklist(
  ip: IpAddress,
  zone: string,
  questions: Questions,
): Promise<Finding[]> {
  const judge = judgeOf("blocklist", ip.text);
  const entry = `${reversed(TEST_ENTRIES[ip.family])}.${zone}`;
  const [answer, test] = await Promise.all([
    questions.ask(`${reversed(ip)}.${zone}`, "A"),
    questions.ask(entry, "A"),
  ]);
  if (answer.status === "failed") {
    return [
      judge(
        "unknown",
        "dnsbl-unknown",
        `${zone} could not be asked: ${answer.detail}`,
        "RFC 5782 2.1",
      ),
    ];
  }
  if (answer.status !== "found" && test.status !== "found") {
    const text =
      `${zone} does not list its own test entry, ${entry}, as every blocklist in service ` +
      `does${ip.family === 6 ? " that lists IPv6" : ""}: it says nothing`;
    return [judge("unknown", "dnsbl-dead", text, "RFC 5782 5")];
  }
  if (answer.status !== "found") {
    return [judge("good", "not-listed", `not listed in ${zone}`, "RFC 5782 2.1")];
  }
  return answer.records.map(({ data }) => {
    const { level, text } = blocklistAnswer(zone, data);
    return judge(
      level,
      level === "fault" ? "listed" : "dnsbl-answer",
      `${zone} answers ${data}: ${text}`,
      "RFC 5782 2.1",
    );
  });
}

/** The octets or digits in reverse, as names in DNS have them (RFC 1035 section 3.5, RFC 3596 section 2.5). */
function reversed({ family, bytes }: Pick<IpAddress, "family" | "bytes">): string {
  const parts = [...bytes].flatMap((octet) =>
    family === 4 ? [String(octet)] : [...octet.toString(16).padStart(2, "0")]
  );
  return parts.reverse().join(".");
}
