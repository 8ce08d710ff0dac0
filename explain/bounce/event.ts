/**
 * Bounces as objects: what Amazon SES tells a program by SNS, alone or in a mail.
 * @module
 */
import type { Bounce } from "./bounce.ts";
import type { Found } from "./kind.ts";
import { findReason } from "./reason/find.ts";
import { commandIn, plainWords, replyIn, statusIn } from "./said.ts";

/** What an event says. */
interface EventRead extends Found {
  readonly bounces: readonly Bounce[];
}

/**
 * Reads an event.
 *
 * @param lines A text that may be such an object, or hold one as a string.
 * @returns What it says, or `undefined` if the text is no event of this kind.
 */
export function readEvent(lines: readonly string[]): EventRead | undefined {
  // A mail folds long lines, and what is added at a fold is none of the object.
  const text = lines.join("").trim();
  const begin = text.indexOf("{");
  if (begin < 0 || begin > MAX_BEFORE || !/notificationType|eventType/.test(text)) return undefined;
  const event = parse(text.slice(begin, text.lastIndexOf("}") + 1));
  const inner = property(event, "Message");
  return eventOf(typeof inner === "string" ? parse(inner) : event);
}

function eventOf(message: unknown): EventRead | undefined {
  const type = textOf(message, "notificationType") ?? textOf(message, "eventType");
  switch (type) {
    case "Bounce":
      return { kind: "failure", report: undefined, bounces: bouncesOf(message) };
    case "Complaint": {
      const complaint = property(message, "complaint");
      const [recipient] = list(complaint, "complainedRecipients").map((each) =>
        textOf(each, "emailAddress")
      );
      const feedbackType = textOf(complaint, "complaintFeedbackType") ?? "abuse";
      return { kind: "abuse-report", report: { feedbackType, recipient }, bounces: [] };
    }
    case "Delivery": {
      const delivered = list(property(message, "delivery"), "recipients")
        .filter((each) => typeof each === "string");
      return { kind: "success", report: { delivered }, bounces: [] };
    }
    default:
      return undefined;
  }
}

/** Characters that a mail may have before the object. */
const MAX_BEFORE = 20;

function bouncesOf(message: unknown): Bounce[] {
  const bounce = property(message, "bounce");
  const mail = property(message, "mail");
  const headers = property(mail, "commonHeaders");
  const common = {
    isTransient: property(bounce, "bounceType") === "Transient",
    subType: textOf(bounce, "bounceSubType") ?? "",
    saidBy: textOf(bounce, "remoteMtaIp") ??
      textOf(bounce, "reportingMTA")?.replace(/^\w+;\s*/, ""),
    originalMessageId: textOf(headers, "messageId") ?? textOf(mail, "messageId"),
    arrivalDate: textOf(mail, "timestamp"),
    lastAttempt: textOf(bounce, "timestamp"),
  };
  return list(bounce, "bouncedRecipients").flatMap((recipient) => bounceOf(recipient, common));
}

function list(value: unknown, name: string): readonly unknown[] {
  const found = property(value, name);
  return Array.isArray(found) ? found : [];
}

interface Common
  extends Pick<Bounce, "saidBy" | "originalMessageId" | "arrivalDate" | "lastAttempt"> {
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
    subject: "",
    isSpecific: words !== "",
    status,
    reply,
    command,
    isDelayed: action === "delayed",
  });
  return [{
    recipient: address,
    action,
    permanent,
    status,
    reply,
    reason,
    words,
    command,
    ...rest,
  }];
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
