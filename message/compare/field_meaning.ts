/**
 * What a field means, without regard to how it is written: two fields that mean the same are no
 * alteration of each other.
 * @module
 */
import { parseDateTime } from "../header/date_time.ts";
import type { HeaderField } from "../header/header.ts";
import { MAX_TOKENS, readTokens } from "../header/lexer.ts";
import { readAddresses } from "../address/loose_address.ts";

/** Fields that hold a date (RFC 5322 3.6.1, 3.6.6). */
const DATES: ReadonlySet<string> = new Set(["date", "resent-date"]);
/** Fields that hold addresses (RFC 5322 3.6.2, 3.6.3, 3.6.6). */
const ADDRESSES: ReadonlySet<string> = new Set(
  ["from", "sender", "reply-to", "to", "cc", "bcc"].flatMap((name) => [name, `resent-${name}`]),
);
/** Fields of words in which comments and blanks mean nothing (RFC 2045 4, RFC 5322 3.6.4). */
const WORDS: ReadonlySet<string> = new Set([
  "mime-version",
  "message-id",
  "in-reply-to",
  "references",
]);

/**
 * What a field means: a moment, whatever its zone and comments; addresses with their names, whatever
 * their quotes and the case of domains.
 *
 * @param field The field.
 * @returns The same text for two fields that mean the same; `undefined` of a field whose meaning is not
 * known, or that cannot be read.
 */
export function meaningOf({ name, value, keptValue }: HeaderField): string | undefined {
  const lower = name.toLowerCase();
  if (DATES.has(lower)) return parseDateTime(value)?.time.toString();
  if (ADDRESSES.has(lower)) return addressesOf(keptValue);
  if (!WORDS.has(lower)) return undefined;
  const words = readTokens(value, "<>").filter(({ kind }) => kind !== "comment");
  // Of a longer one the end is not read.
  return words.length < MAX_TOKENS ? words.map(({ text }) => text).join(" ") : undefined;
}

function addressesOf(keptValue: string): string | undefined {
  const { addresses, fault } = readAddresses(keptValue);
  if (fault !== undefined || addresses.length === 0) return undefined;
  return JSON.stringify(addresses.map(({ name, address, domain }) => {
    const local = address.slice(0, address.lastIndexOf("@"));
    return [name, local, domain.toLowerCase()];
  }));
}
