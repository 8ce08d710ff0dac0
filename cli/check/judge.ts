/**
 * What became of a mail on its way: what was sent beside what has arrived, and the way it came.
 * @module
 */
import type { Comparison } from "../../message/compare/compare.ts";
import { compareSources } from "../../message/compare/sources.ts";
import { parseDateTime } from "../../message/header/date_time.ts";
import { findField, parseHeader } from "../../message/header/header.ts";
import { type Journey, readJourney } from "../../message/header/hops.ts";
import { octetsInMemory } from "../../message/encoding/octets.ts";
import type { Envelope } from "../../smtp/mod.ts";

/** A mail as it was sent. */
interface SentMail {
  /** Gives the octets of the message. */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Who it was from and for. */
  readonly envelope: Envelope;
  /** When, in milliseconds of Unix time. */
  readonly time: number;
}

/** What is said of a mail that has arrived. */
export interface Judgement {
  /** What became of what was sent. */
  readonly comparison: Comparison;
  /** The way it came. */
  readonly journey: Journey;
}

/**
 * Compares what was sent with what has arrived.
 *
 * @param sent The mail as it was sent.
 * @param received The octets in the mailbox.
 * @returns What is to be said.
 */
export async function judge(sent: SentMail, received: Uint8Array): Promise<Judgement> {
  const { reversePath, recipients } = sent.envelope;
  const { comparison } = await compareSources(
    sent,
    octetsInMemory("what arrived", received),
    {
      version: 1,
      mailFrom: reversePath,
      rcptTo: recipients.map(({ address }) => address),
      time: new Date(sent.time).toISOString(),
    },
  );
  const { fields } = parseHeader(received);
  const date = findField(fields, "Date")?.value;
  const written = date === undefined ? undefined : parseDateTime(date)?.time;
  return { comparison, journey: readJourney(fields, written) };
}

/**
 * Whether a mail arrived as something else than was sent: what is known again by its Message-ID or its
 * subject, but is otherwise another message, counts as well.
 *
 * @param judgement What is said of it.
 */
export function isAltered({ comparison }: Judgement): boolean {
  return comparison.altered || comparison.identity === "none";
}
