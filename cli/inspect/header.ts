/**
 * The header as `mua inspect` shows it: each field as it stands, decoded beside it, and who writes it.
 * @module
 */
import { findField as knowledgeOf } from "../../explain/knowledge/field.ts";
import { cutText } from "../../message/encoding/character.ts";
import { type Writer, writersOf } from "../../message/header/field_writer.ts";
import type { ReadField } from "../../message/inspect/header_findings.ts";
import type { Inspection } from "../../message/inspect/inspection.ts";
import { parseParameters } from "../../message/header/parameters.ts";
import { escapeLine } from "../terminal/escape.ts";
import { bold, cyan, dim, green, type Piece } from "../terminal/style.ts";
import { wrap } from "../terminal/wrap.ts";

/** How much of one field is shown, in octets; all of it is in the message. */
const MAX_SHOWN = 10_000;
/** How many fields are shown; --json has all. */
const MAX_FIELDS = 2_000;

const WRITER_WIDTH = 11;

/** How the header is shown. */
export interface HeaderView {
  /** Whether to say of each field what it is and what it can prove. */
  readonly explain: boolean;
  /** The width of the terminal. */
  readonly columns: number;
}

/**
 * The header.
 *
 * @param inspection What was found out about the message.
 * @param view How it is shown.
 */
export function headerLines({ fields }: Inspection, view: HeaderView): Piece[] {
  if (fields.length === 0) return [bold("Header"), "  none\n"];
  const writers = writersOf(fields.map(({ field }) => field));
  const shown = fields.slice(0, MAX_FIELDS);
  const width = String(shown.at(-1)?.field.line ?? 1).length;
  const more = fields.length - shown.length;
  const explained = new Set<string>();
  return [
    bold("Header"),
    dim("  line, who writes such a field, and the field; = gives its meaning"),
    "\n",
    ...shown.flatMap((read, index) => [
      ...fieldLines(read, writers[index] ?? "unknown", width),
      ...(view.explain ? explanation(read, explained, width, view.columns) : []),
    ]),
    ...(more > 0 ? [dim(`  and ${more} more; --json has all\n`)] : []),
  ];
}

function fieldLines(read: ReadField, writer: Writer, width: number): Piece[] {
  const { field } = read;
  const octets = field.raw.subarray(0, MAX_SHOWN);
  // Where it was cut, half a character at the end is left out.
  const stream = octets.length < field.raw.length;
  const lines = new TextDecoder().decode(octets, { stream }).replace(/\r?\n$/, "").split(/\r?\n/);
  const indent = " ".repeat(indentOf(width));
  const meaning = meaningOf(read);
  const head = `  ${String(field.line).padStart(width)}  `;
  const who = writer === "unknown" ? "" : writer;
  return [
    ...lines.flatMap((line, index) => [
      ...(index === 0 ? [dim(head), cyan(who.padEnd(WRITER_WIDTH)), "  "] : [indent]),
      escapeLine(line),
      "\n",
    ]),
    ...(stream ? [indent, dim(`... ${field.raw.length} octets\n`)] : []),
    ...(meaning === undefined ? [] : [indent, green("= ", escapeLine(meaning)), "\n"]),
  ];
}

/** What is known of a field, the first time that it stands there. */
function explanation(
  { field }: ReadField,
  explained: Set<string>,
  width: number,
  columns: number,
): Piece[] {
  const name = field.name.toLowerCase();
  const known = explained.has(name) ? undefined : knowledgeOf(field.name);
  explained.add(name);
  if (known === undefined) return [];
  const indent = indentOf(width);
  return [dim(wrap(`${known.title}. ${known.meaning}`, indent, indent, columns))];
}

/** Columns before a field. */
function indentOf(width: number): number {
  return width + WRITER_WIDTH + 6;
}

/** What a field means, where that is not what stands there. */
function meaningOf({ field, value, text }: ReadField): string | undefined {
  if (text !== value) return shorten(text);
  if (!/^content-(?:type|disposition)$/i.test(field.name) || !/\*\d*\*?=/.test(value)) {
    return undefined;
  }
  const { value: word, parameters } = parseParameters(value);
  const pairs = [...parameters].map(([name, each]) => `${name}=${JSON.stringify(each)}`);
  return shorten([word, ...pairs].join("; "));
}

function shorten(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${cutText(text, MAX_SHOWN)}...`;
}
