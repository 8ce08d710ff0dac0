/**
 * Why a field is another than was sent, where that is known by name.
 * @module
 */
import type { FieldChange } from "./header.ts";
import { decodeWords } from "../header/encoded_word.ts";
import type { HeaderField } from "../header/header.ts";
import { readAddresses } from "../address/loose_address.ts";
import { undoMisreading } from "./misreading.ts";

/** Why a field was altered. */
export type FieldCause =
  /** UTF-8 was taken for Latin-1 and encoded once more. */
  | "misread-utf-8"
  /** Something stands before a subject, or behind it: the name of a list, the warning of a filter. */
  | "tagged"
  /** From names a list or a forwarder, and the author stands in Reply-To or the like. */
  | "taken-over";

/** Where those who take over From keep the author. */
const AUTHOR_FIELDS: ReadonlySet<string> = new Set([
  "reply-to",
  "cc",
  "original-from",
  "x-original-from",
  "x-original-sender",
]);

/**
 * Tells why a field was altered.
 *
 * @param change What became of it.
 * @param received The whole header that arrived.
 * @returns The cause; `undefined` where it was not altered, or nobody knows why.
 */
export function causeOf(
  change: FieldChange,
  received: readonly HeaderField[],
): FieldCause | undefined {
  if (change.fate !== "altered") return undefined;
  const name = change.sent.name.toLowerCase();
  const [before, after] = [readable(change.sent), readable(change.received)];
  if (undoMisreading(after) === before) return "misread-utf-8";
  if (name === "subject" && tagOf(before, after) !== undefined) return "tagged";
  if (name === "from" && keptAuthor(change.sent, received)) return "taken-over";
  return undefined;
}

/**
 * The value of a field as people read it.
 *
 * @param field The field.
 */
export function readable({ keptValue }: HeaderField): string {
  return decodeWords(keptValue).text.replace(/\s+/g, " ").trim();
}

/**
 * What was put before a subject or behind it.
 *
 * @param before The subject that was sent, as people read it.
 * @param after The one that arrived.
 * @returns The words; `undefined` where it is another subject.
 */
export function tagOf(before: string, after: string): string | undefined {
  if (before === "") return undefined;
  if (after.endsWith(` ${before}`)) return after.slice(0, -before.length - 1);
  return after.startsWith(`${before} `) ? after.slice(before.length + 1) : undefined;
}

/**
 * Whether the authors stand in a field for those whom From does not name any more.
 *
 * @param from From as it was sent.
 * @param received The header that arrived.
 */
export function keptAuthor(from: HeaderField, received: readonly HeaderField[]): boolean {
  const authors = addressesOf(from);
  const kept = received.filter(({ name }) => AUTHOR_FIELDS.has(name.toLowerCase()))
    .flatMap(addressesOf);
  return authors.length > 0 && authors.every((author) => kept.includes(author));
}

function addressesOf({ value }: HeaderField): string[] {
  return readAddresses(value).addresses.map(({ address }) => address.toLowerCase());
}
