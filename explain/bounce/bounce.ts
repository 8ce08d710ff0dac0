/**
 * A mail that came back: who did not get it, who said so, and why, by the form of the bounce and not by a
 * list of servers.
 * @module
 */
import { decodeWords } from "../../message/header/encoded_word.ts";
import { findField } from "../../message/header/header.ts";
import type { Moment } from "../knowledge/moment.ts";
import { addressesIn, isSameAddress } from "./address.ts";
import {
  type DeliveryStatus,
  type Fields,
  readDeliveryStatus,
  recipientOf,
} from "./delivery_status.ts";
import { readEvent } from "./event.ts";
import { type Kind, kindOf, type Report } from "./kind.ts";
import { type Notice, readNotice } from "./notice.ts";
import { blocksOf, type Paragraph, readParagraphs } from "./prose.ts";
import { findReason, type Reason } from "./reason.ts";
import { strongReasonOfWords, weakReasonOfWords } from "./reason_words.ts";
import { answerIn, plainWords, readSaid, replyIn, statusIn } from "./said.ts";
import { readTranscript, type Transcribed } from "./transcript.ts";

/** What became of one recipient. */
export interface Bounce {
  /** The address; words of the server where it names none. */
  readonly recipient: string;
  /** Whether the server has given up; one that still tries says so with a delay. */
  readonly action: "failed" | "delayed";
  /** Whether another try is of no use. */
  readonly permanent: boolean;
  /** The enhanced code (RFC 3463). */
  readonly status: string | undefined;
  /** The three digits. */
  readonly reply: number | undefined;
  /** Why. */
  readonly reason: Reason;
  /** The server's words. */
  readonly words: string;
  /** Who said them. */
  readonly saidBy: string | undefined;
  /** What they answered. */
  readonly command: Moment | undefined;
  /** The Message-ID of the mail, with its angle brackets. */
  readonly originalMessageId: string | undefined;
  /** When the reporting server got the mail, in its words. */
  readonly arrivalDate: string | undefined;
  /** When it was last tried, in its words. */
  readonly lastAttempt: string | undefined;
}

/** The mail that came back, as far as it is there. */
export interface ReturnedMail {
  readonly messageId: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly subject: string | undefined;
  readonly date: string | undefined;
}

/** What a message says about another mail. */
export interface Returned {
  /** What it is. */
  readonly kind: Kind;
  /** What became of each recipient; empty where nothing failed and nothing is delayed. */
  readonly bounces: readonly Bounce[];
  /** What a report or an automatic answer says. */
  readonly report: Report | undefined;
  /** The mail that it is about. */
  readonly mail: ReturnedMail;
}

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
  const notice = readNotice(octets);
  const mail = returnedMail(notice.returned);
  const event = readEvent(notice.text);
  if (event !== undefined) return { ...event, mail };
  const status = statusOf(notice);
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
  const context: Context = { notice, mail, status, paragraphs, transcribed };
  if (status.recipients.length > 0) {
    return status.recipients.filter((group) => !isDone(group))
      .map((group) => bounceOf(recipientOf(group) ?? "", group, context))
      .filter((bounce, index, all) => index === all.findIndex((other) => isSame(bounce, other)));
  }
  const recipients = [transcribed, paragraphs].find((each) => each.length > 0)
    ?.map(({ recipient }) => recipient) ?? known;
  const all = failed.length > 0 && !recipients.some((each) => has(failed, each))
    ? failed
    : recipients.length > 0
    ? recipients
    : to.slice(0, 1);
  return unique(all).map((recipient) => bounceOf(recipient, NO_FIELDS, context));
}

const NO_FIELDS: Fields = new Map();

/** Delivered, relayed or expanded: nothing failed. */
function isDone(group: Fields): boolean {
  const action = group.get("action")?.toLowerCase() ?? "";
  return /^(?:delivered|relayed|expanded|deliverable)/.test(action) ||
    (action === "" && /^2/.test(group.get("status") ?? ""));
}

/** Some report each recipient twice. */
function isSame(one: Bounce, other: Bounce): boolean {
  return isSameAddress(one.recipient, other.recipient) && one.words === other.words &&
    one.status === other.status;
}

function has(addresses: readonly string[], address: string): boolean {
  return addresses.some((each) => isSameAddress(each, address));
}

function unique(addresses: readonly string[]): string[] {
  return addresses.filter((each, index) =>
    addresses.findIndex((other) => isSameAddress(each, other)) === index
  );
}

function fieldAddresses({ fields }: Notice, name: string): string[] {
  return fields.filter((field) => field.name.toLowerCase() === name)
    .flatMap(({ value }) => addressesIn(value));
}

/** What a bounce of one recipient is read from. */
interface Context {
  readonly notice: Notice;
  readonly mail: ReturnedMail;
  readonly status: DeliveryStatus;
  readonly paragraphs: readonly Paragraph[];
  readonly transcribed: readonly Transcribed[];
}

/** Characters of the whole text that are looked at for a reason. */
const MAX_TEXT = 1500;

function bounceOf(recipient: string, group: Fields, context: Context): Bounce {
  const { notice, mail, status: { message } } = context;
  const transcript = context.transcribed.find((each) => isSameAddress(each.recipient, recipient));
  const paragraph = context.paragraphs.find((each) => isSameAddress(each.recipient, recipient));
  const diagnostic = plainWords(group.get("diagnostic-code") ?? "");
  const whole = notice.text.join(" ").replace(/\s+/g, " ").trim().slice(0, MAX_TEXT);
  const block = sayingBlock(paragraph, notice);
  const words = wordsOf(diagnostic, transcript, block);
  const around = paragraph?.words ?? whole;
  const said = readSaid(around);
  const [, comment = ""] = /\(([^()]{3,200})/.exec(group.get("status") ?? "") ?? [];
  const subject = decodeWords(findField(notice.fields, "Subject")?.value ?? "").text;
  const reply = replyIn(words) ?? (diagnostic === "" ? said.reply ?? replyIn(whole) : undefined);
  const status = enhanced(
    words,
    group.get("status"),
    diagnostic === "" ? said.status ?? statusIn(whole) : undefined,
  );
  const action = actionOf(group, notice);
  const command = transcript?.command ?? said.command ?? readSaid(whole).command;
  const saidBy = hostIn(group.get("remote-mta")) ?? transcript?.by ?? said.by ??
    hostIn(message.get("reporting-mta"));
  return {
    recipient,
    action,
    permanent: isPermanent({
      action,
      codes: [statusIn(words), group.get("status"), reply, status],
      text: whole,
    }),
    status,
    reply,
    reason: findReason({
      words: [...new Set([withoutTrials(answerIn(words)), comment, block, around, whole])]
        .filter((each) => each !== ""),
      subject,
      isSpecific: diagnostic !== "" || transcript !== undefined || paragraph !== undefined,
      status,
      reply,
      command,
      isDelayed: action === "delayed",
    }),
    words,
    saidBy,
    command,
    originalMessageId: mail.messageId,
    arrivalDate: message.get("arrival-date"),
    lastAttempt: group.get("last-attempt-date"),
  };
}

/**
 * The piece of a text that has the answer: of the recipient's paragraph, or of all that is said; the first
 * that says more than the address, if none has.
 */
function sayingBlock(paragraph: Paragraph | undefined, { text }: Notice): string {
  const own = paragraph?.blocks ?? [];
  const recipient = paragraph?.recipient ?? "";
  const all = [...own, ...blocksOf(text)];
  return own.find((block) => replyIn(block) !== undefined) ??
    own.find((block) => statusIn(block) !== undefined) ??
    own.find((block) => block.replace(recipient, "").length > MIN_WORDS && saysWhy(block)) ??
    all.find((block) => replyIn(block) !== undefined) ??
    all.find((block) => block.replace(recipient, "").length > MIN_WORDS && saysWhy(block)) ??
    own[0] ?? all[0] ?? "";
}

/** Characters that say more than an address. */
const MIN_WORDS = 12;

function saysWhy(words: string): boolean {
  return strongReasonOfWords(words) !== undefined || weakReasonOfWords(words) !== undefined;
}

/** What qmail adds to the cause: that it gave up. */
function withoutTrials(words: string): string {
  return words.replace(/\W*I'm not going to try again;.*$/, "");
}

/** A transcript has the whole answer where a field has its first line. */
function wordsOf(diagnostic: string, transcript: Transcribed | undefined, block: string): string {
  const full = transcript === undefined ? "" : plainWords(transcript.words);
  if (/^\d*$/.test(diagnostic)) return full !== "" ? full : answerIn(plainWords(block));
  return full.startsWith(diagnostic.slice(0, 40)) ? full : diagnostic;
}

/** The code that says most; the words of the server before the field of the one who reports. */
function enhanced(
  words: string,
  field: string | undefined,
  elsewhere: string | undefined,
): string | undefined {
  const [own] = /^[245]\.\d{1,3}\.\d{1,3}/.exec(field ?? "") ?? [];
  const all = [statusIn(words), own, elsewhere].filter((each) => each !== undefined);
  return all.find((each) => !/\.0\.0$/.test(each)) ?? all[0];
}

const DELAY =
  /(?:warning (?:message )?only|has (?:not yet been|been) (?:delivered|delayed)|not yet been delivered|is delayed|will be retried|still being (?:re)?tried|will (?:continue|keep) (?:to )?(?:try|retry)|delivery attempts will continue|temporary failure report|delayed mail|do not need to re-?send|will be tried again|has been delayed)/i;

function actionOf(group: Fields, notice: Notice): "failed" | "delayed" {
  const action = group.get("action")?.toLowerCase() ?? "";
  if (action.startsWith("delay")) return "delayed";
  if (action !== "") return "failed";
  const subject = notice.fields.find(({ name }) => name.toLowerCase() === "subject")?.value ?? "";
  return DELAY.test(`${subject} ${notice.text.join(" ").slice(0, 3000)}`) ? "delayed" : "failed";
}

/** What is said of whether another try is of use. */
interface Trials {
  readonly action: "failed" | "delayed";
  /** Codes, the most certain first: the other server's, then those of the one who reports. */
  readonly codes: readonly (string | number | undefined)[];
  readonly text: string;
}

function isPermanent({ action, codes, text }: Trials): boolean {
  if (action === "delayed") return false;
  const [first] = codes.map((code) => String(code ?? "").slice(0, 1))
    .filter((digit) => digit === "4" || digit === "5");
  if (first !== undefined) return first === "5";
  return !/temporar(?:y|ily) (?:failure|error|problem)|transient|retry timeout/i.test(text);
}

/** The name in a field such as `dns; mx.x.example (192.0.2.1)`. */
function hostIn(field: string | undefined): string | undefined {
  const [, name = ""] = /^(?:[\w-]{1,20}\s*;)?\s*\[?([^\s;()\[\]]{1,253})/.exec(field ?? "") ?? [];
  return name === "" ? undefined : name.replace(/\.$/, "");
}

/** Lines of a header that are looked at. */
const MAX_HEADER = 400;

function returnedMail(lines: readonly string[]): ReturnedMail {
  const found = new Map<string, string>();
  let open: string | undefined;
  for (const line of lines.slice(0, MAX_HEADER)) {
    const [, name, value = ""] =
      /^[> \t]{0,4}(message-id|from|to|subject|date)[ \t]*:[ \t]*(.*)$/i.exec(line) ?? [];
    const key = name?.toLowerCase();
    if (key !== undefined && !found.has(key)) found.set(open = key, value.trim());
    else if (open !== undefined && /^[ \t]+\S/.test(line)) {
      found.set(open, `${found.get(open) ?? ""} ${line.trim()}`);
    } else open = undefined;
  }
  const [id] = /<[^<>\s]{1,250}>/.exec(found.get("message-id") ?? "") ?? [];
  return {
    messageId: id ?? (found.get("message-id") || undefined),
    from: found.get("from"),
    to: found.get("to"),
    subject: found.get("subject"),
    date: found.get("date"),
  };
}
