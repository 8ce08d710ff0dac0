/**
 * Bounces as objects: what Amazon SES tells a program by SNS, alone or in a mail.
 * @module
 */
import type { Bounce } from "./bounce.ts";
import { findReason } from "./reason.ts";
import { commandIn, plainWords, replyIn, statusIn } from "./said.ts";

/**
 * Reads the bounces of an event.
 *
 * @param lines A text that may be such an object, or hold one as a string.
 * @returns The bounces, or `undefined` if the text is no such event of a bounce.
 */
export function readEvents(lines: readonly string[]): Bounce[] | undefined {
  // A mail folds long lines, and what is added at a fold is none of the object.
  const text = lines.join("").trim();
  const begin = text.indexOf("{");
  if (begin < 0 || begin > 20 || !text.includes("bounce")) return undefined;
  const end = text.lastIndexOf("}");
  const event = parse(text.slice(begin, end + 1));
  const inner = property(event, "Message");
  const message = typeof inner === "string" ? parse(inner) : event;
  const bounce = property(message, "bounce");
  const recipients = property(bounce, "bouncedRecipients");
  if (!Array.isArray(recipients)) return undefined;
  const headers = property(property(message, "mail"), "commonHeaders");
  const common = {
    isTransient: property(bounce, "bounceType") === "Transient",
    subType: textOf(bounce, "bounceSubType") ?? "",
    saidBy: textOf(bounce, "remoteMtaIp") ?? textOf(bounce, "reportingMTA")?.replace(/^\w+;\s*/, ""),
    originalMessageId: textOf(headers, "messageId") ?? textOf(property(message, "mail"), "messageId"),
    arrivalDate: textOf(property(message, "mail"), "timestamp"),
    lastAttempt: textOf(bounce, "timestamp"),
  };
  return recipients.flatMap((recipient) => bounceOf(recipient, common));
}

interface Common extends
  Pick<Bounce, "saidBy" | "originalMessageId" | "arrivalDate" | "lastAttempt"> {
  readonly isTransient: boolean;
  readonly subType: string;
}

/** What SES says of the kind, where the server's words are not given. */
const SUB_TYPES: Readonly<Record<string, string>> = {
  NoEmail: "no such mailbox",
  Suppressed: "suppressed",
  OnAccountSuppressionList: "suppressed",
  MailboxFull: "mailbox full",
  MessageTooLarge: "message too large",
  ContentRejected: "content rejected",
  AttachmentRejected: "attachment not allowed",
};

function bounceOf(recipient: unknown, common: Common): Bounce[] {
  const address = textOf(recipient, "emailAddress");
  if (address === undefined) return [];
  const { isTransient, subType, ...rest } = common;
  const words = plainWords(textOf(recipient, "diagnosticCode") ?? "");
  const status = textOf(recipient, "status") ?? statusIn(words);
  const reply = replyIn(words);
  const action = textOf(recipient, "action") === "delayed" ? "delayed" : "failed";
  const permanent = status === undefined ? !isTransient : status.startsWith("5");
  const command = commandIn(words);
  const reason = /Suppress/.test(subType) && words === "" ? "suppressed" : findReason({
    words: [words, SUB_TYPES[subType] ?? ""].filter((each) => each !== ""),
    status,
    reply,
    command,
    isDelayed: action === "delayed",
  });
  return [{ recipient: address, action, permanent, status, reply, reason, words, command, ...rest }];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function textOf(value: unknown, name: string): string | undefined {
  const found = property(value, name);
  return typeof found === "string" && found !== "" ? found : undefined;
}
