/**
 * A DMARC policy record (RFC 9989 section 4.7).
 * @module
 */
import { readTagList, type TagList, valueOf } from "../tag_list.ts";

/** What is asked for mail that DMARC does not verify. */
type DmarcPolicy = "none" | "quarantine" | "reject";

/** A record. */
export interface DmarcRecord {
  /** The record as it is published. */
  readonly text: string;
  /** The policy of the domain; `none` also where there is no `p=`. */
  readonly policy: DmarcPolicy;
  /** The policy of its subdomains: `sp=`. */
  readonly subdomains: DmarcPolicy | undefined;
  /** The policy of subdomains that do not exist: `np=`. */
  readonly nonexistent: DmarcPolicy | undefined;
  /** Whether the policy is only tested: `t=y`. */
  readonly testing: boolean;
  /** Whether the domain says what it is: a public suffix (`y`), an organizational domain (`n`), or neither. */
  readonly psd: "y" | "n" | "u";
  /** Where aggregate reports go: `rua=`. */
  readonly aggregate: readonly string[];
  /** Where failure reports go: `ruf=`. */
  readonly failure: readonly string[];
  /** Tags that RFC 9989 has removed, as they stand there. */
  readonly removed: readonly string[];
  /** What is wrong with it: clauses whose subject is the record. */
  readonly faults: readonly string[];
}

/** Whether a TXT record is one of DMARC: other ones at the name are passed over (RFC 9989 section 4.10). */
export function isDmarc(text: string): boolean {
  return /^v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/.test(text);
}

const POLICIES: readonly DmarcPolicy[] = ["none", "quarantine", "reject"];
const REMOVED = ["pct", "rf", "ri"];

/**
 * Reads a record.
 *
 * @param text A text for which {@linkcode isDmarc} is true.
 * @returns The record.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readDmarcRecord } from "./record.ts";
 *
 * assertEquals(readDmarcRecord("v=DMARC1; p=reject; sp=none").subdomains, "none");
 * ```
 */
export function readDmarcRecord(text: string): DmarcRecord {
  const tags = readTagList(text);
  const policyOf = (name: string): DmarcPolicy | undefined =>
    POLICIES.find((each) => each === valueOf(tags, name)?.toLowerCase());
  const psd = valueOf(tags, "psd")?.toLowerCase();
  const aggregate = urisOf(tags, "rua");
  const failure = urisOf(tags, "ruf");
  return {
    text,
    policy: policyOf("p") ?? "none",
    subdomains: policyOf("sp"),
    nonexistent: policyOf("np"),
    testing: valueOf(tags, "t")?.toLowerCase() === "y",
    psd: psd === "y" || psd === "n" ? psd : "u",
    aggregate: aggregate.filter(isUri),
    failure: failure.filter(isUri),
    removed: tags.tags.filter(({ name }) => REMOVED.includes(name))
      .map(({ name, value }) => `${name}=${value}`),
    faults: [
      ...tags.problems,
      ...["p", "sp", "np"].flatMap((name) => choiceFault(tags, name, POLICIES)),
      ...["adkim", "aspf"].flatMap((name) => choiceFault(tags, name, ["r", "s"])),
      ...choiceFault(tags, "t", ["y", "n"]),
      ...choiceFault(tags, "psd", ["y", "n", "u"]),
      ...[...aggregate, ...failure].filter((uri) => !isUri(uri)).map((uri) =>
        `reports to ${JSON.stringify(uri)}, which is no mailto: or https: URI`
      ),
      ...(valueOf(tags, "p") === undefined ? ["has no p=, so that it asks for nothing"] : []),
    ],
  };
}

function choiceFault(tags: TagList, name: string, choices: readonly string[]): string[] {
  const value = valueOf(tags, name);
  if (value === undefined || choices.includes(value.toLowerCase())) return [];
  return [`has ${name}=${JSON.stringify(value)}, which is not one of ${choices.join(", ")}`];
}

function urisOf(tags: TagList, name: string): string[] {
  const value = valueOf(tags, name) ?? "";
  return value.split(",").map((uri) => uri.trim()).filter((uri) => uri !== "");
}

function isUri(uri: string): boolean {
  return /^mailto:[^@\s]+@[^@\s]+$/i.test(uri) || /^https:\/\/[^\s/]+/i.test(uri);
}

/**
 * The domain that takes the reports of a URI.
 *
 * @param uri `mailto:` with an address, or `https:`. A size behind `!` is passed over.
 */
export function reportDomain(uri: string): string {
  const address = uri.replace(/!\d+[kmgt]?$/i, "");
  return (/^https:\/\/([^/:]+)/i.exec(address)?.[1] ?? address.slice(address.lastIndexOf("@") + 1))
    .split("?")[0]?.toLowerCase() ?? "";
}

/** Names that a tree walk asks for at most (RFC 9989 section 4.10). */
const WALK_LENGTH = 8;

/**
 * The domains whose records a tree walk asks for, the nearest first (RFC 9989 section 4.10): of a long
 * name the middle is left out.
 *
 * @param domain The domain, of A-labels.
 */
export function walkOf(domain: string): string[] {
  const labels = domain.split(".");
  const above = labels.slice(1).slice(-(WALK_LENGTH - 1));
  return [domain, ...above.map((_, index) => above.slice(index).join("."))];
}
