/**
 * Records as zone files want them (RFC 1035 section 5.1).
 * @module
 */
import type { Publish } from "../../trust/health/finding.ts";

/** Octets of one string of a TXT record (RFC 1035 section 3.3). */
const STRING_OCTETS = 255;

/**
 * Writes a record as a line of a zone file; a long text is split into strings.
 *
 * @param record The record, its value in ASCII.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { zoneLine } from "./zone_line.ts";
 *
 * const record = { name: "example.com", type: "TXT", value: "v=spf1 -all" } as const;
 * assertEquals(zoneLine(record), 'example.com. TXT "v=spf1 -all"');
 * ```
 */
export function zoneLine({ name, type, value }: Publish): string {
  const text = type === "TXT" ? quoteStrings(value) : value;
  return `${name}. ${type} ${text}`;
}

function quoteStrings(value: string): string {
  const strings: string[] = [];
  for (let at = 0; at === 0 || at < value.length; at += STRING_OCTETS) {
    strings.push(`"${value.slice(at, at + STRING_OCTETS).replace(/["\\]/g, "\\$&")}"`);
  }
  return strings.join(" ");
}
