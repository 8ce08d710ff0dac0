/**
 * What a comparison says about parts that were added, removed or replaced.
 * @module
 */
import type { PartChange } from "./parts.ts";
import type { ComparedPart } from "./compared_message.ts";
import { quote } from "../inspect/sentence.ts";

type AddedPart = PartChange & { readonly fate: "added" };
type KeptPart = PartChange & { readonly fate: "kept" };

/** The type in which Outlook and Exchange pack a mail, and which other programs cannot read. */
const PACKED_TYPES: ReadonlySet<string> = new Set([
  "application/ms-tnef",
  "application/vnd.ms-tnef",
]);

/**
 * Says which parts were added and removed.
 *
 * @param parts What became of all parts.
 * @returns Sentences. They repeat text of the messages.
 */
export function aboutMovedParts(parts: readonly PartChange[]): string[] {
  const added = parts.filter((change) => change.fate === "added");
  const substitutes = new Set<AddedPart>();
  const gone = parts.flatMap((change) => {
    if (change.fate !== "removed") return [];
    const substitute = substituteOf(change.sent, added);
    if (substitute !== undefined) substitutes.add(substitute);
    return [aboutRemoved(change.sent, substitute?.received)];
  });
  const came = added.filter((change) => !substitutes.has(change))
    .map(({ received }) => aboutAdded(received));
  return [...came, ...gone];
}

/** A filter leaves a note in place of an attachment. */
function substituteOf(
  { path, fileName }: ComparedPart,
  added: readonly AddedPart[],
): AddedPart | undefined {
  return added.find(({ received }) =>
    fileName !== undefined && received.path === path && !isPacked(received)
  );
}

function aboutRemoved(sent: ComparedPart, substitute: ComparedPart | undefined): string {
  if (sent.fileName === undefined) return `A part was removed: ${describe(sent)}.`;
  const name = `The attachment ${quote(sent.fileName)}, ${sent.type},`;
  if (substitute === undefined) return `${name} was removed.`;
  const text = substitute.text === undefined ? "" : `: ${quote(substitute.text)}`;
  return `${name} was replaced by ${describe(substitute)}${text}.`;
}

function aboutAdded(received: ComparedPart): string {
  if (!isPacked(received)) return `A part was added: ${describe(received)}.`;
  return `Exchange or Outlook packed the mail into ${quote(received.fileName ?? "winmail.dat")} ` +
    "(TNEF), which few other programs can open: send it as HTML or plain text, not as Rich " +
    "Text.";
}

function isPacked({ type, fileName }: ComparedPart): boolean {
  return PACKED_TYPES.has(type) || fileName?.toLowerCase() === "winmail.dat";
}

/**
 * Says that an attachment was replaced, if something else of its type took its place.
 *
 * @param change What became of it.
 * @returns A sentence; `undefined` where it was not.
 */
export function aboutReplaced({ sent, received, content }: KeptPart): string | undefined {
  const isOther = content.kind === "replaced" || content.kind === "altered";
  if (sent.fileName === undefined || !isOther) return undefined;
  const name = `The attachment ${quote(sent.fileName)}, ${sent.type},`;
  if (received.size === 0) {
    return `${name} was emptied: nothing of its ${octets(sent.size)} is left.`;
  }
  if (sent.fileName !== received.fileName) return aboutRemoved(sent, received);
  return content.kind === "altered"
    ? undefined
    : `${name} has different content: ${octets(received.size)} instead of ${sent.size}.`;
}

function octets(size: number): string {
  return size === 1 ? "1 octet" : `${size} octets`;
}

function describe({ type, fileName }: ComparedPart): string {
  return fileName === undefined ? type : `${type}, ${quote(fileName)}`;
}
