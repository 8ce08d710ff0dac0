/**
 * The questions of the lab: where each address and each field stood in the dialogue, and where it
 * stands in the message that arrived.
 * @module
 */
import type { FieldChange, FieldFate } from "./header.ts";
import type { EnvelopeRecord } from "../file/envelope_record.ts";
import { findFields, type HeaderField } from "../header/header.ts";
import { readAddresses } from "../address/loose_address.ts";
import { parseReceived } from "../header/received.ts";

/** A place in the message that arrived. */
export interface Place {
  /** The name of the field. */
  readonly field: string;
  /** Of Received: the server that wrote it, if it gives its name. */
  readonly by?: string;
  /** Where in the field, if not all of it: `for`. */
  readonly clause?: "for";
  /** What stands there. */
  readonly value: string;
}

/** What became of something that was said. */
export type Answer =
  | FieldFate
  | "added"
  | "removed"
  /** It was in the envelope, and stands in a field now. */
  | "moved"
  /** It was in the envelope, and is nowhere now. */
  | "dropped"
  /** It was never there. */
  | "absent";

/** One question and its answer. */
export interface Question {
  /** What it is about: `MAIL FROM`, `RCPT TO`, or the name of a field. */
  readonly about: string;
  /** Whether it stood in the envelope, or in the header of the message. */
  readonly stood: "envelope" | "header";
  /** What stood there; `undefined` when nothing did. */
  readonly value: string | undefined;
  /** Where it stands now. */
  readonly places: readonly Place[];
  /** What became of it. */
  readonly answer: Answer;
}

/** The fields that the lab asks about, in its order: those before Bcc, and those behind it. */
const PARTIES = ["From", "To", "Cc"];
const OTHER_FIELDS = ["Subject", "Date", "Message-ID"];

/** Fields in which servers keep a recipient of the envelope, though no RFC asks them to. */
const RECIPIENT_FIELDS = ["Delivered-To", "X-Original-To", "Envelope-To"];

/**
 * Answers the questions.
 *
 * @param envelope The envelope that was sent, if it was kept.
 * @param changes What became of the fields.
 * @param decode A field's value as a person reads it.
 * @returns One answer for MAIL FROM, one a recipient, one a field of the lab's, and of Bcc one a blind
 * copy.
 */
export function answerQuestions(
  envelope: EnvelopeRecord | undefined,
  changes: readonly FieldChange[],
  decode: (field: HeaderField) => string,
): Question[] {
  const received = changes.flatMap((change) => "received" in change ? [change.received] : []);
  const places = recipientPlaces(received);
  const ask = (name: string): Question => aboutField(name, changes, decode);
  const copies = blindCopiesOf(envelope?.rcptTo ?? [], changes)
    .map((address) => aboutRecipient("Bcc", address, places));
  const blind = ask("Bcc");
  return [
    ...envelope === undefined ? [] : [aboutSender(envelope.mailFrom, received)],
    ...(envelope?.rcptTo ?? []).map((address) => aboutRecipient("RCPT TO", address, places)),
    ...PARTIES.map(ask),
    ...blind.answer === "absent" && copies.length > 0 ? copies : [blind, ...copies],
    ...OTHER_FIELDS.map(ask),
  ];
}

/** The recipients that the header of what was sent showed to nobody. */
function blindCopiesOf(rcptTo: readonly string[], changes: readonly FieldChange[]): string[] {
  const shown = addressesOf(sentFields(changes));
  return rcptTo.filter((address) => !shown.has(keyOf(address)));
}

function aboutSender(address: string, received: readonly HeaderField[]): Question {
  const places = findFields(received, "return-path").slice(0, 1)
    .map(({ name, value }) => ({ field: name, value }));
  const [place] = places;
  return {
    about: "MAIL FROM",
    stood: "envelope",
    value: `<${address}>`,
    places,
    answer: place === undefined
      ? "dropped"
      : keyOf(withoutBrackets(place.value)) === keyOf(address)
      ? "moved"
      : "altered",
  };
}

function aboutRecipient(
  about: "RCPT TO" | "Bcc",
  address: string,
  places: ReadonlyMap<string, readonly Place[]>,
): Question {
  const found = places.get(keyOf(address)) ?? [];
  const answer = found.length > 0 ? "moved" : "dropped";
  return { about, stood: "envelope", value: `<${address}>`, places: found, answer };
}

function aboutField(
  name: string,
  changes: readonly FieldChange[],
  decode: (field: HeaderField) => string,
): Question {
  const named = changes.filter((each) => fieldOf(each).name.toLowerCase() === name.toLowerCase());
  // A second one that somebody has put on top is not what became of the first.
  const change = named.find(({ fate }) => fate !== "added") ?? named[0];
  const sent = change !== undefined && "sent" in change ? decode(change.sent) : undefined;
  const received = change !== undefined && "received" in change ? change.received : undefined;
  return {
    about: name,
    stood: "header",
    value: sent,
    places: received === undefined ? [] : [{ field: received.name, value: decode(received) }],
    answer: change?.fate ?? "absent",
  };
}

function fieldOf(change: FieldChange): HeaderField {
  return "received" in change ? change.received : change.sent;
}

/** Where servers have written for whom they took the message. */
function recipientPlaces(received: readonly HeaderField[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  const add = (address: string, place: Place): void => {
    const key = keyOf(address);
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  };
  for (const { name, value } of RECIPIENT_FIELDS.flatMap((each) => findFields(received, each))) {
    add(withoutBrackets(value), { field: name, value });
  }
  for (const { name, value } of findFields(received, "received").reverse()) {
    const { for: recipient, by } = parseReceived(value);
    if (recipient === undefined) continue;
    const who = by === undefined ? {} : { by };
    add(recipient, { field: name, clause: "for", value: `<${recipient}>`, ...who });
  }
  return places;
}

function sentFields(changes: readonly FieldChange[]): HeaderField[] {
  return changes.flatMap((change) => "sent" in change ? [change.sent] : []);
}

/** The addresses that the header showed to everybody. */
function addressesOf(fields: readonly HeaderField[]): ReadonlySet<string> {
  const shown = [...findFields(fields, "to"), ...findFields(fields, "cc")];
  return new Set(
    shown.flatMap(({ value }) => readAddresses(value).addresses.map((each) => keyOf(each.address))),
  );
}

function withoutBrackets(path: string): string {
  return path.trim().replace(/^<|>$/g, "");
}

/** A domain has no case (RFC 5321 2.4); a local part may have one. */
function keyOf(address: string): string {
  const at = address.lastIndexOf("@") + 1;
  return address.slice(0, at) + address.slice(at).toLowerCase();
}
