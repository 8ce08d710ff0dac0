/**
 * What became of a mail on its way: what was sent against what has arrived.
 * @module
 */
import { parseDateTime } from "../message/date_time.ts";
import { findField, type HeaderField, parseHeader } from "../message/header.ts";
import { type Journey, readJourney } from "../message/hops.ts";
import type { Envelope } from "../smtp/envelope.ts";

/** A mail as it was sent. */
export interface SentMail {
  /** The octets of the message. */
  readonly octets: Uint8Array;
  /** Who it was from and for. */
  readonly envelope: Envelope;
}

/** What is said of a mail that has arrived. */
export interface Judgement {
  /** Whether anything that the author wrote is not as it was. */
  readonly altered: boolean;
  /** What was altered, removed or added to the text, one sentence each without a full stop. */
  readonly changes: readonly string[];
  /** The names of the fields that were added on the way, from the top. */
  readonly added: readonly string[];
  /** The way it came. */
  readonly journey: Journey;
}

/**
 * Compares what was sent with what has arrived. Line ends are not looked at: a mailbox keeps its own.
 *
 * @param sent The mail as it was sent.
 * @param received The octets in the mailbox.
 * @returns What is to be said.
 */
export function judge(sent: SentMail, received: Uint8Array): Judgement {
  const before = parseHeader(sent.octets);
  const after = parseHeader(received);
  const rest = [...after.fields];
  const changes: string[] = [];
  for (const field of before.fields) {
    const same = rest.findIndex((other) => textOf(other.raw) === textOf(field.raw));
    const at = same >= 0 ? same : rest.findIndex((other) => isSameName(other, field));
    const [other] = at < 0 ? [] : rest.splice(at, 1);
    if (other === undefined) changes.push(`${field.name} was removed`);
    else if (same < 0) changes.push(`${field.name} was altered, and is now: ${other.value.trim()}`);
  }
  changes.push(...bodyChanges(sent.octets.subarray(before.size), received.subarray(after.size)));
  const date = findField(after.fields, "Date")?.value;
  return {
    altered: changes.length > 0,
    changes,
    added: rest.map(({ name }) => name),
    journey: readJourney(after.fields, date === undefined ? undefined : parseDateTime(date)?.time),
  };
}

function isSameName(one: HeaderField, other: HeaderField): boolean {
  return one.name.toLowerCase() === other.name.toLowerCase();
}

function bodyChanges(sent: Uint8Array, received: Uint8Array): string[] {
  const [before, after] = [textOf(sent), textOf(received)];
  if (before === after) return [];
  if (after.startsWith(before)) return ["text was added at the end of the body"];
  return ["the body was altered"];
}

const decoder = new TextDecoder("latin1");

/** Octets as text, with one kind of line ends. */
function textOf(octets: Uint8Array): string {
  return decoder.decode(octets).replaceAll("\r\n", "\n");
}
