/**
 * What became of the parts of a message on their way: a relay may encode a part in another way
 * (RFC 6152 3), and a list or a filter may add to it.
 * @module
 */
import { compareText, type TextChange } from "./text.ts";
import type { ComparedPart } from "./compared_message.ts";

/** What became of a part that was sent and received. */
export type ContentChange =
  /** The same octets. */
  | { readonly kind: "identical" }
  /** The same content in another transfer encoding, or in other lines of it. */
  | { readonly kind: "re-encoded" }
  /** The same text in another character set. */
  | { readonly kind: "recoded" }
  /** A text that differs. */
  | Exclude<TextChange, { readonly kind: "identical" }>
  /** Content that is no text, and differs. */
  | { readonly kind: "replaced" };

/** One part, before and after. */
export type PartChange =
  | {
    readonly fate: "kept";
    readonly sent: ComparedPart;
    readonly received: ComparedPart;
    readonly content: ContentChange;
  }
  | { readonly fate: "added"; readonly received: ComparedPart }
  | { readonly fate: "removed"; readonly sent: ComparedPart };

/**
 * Compares the parts of two messages.
 *
 * @param sent The parts that were sent.
 * @param received The parts that arrived.
 * @returns The parts that arrived, in their order, and then those that did not.
 */
export function compareParts(
  sent: readonly ComparedPart[],
  received: readonly ComparedPart[],
): PartChange[] {
  const partners = findPartners(sent, received);
  const kept = new Set(partners.values());
  return [
    ...received.map((part, place): PartChange => {
      const partner = partners.get(place);
      return partner === undefined
        ? { fate: "added", received: part }
        : { fate: "kept", sent: partner, received: part, content: compareContent(partner, part) };
    }),
    ...sent.filter((part) => !kept.has(part)).map((part): PartChange => ({
      fate: "removed",
      sent: part,
    })),
  ];
}

/** What parts must have in common to be one and the same, the surest first. */
const LIKENESSES: readonly ((part: ComparedPart) => string)[] = [
  ({ type, fileName, hash }) => `${type} ${fileName ?? ""} ${hash}`,
  ({ hash }) => hash,
  ({ type, fileName }) => `${type} ${fileName ?? ""}`,
  ({ type }) => type,
];

/** The part that was sent, by the place of the one that arrived. */
function findPartners(
  sent: readonly ComparedPart[],
  received: readonly ComparedPart[],
): Map<number, ComparedPart> {
  const partners = new Map<number, ComparedPart>();
  let alone = sent;
  for (const likeness of LIKENESSES) {
    const places = Map.groupBy(
      Array.from(received.keys()).filter((place) => !partners.has(place)).reverse(),
      (place) => keyAt(received, place, likeness),
    );
    alone = alone.filter((part) => {
      const place = places.get(likeness(part))?.pop();
      if (place !== undefined) partners.set(place, part);
      return place === undefined;
    });
  }
  return partners;
}

function keyAt(
  parts: readonly ComparedPart[],
  place: number,
  likeness: (part: ComparedPart) => string,
): string {
  const part = parts[place];
  return part === undefined ? "" : likeness(part);
}

function compareContent(sent: ComparedPart, received: ComparedPart): ContentChange {
  if (sent.hash === received.hash) {
    return { kind: sent.rawHash === received.rawHash ? "identical" : "re-encoded" };
  }
  if (sent.text === undefined || received.text === undefined) return { kind: "replaced" };
  const isHtml = [sent, received].every(({ type }) => type === "text/html");
  const change = compareText(sent.text, received.text, isHtml);
  return change.kind === "identical" ? { kind: "recoded" } : change;
}

const SAME_CONTENT: ReadonlySet<ContentChange["kind"]> = new Set(
  ["identical", "re-encoded", "recoded", "line-ends"] as const,
);

/**
 * Whether a person or a program reads the same content.
 *
 * @param change What became of it.
 */
export function isSameContent({ kind }: ContentChange): boolean {
  return SAME_CONTENT.has(kind);
}
