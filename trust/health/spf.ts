/**
 * Whether the SPF record of a domain does what its owner wants (RFC 7208).
 * @module
 */
import { formatNetwork, hasMacros, type SpfTerm } from "../spf/record.ts";
import { allNodes, countLookups, evaluatedTerms, type SpfGap, type SpfNode } from "../spf/tree.ts";
import { type Finding, type Judge, judgeOf, quote } from "./finding.ts";

/** RFC 7208 section 4.6.4. */
const MAX_LOOKUPS = 10;
const MAX_VOID_LOOKUPS = 2;
/** Octets that fit into a datagram with the rest of a response (RFC 7208 section 3.4). */
const LONG_RECORD = 450;
/** Modifiers of RFC 7208 section 6 and of RFC 6652 section 3. */
const MODIFIERS: ReadonlySet<string> = new Set(["redirect", "exp", "ra", "rp", "rr"]);
/** Networks with fewer common bits are half of the world rather than somebody's own. */
const WIDE_BITS = { 4: 8, 6: 19 } as const;

/**
 * Judges the SPF record of a domain.
 *
 * @param root The record, with all that it leads to.
 * @param takesMail Whether the domain has mail hosts, which may send too.
 * @returns What was found; at least one finding.
 */
export function judgeSpf(root: SpfNode, takesMail: boolean): Finding[] {
  const judge = judgeOf("spf", root.domain);
  if (root.gap !== undefined) return [rootGap(root, root.gap, judge, takesMail)];
  const nodes = allNodes(root);
  const findings = [
    ...nodes.flatMap((node) => syntaxFindings(node, root, judge)),
    ...nodes.flatMap(({ children }) =>
      children.flatMap(({ term, node }) => gapFinding(term, node, judge))
    ),
    ...lookupFindings(root, judge),
    ...nodes.flatMap((node) => termFindings(node, judge)),
    ...endFindings(root, judge),
  ];
  const isSound = findings.every(({ level }) => level === "note" || level === "good");
  return isSound ? [...findings, soundFinding(root, judge)] : findings;
}

function rootGap(root: SpfNode, gap: SpfGap, judge: Judge, takesMail: boolean): Finding {
  const { domain } = root;
  switch (gap) {
    case "failed":
      return judge(
        "unknown",
        "spf-unknown",
        `SPF could not be checked: ${root.detail}`,
        "RFC 7208 4.4",
      );
    case "several-records":
      return judge(
        "fault",
        "two-records",
        "two SPF records: every receiver ends with permerror. Put them together into one",
        "RFC 7208 4.5",
      );
    default: {
      const value = takesMail ? "v=spf1 mx -all" : "v=spf1 -all";
      const text = "no SPF record: anybody can send with this domain as the envelope sender";
      return judge("warning", "no-spf", text, "RFC 7208 3.1", { name: domain, type: "TXT", value });
    }
  }
}

function syntaxFindings({ domain, record }: SpfNode, root: SpfNode, judge: Judge): Finding[] {
  const of = domain === root.domain ? "" : ` of ${domain}`;
  return (record?.problems ?? []).map(({ term, offset, text }) =>
    judge(
      "fault",
      "spf-syntax",
      `${quote(term)} at position ${
        offset + 1
      } of the record${of} ${text}: every receiver ends with permerror`,
      "RFC 7208 4.6",
    )
  );
}

const GAPS: Readonly<Record<SpfGap, string>> = {
  "no-record": "which has no SPF record",
  "no-such-domain": "which does not exist",
  "several-records": "which has two SPF records",
  "loop": "which leads back here: a loop",
  "not-followed": "which was not followed any more: there are too many records",
  "failed": "whose record could not be looked up",
};

function gapFinding(term: SpfTerm, node: SpfNode, judge: Judge): Finding[] {
  const { gap, detail } = node;
  if (gap === undefined) return [];
  const text = `${quote(term.text)} leads to ${node.domain}, ${GAPS[gap]}`;
  if (gap === "failed") {
    return [judge("unknown", "spf-unknown", `${text}: ${detail}`, "RFC 7208 5.2")];
  }
  const section = term.name === "redirect" ? "RFC 7208 6.1" : "RFC 7208 5.2";
  const code = gap === "loop" ? "spf-loop" : "spf-include";
  return [judge("fault", code, `${text}: receivers end with permerror`, section)];
}

function lookupFindings(root: SpfNode, judge: Judge): Finding[] {
  const lookups = countLookups(root);
  const voids = allNodes(root).flatMap(({ voids }) => voids);
  const findings: Finding[] = [];
  if (lookups > MAX_LOOKUPS) {
    const text = `${lookups} lookups, and receivers make ${MAX_LOOKUPS}: they end with permerror`;
    findings.push(judge("fault", "too-many-lookups", text, "RFC 7208 4.6.4"));
  } else if (lookups > MAX_LOOKUPS - 2) {
    const text = `${lookups} of ${MAX_LOOKUPS} lookups are used: one more include may break it`;
    findings.push(judge("note", "many-lookups", text, "RFC 7208 4.6.4"));
  }
  if (voids.length === 0) return findings;
  const names = voids.slice(0, 3).map(({ text }) => quote(text)).join(", ");
  const isOver = voids.length > MAX_VOID_LOOKUPS;
  const effect = isOver
    ? `more than ${MAX_VOID_LOOKUPS} end with permerror`
    : "remove what is not needed";
  findings.push(
    judge(
      isOver ? "fault" : "warning",
      "void-lookups",
      `${names} finds nothing: ${effect}`,
      "RFC 7208 4.6.4",
    ),
  );
  return findings;
}

function termFindings({ record, domain }: SpfNode, judge: Judge): Finding[] {
  if (record === undefined) return [];
  const evaluated = evaluatedTerms(record);
  const findings = evaluated.flatMap((term) => termFinding(term, judge));
  for (const { kind, name, text } of record.terms) {
    if (kind !== "modifier" || MODIFIERS.has(name)) continue;
    const said = `${
      quote(text)
    } in the record of ${domain} is no known modifier: receivers ignore it`;
    findings.push(judge("warning", "unknown-term", said, "RFC 7208 6"));
  }
  const ignored = record.terms.filter(({ kind, name }) =>
    kind === "mechanism" || name === "redirect"
  )
    .filter((term) => !evaluated.includes(term));
  const [first] = ignored;
  if (first !== undefined) {
    const text = `${
      quote(first.text)
    } in the record of ${domain} comes to nothing: all is before it`;
    findings.push(
      judge(
        "warning",
        "after-all",
        text,
        first.name === "redirect" ? "RFC 7208 6.1" : "RFC 7208 5.1",
      ),
    );
  }
  if (record.text.length > LONG_RECORD) {
    const text =
      `the record of ${domain} has ${record.text.length} octets, and may not fit into a datagram`;
    findings.push(judge("note", "long-record", text, "RFC 7208 3.4"));
  }
  return findings;
}

function termFinding(term: SpfTerm, judge: Judge): Finding[] {
  const { name, network, qualifier, domain } = term;
  if (name === "ptr") {
    const text = `${quote(term.text)} is slow and unreliable, and should not be used`;
    return [judge("warning", "ptr", text, "RFC 7208 5.5")];
  }
  if (
    network !== undefined && qualifier === "+" && network.bits < WIDE_BITS[network.address.family]
  ) {
    const text = `${formatNetwork(network)} lets a large part of the Internet send for this domain`;
    return [judge(network.bits === 0 ? "fault" : "warning", "wide-network", text, "RFC 7208 5.6")];
  }
  if (domain !== undefined && hasMacros(domain) && (name === "include" || name === "redirect")) {
    const text = `${quote(term.text)} depends on each mail: it was not followed`;
    return [judge("note", "macro", text, "RFC 7208 7")];
  }
  return [];
}

/** What is said of everybody else, here or where `redirect` leads. */
function endFindings(root: SpfNode, judge: Judge): Finding[] {
  const all = endOf(root);
  if (all === "elsewhere") return [];
  if (all === undefined) {
    const text = "no all at the end: a mail from anywhere else is neutral, as if there were no SPF";
    return [judge("warning", "no-all", text, "RFC 7208 4.7")];
  }
  switch (all.qualifier) {
    case "+":
      return [
        judge("fault", "plus-all", "+all lets every host send for this domain", "RFC 7208 5.1"),
      ];
    case "?":
      return [
        judge(
          "warning",
          "neutral-all",
          "?all says nothing about mail from anywhere else",
          "RFC 7208 8.2",
        ),
      ];
    default:
      return [];
  }
}

function endOf({ record, children }: SpfNode): SpfTerm | "elsewhere" | undefined {
  if (record === undefined) return "elsewhere";
  const terms = evaluatedTerms(record);
  const all = terms.find(({ name }) => name === "all");
  if (all !== undefined || !terms.some(({ name }) => name === "redirect")) return all;
  const branch = children.find(({ term }) => term.name === "redirect");
  return branch === undefined ? "elsewhere" : endOf(branch.node);
}

function soundFinding(root: SpfNode, judge: Judge): Finding {
  const all = endOf(root);
  const end = all === undefined || all === "elsewhere" ? "" : `, and ${all.text} for all others`;
  const count = countLookups(root);
  const lookups = `${count} of ${MAX_LOOKUPS} lookups`;
  return judge("good", "spf", `an SPF record with ${lookups}${end}`, "RFC 7208 4.6.4");
}
