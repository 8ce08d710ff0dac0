/**
 * What a message of a machine is: a bounce, a delay, a success, an abuse report, an automatic answer, or
 * an ordinary mail.
 * @module
 */
import { findField } from "../../message/header/header.ts";
import { decodeWords } from "../../message/header/encoded_word.ts";
import { addressIn } from "./address.ts";
import type { Bounce, Kind, Report } from "./bounce.ts";
import type { DeliveryStatus } from "./delivery_status.ts";
import type { Notice } from "./notice.ts";

/** A kind, and what goes with it. */
export interface Found {
  readonly kind: Kind;
  readonly report: Report | undefined;
}

/**
 * Tells what a message is.
 *
 * @param notice The message.
 * @param status The fields of its delivery status.
 * @param bounces The recipients that were found in it.
 * @returns `undefined` for an ordinary mail.
 */
export function kindOf(
  notice: Notice,
  status: DeliveryStatus,
  bounces: readonly Bounce[],
): Found | undefined {
  if (isFeedback(notice)) return { kind: "abuse-report", report: feedbackOf(notice) };
  if (status.recipients.length > 0 || isProse(notice, bounces)) {
    if (bounces.length === 0) {
      return status.recipients.length > 0
        ? { kind: "success", report: successOf(status) }
        : undefined;
    }
    const isDelay = bounces.every(({ action }) => action === "delayed");
    return { kind: isDelay ? "delay" : "failure", report: undefined };
  }
  if (isAutomatic(notice)) return { kind: "automatic-reply", report: automaticOf(notice) };
  return undefined;
}

function valueOf({ fields }: Notice, name: string): string {
  return findField(fields, name)?.value.slice(0, MAX_VALUE) ?? "";
}

/** Characters of a field that are looked at. */
const MAX_VALUE = 4000;

function subjectOf(notice: Notice): string {
  return decodeWords(valueOf(notice, "Subject")).text;
}

function isFeedback(notice: Notice): boolean {
  if (notice.feedback !== undefined) return true;
  if (/report-type\s*=\s*"?feedback-report/i.test(valueOf(notice, "Content-Type"))) return true;
  const subject = subjectOf(notice);
  const isComplaint = /^\W*complaint about message from\b/i.test(subject) &&
    notice.returnedPart !== undefined;
  return isComplaint ||
    (/^unsubscribe$/i.test(subject.trim()) && /auto-/i.test(valueOf(notice, "Auto-Submitted")));
}

function feedbackOf(notice: Notice): Report {
  const field = (name: string): string | undefined => {
    const line = (notice.feedback ?? []).find((each) =>
      each.toLowerCase().startsWith(`${name.toLowerCase()}:`)
    );
    return line?.slice(name.length + 1).trim() || undefined;
  };
  const isOptOut = /^unsubscribe$/i.test(subjectOf(notice).trim());
  return {
    feedbackType: field("Feedback-Type") ?? (isOptOut ? "opt-out" : "abuse"),
    by: addressIn(valueOf(notice, "From")),
    recipient: field("Original-Rcpt-To")?.replace(/^<|>$/g, ""),
  };
}

function successOf({ recipients }: DeliveryStatus): Report {
  return {
    delivered: recipients.map((group) =>
      (group.get("final-recipient") ?? group.get("original-recipient") ?? "").replace(
        /^[^;]*;\s*/,
        "",
      )
    ),
  };
}

const FROM_MACHINE =
  /mailer.?daemon|post.?master|mail delivery|delivery sub ?system|delivery system|mail system|mail admin|system administrator|no-?reply|mail server|mail service|message delivery|ndr admin|poostmaster|mailer|bounce|internet mail|interscan|e-?mail interconnect/i;

const FAILURE_SUBJECT =
  /^(?:\W*\w+:\s*)?\W*(?:undeliver|un-?deliver|delivery (?:status|fail|report|notif|problem|has|error|delay)|failure|mail (?:delivery|system error|failure|could not|status|error)|returned mail|returned to sender|failed|message (?:delivery|not|you sent|status|undeliver)|non-?deliver|ndn|warning: (?:message|could not|no response)|delayed mail|could not|notice: mail|there was an error|postmaster notify|notice: |e-?mail (?:delivery|could not)|permanent|nondeliver|rejected|bounce|error (?:mail|in)|unable to deliver|you .{3,80} are not member|status notification|not delivered|delivery$)|undeliver|delivery (?:failure|failed|has failed)|mail delivery failed|returning message to sender|failure notice|not (?:be )?delivered/i;

const FAILURE_TEXT =
  /(?:could|can|was|were|has|have|did|is|are)(?: ?not|n't) (?:yet )?(?:be |been )?(?:able to )?(?:deliver|sent|reach|forward|relayed|accepted|processed|complete)|undeliver|unable to deliver|delivery (?:to|has|of|failed|error|failure)|failed (?:to deliver|permanently|addresses?)|following (?:address|recipient|error|user|message|reason)|permanent (?:fatal )?error|returned (?:to sender|below|message|mail)|transcript of (?:the )?session|error (?:occurred|delivering|has occurred)|not delivered|bounced|no such user|user unknown|unknown user|mailbox (?:is )?(?:full|unavailable)|final delivery|failure reasons|trouble delivering|not a member|having trouble|rejected by|addresses had|was not (?:sent|delivered|relayed)|account is (?:disabled|suspended)|did not reach|problem delivering|delivery problem|google groups|groups\.google/i;

/** Whether a text for people says that a mail came back. Both its header and its words have to say so. */
function isProse(notice: Notice, bounces: readonly Bounce[]): boolean {
  if (bounces.length === 0) return false;
  const text = notice.text.join(" ").replace(/\s+/g, " ").slice(0, 5000);
  const hasFailed = valueOf(notice, "X-Failed-Recipients") !== "";
  if (hasFailed && isFromMachine(notice)) return true;
  if (notice.fields.length === 0) return isPasted(text, bounces);
  const isSubject = FAILURE_SUBJECT.test(subjectOf(notice)) &&
    !/^\s*(?:re|fwd?|aw|wg|sv|tr)\s*:/i.test(subjectOf(notice));
  const isAutomatic = /^auto-(?:replied|generated)/i.test(valueOf(notice, "Auto-Submitted")) ||
    /^\s*<(?:MAILER-DAEMON)?(?:@[^>]*)?>?\s*$|^\s*MAILER-DAEMON/i.test(
      valueOf(notice, "Return-Path"),
    );
  const isText = FAILURE_TEXT.test(text) || bounces.some(({ reply }) => reply !== undefined);
  if (!isText) return isAutomatic && isSubject && isFromMachine(notice);
  if (isFromMachine(notice)) return isSubject || isAutomatic || isStrong(bounces);
  return isSubject && (isAutomatic || isStrong(bounces) || /not member/i.test(subjectOf(notice)));
}

function isFromMachine(notice: Notice): boolean {
  const from = decodeWords(valueOf(notice, "From")).text.trim();
  return from === "" || from === "<>" || FROM_MACHINE.test(from);
}

function isStrong(bounces: readonly Bounce[]): boolean {
  return bounces.some(({ reply, status }) => reply !== undefined || status !== undefined);
}

/** A text without a header is a bounce if it begins like one, or gives an answer for an address. */
function isPasted(text: string, bounces: readonly Bounce[]): boolean {
  if (OPENINGS.test(text.slice(0, 1500))) return true;
  return /^<?[^\s<>@]{1,64}@[^\s<>@:]{1,253}>?:/.test(text.trim()) &&
    (FAILURE_TEXT.test(text) && isStrong(bounces) &&
      bounces.some(({ command }) => command !== undefined));
}

const OPENINGS =
  /this is the (?:mail system|postfix program|qmail-send program|MAILER-DAEMON|dragonfly mail agent|mail delivery)|sorry to have to inform you|created automatically by (?:mail delivery|the smtp relay)|the following addresses had (?:permanent|transient|delivery)|transcript of session follows|delivery to the following recipients?|delivery has failed to these recipients|wasn't able to deliver your message|automatically generated delivery status notification|unable to deliver (?:your )?message to the following|your message (?:could not|wasn't|cannot) be delivered|did not reach the following recipient|message (?:was not|wasn't) delivered/i;

const AUTOMATIC_SUBJECT =
  /^\W*(?:auto(?:matic(?:ally)?|mated)?[ :-]*(?:reply|response|answer|replied|generated|respond)|out of (?:the )?office|away from|vacation|on vacation|abwesen|absence|r[eé]ponse automatique|respuesta autom|risposta automatica|auto:|autoreply|i am (?:away|out)|on leave|automatische antwort)/i;

function isAutomatic(notice: Notice): boolean {
  const submitted = valueOf(notice, "Auto-Submitted");
  const subject = subjectOf(notice);
  const suppress = valueOf(notice, "X-Auto-Response-Suppress") + valueOf(notice, "X-Autoreply") +
    valueOf(notice, "X-Autorespond") + valueOf(notice, "X-Auto-Reply");
  if (/^auto-replied/i.test(submitted)) return true;
  if (AUTOMATIC_SUBJECT.test(subject)) return true;
  return suppress !== "" && /^(?:auto[_-]reply)/i.test(valueOf(notice, "Precedence"));
}

const UNTIL =
  /\b(?:until|till|through|back (?:on|in|at)|return(?:ing)? (?:on|in|at|to .{0,20} on)|bis (?:zum )?|jusqu'au)\s+((?:the )?[\w\u0080-\uffff][\w\u0080-\uffff .,/:-]{2,40}?)(?=[.!?](?:\s|$)|\s{2}|$|\s+(?:and|with|for|if|please|i)\b)/i;

function automaticOf(notice: Notice): Report {
  const text = notice.text.join("  ").slice(0, 3000);
  return {
    by: addressIn(valueOf(notice, "From")),
    until: UNTIL.exec(text)?.[1]?.trim(),
  };
}
