/**
 * Which mail is waited for or looked for.
 * @module
 */
import { readAddresses } from "../../message/address/loose_address.ts";
import { findFields } from "../../message/header/header.ts";
import { matchesPattern } from "../faults/script.ts";
import type { Head } from "../store/head.ts";
import type { ListedMessage } from "../store/index.ts";
import { MATCHED_CHARACTERS, type TextPattern } from "./user_pattern.ts";

/** What a mail must be like; what is left out may be anything. */
export interface MailCriteria {
  /**
   * One of its recipients, in its envelope: an address, in which `*` stands for any characters and case does not
   * matter, or an expression.
   */
  readonly to?: TextPattern;
  /** Its sender, in its envelope or in From, written as `to`. */
  readonly from?: TextPattern;
  /** What its subject has in it, whatever the case, or an expression. */
  readonly subject?: TextPattern;
  /** The number of a message that it must have come after, or the time at or after which it must have come. */
  readonly since?: number | Date;
}

/**
 * Tells whether a mail is one that is looked for.
 *
 * @param message The mail.
 * @param criteria What it must be like.
 * @param readHead Reads its header, where it is needed.
 */
export async function isMatch(
  message: ListedMessage,
  { to, from, subject, since }: MailCriteria,
  readHead: () => Promise<Head>,
): Promise<boolean> {
  const { envelope } = message;
  if (since !== undefined && !isSince(message, since)) return false;
  if (to !== undefined && !envelope?.rcptTo.some((address) => isAddress(address, to))) return false;
  if (subject !== undefined && !hasSubject(message.subject ?? "", subject)) return false;
  if (from === undefined || isAddress(envelope?.mailFrom ?? "", from)) return true;
  const { fields } = await readHead();
  return findFields(fields, "From").flatMap(({ keptValue }) => readAddresses(keptValue).addresses)
    .some(({ address }) => isAddress(address, from));
}

function isSince({ number, envelope }: ListedMessage, since: number | Date): boolean {
  if (typeof since === "number") return number > since;
  return envelope !== undefined && Date.parse(envelope.time) >= since.getTime();
}

function isAddress(address: string, pattern: TextPattern): boolean {
  return typeof pattern === "string" ? matchesPattern(address, pattern) : matches(address, pattern);
}

function hasSubject(subject: string, pattern: TextPattern): boolean {
  return typeof pattern === "string"
    ? subject.toLowerCase().includes(pattern.toLowerCase())
    : matches(subject, pattern);
}

/** From its beginning, also where the expression was used before and goes on from there. */
function matches(text: string, pattern: RegExp): boolean {
  return new RegExp(pattern).test(text.slice(0, MATCHED_CHARACTERS));
}

/**
 * What is looked for, for a person: ` to ana@x.example with subject /confirm/i`.
 *
 * @param criteria What it is.
 * @returns The words with a blank before them, or nothing where anything will do.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { describeCriteria } from "./criteria.ts";
 * assertEquals(describeCriteria({ to: "a@b.example", since: 3 }), " to a@b.example after message 3");
 * ```
 */
export function describeCriteria({ to, from, subject, since }: MailCriteria): string {
  const words = [
    to === undefined ? "" : ` to ${to}`,
    from === undefined ? "" : ` from ${from}`,
    subject === undefined ? "" : ` with subject ${quoted(subject)}`,
    since === undefined ? "" : wordsOfSince(since),
  ];
  return words.join("");
}

function quoted(pattern: TextPattern): string {
  return typeof pattern === "string" ? `"${pattern}"` : String(pattern);
}

function wordsOfSince(since: number | Date): string {
  return typeof since === "number" ? ` after message ${since}` : ` since ${since.toISOString()}`;
}
