/**
 * The SPF record of a domain with all records that it includes or redirects to, and what receivers look
 * up on the way (RFC 7208 section 4.6.4).
 * @module
 */
import type { Questions } from "../../dns/questions.ts";
import { costsLookup, hasMacros, isSpf, parseSpf, type SpfRecord, type SpfTerm } from "./record.ts";

/** Why a domain has no record that can be used. */
export type SpfGap =
  | "no-record"
  | "several-records"
  | "no-such-domain"
  | "loop"
  | "not-followed"
  | "failed";

/** A domain in the tree. */
export interface SpfNode {
  /** The domain. */
  readonly domain: string;
  /** Its record, also one with faults. */
  readonly record: SpfRecord | undefined;
  /** Why there is no record that can be used. */
  readonly gap?: SpfGap;
  /** What a failed lookup said. */
  readonly detail?: string;
  /** The records that its terms lead to. */
  readonly children: readonly SpfBranch[];
  /** Terms whose lookup finds nothing: void lookups. */
  readonly voids: readonly SpfTerm[];
}

/** A term that leads to another record. */
interface SpfBranch {
  /** The term: `include` or `redirect`. */
  readonly term: SpfTerm;
  /** The domain that it names. */
  readonly node: SpfNode;
}

/** Records that are read at most: three times as many as a receiver reads. */
const MAX_RECORDS = 30;

/**
 * Reads the record of a domain and follows it.
 *
 * @param domain The domain.
 * @param questions Where to ask. All records of one depth are asked for side by side.
 * @returns The tree. What depends on a mail by a macro is not followed.
 */
export async function readSpfTree(domain: string, questions: Questions): Promise<SpfNode> {
  return await readNode(domain, [], { questions, records: 0 });
}

/** What a walk through the tree shares. */
interface Walk {
  readonly questions: Questions;
  records: number;
}

async function readNode(domain: string, above: readonly string[], walk: Walk): Promise<SpfNode> {
  const gap = (gap: SpfGap, detail?: string): SpfNode => ({
    domain,
    record: undefined,
    gap,
    ...(detail === undefined ? {} : { detail }),
    children: [],
    voids: [],
  });
  if (above.includes(domain)) return gap("loop");
  walk.records += 1;
  if (walk.records > MAX_RECORDS) return gap("not-followed");
  const answer = await walk.questions.ask(domain, "TXT");
  if (answer.status === "failed") return gap("failed", answer.detail);
  if (answer.status === "no-such-name") return gap("no-such-domain");
  const texts = answer.status === "found" ? answer.records.map(({ data }) => data) : [];
  const [text, another] = texts.filter(isSpf);
  if (text === undefined) return gap("no-record");
  if (another !== undefined) return gap("several-records");
  const record = parseSpf(text);
  const terms = evaluatedTerms(record);
  const path = [...above, domain];
  const [children, voids] = await Promise.all([
    Promise.all(terms.flatMap((term) => {
      const target = recordTarget(term);
      return target === undefined
        ? []
        : [readNode(target, path, walk).then((node) => ({ term, node }))];
    })),
    Promise.all(terms.map((term) => isVoid(term, domain, walk.questions))),
  ]);
  return { domain, record, children, voids: terms.filter((_, index) => voids[index]) };
}

/**
 * The terms that a receiver looks at: those after `all` never match, and `redirect` counts only without
 * it (RFC 7208 sections 5.1 and 6.1).
 *
 * @param record The record.
 */
export function evaluatedTerms({ terms }: SpfRecord): SpfTerm[] {
  const all = terms.findIndex(({ name }) => name === "all");
  const mechanisms = terms.slice(0, all < 0 ? undefined : all + 1)
    .filter(({ kind }) => kind === "mechanism");
  return all < 0 ? [...mechanisms, ...terms.filter(({ name }) => name === "redirect")] : mechanisms;
}

/** The domain whose record a term asks for. */
function recordTarget({ name, domain }: SpfTerm): string | undefined {
  const leads = name === "include" || name === "redirect";
  return leads && domain !== undefined && !hasMacros(domain) ? canonical(domain) : undefined;
}

/** Whether the lookup of a term that looks for hosts finds nothing. */
async function isVoid(term: SpfTerm, own: string, questions: Questions): Promise<boolean> {
  const domain = canonical(term.domain ?? own);
  if (hasMacros(domain)) return false;
  switch (term.name) {
    case "mx":
      return isNothing((await questions.ask(domain, "MX")).status);
    case "exists":
      return isNothing((await questions.ask(domain, "A")).status);
    case "a": {
      const answers = [questions.ask(domain, "A"), questions.ask(domain, "AAAA")];
      return (await Promise.all(answers)).every(({ status }) => isNothing(status));
    }
    default:
      return false;
  }
}

function isNothing(status: string): boolean {
  return status === "no-data" || status === "no-such-name";
}

function canonical(domain: string): string {
  return domain.toLowerCase().replace(/\.$/, "");
}

/** Every domain of a tree, the root first. */
export function allNodes(root: SpfNode): SpfNode[] {
  return [root, ...root.children.flatMap(({ node }) => allNodes(node))];
}

/** How many lookups the terms of a tree cost: a receiver makes ten, and not one more. */
export function countLookups(root: SpfNode): number {
  return allNodes(root).reduce(
    (sum, { record }) => sum + (record ? evaluatedTerms(record).filter(costsLookup).length : 0),
    0,
  );
}
