/**
 * A verdict of SPF in words.
 * @module
 */
import type { SpfVerdict } from "./evaluate.ts";

/**
 * What SPF says of an address, as a clause; where it says nothing, why.
 *
 * @param verdict The verdict.
 */
export function describeSpf({ result, domain, terms, detail, envelope }: SpfVerdict): string {
  const ip = envelope.ip ?? "";
  const by = terms.length === 0
    ? ""
    : `, by ${terms.map(({ term, domain }) => `"${term}" of ${domain}`).join(", then ")}`;
  switch (result) {
    case "pass":
      return `${ip} may send for ${domain}${by}`;
    case "fail":
      return `${ip} may not send for ${domain}${by}`;
    case "softfail":
      return `${ip} probably may not send for ${domain}${by}`;
    case "neutral":
      return `${domain} does not say whether ${ip} may send for it${by || ": no term matches"}`;
    case "none":
      return `${domain} has no SPF record`;
    default:
      return detail;
  }
}
