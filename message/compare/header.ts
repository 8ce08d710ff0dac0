/**
 * What became of the fields of a header on their way: each field that was sent is looked for among
 * those received. Servers add fields, and some rewrite one (RFC 5321 4.4, 6.4).
 * @module
 */
import { meaningOf } from "./field_meaning.ts";
import type { HeaderField } from "../header/header.ts";

/** What became of a field that was sent and received. */
export type FieldFate =
  /** The same octets; line ends apart, which SMTP makes CRLF. */
  | "unchanged"
  /** Folded in other places (RFC 5322 2.2.3). */
  | "refolded"
  /** Written with other encoded words, or none, for the same text (RFC 2047). */
  | "re-encoded"
  /** It means the same: the moment in another zone, the addresses with other quotes. */
  | "same-meaning"
  /** It says something else. */
  | "altered";

/** One field, before and after. */
export type FieldChange =
  | { readonly fate: FieldFate; readonly sent: HeaderField; readonly received: HeaderField }
  | { readonly fate: "added"; readonly received: HeaderField }
  | { readonly fate: "removed"; readonly sent: HeaderField };

/** The text that a person reads of a value with encoded words. */
type DecodeWords = (value: string) => string;

/** Fields of which each server writes one of its own: another of the name is no altered one. */
const WRITTEN_ANEW: ReadonlySet<string> = new Set(["received", "dkim-signature"]);

const FATES: readonly FieldFate[] = ["unchanged", "refolded", "re-encoded", "same-meaning"];

/**
 * Compares two headers.
 *
 * @param sent The fields that were sent.
 * @param received The fields that arrived.
 * @param decodeWords Decodes the encoded words of a value.
 * @returns The fields that arrived, in their order, and then those that did not. Of several with one
 * name the last are those that were sent: what a server adds, it puts before them.
 */
export function compareHeaders(
  sent: readonly HeaderField[],
  received: readonly HeaderField[],
  decodeWords: DecodeWords,
): FieldChange[] {
  const pairs = new Pairs(sent, received);
  for (const fate of FATES) pairs.match(fate, (field) => keyOf(field, fate, decodeWords));
  pairs.match("altered", alteredKey);
  return pairs.changes();
}

/** What two fields must have in common for this fate. */
function keyOf(
  field: HeaderField,
  fate: FieldFate,
  decodeWords: DecodeWords,
): string | undefined {
  const name = field.name.toLowerCase();
  if (fate === "same-meaning") {
    const meaning = meaningOf(field);
    return meaning === undefined ? undefined : `${name}:${meaning}`;
  }
  if (fate === "unchanged") return withoutLineEnd(field);
  const value = field.keptValue.replace(/[ \t]+/g, " ");
  return `${name}:${fate === "refolded" ? value : decodeWords(value).replace(/[ \t]+/g, " ")}`;
}

/** Nothing, where no other field can be this one altered. */
function alteredKey(field: HeaderField): string | undefined {
  const name = field.name.toLowerCase();
  return name === "" || WRITTEN_ANEW.has(name) ? undefined : name;
}

const latin1 = new TextDecoder("latin1");

function withoutLineEnd(field: HeaderField): string {
  return latin1.decode(field.raw).replace(/\r?\n/g, "\n").trimEnd();
}

/** Which field is which. */
class Pairs {
  readonly #sent: readonly HeaderField[];
  readonly #received: readonly HeaderField[];
  /** By the place of a received field: what was sent, and what became of it. */
  readonly #found = new Map<number, { readonly sent: HeaderField; readonly fate: FieldFate }>();
  readonly #missing: Set<number>;

  constructor(sent: readonly HeaderField[], received: readonly HeaderField[]) {
    this.#sent = sent;
    this.#received = received;
    this.#missing = new Set(sent.keys());
  }

  /** Pairs the fields that are alone so far and have the same key, from the last on. */
  match(fate: FieldFate, keyOf: (field: HeaderField) => string | undefined): void {
    const places = this.#placesByKey(keyOf);
    for (const index of Array.from(this.#missing).reverse()) {
      const field = this.#sent[index];
      const key = field && keyOf(field);
      const place = key === undefined ? undefined : places.get(key)?.pop();
      if (field === undefined || place === undefined) continue;
      this.#found.set(place, { sent: field, fate });
      this.#missing.delete(index);
    }
  }

  #placesByKey(keyOf: (field: HeaderField) => string | undefined): Map<string, number[]> {
    const places = new Map<string, number[]>();
    for (const [place, field] of this.#received.entries()) {
      const key = this.#found.has(place) ? undefined : keyOf(field);
      if (key === undefined) continue;
      const same = places.get(key);
      if (same === undefined) places.set(key, [place]);
      else same.push(place);
    }
    return places;
  }

  changes(): FieldChange[] {
    const arrived = this.#received.map((received, place): FieldChange => {
      const pair = this.#found.get(place);
      return pair === undefined ? { fate: "added", received } : { ...pair, received };
    });
    const missing = Array.from(this.#missing, (index) => this.#sent[index])
      .filter((field) => field !== undefined)
      .map((field): FieldChange => ({ fate: "removed", sent: field }));
    return [...arrived, ...missing];
  }
}
