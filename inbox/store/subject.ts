/**
 * The subject of a message, as lists show it.
 * @module
 */
import { decodeWords } from "../../message/header/encoded_word.ts";
import type { Head } from "./head.ts";
import { findField, type HeaderField, HeaderReader } from "../../message/header/header.ts";

/**
 * The subject for a person: encoded words decoded (RFC 2047).
 *
 * @param fields The fields of a header.
 * @returns The subject, if there is one.
 */
function subjectOf(fields: readonly HeaderField[]): string | undefined {
  const field = findField(fields, "Subject");
  return field && decodeWords(field.keptValue).text;
}

/** A subject that was looked for. */
export interface FoundSubject {
  /** The subject for a person, encoded words decoded (RFC 2047); absent when the message has none. */
  readonly subject?: string;
  /** Where it may have one, behind more of a header than is read. */
  readonly headerCut?: true;
}

/**
 * The subject in a header.
 *
 * @param head The header.
 * @returns The subject, that there is none, or that it may be where nobody read.
 */
export function subjectIn({ fields, isWhole }: Head): FoundSubject {
  const subject = subjectOf(fields);
  if (subject !== undefined) return { subject };
  return isWhole ? {} : { headerCut: true };
}

/**
 * Looks for the subject at the beginning of a message.
 *
 * @param octets The beginning.
 * @param isWhole Whether nothing follows it.
 * @returns The subject, or that there is none; `undefined` when it may lie further behind.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findSubject } from "./subject.ts";
 * const octets = new TextEncoder().encode("To: a@b.c\r\nSubject: Hi\r\n");
 * assertEquals(findSubject(octets, true), { subject: "Hi" });
 * assertEquals(findSubject(octets, false), undefined);
 * ```
 */
export function findSubject(octets: Uint8Array, isWhole: boolean): FoundSubject | undefined {
  const reader = new HeaderReader();
  const fields = reader.push(octets);
  const subject = subjectOf(isWhole ? fields.concat(reader.end()) : fields);
  if (subject !== undefined) return { subject };
  return reader.done || isWhole ? {} : undefined;
}
