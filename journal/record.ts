/**
 * The records of a journal, one JSON object a line: a message whose end is about to be sent, and what was
 * answered.
 * @module
 */
import type { OutcomeReason, OutcomeStatus } from "../smtp/mod.ts";
import type { Answer } from "./answer.ts";

/** The end of a message is about to be sent: from here on its recipients may have it. */
export interface DotRecord {
  /** The time, in milliseconds since 1970. */
  readonly at: number;
  /** Those whom this message is for. */
  readonly dot: readonly string[];
}

/** What came of it. */
export interface AnswerRecord {
  /** The time, in milliseconds since 1970. */
  readonly at: number;
  /** What happened to each recipient. */
  readonly answers: readonly Answer[];
}

/** What may be said in a record. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * Writes a record.
 *
 * @param record The record.
 * @returns Its line, with the line end.
 */
export function formatRecord(record: object): string {
  return `${JSON.stringify(record)}\n`;
}

/**
 * The members of a record.
 *
 * @param line A line, without its end.
 * @returns What it says; nothing if it is no JSON object.
 */
export function readMembers(line: string): Members {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/**
 * Reads what a record says of a sending.
 *
 * @param members Its members.
 * @returns The record, without what else it says; `undefined` if it is none of a sending.
 */
export function readSending({ at, dot, answers }: Members): DotRecord | AnswerRecord | undefined {
  if (!isNumber(at)) return undefined;
  if (isListOf(dot, isText)) return { at, dot };
  if (isListOf(answers, isAnswer)) return { at, answers };
  return undefined;
}

const STATUSES: Readonly<Record<OutcomeStatus, true>> = {
  delivered: true,
  deferred: true,
  refused: true,
  unknown: true,
};

const REASONS: Readonly<Record<OutcomeReason, true>> = {
  accepted: true,
  temporary: true,
  unknown: true,
  recipient: true,
  "no-host": true,
  permanent: true,
  protocol: true,
  authentication: true,
  permission: true,
  input: true,
  interrupted: true,
};

function isAnswer(value: unknown): value is Answer {
  if (!isObject(value)) return false;
  const { to, status, reason, host, reply } = value;
  return [to, status, reason, host, reply].every(isText) &&
    isText(status) && Object.hasOwn(STATUSES, status) &&
    isText(reason) && Object.hasOwn(REASONS, reason);
}

/** Whether a value is an object or a list. */
export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null;
}

/** Whether a value is a list of such values. */
export function isListOf<T>(
  value: unknown,
  is: (each: unknown) => each is T,
): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}

/** Whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whether a value is a whole number that is not negative. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
