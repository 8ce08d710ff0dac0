/**
 * The reason of a refusal in a dialogue, in the word that a bounce would have for it.
 * @module
 */
import type { Moment } from "../../knowledge/moment.ts";
import { findReason } from "./find.ts";
import type { Reason } from "./reason.ts";

/** A reply that refuses. */
interface Refusal {
  /** The three digits. */
  readonly code: number;
  /** The enhanced code, if there is one. */
  readonly enhanced: string | undefined;
  /** The words behind the codes, on one line. */
  readonly text: string;
}

/**
 * The reason that a reply of 4yz or 5yz names.
 *
 * @param refusal The reply.
 * @param command What it answered.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reasonOfRefusal } from "./refusal.ts";
 * const refusal = { code: 552, enhanced: "5.2.2", text: "Mailbox full" };
 * assertEquals(reasonOfRefusal(refusal, "rcpt"), "mailboxfull");
 * ```
 */
export function reasonOfRefusal({ code, enhanced, text }: Refusal, command: Moment): Reason {
  return findReason({
    words: [[code, enhanced, text].filter((each) => each !== undefined).join(" ")],
    subject: "",
    isSpecific: true,
    status: enhanced,
    reply: code,
    command,
    isDelayed: false,
  });
}
