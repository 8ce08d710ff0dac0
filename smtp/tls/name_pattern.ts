/**
 * Names with a wildcard, as certificates and policies of MTA-STS have them.
 * @module
 */

/**
 * Whether a name is the one of a pattern, or a wildcard of its leftmost label stands for exactly one
 * label of it (RFC 6125 section 6.4.3, RFC 8461 section 4.1).
 *
 * @param pattern A domain name of A-labels, or one behind `*.`.
 * @param name A domain name of A-labels.
 * @returns Whether they match.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { matchesName } from "./name_pattern.ts";
 *
 * assert(matchesName("*.example.com", "mx1.example.com"));
 * assert(!matchesName("*.example.com", "a.mx1.example.com"));
 * ```
 */
export function matchesName(pattern: string, name: string): boolean {
  const wanted = canonical(pattern);
  const given = canonical(name);
  if (!wanted.startsWith("*.")) return wanted === given;
  const dot = given.indexOf(".");
  return dot > 0 && wanted.slice(1) === given.slice(dot);
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
