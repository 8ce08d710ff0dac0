/**
 * Pieces of sentences: lists of names, numbers of things, quoted text of a message.
 * @module
 */

/** Characters of a text that a sentence shows. */
const QUOTED_LENGTH = 60;
/** Names that a sentence counts up. */
const MAX_NAMES = 20;

/** The names without repeats; names of fields have no case. */
export function unique(names: readonly string[]): string[] {
  return Array.from(new Map(names.map((name) => [name.toLowerCase(), name])).values());
}

/** `a`, `a and b`, `a, b and c`; of very many the first. */
export function list(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  const shown = more > 0 ? [...names.slice(0, MAX_NAMES), `${more} more`] : names;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

/** `1 field was`, `2 fields were`. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The beginning of a text, in one line. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return "an empty line";
  const beginning = Array.from(line.slice(0, 2 * QUOTED_LENGTH)).slice(0, QUOTED_LENGTH).join("");
  return beginning === line ? `“${line}”` : `“${beginning}…”`;
}
