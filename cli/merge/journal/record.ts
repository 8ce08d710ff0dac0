/**
 * The records of a journal, one JSON object a line: its beginning, a message whose end is about to be
 * sent, and what was answered.
 * @module
 */
import type { OutcomeReason, OutcomeStatus } from "../../../smtp/mod.ts";

/** What the journal is about. */
export interface Beginning {
  /** The version of the format. */
  readonly journal: 1;
  /** What no other journal has: it stands in the Message-ID of each mail. */
  readonly id: string;
  /** The digest of LIST. */
  readonly list: string;
  /** The digest of TEMPLATE, and of what else decides what a mail says. */
  readonly template: string;
}

/** The end of a message is about to be sent: from here on its recipients may have it. */
interface DotRecord {
  /** The number of the mail, from 0. */
  readonly mail: number;
  /** How many recipients the mail has in all. */
  readonly of: number;
  /** The time, in milliseconds since 1970. */
  readonly at: number;
  /** Those whom this message is for. */
  readonly dot: readonly string[];
}

/** What came of it. */
interface AnswerRecord extends Omit<DotRecord, "dot"> {
  /** What happened to each recipient. */
  readonly answers: readonly Answer[];
}

/** What happened to a recipient. */
export interface Answer {
  /** The recipient. */
  readonly to: string;
  /** How it ended. */
  readonly status: OutcomeStatus;
  /** What that rests on. */
  readonly reason: OutcomeReason;
  /** The host that decided, with its address if there was a connection; empty if none was found. */
  readonly host: string;
  /** The server's words, or ours where there are none. */
  readonly reply: string;
}

/** A record behind the beginning. */
export type MailRecord = DotRecord | AnswerRecord;

/**
 * Writes a record.
 *
 * @param record The record.
 * @returns Its line, with the line end.
 */
export function formatRecord(record: Beginning | MailRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/**
 * Reads the beginning of a journal.
 *
 * @param line The first line, without its end.
 * @returns What it says; `undefined` if it is none.
 */
export function readBeginning(line: string): Beginning | undefined {
  const found = readObject(line);
  const { journal, id, list, template } = found;
  if (journal !== 1 || !isText(id) || !isText(list) || !isText(template)) return undefined;
  return { journal, id, list, template };
}

/**
 * Reads a record behind the beginning.
 *
 * @param line A line, without its end.
 * @returns The record; `undefined` if it is none.
 */
export function readRecord(line: string): MailRecord | undefined {
  const { mail, of, at, dot, answers } = readObject(line);
  if (!isNumber(mail) || !isNumber(of) || !isNumber(at)) return undefined;
  if (isList(dot) && dot.every(isText)) return { mail, of, at, dot };
  if (isList(answers) && answers.every(isAnswer)) return { mail, of, at, answers };
  return undefined;
}

function readObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
