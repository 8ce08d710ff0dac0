/**
 * The small records of a domain: reports on TLS (RFC 8460), and the logo beside its mail (BIMI).
 * @module
 */
import type { Questions } from "../../dns/questions.ts";
import { readTagList, valueOf } from "../tag_list.ts";
import type { FoundPolicy } from "./dmarc.ts";
import { type Finding, judgeOf, quote } from "./finding.ts";

/** The records at a name that begin with a version. */
interface Versioned {
  readonly texts: readonly string[];
  readonly failure: string | undefined;
}

async function askVersion(name: string, version: RegExp, questions: Questions): Promise<Versioned> {
  const answer = await questions.ask(name, "TXT");
  const texts = answer.status === "found" ? answer.records.map(({ data }) => data) : [];
  return {
    texts: texts.filter((text) => version.test(text)),
    failure: answer.status === "failed" ? answer.detail : undefined,
  };
}

/**
 * Judges where reports on TLS go.
 *
 * @param domain The domain.
 * @param questions Where to ask.
 * @returns What was found; at least one finding.
 */
export async function examineTlsReports(domain: string, questions: Questions): Promise<Finding[]> {
  const name = `_smtp._tls.${domain}`;
  const judge = judgeOf("tls-rpt", domain);
  const { texts, failure } = await askVersion(name, /^v=TLSRPTv1[ \t]*;/, questions);
  if (failure !== undefined) {
    const text = `TLS reporting could not be checked: ${failure}`;
    return [judge("unknown", "tls-rpt-unknown", text, "RFC 8460 3")];
  }
  const [text, another] = texts;
  if (text === undefined) {
    const why = "no TLS reporting: nobody tells you when TLS to your mail hosts fails";
    const value = `v=TLSRPTv1; rua=mailto:tls-reports@${domain}`;
    return [judge("note", "no-tls-rpt", why, "RFC 8460 3", { name, type: "TXT", value })];
  }
  if (another !== undefined) {
    return [
      judge("fault", "two-records", "two TLSRPT records: senders take neither", "RFC 8460 3"),
    ];
  }
  const uris = (valueOf(readTagList(text), "rua") ?? "").split(",").map((uri) => uri.trim());
  const bad = uris.find((uri) => !/^(?:mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/i.test(uri));
  return bad === undefined
    ? [judge("good", "tls-rpt", `TLS reports go to ${uris.join(", ")}`, "RFC 8460 3")]
    : [
      judge("fault", "tls-rpt-uri", `rua= has ${quote(bad)}, which takes no reports`, "RFC 8460 3"),
    ];
}

/**
 * Judges the logo of a domain.
 *
 * @param domain The domain.
 * @param findPolicy The DMARC policy, by which a logo stands or falls.
 * @param questions Where to ask.
 * @returns What was found; at least one finding.
 */
export async function examineBimi(
  domain: string,
  findPolicy: Promise<FoundPolicy | undefined>,
  questions: Questions,
): Promise<Finding[]> {
  const judge = judgeOf("bimi", domain);
  const reference = "BIMI draft 4";
  const [{ texts: [text], failure }, policy] = await Promise.all([
    askVersion(`default._bimi.${domain}`, /^v=BIMI1[ \t]*(?:;|$)/i, questions),
    findPolicy,
  ]);
  if (failure !== undefined) {
    return [judge("unknown", "bimi-unknown", `BIMI could not be checked: ${failure}`, reference)];
  }
  if (text === undefined) {
    return [judge("note", "no-bimi", "no BIMI record: mail is shown without a logo", reference)];
  }
  const tags = readTagList(text);
  const logo = valueOf(tags, "l") ?? "";
  if (logo === "") {
    return [judge("note", "bimi-declined", "BIMI is declined: no logo is to be shown", reference)];
  }
  if (!/^https:\/\/\S+\.svgz?(?:\?\S*)?$/i.test(logo)) {
    return [
      judge("fault", "bimi-logo", `${quote(logo)} is not an https: URI of an SVG`, reference),
    ];
  }
  const effective = policy === undefined || policy.record.testing ? "none" : policy.record.policy;
  if (effective === "none") {
    const why = "the logo is not shown: DMARC must ask for quarantine or reject";
    return [judge("warning", "bimi-policy", why, reference)];
  }
  return (valueOf(tags, "a") ?? "") === ""
    ? [
      judge(
        "note",
        "bimi-certificate",
        "a BIMI logo without a certificate (a=), which some require",
        reference,
      ),
    ]
    : [judge("good", "bimi", "a BIMI logo with a certificate", reference)];
}
