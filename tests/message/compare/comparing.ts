/**
 * Two messages compared, for tests.
 * @module
 */
import { compareMessages, type Comparison } from "../../../message/compare/compare.ts";
import { compareSources } from "../../../message/compare/sources.ts";
import {
  type ComparedMessage,
  readComparedMessage,
} from "../../../message/compare/compared_message.ts";
import type { EnvelopeRecord } from "../../../message/file/envelope_record.ts";
import { sourceOf } from "../support.ts";

/** A message as it is compared. */
export function comparedMessage(
  text: string | Uint8Array,
  pieceLength?: number,
): Promise<ComparedMessage> {
  return readComparedMessage(sourceOf(text, pieceLength).open());
}

/** Compares two messages. */
export async function compareTexts(
  sent: string | Uint8Array,
  received: string | Uint8Array,
  envelope?: EnvelopeRecord,
): Promise<Comparison> {
  return compareMessages(await comparedMessage(sent), await comparedMessage(received), envelope);
}

/** Compares two messages from their octets. */
export async function compareOctets(
  sent: string | Uint8Array,
  received: string | Uint8Array,
): Promise<Comparison> {
  return (await compareSources(sourceOf(sent, 7), sourceOf(received, 5))).comparison;
}

/** An envelope that was kept. */
export function envelopeOf(mailFrom: string, ...rcptTo: string[]): EnvelopeRecord {
  return { version: 1, mailFrom, rcptTo, time: "2026-11-24T00:00:00Z" };
}
