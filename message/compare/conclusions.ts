/**
 * The conclusions of a comparison, in sentences.
 * @module
 */
import { type Comparison, isAboutBody, type JudgedChange, repeatedNames } from "./compare.ts";
import { readable, tagOf } from "./field_causes.ts";
import { aboutBody } from "./body_conclusions.ts";
import type { Question } from "./questions.ts";
import { count, list, quote, unique } from "../inspect/sentence.ts";

/**
 * Draws the conclusions.
 *
 * @param comparison What was found.
 * @returns Sentences. They repeat text of the messages: escape them for a terminal.
 */
export function concludeComparison(comparison: Comparison): string[] {
  const identity = aboutIdentity(comparison);
  if (comparison.identity === "none") return [identity];
  return [
    identity,
    ...comparison.emptyLineAdded ? [EMPTY_LINE_ADDED] : [],
    ...aboutEnvelope(comparison.questions),
    ...aboutHeader(comparison.header),
    ...aboutBody(comparison),
  ];
}

const EMPTY_LINE_ADDED =
  "The sent message has no empty line between header and text (RFC 5322 2.1): a server " +
  "inserted one before the first line that is not a field.";

function aboutIdentity({ identity }: Comparison): string {
  switch (identity) {
    case "message-id":
      return "It is the message that was sent: same Message-ID.";
    case "octets":
      return "It is the message that was sent, octet for octet, after the fields added on top.";
    case "content":
      return "It is the message that was sent, judging by its readable content; the Message-ID does " +
        "not show it.";
    case "none":
      return "It is a different message: neither Message-ID nor subject and text match.";
  }
}

function aboutEnvelope(questions: readonly Question[]): string[] {
  return [
    ...questions.filter(({ about }) => about === "MAIL FROM").map(aboutSender),
    ...aboutRecipients(questions.filter(({ about }) => about === "RCPT TO")),
    ...aboutBlindCopies(questions),
  ];
}

function aboutSender({ answer }: Question): string {
  switch (answer) {
    case "moved":
      return "MAIL FROM became Return-Path: the last server writes it there (RFC 5321 4.4).";
    case "altered":
      return "Return-Path differs from MAIL FROM: someone on the way resent the mail under their " +
        "own address, as mailing lists and forwarders do.";
    default:
      return "MAIL FROM appears nowhere in the message: no server wrote Return-Path, as the last " +
        "one should (RFC 5321 4.4).";
  }
}

function aboutRecipients(recipients: readonly Question[]): string[] {
  if (recipients.length === 0) return [];
  const fields = unique(recipients.flatMap(({ places }) => places.map(({ field }) => field)));
  return fields.length === 0
    ? [
      "RCPT TO appears nowhere in the message: the envelope is not part of it, and To: is " +
      "only text.",
    ]
    : [`RCPT TO appears in the message only where a server recorded it: ${list(fields)}.`];
}

function aboutBlindCopies(questions: readonly Question[]): string[] {
  const copies = questions.filter(({ about, stood }) => about === "Bcc" && stood === "envelope");
  if (copies.length === 0) return [];
  const isAnyNamed = questions.some(({ about, value }) =>
    (about === "To" || about === "Cc") && value !== undefined
  );
  if (!isAnyNamed) return ["The message has no To or Cc: only the envelope names the recipients."];
  const who = copies.length === 1 ? "One recipient is" : `${copies.length} recipients are`;
  return [`${who} only in the envelope, not in To or Cc: a blind copy.`];
}

function aboutHeader(header: readonly JudgedChange[]): string[] {
  const namesOf = (...fates: readonly JudgedChange["fate"][]): string[] =>
    unique(header.filter(({ fate }) => fates.includes(fate)).map(nameOf));
  const added = header.filter(({ fate }) => fate === "added").length;
  const kept = header.filter(({ fate }) => fate === "unchanged").length;
  const rewritten = namesOf("refolded", "re-encoded", "same-meaning");
  const [saidOfBody, altered] = partition(namesOf("altered"));
  const [goneOfBody, removed] = partition(namesOf("removed"));
  const repeated = unique(repeatedNames(header));
  const saidAnew = unique([...saidOfBody, ...goneOfBody]);
  return [
    ...added === 0 ? [] : [
      `${count(added, "field was", "fields were")} added on the way: ${list(namesOf("added"))}.`,
    ],
    ...repeated.length === 0 ? [] : [
      `Added a second time, so that mail programs disagree on which one counts: ${list(repeated)}.`,
    ],
    ...rewritten.length === 0 ? [] : [
      `Written differently, with the same meaning: ${list(rewritten)}.`,
    ],
    ...altered.length === 0 ? [] : [`Altered on the way: ${list(altered)}.`],
    ...header.flatMap(aboutFieldCause),
    ...removed.length === 0 ? [] : [`Removed on the way: ${list(removed)}.`],
    ...saidAnew.length === 0 ? [] : [
      `The fields describing the body's encoding were rewritten: ${list(saidAnew)}.`,
    ],
    altered.length + removed.length + rewritten.length + saidAnew.length > 0
      ? `${count(kept, "field is", "fields are")} as the author's mail program wrote them.`
      : "Every field that was sent is as the author's mail program wrote it: servers do not " +
        "need them to deliver a message.",
  ];
}

/** Sentences about why a field is another, one a cause. */
function aboutFieldCause(change: JudgedChange): string[] {
  if (change.fate !== "altered" || change.cause === undefined) return [];
  const { name } = change.received;
  switch (change.cause) {
    case "misread-utf-8":
      return [
        `The text of ${name} is UTF-8 that was read as Latin-1 and encoded again: é became Ã©.`,
      ];
    case "tagged": {
      const tag = tagOf(readable(change.sent), readable(change.received)) ?? "";
      return [`The subject was given the tag ${quote(tag)}, as lists and filters do.`];
    }
    case "taken-over":
      return [
        "From now names the list or forwarder, and the author moved to Reply-To or another " +
        "field, so that the mail passes DMARC although someone else sends it (RFC 7960).",
      ];
  }
}

/** Names of fields that say how the body is written, and other ones. */
function partition(names: readonly string[]): [aboutBody: string[], others: string[]] {
  return [names.filter(isAboutBody), names.filter((name) => !isAboutBody(name))];
}

function nameOf(change: JudgedChange): string {
  return ("received" in change ? change.received : change.sent).name ||
    "a line that is not a field";
}
