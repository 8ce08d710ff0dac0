/**
 * What a comparison comes to, in sentences.
 * @module
 */
import {
  type Comparison,
  isAboutBody,
  isSameContent,
  type JudgedChange,
  repeatedNames,
} from "./compare.ts";
import type { ContentChange, PartChange } from "./compare_parts.ts";
import type { Question } from "./compare_questions.ts";
import type { ComparedPart } from "./compared_message.ts";
import { findField } from "./header.ts";

/** Characters of an added text that a sentence shows. */
const QUOTED_LENGTH = 60;
/** Sentences about parts. */
const MAX_SENTENCES = 20;
/** Names that a sentence counts up. */
const MAX_NAMES = 20;

type KeptPart = PartChange & { readonly fate: "kept" };

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
    ...aboutBlindCopies(
      questions.filter(({ about, stood }) => about === "Bcc" && stood === "envelope"),
    ),
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
  const [aboutBody, altered] = partition(namesOf("altered"));
  const [goneAboutBody, removed] = partition(namesOf("removed"));
  const repeated = unique(repeatedNames(header));
  const saidAnew = unique([...aboutBody, ...goneAboutBody]);
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

/** Names of fields that say how the body is written, and other ones. */
function partition(names: readonly string[]): [aboutBody: string[], others: string[]] {
  return [names.filter(isAboutBody), names.filter((name) => !isAboutBody(name))];
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
  if (more > 0) {
    const rest = count(more, "sentence of the kind is", "sentences of the kind are");
    sentences.splice(MAX_SENTENCES, more, `${rest} left out.`);
  }
  if (sentences.length === 0) return ["The body is written in other octets, and says the same."];
  return [...sentences, ...aboutSignature(comparison)];
}

/** What became of a part, if anything did. */
function aboutPart(change: PartChange): string[] {
  switch (change.fate) {
    case "added":
      return [`A part was added: ${describe(change.received)}.`];
    case "removed":
      return [`A part was taken away: ${describe(change.sent)}.`];
    case "kept": {
      const sentence = aboutContent(change.content);
      return [
        ...sentence === undefined ? [] : [`${nameOfPart(change.received)} ${sentence}.`],
        ...aboutLabel(change),
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
      return aboutLine(content);
    case "replaced":
      return "has other content";
  }
}

function aboutLine({ line, sent, received }: ContentChange & { readonly kind: "altered" }): string {
  if (received === undefined) return `ends before line ${line}, which was ${quote(sent ?? "")}`;
  return `is another from line ${line} on: ${quote(received)} where ${quote(sent ?? "")} was`;
}

/** What a part is called, and what it says that it is. */
function aboutLabel({ sent, received }: KeptPart): string[] {
  const name = nameOfPart(received);
  const [before, after] = [sent, received].map(({ fileName }) =>
    fileName === undefined ? "nothing" : quote(fileName)
  );
  return [
    ...sent.type === received.type ? [] : [`${name} was of type ${sent.type}.`],
    ...before === after ? [] : [`${name} is called ${after}, and was called ${before}.`],
  ];
}

/** RFC 6152 3: a relay may encode what the next server would not take. */
function aboutEncoding({ sent, received, content }: KeptPart): string[] {
  const name = nameOfPart(received);
  const [charset, newCharset] = [sent, received].map((part) => part.charset ?? "us-ascii");
  const same = isSameContent(content) ? "; it decodes to the same" : "";
  return [
    ...sent.encoding === received.encoding
      ? []
      : [`${name} was sent as ${sent.encoding}, and arrived as ${received.encoding}${same}.`],
    ...charset?.toLowerCase() === newCharset?.toLowerCase()
      ? []
      : [`${name} was in the character set ${charset}, and is in ${newCharset}.`],
  ];
}

/** RFC 6376 3.4.4: of blanks and line ends a signature may take no notice. */
const UNSEEN_BY_DKIM: ReadonlySet<ContentChange["kind"]> = new Set(
  ["identical", "line-ends", "trailing-blanks"] as const,
);

/** RFC 6376 3.7: a signature is over a hash of the body as it travels, in its encoding. */
function aboutSignature({ header, parts }: Comparison): string[] {
  const sent = header.flatMap((change) => "sent" in change ? [change.sent] : []);
  const isSigned = findField(sent, "dkim-signature") !== undefined;
  const isOther = (change: PartChange): boolean =>
    change.fate !== "kept" || !UNSEEN_BY_DKIM.has(change.content.kind);
  if (!isSigned || !parts.some(isOther)) return [];
  return ["The DKIM signature that it was sent with cannot hold over this body (RFC 6376 3.7)."];
}

function nameOfPart({ path, type }: ComparedPart): string {
  if (path !== "") return `Part ${path}, ${type},`;
  return type.startsWith("text/") ? "The text" : `The body, ${type},`;
}

function describe({ type, fileName }: ComparedPart): string {
  return fileName === undefined ? type : `${type}, ${quote(fileName)}`;
}

function nameOf(change: JudgedChange): string {
  return ("received" in change ? change.received : change.sent).name || "a line that is no field";
}

function unique(names: readonly string[]): string[] {
  return Array.from(new Map(names.map((name) => [name.toLowerCase(), name])).values());
}

function list(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const shown = more > 0 ? [...names.slice(0, MAX_NAMES), `${more} more`] : names;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The beginning of a text, in one line. */
function quote(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return "an empty line";
  const beginning = Array.from(line.slice(0, 2 * QUOTED_LENGTH)).slice(0, QUOTED_LENGTH).join("");
  return beginning === line ? `“${line}”` : `“${beginning}…”`;
}
