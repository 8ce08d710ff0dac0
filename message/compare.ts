/**
 * What was sent beside what arrived: header, body, envelope, and whether the one is the other at all.
 * @module
 */
import { compareHeaders, type FieldChange } from "./compare_header.ts";
import { compareParts, type ContentChange, type PartChange } from "./compare_parts.ts";
import { answerQuestions, type Question } from "./compare_questions.ts";
import type { ComparedMessage } from "./compared_message.ts";
import { decodeWords } from "./encoded_word.ts";
import type { EnvelopeRecord } from "./envelope_record.ts";
import { addingServersOf } from "./adding_server.ts";
import { findField, type HeaderField } from "./header.ts";
import { SINGLE_FIELDS } from "./single_fields.ts";

/** What shows that what arrived is what was sent, or that it is not. */
export type Identity =
  /** Both have the same Message-ID. */
  | "message-id"
  /** One of them has another Message-ID or none, but what people read is the same. */
  | "content"
  /** Nothing: it is another message. */
  | "none";

/** A field, what became of it, and who could have added it. */
export type JudgedChange = FieldChange & {
  /** Of an added field: the server that could have added it, by the name it gives itself. */
  readonly by?: string;
};

/** What became of a body, octet for octet. */
export interface BodyChange {
  /** `line-ends`: nothing but these differ, as where a message is stored with LF. */
  readonly change: "identical" | "line-ends" | "different";
  /** Its octets when it was sent. */
  readonly sentSize: number;
  /** Its octets as it arrived. */
  readonly receivedSize: number;
}

/** All that can be said of two messages. */
export interface Comparison {
  /** Whether they are one and the same. */
  readonly identity: Identity;
  /** Whether a person or a program would read something else than was sent. */
  readonly altered: boolean;
  /** Where everything stood, and where it stands. */
  readonly questions: readonly Question[];
  /** The fields that arrived, and those that did not. */
  readonly header: readonly JudgedChange[];
  /** The body as octets. */
  readonly body: BodyChange;
  /** The parts that arrived, and those that did not. */
  readonly parts: readonly PartChange[];
}

/**
 * Compares what was sent with what arrived.
 *
 * @param sent The message that was sent.
 * @param received The message that arrived.
 * @param envelope The envelope that was sent, if it was kept.
 */
export function compareMessages(
  sent: ComparedMessage,
  received: ComparedMessage,
  envelope?: EnvelopeRecord,
): Comparison {
  const changes = compareHeaders(sent.fields, received.fields, (value) => decodeWords(value).text);
  const parts = compareParts(sent.parts, received.parts);
  return {
    identity: identify(sent, received, parts),
    altered: changes.some(isAlteredField) || parts.some(isAlteredPart) ||
      repeatedNames(changes).length > 0,
    questions: answerQuestions(envelope, changes, readable),
    header: withWriters(changes, received.fields),
    body: compareBodies(sent, received),
    parts,
  };
}

function readable(field: HeaderField): string {
  return decodeWords(field.value).text;
}

function identify(
  sent: ComparedMessage,
  received: ComparedMessage,
  parts: readonly PartChange[],
): Identity {
  const same = (name: string): boolean => {
    const [one, other] = [sent, received].map(({ fields }) => findField(fields, name));
    return one !== undefined && other !== undefined && readable(one) === readable(other);
  };
  if (same("message-id")) return "message-id";
  // Some services write Message-ID and Date anew, and lists the subject. Many mails have no content.
  const sameContent = sent.parts.some(({ size }) => size > 0) && !parts.some(isAlteredPart);
  const isSame = sameContent ? same("from") || same("subject") : same("from") && same("date");
  return isSame ? "content" : "none";
}

/**
 * Whether a field says how the body is written; what became of that is told by the parts.
 *
 * @param name Its name.
 */
export function isAboutBody(name: string): boolean {
  return /^(?:content-|mime-version$)/i.test(name);
}

/** Fields that a server is to take away or to write anew (RFC 5321 4.4, RFC 5322 3.6.3). */
const OF_SERVERS: ReadonlySet<string> = new Set(["bcc", "return-path"]);

function isAlteredField(change: FieldChange): boolean {
  if (change.fate !== "altered" && change.fate !== "removed") return false;
  const { name } = change.sent;
  return !isAboutBody(name) && !OF_SERVERS.has(name.toLowerCase());
}

/**
 * The fields that stand once in a message (RFC 5322 3.6), and of which somebody has put in another one.
 *
 * @param changes What became of the fields.
 * @returns Their names, as they were added.
 */
export function repeatedNames(changes: readonly FieldChange[]): string[] {
  const sent = new Set(
    changes.flatMap((change) => "sent" in change ? [change.sent.name.toLowerCase()] : []),
  );
  return changes.flatMap((change) => {
    if (change.fate !== "added") return [];
    const name = change.received.name.toLowerCase();
    return SINGLE_FIELDS.has(name) && sent.has(name) ? [change.received.name] : [];
  });
}

const SAME_CONTENT: ReadonlySet<ContentChange["kind"]> = new Set(
  ["identical", "re-encoded", "recoded", "line-ends"] as const,
);

/**
 * Whether a person or a program reads the same content.
 *
 * @param change What became of it.
 */
export function isSameContent({ kind }: ContentChange): boolean {
  return SAME_CONTENT.has(kind);
}

function isAlteredPart(change: PartChange): boolean {
  if (change.fate !== "kept") return true;
  const { sent, received, content } = change;
  return !isSameContent(content) || sent.type !== received.type ||
    sent.fileName !== received.fileName;
}

function compareBodies(sent: ComparedMessage, received: ComparedMessage): BodyChange {
  const sizes = { sentSize: sent.bodySize, receivedSize: received.bodySize };
  if (sent.bodyHash === received.bodyHash) return { change: "identical", ...sizes };
  const sameLines = sent.bodyLinesHash === received.bodyLinesHash;
  return { change: sameLines ? "line-ends" : "different", ...sizes };
}

function withWriters(
  changes: readonly FieldChange[],
  received: readonly HeaderField[],
): JudgedChange[] {
  const writers = new Map(addingServersOf(received).map((by, place) => [received[place], by]));
  return changes.map((change) => {
    const by = change.fate === "added" ? writers.get(change.received) : undefined;
    return by === undefined ? change : { ...change, by };
  });
}
