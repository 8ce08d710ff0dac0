/**
 * Header fields that stand once.
 * @module
 */

/** Fields that a message has at most once, in lower case: RFC 5322 3.6. */
export const SINGLE_FIELDS: ReadonlySet<string> = new Set([
  "date",
  "from",
  "sender",
  "reply-to",
  "to",
  "cc",
  "bcc",
  "message-id",
  "in-reply-to",
  "references",
  "subject",
]);
