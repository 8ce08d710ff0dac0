/**
 * The delivery of one mail to all its destinations.
 * @module
 */
import type { Envelope, MessageSource } from "../envelope.ts";
import type { Outcome } from "../outcome.ts";
import { type Carrier, deliver, type DeliveryOptions } from "./deliver.ts";
import type { Destination } from "./destination.ts";

/**
 * Delivers a mail, to one destination after the other, so that a transcript can be read.
 *
 * @param destinations Where it goes, together holding every recipient once.
 * @param envelope Who it is from and for.
 * @param message The message.
 * @param options How.
 * @param carry Brings it to a host; by default on a connection of its own.
 * @returns What happened to each recipient, in the order of the envelope.
 */
export function deliverAll(
  destinations: readonly Destination[],
  envelope: Envelope,
  message: MessageSource,
  options: DeliveryOptions,
  carry?: Carrier,
): Promise<readonly Outcome[]> {
  const [only, ...others] = destinations;
  // Where all recipients have the same way, they are in their order already.
  return only !== undefined && others.length === 0
    ? deliver(only, envelope, message, options, carry)
    : deliverEach(destinations, envelope, message, options, carry);
}

async function deliverEach(
  destinations: readonly Destination[],
  envelope: Envelope,
  message: MessageSource,
  options: DeliveryOptions,
  carry: Carrier | undefined,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const destination of destinations) {
    const decided = await deliver(destination, envelope, message, options, carry);
    for (const outcome of decided) outcomes.push(outcome);
  }
  return inOrderOf(envelope, outcomes);
}

/** The outcomes in the order that the recipients were given in, not in that of their domains. */
function inOrderOf(envelope: Envelope, outcomes: readonly Outcome[]): readonly Outcome[] {
  const order = new Map(envelope.recipients.map(({ address }, index) => [address, index]));
  const position = (outcome: Outcome): number => order.get(outcome.recipient) ?? 0;
  return outcomes.toSorted((a, b) => position(a) - position(b));
}
