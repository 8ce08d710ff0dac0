/**
 * The records of the journal of a list: its beginning, and what was sent and answered of which mail.
 * @module
 */
import {
  type AnswerRecord,
  type DotRecord,
  isNumber,
  isText,
  readMembers,
  readSending,
} from "../../../journal/record.ts";

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

/** Which mail a record is about. */
interface OfMail {
  /** The number of the mail, from 0. */
  readonly mail: number;
  /** How many recipients the mail has in all. */
  readonly of: number;
}

/** A record behind the beginning. */
export type MailRecord = OfMail & (DotRecord | AnswerRecord);

/**
 * Reads the beginning of a journal.
 *
 * @param line The first line, without its end.
 * @returns What it says; `undefined` if it is none.
 */
export function readBeginning(line: string): Beginning | undefined {
  const { journal, id, list, template } = readMembers(line);
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
  const members = readMembers(line);
  const { mail, of } = members;
  const sending = readSending(members);
  if (sending === undefined || !isNumber(mail) || !isNumber(of)) return undefined;
  return { mail, of, ...sending };
}
