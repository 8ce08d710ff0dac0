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
import { type Junk, junkOf, readVerdict, type Verdict } from "../../explain/verdict/verdict.ts";

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
  /** What the recipient's filters say of it. */
  readonly verdict: Verdict;
  /** Why it is taken for junk, if it is: by the place where it lies, or by a filter. */
  readonly taken: Junk | undefined;
}

/** What has arrived. */
interface ArrivedMail {
  /** Its octets. */
  readonly octets: Uint8Array;
  /** Whether it lies in the place for junk. */
  readonly junk: boolean;
}

/**
 * Compares what was sent with what has arrived.
 *
 * @param sent The mail as it was sent.
 * @param received What lies in the mailbox.
 * @returns What is to be said.
 */
export async function judge(sent: SentMail, received: ArrivedMail): Promise<Judgement> {
  const { reversePath, recipients } = sent.envelope;
  const { comparison } = await compareSources(
    sent,
    octetsInMemory("what arrived", received.octets),
    {
      version: 1,
      mailFrom: reversePath,
      rcptTo: recipients.map(({ address }) => address),
      time: new Date(sent.time).toISOString(),
    },
  );
  const { fields } = parseHeader(received.octets);
  const date = findField(fields, "Date")?.value;
  const written = date === undefined ? undefined : parseDateTime(date)?.time;
  const verdict = readVerdict(fields);
  const taken = junkOf(verdict, { inJunk: received.junk });
  return { comparison, journey: readJourney(fields, written), verdict, taken };
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
