/**
 * The message that is looked for, and how it is known again.
 * @module
 */
import type { Returned } from "../explain/bounce/bounce.ts";
import { readReturned } from "../explain/bounce/read.ts";
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
 * What the header of a message says of the one that is looked for:
 * - `sought`: it is the one;
 * - `report`: it comes from a mail system, which may say in its body that the one came back;
 * - `other`: neither.
 */
type HeaderVerdict = "sought" | "report" | "other";

/** Who writes bounces, by the author or by what is said of the body. */
const MAIL_SYSTEM =
  /mailer.?daemon|post.?master|mail delivery|delivery (?:sub)?system|multipart\/report/i;

/**
 * Judges a message by its header.
 *
 * @param fields The fields of its header.
 * @param sought What the one is known by.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseHeader } from "../message/header/header.ts";
 * import { judgeHeader } from "./sought.ts";
 *
 * const octets = new TextEncoder().encode("Message-ID:\r\n <1@x.example>\r\n\r\n");
 * const sought = { messageId: "<1@x.example>", token: undefined };
 * assertEquals(judgeHeader(parseHeader(octets).fields, sought), "sought");
 * ```
 */
export function judgeHeader(fields: readonly HeaderField[], sought: Sought): HeaderVerdict {
  if (isSought(fields, sought)) return "sought";
  const said = ["From", "Content-Type"].map((name) => findField(fields, name)?.value ?? "");
  const isAutomatic = /^auto-/i.test(findField(fields, "Auto-Submitted")?.value ?? "");
  return isAutomatic || said.some((value) => MAIL_SYSTEM.test(value)) ? "report" : "other";
}

function isSought(fields: readonly HeaderField[], { messageId, token }: Sought): boolean {
  if (findField(fields, "Message-ID")?.value.trim() === messageId) return true;
  const subject = findField(fields, "Subject")?.value;
  return token !== undefined && subject !== undefined && decodeWords(subject).text.includes(token);
}

/**
 * What a message of a mail system says, if it is that the mail came back.
 *
 * @param octets The message.
 * @param sought What the mail is known by.
 */
export function bounceOf(octets: Uint8Array, { messageId, token }: Sought): Returned | undefined {
  const returned = readReturned(octets);
  if (returned?.kind !== "failure") return undefined;
  const { mail, bounces } = returned;
  const isOurs = mail.messageId === messageId ||
    bounces.some((bounce) => bounce.originalMessageId === messageId) ||
    (token !== undefined && decodeWords(mail.subject ?? "").text.includes(token));
  return isOurs ? returned : undefined;
}

/** Octets that a header is read to: what says nothing for so long is not the message. */
const HEADER_OCTETS = 1024 * 1024;

/**
 * Judges a message by its header; reads no more of it.
 *
 * @param octets The message.
 * @param sought What it is known by.
 */
export async function judgeMessage(
  octets: AsyncIterable<Uint8Array>,
  sought: Sought,
): Promise<HeaderVerdict> {
  const reader = new HeaderReader();
  const fields: HeaderField[] = [];
  for await (const piece of octets) {
    for (const field of reader.push(piece)) fields.push(field);
    if (reader.done || reader.size > HEADER_OCTETS) return judgeHeader(fields, sought);
  }
  return judgeHeader([...fields, ...reader.end()], sought);
}
