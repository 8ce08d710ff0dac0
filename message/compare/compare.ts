/**
 * What was sent beside what arrived: header, body, envelope, and whether the one is the other at all.
 * @module
 */
import { causeOf, type FieldCause, readable } from "./field_causes.ts";
import { compareHeaders, type FieldChange } from "./header.ts";
import { fieldsBefore, identify, type Identity } from "./identity.ts";
import { compareParts, isSameContent, type PartChange } from "./parts.ts";
import { answerQuestions, type Question } from "./questions.ts";
import type { ComparedMessage } from "./compared_message.ts";
import { decodeWords } from "../header/encoded_word.ts";
import type { EnvelopeRecord } from "../file/envelope_record.ts";
import { parseReceived } from "../header/received.ts";
import type { HeaderField } from "../header/header.ts";
import { SINGLE_FIELDS } from "../header/single_fields.ts";

/** A field, what became of it, who could have added it, and why it was altered. */
export type JudgedChange = FieldChange & {
  /** Of an added field: the server that could have added it, by the name it gives itself. */
  readonly by?: string;
  /** Of an altered field: why, where that is known by name. */
  readonly cause?: FieldCause;
};

/** What became of a body, octet for octet. */
interface BodyChange {
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
  /** Whether an empty line was put between the header and a text, where none was sent. */
  readonly emptyLineAdded?: true;
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
  const before = fieldsBefore(sent, received);
  // A first line that is a fold, or no field, is the end of one that was put before it.
  const fields = before === undefined ? received.fields : [...before, ...sent.fields];
  const changes = compareHeaders(sent.fields, fields, (value) => decodeWords(value).text);
  const parts = compareParts(sent.parts, received.parts);
  return {
    identity: identify(sent, received, parts, before !== undefined),
    altered: changes.some(isAlteredField) || parts.some(isAlteredPart) ||
      repeatedNames(changes).length > 0,
    questions: answerQuestions(envelope, changes, readable),
    header: judgeChanges(changes, fields),
    body: compareBodies(sent, received),
    parts,
  };
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

function judgeChanges(
  changes: readonly FieldChange[],
  received: readonly HeaderField[],
): JudgedChange[] {
  const writers = new Map(addingServersOf(received).map((by, place) => [received[place], by]));
  return changes.map((change) => {
    const by = change.fate === "added" ? writers.get(change.received) : undefined;
    const cause = causeOf(change, received);
    return {
      ...change,
      ...by === undefined ? {} : { by },
      ...cause === undefined ? {} : { cause },
    };
  });
}

/**
 * Names the server that could have added each field of a header. Each one puts what it adds before all
 * that is there (RFC 5321 4.4), so a field is of the server whose Received is the next below it.
 *
 * @param fields The header of a message that arrived.
 * @returns For each field, at its place, the name that the server gives itself with `by`; `undefined`
 * below the last Received, and where that does not give it.
 */
function addingServersOf(fields: readonly HeaderField[]): (string | undefined)[] {
  const servers: (string | undefined)[] = [];
  let server: string | undefined;
  for (const field of fields.toReversed()) {
    if (field.name.toLowerCase() === "received") server = parseReceived(field.value).by;
    servers.push(server);
  }
  return servers.reverse();
}
