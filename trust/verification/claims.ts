/**
 * What the recipient's own servers say that they have found, beside what was found now.
 * @module
 */
import { type ClaimedCheck, readClaimedChecks } from "../../message/header/claimed_check.ts";
import type { HeaderField } from "../../message/header/header.ts";
import type { ArcVerdict } from "../arc/chain.ts";
import type { SignatureVerdict } from "../dkim/verdict.ts";
import type { DmarcVerdict } from "../dmarc/judge.ts";
import type { SpfVerdict } from "../spf/evaluate.ts";

/** A claim that is not what was found now. */
export interface Difference {
  /** The method: `dkim`, `spf`, `dmarc`, `arc`. */
  readonly method: string;
  /** The domain that it is about; empty if it is about none. */
  readonly domain: string;
  /** The server that claims it. */
  readonly server: string;
  /** The line of the field, from 1. */
  readonly line: number;
  /** What it claims. */
  readonly claimed: string;
  /** What was found now. */
  readonly found: string;
}

/** What was found now. */
interface Found {
  readonly signatures: readonly SignatureVerdict[];
  readonly spf: SpfVerdict;
  readonly dmarc: DmarcVerdict;
  readonly arc: ArcVerdict;
}

/**
 * Compares claims with what was found. Only the claims of the recipient's own servers count, and those
 * that can be theirs; `neutral` of a signature is as good as `fail`.
 *
 * @param fields The header.
 * @param found What was found now.
 */
export function compareClaims(fields: readonly HeaderField[], found: Found): Difference[] {
  return readClaimedChecks(fields).filter(({ standing }) => standing !== "foreign")
    .flatMap((claim) => {
      const own = resultFor(claim, found);
      if (own === undefined || claim.result === undefined) return [];
      const kind = kindOf(claim.method, own.result);
      // What could not be checked now says nothing against a claim.
      if (kind === "open" || kind === kindOf(claim.method, claim.result)) return [];
      const { method, server, field, said } = claim;
      const { domain, result } = own;
      return [{ method, domain, server, line: field.line, claimed: said, found: result }];
    });
}

/** What a result comes to, as programs choose other words for the same. */
function kindOf(method: string, result: string): string {
  if (result === "pass" || result === "none") return result;
  if (result === "temperror" || result === "unchecked") return "open";
  return method === "spf" ? result : "fail";
}

function resultFor(
  { method, properties }: ClaimedCheck,
  { signatures, spf, dmarc, arc }: Found,
): { readonly domain: string; readonly result: string } | undefined {
  switch (method) {
    case "dkim": {
      const same = signatures.filter(({ signature }) => isMeant(signature, properties));
      const [verdict] = same;
      if (same.length !== 1 || verdict === undefined) return undefined;
      return { domain: verdict.signature.domain, result: verdict.result };
    }
    case "spf":
      return spf.result === "unchecked" ? undefined : { domain: spf.domain, result: spf.result };
    case "dmarc":
      return { domain: dmarc.domain, result: dmarc.result };
    case "arc":
      return { domain: "", result: arc.result };
    default:
      return undefined;
  }
}

/** Servers name a signature by its domain or identity, its selector, and the start of its value. */
function isMeant(
  { domain, selector, value }: SignatureVerdict["signature"],
  properties: ReadonlyMap<string, string>,
): boolean {
  const named = properties.get("header.d") ?? properties.get("header.i")?.replace(/^.*@/, "");
  const start = properties.get("header.b");
  return named?.toLowerCase() === domain &&
    (properties.get("header.s") ?? selector) === selector &&
    (start === undefined || value.startsWith(start));
}
