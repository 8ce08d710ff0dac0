/**
 * A mail that came back: who did not get it, who said so, and why, by the form of the bounce and not by a
 * list of servers.
 * @module
 */
import { addressesIn } from "./address.ts";
import type { Bounce, Returned, ReturnedMail } from "./bounce.ts";
import {
  type DeliveryStatus,
  type Fields,
  readDeliveryStatus,
  recipientOf,
  withoutFields,
} from "./delivery_status.ts";
import { readEvent } from "./event.ts";
import { kindOf } from "./kind.ts";
import { type Notice, readNotice } from "./notice.ts";
import { readParagraphs } from "./prose.ts";
import { bounceOf, contextOf } from "./recipient.ts";
import { returnedMail } from "./returned_mail.ts";
import { readTranscript } from "./transcript.ts";

/** Recipients of one bounce that are read. */
const MAX_RECIPIENTS = 1000;

/**
 * Reads what a message says about another mail.
 *
 * @param octets A message, or what was pasted of one.
 * @returns `undefined` if it is an ordinary mail, or anything else.
 */
export function readReturned(octets: Uint8Array): Returned | undefined {
  return read(octets, false);
}

function read(octets: Uint8Array, isNested: boolean): Returned | undefined {
  const whole = readNotice(octets);
  const mail = returnedMail(whole.returned);
  const event = readEvent(whole.text);
  if (event !== undefined) return { ...event, mail };
  const status = statusOf(whole);
  const notice = { ...whole, text: withoutFields(whole.text) };
  const bounces = readBounces(notice, status, mail);
  const found = kindOf(notice, status, bounces);
  if (found === undefined) return undefined;
  const inner = isNested ? undefined : readInner(notice, status, bounces);
  if (inner !== undefined) return inner;
  const { kind, report } = found;
  const isAbout = kind === "failure" || kind === "delay";
  return { kind, report, mail, bounces: isAbout ? bounces.slice(0, MAX_RECIPIENTS) : [] };
}

/** A gateway may send a bounce of its own around a bounce, and say nothing of the recipient. */
function readInner(
  { returnedPart, text }: Notice,
  { recipients }: DeliveryStatus,
  bounces: readonly Bounce[],
): Returned | undefined {
  if (returnedPart === undefined || recipients.length > 0) return undefined;
  if (bounces.some(({ recipient }) => text.some((line) => line.includes(recipient)))) {
    return undefined;
  }
  return read(returnedPart, true);
}

/** The fields may stand in the text, where the part has lost its type. */
function statusOf(notice: Notice): DeliveryStatus {
  const own = readDeliveryStatus(notice.status);
  return own.recipients.length > 0 ? own : readDeliveryStatus([...notice.status, ...notice.text]);
}

function readBounces(notice: Notice, status: DeliveryStatus, mail: ReturnedMail): Bounce[] {
  const named = status.recipients.map(recipientOf).filter((each) => each !== undefined);
  const failed = fieldAddresses(notice, "x-failed-recipients");
  const known = [...new Set([...named, ...failed])];
  const sender = [...fieldAddresses(notice, "to"), ...fieldAddresses(notice, "from")];
  const to = addressesIn(mail.to ?? "");
  const paragraphs = readParagraphs(notice.text, [...known, ...to], sender);
  const transcribed = readTranscript(notice.text, known.length > 0 ? known : to);
  const sources = { notice, mail, status, paragraphs, transcribed };
  if (status.recipients.length > 0) {
    const context = contextOf(sources, status.recipients.length === 1);
    return differentOf(
      status.recipients.filter((group) => !isDone(group)).slice(0, MAX_RECIPIENTS)
        .map((group) => bounceOf(recipientOf(group) ?? "", group, context)),
    );
  }
  const inText = [transcribed, paragraphs].find((each) => each.length > 0) ?? [];
  const recipients = recipientsOf(inText.map(({ recipient }) => recipient), failed, to);
  const context = contextOf(sources, recipients.length === 1);
  return recipients.slice(0, MAX_RECIPIENTS)
    .map((recipient) => bounceOf(recipient, NO_FIELDS, context));
}

/** Those of the text, unless a field names others; the one that the mail was for, if nobody is named. */
function recipientsOf(
  inText: readonly string[],
  failed: readonly string[],
  to: readonly string[],
): string[] {
  const named = new Set(failed.map((each) => each.toLowerCase()));
  if (failed.length > 0 && !inText.some((each) => named.has(each.toLowerCase()))) {
    return unique(failed);
  }
  return unique(inText.length > 0 ? inText : to.slice(0, 1));
}

const NO_FIELDS: Fields = new Map();

/** Delivered, relayed or expanded: nothing failed. */
function isDone(group: Fields): boolean {
  const action = group.get("action")?.toLowerCase() ?? "";
  return /^(?:delivered|relayed|expanded|deliverable)/.test(action) ||
    (action === "" && /^2/.test(group.get("status") ?? ""));
}

/** Some report each recipient twice. */
function differentOf(bounces: readonly Bounce[]): Bounce[] {
  const seen = new Set<string>();
  return bounces.filter(({ recipient, words, status }) =>
    seen.size < seen.add(JSON.stringify([recipient.toLowerCase(), words, status])).size
  );
}

function unique(addresses: readonly string[]): string[] {
  const seen = new Set<string>();
  return addresses.filter((each) => seen.size < seen.add(each.toLowerCase()).size);
}

function fieldAddresses({ fields }: Notice, name: string): string[] {
  return fields.filter((field) => field.name.toLowerCase() === name)
    .flatMap(({ value }) => addressesIn(value));
}
