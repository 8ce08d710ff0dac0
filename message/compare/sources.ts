/**
 * Two messages compared from their octets: a message may have to be read once more, in the way in
 * which a server on its way has read it.
 * @module
 */
import { compareMessages, type Comparison } from "./compare.ts";
import { type ComparedMessage, readComparedMessage } from "./compared_message.ts";
import type { EnvelopeRecord } from "../file/envelope_record.ts";

/** A message that can be read more than once. */
interface Readable {
  /** Gives its octets from the beginning. */
  open(): AsyncIterable<Uint8Array>;
}

/** Two messages, read and compared. */
interface ReadComparison {
  /** The message that was sent. */
  readonly sent: ComparedMessage;
  /** The message that arrived. */
  readonly received: ComparedMessage;
  /** What was found. */
  readonly comparison: Comparison;
}

/**
 * Reads what was sent and what arrived, and compares them.
 *
 * @param sent The message that was sent.
 * @param received The message that arrived.
 * @param envelope The envelope that was sent, if it was kept.
 */
export async function compareSources(
  sent: Readable,
  received: Readable,
  envelope?: EnvelopeRecord,
): Promise<ReadComparison> {
  const one = await readComparedMessage(sent.open());
  const other = await readComparedMessage(received.open());
  const comparison = compareMessages(one, other, envelope);
  const endOfHeader = missingEndOf(comparison);
  const asItStands = { sent: one, received: other, comparison };
  if (endOfHeader === undefined) return asItStands;
  const ended = await readComparedMessage(withEmptyLine(sent.open(), endOfHeader));
  const better = compareMessages(ended, other, envelope);
  if (better.identity === "none") return asItStands;
  return { ...asItStands, comparison: { ...better, emptyLineAdded: true } };
}

/**
 * Where a header was to end. Text that is typed with no empty line before it is read as a part of the
 * header; some servers put that line there, before the first line that is no field.
 *
 * @returns Octets of the message that was sent; `undefined` when all that is no field has arrived.
 */
function missingEndOf({ header }: Comparison): number | undefined {
  const first = header.find((change) => "sent" in change && change.sent.name === "");
  return first?.fate === "removed" ? first.sent.offset : undefined;
}

const EMPTY_LINE = new TextEncoder().encode("\r\n");

async function* withEmptyLine(
  octets: AsyncIterable<Uint8Array>,
  at: number,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  for await (const piece of octets) {
    const length = at - position;
    position += piece.length;
    if (length < 0 || length >= piece.length) {
      yield piece;
      continue;
    }
    yield piece.subarray(0, length);
    yield EMPTY_LINE;
    yield piece.subarray(length);
  }
}
