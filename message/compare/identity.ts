/**
 * Whether what arrived is what was sent. The same octets are the same message whatever was put before
 * them, a Message-ID is made to be unique (RFC 5322 3.6.4), and where neither tells, what people read
 * does: the text and the subject weigh more than the rest.
 * @module
 */
import { keptAuthor, readable, tagOf } from "./field_causes.ts";
import { isSameContent, type PartChange } from "./parts.ts";
import type { ComparedMessage, ComparedPart } from "./compared_message.ts";
import { parseDateTime } from "../header/date_time.ts";
import { findField, findFields, HeaderField } from "../header/header.ts";
import { undoMisreading } from "./misreading.ts";
import { htmlToText } from "../body/html_text.ts";

/** What shows that what arrived is what was sent, or that it is not. */
export type Identity =
  /** Both have the same Message-ID. */
  | "message-id"
  /** The octets are the same, behind whatever was put before them. */
  | "octets"
  /** One of them has another Message-ID or none, but what people read is the same. */
  | "content"
  /** Nothing: it is another message. */
  | "none";

const LF = 0x0a;

const latin1 = new TextDecoder("latin1");

/**
 * What was put before a message.
 *
 * @param sent The message.
 * @param received The message that arrived.
 * @returns The fields put before it; `undefined` when what arrived does not end with the octets that
 * were sent. How lines end is no matter, nor whether the last one has an end.
 */
export function fieldsBefore(
  sent: ComparedMessage,
  received: ComparedMessage,
): readonly HeaderField[] | undefined {
  if (sent.bodyLinesHash !== received.bodyLinesHash) return undefined;
  const [own, whole] = [headerText(sent.fields), headerText(received.fields)];
  const before = whole.slice(0, Math.max(0, whole.length - own.length));
  if (whole !== before + own || !/^$|\n$/.test(before.slice(-1))) return undefined;
  return firstLines(received.fields, before.split("\n").length - 1);
}

/** Some lines of a header, as fields; a fold that is not among them is cut off. */
function firstLines(fields: readonly HeaderField[], count: number): HeaderField[] {
  const first = fields[0]?.line ?? 1;
  return fields.flatMap((field) => {
    const lines = count - (field.line - first);
    if (lines <= 0) return [];
    const end = placeOfLine(field.raw, lines);
    return end === field.raw.length
      ? [field]
      : [new HeaderField(field.raw.subarray(0, end), field.offset, field.line)];
  });
}

/** Where some lines end, or the octets do. */
function placeOfLine(octets: Uint8Array, lines: number): number {
  let end = 0;
  for (let line = 0; line < lines; line++) {
    const lineFeed = octets.indexOf(LF, end);
    if (lineFeed < 0) return octets.length;
    end = lineFeed + 1;
  }
  return end;
}

function headerText(fields: readonly HeaderField[]): string {
  const text = fields.map(({ raw }) => latin1.decode(raw)).join("").replaceAll("\r\n", "\n");
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** What of two messages agrees (above 0), says the contrary (below 0), or tells nothing (0). */
interface Evidence {
  readonly content: number;
  readonly subject: number;
  readonly from: number;
  readonly to: number;
  readonly date: number;
  readonly messageId: number;
  readonly answers: number;
}

/** How much must agree, where something says the contrary. */
const ENOUGH = 4;

/**
 * Tells whether two messages are one.
 *
 * @param sent The message that was sent.
 * @param received The message that arrived.
 * @param parts What became of its parts.
 * @param sameOctets Whether the octets are the same behind what was put before them.
 */
export function identify(
  sent: ComparedMessage,
  received: ComparedMessage,
  parts: readonly PartChange[],
  sameOctets: boolean,
): Identity {
  const evidence = weigh(sent, received, parts);
  const isOther = evidence.content < 0 && evidence.subject < 0 &&
    evidence.from <= 0 && evidence.to <= 0 && evidence.date <= 0;
  if (evidence.messageId > 0 && (sameOctets || !isOther)) return "message-id";
  if (sameOctets) return "octets";
  if (isOther || isAnswer(sent, received)) return "none";
  return isSameToReaders(evidence) ? "content" : "none";
}

function isSameToReaders(evidence: Evidence): boolean {
  const { content, subject, from, date } = evidence;
  // Of a mail without subject and content only who wrote it and when is left.
  if (content === 0 && subject === 0) return from > 0 && date > 0;
  if (content <= 0 && subject <= 0) return false;
  // Programs that write by a pattern write many such texts, and each has its own date.
  if (content === 1 && date < 0) return false;
  const all = Object.values(evidence);
  if (all.every((each) => each >= 0)) return true;
  const isAllTheSame = (content === 0 || content === 3) && subject === 2 && from > 0;
  return isAllTheSame || all.reduce((sum, each) => sum + each, 0) >= ENOUGH;
}

/** An answer repeats the subject and the text of what it answers (RFC 5322 3.6.4). */
function isAnswer(sent: ComparedMessage, received: ComparedMessage): boolean {
  const id = findField(sent.fields, "message-id")?.value ?? "";
  return id !== "" &&
    findFields(received.fields, "in-reply-to").some(({ value }) => value.includes(id));
}

function weigh(
  sent: ComparedMessage,
  received: ComparedMessage,
  parts: readonly PartChange[],
): Evidence {
  const agreement = (name: string): number => {
    const [one, other] = [sent, received].map(({ fields }) => readableIn(fields, name));
    if (one === undefined || other === undefined) return 0;
    return one === other ? 1 : -1;
  };
  return {
    content: weighContent(sent, received, parts),
    subject: weighSubject(sent.fields, received.fields),
    from: weighFrom(sent.fields, received.fields),
    // A list and an alias may write To anew.
    to: Math.max(agreement("to"), 0),
    date: weighDate(sent.fields, received.fields),
    messageId: agreement("message-id"),
    // Two answers to different messages may say the same.
    answers: Math.min(2 * agreement("in-reply-to"), 0),
  };
}

function readableIn(fields: readonly HeaderField[], name: string): string | undefined {
  const field = findField(fields, name);
  return field && readable(field);
}

/** A list that takes over From keeps the author elsewhere. */
function weighFrom(sent: readonly HeaderField[], received: readonly HeaderField[]): number {
  const [one, other] = [findField(sent, "from"), findField(received, "from")];
  if (one === undefined || other === undefined) return 0;
  return readableIn(sent, "from") === readableIn(received, "from") || keptAuthor(one, received)
    ? 1
    : -1;
}

function weighDate(sent: readonly HeaderField[], received: readonly HeaderField[]): number {
  const [one, other] = [sent, received].map((fields) =>
    parseDateTime(findField(fields, "date")?.value ?? "")?.time
  );
  if (one === undefined || other === undefined) return 0;
  return one === other ? 1 : -1;
}

/** A list puts its name before the subject, a filter its warning. */
function weighSubject(sent: readonly HeaderField[], received: readonly HeaderField[]): number {
  const [before, after] = [sent, received].map((fields) => readableIn(fields, "subject") ?? "");
  if (before === undefined || after === undefined || before === after) return before ? 2 : 0;
  if (before === "" || after === "") return -1;
  if (undoMisreading(after) === before) return 2;
  return tagOf(before, after) === undefined ? -2 : 1;
}

/** Kinds of changes that leave the text that was sent to be found, whatever else came to it. */
const FOUND: ReadonlySet<string> = new Set([
  "trailing-blanks",
  "appended",
  "prepended",
  "surrounded",
  "rewritten",
]);

/** The fewest pairs of words that say something of a text. */
const MIN_PAIRS = 4;

function weighContent(
  sent: ComparedMessage,
  received: ComparedMessage,
  parts: readonly PartChange[],
): number {
  if (!hasContent(sent)) return hasContent(received) ? -1 : 0;
  const all = parts.filter((change) => change.fate !== "added" && change.sent.size > 0);
  if (all.every((change) => change.fate === "kept" && isSameContent(change.content))) return 3;
  const isFound = all.some((change) =>
    change.fate === "kept" && FOUND.has(change.content.kind) && /\S/.test(change.sent.text ?? "")
  );
  if (isFound) return 2;
  const [pairs, others] = [wordPairsOf(sent.parts), wordPairsOf(received.parts)];
  if (pairs.size < MIN_PAIRS) return -3;
  return pairs.intersection(others).size * 2 >= pairs.size ? 1 : -3;
}

/** Whether there is more than blanks. */
function hasContent({ parts }: ComparedMessage): boolean {
  return parts.some(({ size, text }) => size > 0 && (text === undefined || /\S/.test(text)));
}

/** How much of a message is looked at, in UTF-16 code units. */
const MAX_LENGTH = 500_000;

/**
 * The pairs of neighbouring words in the texts of a message, without regard to case, lines and
 * punctuation: two texts of one language have many words in common, and few pairs.
 *
 * @param parts The parts of the message.
 */
function wordPairsOf(parts: readonly ComparedPart[]): Set<string> {
  const pairs = new Set<string>();
  let room = MAX_LENGTH;
  for (const { type, text = "" } of parts) {
    const beginning = text.slice(0, room);
    room -= beginning.length;
    const words = (type === "text/html" ? htmlToText(beginning) : beginning)
      .toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    for (const [index, word] of words.slice(1).entries()) pairs.add(`${words[index]} ${word}`);
  }
  return pairs;
}
