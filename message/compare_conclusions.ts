/**
 * What a comparison comes to, in sentences.
 * @module
 */
import type { Comparison, JudgedChange } from "./compare.ts";
import type { ContentChange, PartChange } from "./compare_parts.ts";
import type { Question } from "./compare_questions.ts";
import { findField } from "./header.ts";

/** Characters of an added text that a sentence shows. */
const QUOTED_LENGTH = 60;
/** Sentences about parts. */
const MAX_SENTENCES = 20;

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
    ...aboutEnvelope(comparison.questions),
    ...aboutHeader(comparison.header),
    ...aboutBody(comparison),
  ];
}

function aboutIdentity({ identity }: Comparison): string {
  switch (identity) {
    case "message-id":
      return "It is the message that was sent: the Message-ID is the same.";
    case "content":
      return "It is the message that was sent, by what people read of it; the Message-ID does not " +
        "show it.";
    case "none":
      return "It is another message: it has neither the Message-ID nor the content of what was sent.";
  }
}

function aboutEnvelope(questions: readonly Question[]): string[] {
  return [
    ...questions.filter(({ about }) => about === "MAIL FROM").map(aboutSender),
    ...aboutRecipients(questions.filter(({ about }) => about === "RCPT TO")),
    ...aboutBlindCopies(questions.filter(({ about }) => about === "Bcc")),
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

function aboutBlindCopies(copies: readonly Question[]): string[] {
  if (copies.length === 0) return [];
  const who = copies.length === 1 ? "One recipient stands" : `${copies.length} recipients stand`;
  return [`${who} in the envelope alone and in no To or Cc: a blind copy.`];
}

function aboutHeader(header: readonly JudgedChange[]): string[] {
  const namesOf = (...fates: readonly JudgedChange["fate"][]): string[] =>
    unique(header.filter(({ fate }) => fates.includes(fate)).map(nameOf));
  const added = header.filter(({ fate }) => fate === "added").length;
  const kept = header.filter(({ fate }) => fate === "unchanged").length;
  const rewritten = namesOf("refolded", "re-encoded");
  const altered = namesOf("altered");
  const removed = namesOf("removed");
  return [
    ...added === 0 ? [] : [
      `${count(added, "field was", "fields were")} added on the way: ${list(namesOf("added"))}.`,
    ],
    ...rewritten.length === 0 ? [] : [
      `Written in another way, with the same meaning: ${list(rewritten)}.`,
    ],
    ...altered.length === 0 ? [] : [`Altered on the way: ${list(altered)}.`],
    ...removed.length === 0 ? [] : [`Taken away on the way: ${list(removed)}.`],
    altered.length + removed.length + rewritten.length > 0
      ? `${count(kept, "field is", "fields are")} as the author's program wrote them.`
      : "Every field that was sent is as the author's program wrote it: to deliver a message no " +
        "server needs them.",
  ];
}

function aboutBody(comparison: Comparison): string[] {
  const { body, parts } = comparison;
  if (body.change === "identical") return ["The body is the same, octet for octet."];
  if (body.change === "line-ends") {
    return [
      "The body is the same but for its line ends: they travel as CRLF (RFC 5321 2.3.8), and where " +
      "a message is stored they may be LF.",
    ];
  }
  const sentences = parts.flatMap(aboutPart);
  const more = sentences.length - MAX_SENTENCES;
  if (more > 0) sentences.splice(MAX_SENTENCES, more, `More of the kind: ${more} sentences.`);
  if (sentences.length === 0) return ["The body is written in other octets, and says the same."];
  return [...sentences, ...aboutSignature(comparison)];
}

/** What became of a part, if anything did. */
function aboutPart(change: PartChange): string[] {
  switch (change.fate) {
    case "added":
      return [`A part was added: ${change.received.type}.`];
    case "removed":
      return [`A part was taken away: ${change.sent.type}.`];
    case "kept": {
      const sentence = aboutContent(change.content);
      return [
        ...sentence === undefined ? [] : [`${nameOfPart(change)} ${sentence}.`],
        ...aboutEncoding(change),
      ];
    }
  }
}

function aboutContent(content: ContentChange): string | undefined {
  switch (content.kind) {
    case "identical":
    case "re-encoded":
    case "recoded":
    case "line-ends":
      return undefined;
    case "trailing-blanks":
      return "has lost or got blanks at the ends of lines, or empty lines at its end";
    case "appended":
      return `has more behind it: ${quote(content.text)}`;
    case "prepended":
      return `has more before it: ${quote(content.text)}`;
    case "surrounded":
      return `has more before it, ${quote(content.before)}, and behind it, ${quote(content.after)}`;
    case "altered":
      return `is another from line ${content.line} on: ${quote(content.received)} ` +
        `where ${quote(content.sent)} was`;
    case "replaced":
      return "has other content";
  }
}

/** RFC 6152 3: a relay may encode what the next server would not take. */
function aboutEncoding({ sent, received }: PartChange & { readonly fate: "kept" }): string[] {
  const [before, after] = [sent.encoding, received.encoding];
  const [charset, newCharset] = [sent.charset, received.charset];
  return [
    ...before === after
      ? []
      : [`${before} became ${after} on the way; it decodes to the same content.`],
    ...charset?.toLowerCase() === newCharset?.toLowerCase() ? [] : [
      `The character set ${charset ?? "us-ascii"} became ${newCharset ?? "us-ascii"}.`,
    ],
  ];
}

/** RFC 6376 3.7: a signature is over a hash of the body. */
function aboutSignature({ header, altered }: Comparison): string[] {
  const sent = header.flatMap((change) => "sent" in change ? [change.sent] : []);
  if (!altered || findField(sent, "dkim-signature") === undefined) return [];
  return ["The DKIM signature that it was sent with cannot hold over this body (RFC 6376 3.7)."];
}

function nameOfPart({ received }: PartChange & { readonly fate: "kept" }): string {
  const { path, type } = received;
  return path === "" ? "The text" : `Part ${path}, ${type},`;
}

function nameOf(change: JudgedChange): string {
  return ("received" in change ? change.received : change.sent).name || "a line that is no field";
}

function unique(names: readonly string[]): string[] {
  return Array.from(new Map(names.map((name) => [name.toLowerCase(), name])).values());
}

function list(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The beginning of a text, in one line. */
function quote(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= QUOTED_LENGTH ? `“${line}”` : `“${line.slice(0, QUOTED_LENGTH)}…”`;
}
