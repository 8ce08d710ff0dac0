/**
 * The index of a store: what a list shows of each message, one line of JSON a message, so that a list
 * opens one file and not all. It only saves time: what it does not have, or has damaged, is read from the
 * files of the message.
 * @module
 */
import { type EnvelopeRecord, readEnvelopeRecord } from "../../message/file/envelope_record.ts";
import { JsonMembers } from "../../message/file/json_members.ts";
import type { FoundSubject } from "./subject.ts";

/** What a list shows of a message. */
export interface ListedMessage extends FoundSubject {
  /** Its number in the store, from 1. */
  readonly number: number;
  /** Its octets. */
  readonly size: number;
  /** The envelope it came in; unknown when the record of it is gone or not readable. */
  readonly envelope: EnvelopeRecord | undefined;
}

/**
 * A message as a line of the index.
 *
 * @param message The message.
 * @returns The line with its end.
 */
export function indexLine(message: ListedMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/**
 * Reads lines of an index; one that is damaged is passed over.
 *
 * @param lines The lines, whole.
 * @returns The messages.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { indexLine, readIndexLines } from "./index.ts";
 * const envelope = { version: 1, mailFrom: "", rcptTo: [], time: "2025-07-01T12:00:00Z" } as const;
 * const message = { number: 1, size: 5, envelope, subject: "Hi" };
 * assertEquals(readIndexLines(indexLine(message)), [message]);
 * assertEquals(readIndexLines('{"number":2,"si\n' + indexLine(message)), [message]);
 * ```
 */
export function readIndexLines(lines: string): ListedMessage[] {
  // All at once takes half the time of one after the other.
  return readAsList(lines.trimEnd().replaceAll("\n", ",")) ?? lines.split("\n").flatMap(readLine);
}

function readLine(line: string): ListedMessage[] {
  return line === "" ? [] : readAsList(line) ?? [];
}

/** What is wrong with it may be that a program was killed while it wrote, or that the disk was full. */
function readAsList(text: string): ListedMessage[] | undefined {
  try {
    const values: unknown = JSON.parse(`[${text}]`);
    return Array.isArray(values) ? values.map(readMessage) : undefined;
  } catch {
    return undefined;
  }
}

/** @throws If it is none. */
function readMessage(value: unknown): ListedMessage {
  const members = new JsonMembers(value, (reason) => new TypeError(reason));
  const number = members.number("number");
  const size = members.number("size");
  const record = readEnvelopeRecord(members.get("envelope"));
  const subject = members.get("subject");
  return typeof subject === "string"
    ? { number, size, envelope: record, subject }
    : { number, size, envelope: record };
}
