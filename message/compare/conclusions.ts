/**
 * What a comparison comes to, in sentences.
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
  "What was sent has no empty line between the header and the text (RFC 5322 " +
  "2.1): a server has put one before the first line that is no field.";

function aboutIdentity({ identity }: Comparison): string {
  switch (identity) {
    case "message-id":
      return "It is the message that was sent: the Message-ID is the same.";
    case "octets":
      return "It is the message that was sent, octet for octet, behind what was put before it.";
    case "content":
      return "It is the message that was sent, by what people read of it; the Message-ID does not " +
        "show it.";
    case "none":
      return "It is another message: neither its Message-ID nor its subject and text are those of " +
        "what was sent.";
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
      return "MAIL FROM has become Return-Path: the last server writes it there (RFC 5321 4.4).";
    case "altered":
      return "Return-Path is not what MAIL FROM was: somebody on the way sends it on under an " +
        "address of its own, as mailing lists and forwarders do.";
    default:
      return "MAIL FROM is nowhere in the message: no server has written Return-Path, as the last " +
        "one does (RFC 5321 4.4).";
  }
}

function aboutRecipients(recipients: readonly Question[]): string[] {
  if (recipients.length === 0) return [];
  const fields = unique(recipients.flatMap(({ places }) => places.map(({ field }) => field)));
  return fields.length === 0
    ? ["RCPT TO is nowhere in the message: the envelope is no part of it, and To: is only text."]
    : [`RCPT TO stands in the message only where a server has noted it: ${list(fields)}.`];
}

function aboutBlindCopies(questions: readonly Question[]): string[] {
  const copies = questions.filter(({ about, stood }) => about === "Bcc" && stood === "envelope");
  if (copies.length === 0) return [];
  const isAnyNamed = questions.some(({ about, value }) =>
    (about === "To" || about === "Cc") && value !== undefined
  );
  if (!isAnyNamed) return ["The message has no To or Cc: only the envelope names who gets it."];
  const who = copies.length === 1 ? "One recipient stands" : `${copies.length} recipients stand`;
  return [`${who} in the envelope alone and in no To or Cc: a blind copy.`];
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
      `Put in once more, so that readers do not agree on which one counts: ${list(repeated)}.`,
    ],
    ...rewritten.length === 0 ? [] : [
      `Written in another way, with the same meaning: ${list(rewritten)}.`,
    ],
    ...altered.length === 0 ? [] : [`Altered on the way: ${list(altered)}.`],
    ...header.flatMap(aboutFieldCause),
    ...removed.length === 0 ? [] : [`Taken away on the way: ${list(removed)}.`],
    ...saidAnew.length === 0 ? [] : [
      `How the body is written is said anew: ${list(saidAnew)}.`,
    ],
    altered.length + removed.length + rewritten.length + saidAnew.length > 0
      ? `${count(kept, "field is", "fields are")} as the author's program wrote them.`
      : "Every field that was sent is as the author's program wrote it: to deliver a message no " +
        "server needs them.",
  ];
}

/** Sentences about why a field is another, one a cause. */
function aboutFieldCause(change: JudgedChange): string[] {
  if (change.fate !== "altered" || change.cause === undefined) return [];
  const { name } = change.received;
  switch (change.cause) {
    case "misread-utf-8":
      return [
        `The text of ${name} was taken for Latin-1 though it is UTF-8, and encoded once more: é has become Ã©.`,
      ];
    case "tagged": {
      const tag = tagOf(readable(change.sent), readable(change.received)) ?? "";
      return [`The subject has got ${quote(tag)} beside it, as lists and filters put there.`];
    }
    case "taken-over":
      return [
        "From is the list's or the forwarder's, and the author stands in Reply-To or another field: " +
        "so that the mail passes DMARC though somebody else sends it (RFC 7960).",
      ];
  }
}

/** Names of fields that say how the body is written, and other ones. */
function partition(names: readonly string[]): [aboutBody: string[], others: string[]] {
  return [names.filter(isAboutBody), names.filter((name) => !isAboutBody(name))];
}

function nameOf(change: JudgedChange): string {
  return ("received" in change ? change.received : change.sent).name || "a line that is no field";
}
