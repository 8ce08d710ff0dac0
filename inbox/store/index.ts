/**
 * The index of a store: what a list shows of each message, one line of JSON a message, so that a list
 * opens one file and not all. It only saves time: what it does not have, or has damaged, is read from the
 * files of the message.
 * @module
 */
import { type EnvelopeRecord, readEnvelopeRecord } from "../../message/file/envelope_record.ts";
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
 * Reads a line of an index.
 *
 * @param line The line without its end.
 * @returns The message; `undefined` of a line that is damaged.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { indexLine, readIndexLine } from "./index.ts";
 * const envelope = { version: 1, mailFrom: "", rcptTo: [], time: "2025-07-01T12:00:00Z" } as const;
 * const message = { number: 1, size: 5, envelope, subject: "Hi" };
 * assertEquals(readIndexLine(indexLine(message)), message);
 * assertEquals(readIndexLine('{"number":2,"si'), undefined);
 * ```
 */
export function readIndexLine(line: string): ListedMessage | undefined {
  if (line === "") return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? readMessage(value) : undefined;
  } catch {
    // Whatever is wrong with it: a program was killed while it wrote, or the disk was full.
    return undefined;
  }
}

function readMessage(
  { number, size, envelope, subject }: Record<string, unknown>,
): ListedMessage | undefined {
  if (typeof number !== "number" || typeof size !== "number") return undefined;
  const message = { number, size, envelope: readEnvelopeRecord(envelope) };
  return typeof subject === "string" ? { ...message, subject } : message;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
