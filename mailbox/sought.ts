/**
 * The message that is looked for, and how it is known again.
 * @module
 */
import { decodeWords } from "../message/header/encoded_word.ts";
import { findField, type HeaderField, HeaderReader } from "../message/header/header.ts";

/** What the message is known by: servers on the way may change one of the two. */
export interface Sought {
  /** Its Message-ID, with angle brackets. */
  readonly messageId: string;
  /** A word in its subject that no other message has, if there is one. */
  readonly token: string | undefined;
}

/**
 * Whether a message is the one.
 *
 * @param fields The fields of its header.
 * @param sought What it is known by.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { parseHeader } from "../message/header/header.ts";
 * import { isSought } from "./sought.ts";
 *
 * const octets = new TextEncoder().encode("Message-ID:\r\n <1@x.example>\r\n\r\n");
 * assert(isSought(parseHeader(octets).fields, { messageId: "<1@x.example>", token: undefined }));
 * ```
 */
export function isSought(fields: readonly HeaderField[], { messageId, token }: Sought): boolean {
  if (findField(fields, "Message-ID")?.value.trim() === messageId) return true;
  const subject = findField(fields, "Subject")?.value;
  return token !== undefined && subject !== undefined && decodeWords(subject).text.includes(token);
}

/** Octets that a header is read to: what says nothing for so long is not the message. */
const HEADER_OCTETS = 1024 * 1024;

/**
 * Whether a message is the one; reads no more of it than its header.
 *
 * @param octets The message.
 * @param sought What it is known by.
 */
export async function holdsSought(
  octets: AsyncIterable<Uint8Array>,
  sought: Sought,
): Promise<boolean> {
  const reader = new HeaderReader();
  const fields: HeaderField[] = [];
  for await (const piece of octets) {
    for (const field of reader.push(piece)) fields.push(field);
    if (reader.done || reader.size > HEADER_OCTETS) return isSought(fields, sought);
  }
  return isSought([...fields, ...reader.end()], sought);
}
