/**
 * The addresses that send for a domain: whether SPF lets them, and whether their mail is taken.
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import { addressScope } from "../../dns/ip.ts";
import type { Questions } from "../../dns/questions.ts";
import { Inquiry } from "../inquiry.ts";
import { allowAddress } from "../spf/record.ts";
import { evaluatedTerms, type SpfNode } from "../spf/tree.ts";
import { describeSpf } from "../spf/words.ts";
import { examineAddress } from "./address.ts";
import { type Finding, judgeOf } from "./finding.ts";

/** Which addresses to look at. */
export interface SendersOptions {
  /** Addresses that send mail for the domain; with none those that its SPF record names. */
  readonly addresses: readonly IpAddress[];
  /** The zones of blocklists to ask about them. */
  readonly blocklists: readonly string[];
}

/** Addresses of an SPF record that are looked at. */
const MAX_NAMED = 4;

/**
 * Judges the addresses that send for a domain.
 *
 * @param domain The domain.
 * @param options Which addresses.
 * @param findRecord The SPF record of the domain.
 * @param questions Where to ask.
 */
export async function examineSenders(
  domain: string,
  { addresses, blocklists }: SendersOptions,
  findRecord: Promise<SpfNode>,
  questions: Questions,
): Promise<Finding[]> {
  const given = addresses.map(async (ip) =>
    (await Promise.all([
      examinePermission(domain, ip, await findRecord, questions),
      examineAddress(domain, { ip, blocklists, isGiven: true }, questions),
    ])).flat()
  );
  if (given.length > 0) return (await Promise.all(given)).flat();
  const named = namedAddresses(await findRecord);
  if (named.length === 0 && blocklists.length > 0) {
    const text =
      "no blocklist was asked: the SPF record names no single address. Give one with --ip";
    return [judgeOf("blocklist", domain)("unknown", "no-address", text, "RFC 5782 2.1")];
  }
  const findings = named.map((ip) =>
    examineAddress(domain, { ip, blocklists, isGiven: false }, questions)
  );
  return (await Promise.all(findings)).flat();
}

/** Single public addresses that a record itself lets send; those of its includes are for others to look at. */
function namedAddresses({ record }: SpfNode): IpAddress[] {
  const terms = record === undefined ? [] : evaluatedTerms(record);
  const addresses = terms.flatMap(({ qualifier, network }) => {
    const isSingle = network !== undefined &&
      network.bits === (network.address.family === 4 ? 32 : 128);
    return isSingle && qualifier === "+" ? [network.address] : [];
  });
  return addresses.filter((ip) => addressScope(ip) === "global").slice(0, MAX_NAMED);
}

/** Whether SPF lets an address send, and by which term. Of a domain without a record enough is said. */
async function examinePermission(
  domain: string,
  ip: IpAddress,
  { record }: SpfNode,
  questions: Questions,
): Promise<Finding[]> {
  if (record === undefined) return [];
  // It is slow to load, and few ask for it.
  const { evaluateSpf } = await import("../spf/evaluate.ts");
  const mailFrom = `postmaster@${domain}`;
  const envelope = { ip: ip.text, mailFrom, helo: undefined, line: undefined, by: undefined };
  const inquiry = new Inquiry(questions);
  const verdict = await evaluateSpf(envelope, inquiry);
  inquiry.throwIfStopped();
  const judge = judgeOf("spf", domain);
  const { result, detail } = verdict;
  const publish = { name: domain, type: "TXT", value: allowAddress(record, ip) } as const;
  switch (result) {
    case "pass":
      return [judge("good", "spf-pass", describeSpf(verdict), "RFC 7208 2.6.3")];
    case "fail":
      return [judge("fault", "spf-fail", describeSpf(verdict), "RFC 7208 2.6.4", publish)];
    case "softfail":
      return [judge("warning", "spf-softfail", describeSpf(verdict), "RFC 7208 2.6.5", publish)];
    case "neutral":
      return [judge("warning", "spf-neutral", describeSpf(verdict), "RFC 7208 2.6.2", publish)];
    case "permerror": {
      const text = `receivers of mail from ${ip.text} end with permerror: ${detail}`;
      return [judge("fault", "spf-permerror", text, "RFC 7208 2.6.7")];
    }
    case "temperror": {
      const text = `whether ${ip.text} may send could not be checked: ${detail}`;
      return [judge("unknown", "spf-unknown", text, "RFC 7208 2.6.6")];
    }
    default:
      return [judge("note", "spf-unchecked", detail, "RFC 7208 2.3")];
  }
}
