/**
 * What became of one recipient, out of all that a bounce says of it: the fields for programs, the text for
 * people and the transcript.
 * @module
 */
import { decodeWords } from "../../message/header/encoded_word.ts";
import { findField } from "../../message/header/header.ts";
import type { Bounce, ReturnedMail } from "./bounce.ts";
import type { DeliveryStatus, Fields } from "./delivery_status.ts";
import type { Notice } from "./notice.ts";
import { blocksOf, type Paragraph } from "./prose.ts";
import { findReason, type Reasons, reasonsIn } from "./reason/find.ts";
import type { Reason } from "./reason/reason.ts";
import { strongReasonOfWords, weakReasonOfWords } from "./reason/words.ts";
import { answerIn, plainWords, readSaid, replyIn, statusIn } from "./said.ts";
import type { Transcribed } from "./transcript.ts";

/** What the bounces of all recipients are read from. */
interface Sources {
  readonly notice: Notice;
  readonly mail: ReturnedMail;
  readonly status: DeliveryStatus;
  readonly paragraphs: readonly Paragraph[];
  readonly transcribed: readonly Transcribed[];
}

/** The same, ready to be asked for each of many recipients. */
interface Context {
  readonly notice: Notice;
  readonly mail: ReturnedMail;
  readonly status: DeliveryStatus;
  /** By the address in lower case. */
  readonly paragraphs: ReadonlyMap<string, Paragraph>;
  readonly transcribed: ReadonlyMap<string, Transcribed>;
  /** The beginning of the text on one line. */
  readonly whole: string;
  /** The reasons in it. */
  readonly wholeReasons: Reasons;
  readonly subject: string;
  /** Whether the text says that the server still tries. */
  readonly isDelayed: boolean;
  /** Reasons that were found for the same words before. */
  readonly reasons: Map<string, Reason>;
  /** Whether it is about one recipient alone: what is said of several is not said of each. */
  readonly isOnly: boolean;
}

/**
 * Prepares what is the same for all recipients: there may be many.
 *
 * @param sources The bounce.
 * @param isOnly Whether it is about one recipient alone.
 */
export function contextOf(sources: Sources, isOnly: boolean): Context {
  const { notice, mail, status, paragraphs, transcribed } = sources;
  // No more than what is looked at: the text may be long, and blanks may be most of it.
  const begun = textBegin(notice.text);
  const subject = findField(notice.fields, "Subject")?.value.slice(0, MAX_SUBJECT) ?? "";
  const whole = begun.replace(/\s+/g, " ").trim().slice(0, MAX_TEXT);
  return {
    notice,
    mail,
    status,
    paragraphs: firstByAddress(paragraphs),
    transcribed: firstByAddress(transcribed),
    whole,
    wholeReasons: reasonsIn(whole),
    subject: decodeWords(subject).text,
    isDelayed: DELAY.test(`${subject} ${begun.slice(0, MAX_DELAY_TEXT)}`),
    reasons: new Map(),
    isOnly,
  };
}

/** Lines are joined until there is enough of them. */
function textBegin(lines: readonly string[]): string {
  let length = 0;
  let count = 0;
  while (count < lines.length && length < MAX_BEGIN) length += (lines[count++] ?? "").length + 1;
  return lines.slice(0, count).join(" ");
}

function firstByAddress<T extends { readonly recipient: string }>(
  all: readonly T[],
): Map<string, T> {
  const byAddress = new Map<string, T>();
  for (const each of all) {
    const address = each.recipient.toLowerCase();
    if (!byAddress.has(address)) byAddress.set(address, each);
  }
  return byAddress;
}

/** Characters of the whole text that are looked at for a reason. */
const MAX_TEXT = 1500;
/** Characters of it in which it may say that the server still tries. */
const MAX_DELAY_TEXT = 3000;
/** Characters of the subject that are looked at. */
const MAX_SUBJECT = 4000;
/** Characters of it that are put on one line. */
const MAX_BEGIN = 20_000;

/**
 * Puts together what became of a recipient.
 *
 * @param recipient The address.
 * @param group Its fields; none where the bounce is for people only.
 * @param context The bounce.
 */
export function bounceOf(recipient: string, group: Fields, context: Context): Bounce {
  const { notice, mail, status: { message }, whole, subject, isOnly } = context;
  const transcript = context.transcribed.get(recipient.toLowerCase());
  const paragraph = context.paragraphs.get(recipient.toLowerCase());
  const diagnostic = plainWords(group.get("diagnostic-code") ?? "");
  const block = sayingBlock(paragraph, isOnly ? notice.text : []);
  const words = wordsOf(diagnostic, transcript, block);
  const around = paragraph?.words ?? (isOnly ? whole : "");
  const said = readSaid(around);
  const [, comment = ""] = /\(([^()]{3,200})/.exec(group.get("status") ?? "") ?? [];
  const reply = replyIn(words) ?? (diagnostic === "" ? said.reply : undefined);
  const status = enhanced(
    words,
    group.get("status"),
    diagnostic === "" ? said.status : undefined,
  );
  const action = actionOf(group, context);
  const command = transcript?.command ?? said.command ??
    (isOnly ? readSaid(whole).command : undefined);
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
    reason: reasonOf(context.reasons, {
      words: [...new Set([withoutTrials(answerIn(words)), comment, block, around])]
        .filter((each) => each !== ""),
      whole: context.wholeReasons,
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
function sayingBlock(paragraph: Paragraph | undefined, text: readonly string[]): string {
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

/** Of many recipients most have the same reason in the same words. */
function reasonOf(known: Map<string, Reason>, evidence: Parameters<typeof findReason>[0]): Reason {
  const key = JSON.stringify(evidence);
  const reason = known.get(key) ?? findReason(evidence);
  known.set(key, reason);
  return reason;
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

function actionOf(group: Fields, { isDelayed }: Context): "failed" | "delayed" {
  const action = group.get("action")?.toLowerCase() ?? "";
  if (action.startsWith("delay")) return "delayed";
  if (action !== "") return "failed";
  return isDelayed ? "delayed" : "failed";
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
