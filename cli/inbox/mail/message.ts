/**
 * A message of an inbox as one line for a person, and as JSON for a program.
 * @module
 */
import { HEADER_OCTETS } from "../../../inbox/store/head.ts";
import { messageName } from "../../../inbox/store/names.ts";
import type { StoredMessage } from "../../../inbox/store/store.ts";
import type { FoundSubject } from "../../../inbox/store/subject.ts";
import type { EnvelopeRecord } from "../../../message/file/envelope_record.ts";
import { formatBytes } from "../../terminal/bytes.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { bold, type Piece } from "../../terminal/style.ts";
import { absolutePath } from "./directory.ts";

const SIZE_WIDTH = 8;

/** Recipients that a line names before it counts the others. */
const NAMED_RECIPIENTS = 3;

/** Stands for a subject that may lie behind what was read. */
const NOT_READ = `(no subject in the first ${HEADER_OCTETS} octets of the header)`;

/**
 * A message as one line.
 *
 * @param message The message.
 * @param found Its subject.
 * @returns The line with its end.
 */
export function messageLine(
  message: StoredMessage,
  { subject, headerCut }: FoundSubject,
): Piece[] {
  const { number, size, envelope } = message;
  const time = envelope === undefined ? "" : `  ${formatTime(Date.parse(envelope.time))}`;
  return [
    bold(String(number).padStart(4)),
    `${time}  ${formatBytes(size).padStart(SIZE_WIDTH)}  `,
    escapeLine(formatEnvelope(envelope)),
    "  ",
    bold(escapeLine(subject ?? (headerCut ? NOT_READ : "(no subject)"))),
    "\n",
  ];
}

/**
 * A message as JSON.
 *
 * @param message The message.
 * @param found Its subject.
 * @param dir The directory of the store; in memory without.
 * @returns A value for `JSON.stringify`.
 */
export function messageJson(
  { number, size, envelope }: StoredMessage,
  { subject, headerCut }: FoundSubject,
  dir: string | undefined,
): Record<string, unknown> {
  const file = dir === undefined ? undefined : `${absolutePath(dir)}/${messageName(number)}`;
  return { number, file, size, envelope, subject, headerCut };
}

/**
 * An envelope as a part of a line, not escaped.
 *
 * @param envelope The envelope, if it is known.
 */
export function formatEnvelope(envelope: EnvelopeRecord | undefined): string {
  if (envelope === undefined) return "(envelope unknown)";
  const { mailFrom, rcptTo } = envelope;
  const named = rcptTo.slice(0, NAMED_RECIPIENTS).join(", ");
  const others = rcptTo.length - NAMED_RECIPIENTS;
  return `${mailFrom === "" ? "<>" : mailFrom} -> ${named}${
    others > 0 ? ` and ${others} more` : ""
  }`;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The last minute that was shown: of a long list, one after the other came in the same. */
let lastMinute = { minute: NaN, text: "" };

/** `2025-07-01 12:00:00` where the user is. */
function formatTime(time: number): string {
  const minute = Math.floor(time / MINUTE);
  if (minute !== lastMinute.minute) lastMinute = { minute, text: formatMinute(time) };
  const second = Math.floor(time / SECOND) - minute * (MINUTE / SECOND);
  return `${lastMinute.text}:${String(second).padStart(2, "0")}`;
}

function formatMinute(time: number): string {
  // Asked for once, and not with each of five parts.
  const local = new Date(time - new Date(time).getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, "2025-07-01T12:00".length).replace("T", " ");
}
