/**
 * What is wrong or odd in a header.
 * @module
 */
import { type DateTime, TOLERATED_FUTURE } from "../header/date_time.ts";
import {
  type DecodedWords,
  decodeWords,
  withoutWords,
  type WordFault,
} from "../header/encoded_word.ts";
import type { FindingList, Severity } from "../finding.ts";
import { findField, findFields, type HeaderField } from "../header/header.ts";
import { hasEightBit } from "../encoding/octets.ts";
import { SINGLE_FIELDS } from "../header/single_fields.ts";

/** A field with its text. */
export interface ReadField {
  /** The field as it stands. */
  readonly field: HeaderField;
  /** Its unfolded value, encoded words as they stand. */
  readonly value: string;
  /** Its value with encoded words decoded. */
  readonly text: string;
  /** What is wrong with its encoded words. */
  readonly faults: DecodedWords["faults"];
}

/** What is known about a header when it is inspected. */
interface HeaderFacts {
  /** Its fields. */
  readonly fields: readonly ReadField[];
  /** Whether a blank line ended it. */
  readonly complete: boolean;
  /** The field Date, if it could be read. */
  readonly date: DateTime | undefined;
  /** The time to compare dates with, in milliseconds since 1970 in UTC. */
  readonly now: number;
}

/** Fields outside RFC 5322 that may appear once, and the section that says so. */
const OTHER_SINGLE_FIELDS: ReadonlyMap<string, string> = new Map([
  ["return-path", "RFC 5321 4.4"],
  ["mime-version", "RFC 2045 4"],
]);

const WORD_FAULTS: Readonly<Record<WordFault, readonly [Severity, string, string]>> = {
  "broken": ["warning", "a malformed encoded word", "RFC 2047 2"],
  "unknown-charset": ["warning", "an encoded word in an unknown character set", "RFC 2047 2"],
  "damaged": [
    "warning",
    "an encoded word whose octets are invalid in its character set",
    "RFC 2047 2",
  ],
  "eight-bit": ["warning", "an encoded word with characters outside ASCII", "RFC 2047 2"],
  "long": ["note", "an encoded word of more than 75 characters", "RFC 2047 2"],
};

/**
 * Reads a field: its value and its text.
 *
 * @param field The field.
 */
export function readField(field: HeaderField): ReadField {
  const value = field.value;
  const { text, faults } = decodeWords(field.keptValue);
  return { field, value, text, faults };
}

/**
 * Looks at a header.
 *
 * @param facts What is known of it.
 * @param findings Takes what is found.
 */
export function findInHeader(facts: HeaderFacts, findings: FindingList): void {
  const raw = facts.fields.map(({ field }) => field);
  const isUtf8Trace = findFields(raw, "received").some(({ value }) => /\bwith\s+UTF8/i.test(value));
  findInWhole(facts, raw, findings);
  findRepeated(raw, findings);
  for (const read of facts.fields) {
    findInShape(read.field, findings);
    if (hasEightBit(read.field.raw) && !isSevenBitButWords(read)) {
      findEightBit(read, isUtf8Trace, findings);
    }
    for (const [fault, word] of read.faults) findWordFault(read.field, fault, word, findings);
  }
  findInDate(facts, raw, findings);
  findInIdentity(raw, findings);
}

function findInWhole(
  { complete }: HeaderFacts,
  fields: readonly HeaderField[],
  findings: FindingList,
): void {
  const top = { offset: 0, line: 1 };
  const missing = (name: string, severity: Severity, section: string): void => {
    if (findField(fields, name) !== undefined) return;
    const text = `the field ${name} is missing`;
    findings.add({ code: "missing-field", severity, text, reference: section, ...top }, name);
  };
  missing("From", "error", "RFC 5322 3.6");
  missing("Date", "error", "RFC 5322 3.6");
  missing("Message-ID", "warning", "RFC 5322 3.6.4");
  const mime = findField(fields, "content-type");
  if (mime !== undefined && findField(fields, "mime-version") === undefined) {
    note(
      findings,
      mime,
      "no-mime-version",
      "note",
      "has no MIME-Version to go with it",
      "RFC 2045 4",
    );
  }
  const last = fields.at(-1);
  if (!complete && last !== undefined) {
    const text =
      "is not followed by a blank line: the message ends with its header and has no body";
    note(findings, last, "no-body", "note", text, "RFC 5322 2.1");
  }
  const blind = findField(fields, "bcc");
  if (blind !== undefined) {
    note(findings, blind, "bcc", "note", "is visible to every recipient", "RFC 5322 3.6.3");
  }
}

function findRepeated(fields: readonly HeaderField[], findings: FindingList): void {
  const seen = new Map<string, HeaderField>();
  for (const field of fields) {
    const name = field.name.toLowerCase();
    const section = SINGLE_FIELDS.has(name) ? "RFC 5322 3.6" : OTHER_SINGLE_FIELDS.get(name);
    if (section === undefined) continue;
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, field);
      continue;
    }
    const text = `is repeated after line ${first.line}: mail programs disagree on which one counts`;
    note(findings, field, "repeated-field", "error", text, section);
  }
}

const SPACE = 0x20;
const TAB = 0x09;
const LF = 0x0a;
const COLON = 0x3a;

/** What is wrong with a field as octets. */
function findInShape(field: HeaderField, findings: FindingList): void {
  const { raw, name, line, offset } = field;
  if (name === "") {
    const isMark = new TextDecoder("latin1").decode(raw.subarray(0, 5)) === "From " && offset === 0;
    const [code, severity, text, reference] = isMark
      ? [
        "mbox-mark",
        "note",
        "the first line is an mbox separator, not a field",
        "RFC 4155 A",
      ] as const
      : [
        "no-field",
        "error",
        "a line of the header is not a field: it has no name and colon",
        "RFC 5322 2.2",
      ] as const;
    findings.add({ code, severity, text, reference, line, offset });
    return;
  }
  const beforeColon = raw[raw.indexOf(COLON) - 1];
  if (beforeColon === SPACE || beforeColon === TAB) {
    note(
      findings,
      field,
      "blank-before-colon",
      "note",
      "has a blank before its colon, an obsolete form",
      "RFC 5322 4.5",
    );
  }
  if (hasBlankFold(raw)) {
    note(
      findings,
      field,
      "blank-fold",
      "warning",
      "has a folded line of blanks only, which some programs take for the end of the header",
      "RFC 5322 3.2.2",
    );
  }
  if (hasControl(raw)) {
    note(findings, field, "control", "warning", "contains a control character", "RFC 5322 2.2");
  }
}

/** Whether a line of a fold has nothing but blanks. */
function hasBlankFold(raw: Uint8Array): boolean {
  let lineFeed = raw.indexOf(LF);
  while (lineFeed >= 0 && lineFeed + 1 < raw.length) {
    const next = raw.indexOf(LF, lineFeed + 1);
    const end = next < 0 ? raw.length : next;
    let at = lineFeed + 1;
    while (at < end && (raw[at] === SPACE || raw[at] === TAB || raw[at] === 0x0d)) at++;
    if (at === end) return true;
    lineFeed = next;
  }
  return false;
}

/** A control character other than those of folds; NUL and CR have findings of their own. */
function hasControl(raw: Uint8Array): boolean {
  for (let at = 0; at < raw.length; at++) {
    const octet = raw[at] ?? SPACE;
    if (octet === 0x7f || (octet < SPACE && ![0, TAB, LF, 0x0d].includes(octet))) return true;
  }
  return false;
}

/** Whether everything outside ASCII is inside encoded words, which name its character set. */
function isSevenBitButWords({ field, faults }: ReadField): boolean {
  return faults.has("eight-bit") && !/[\x80-\uffff]/.test(withoutWords(field.keptValue));
}

function findEightBit({ field }: ReadField, isUtf8Trace: boolean, findings: FindingList): void {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(field.raw);
  } catch {
    note(
      findings,
      field,
      "eight-bit-header",
      "error",
      "contains octets above 127 that are not UTF-8: their characters cannot be known",
      "RFC 6532 3.1",
    );
    return;
  }
  if (isUtf8Trace) return;
  note(
    findings,
    field,
    "utf8-header",
    "warning",
    "contains unencoded UTF-8, but no Received field says that the message came with " +
      "SMTPUTF8",
    "RFC 6532 3.2",
  );
}

function findWordFault(
  field: HeaderField,
  fault: WordFault,
  word: string,
  findings: FindingList,
): void {
  const [severity, text, reference] = WORD_FAULTS[fault];
  note(
    findings,
    field,
    `encoded-word-${fault}`,
    severity,
    `has ${text}: ${shorten(word)}`,
    reference,
  );
}

function findInDate(
  { date, now }: HeaderFacts,
  fields: readonly HeaderField[],
  findings: FindingList,
): void {
  const field = findField(fields, "date");
  if (field === undefined) return;
  if (date === undefined) {
    note(findings, field, "bad-date", "error", "cannot be read", "RFC 5322 3.3");
    return;
  }
  for (const fault of date.faults) {
    note(findings, field, "odd-date", "warning", fault, "RFC 5322 3.3", fault);
  }
  if (date.time > now + TOLERATED_FUTURE) {
    const when = new Date(date.time).toISOString();
    note(findings, field, "future-date", "warning", `is in the future: ${when}`, "RFC 5322 3.6.1");
  }
}

const MESSAGE_ID = /^<[^<>@\s]+@[^<>@\s]+>$/;
/** What is longer is no identifier, and not worth a pattern. */
const MAX_MESSAGE_ID = 998;

function findInIdentity(fields: readonly HeaderField[], findings: FindingList): void {
  const id = findField(fields, "message-id");
  const value = id?.value ?? "";
  if (id !== undefined && (value.length > MAX_MESSAGE_ID || !MESSAGE_ID.test(value))) {
    note(
      findings,
      id,
      "bad-message-id",
      "warning",
      "is not of the form <left@right>",
      "RFC 5322 3.6.4",
    );
  }
}

/** Adds what is found in a field; the sentence begins with its name. */
export function note(
  findings: FindingList,
  field: HeaderField,
  code: string,
  severity: Severity,
  text: string,
  reference: string,
  about = "",
): void {
  const { name, offset, line } = field;
  const who = name === "" ? "a line that is not a field" : name;
  const finding = { code, severity, text: `${who} ${text}`, reference, offset, line };
  findings.add(finding, `${name.toLowerCase()} ${about}`);
}

function shorten(text: string): string {
  const most = 80;
  return text.length <= most ? text : `${text.slice(0, most)}...`;
}
