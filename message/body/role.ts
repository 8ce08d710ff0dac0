/**
 * What a part is for the person who gets the mail: text to be read, or a file.
 * @module
 */
import { isAttachment, isReadable, type Part } from "./part.ts";

/** What a part is: text, HTML, or a file to be saved. */
export type PartRole = "text" | "html" | "file";

/** A part, before or after its body was read. */
type AnyPart = Omit<Part, "body">;

/**
 * What a part is.
 *
 * @param part The part.
 * @param parts The parts of the mail up to this one by their numbers.
 * @returns What it is; `undefined` if it only holds others, or belongs to a message in the mail.
 */
export function roleOf(part: AnyPart, parts: readonly AnyPart[]): PartRole | undefined {
  if (isInMessage(part, parts)) return undefined;
  if (part.kind !== "leaf") return part.kind === "message" && part.index > 0 ? "file" : undefined;
  if (isAttachment(part) || !isReadable(part.type)) return "file";
  if (part.type === "text/html") return "html";
  return part.type === "text/plain" || !part.type.startsWith("text/") ? "text" : "file";
}

/** Parts of a message in the message belong to that one. */
function isInMessage({ parent }: AnyPart, parts: readonly AnyPart[]): boolean {
  const above = parent === undefined ? undefined : parts[parent];
  if (above === undefined) return false;
  return (above.kind === "message" && above.index > 0) || isInMessage(above, parts);
}
