/**
 * Texts with places that rows of a list fill: `{{column}}`, and `{{#rows}}...{{/rows}}` around what is
 * repeated for each row.
 * @module
 */
import { quoteForMessage } from "../encoding/character.ts";

/** The cells of a row, by the place of their column. */
export type Cells = readonly string[];

/** What is wrong with a template. */
export interface TemplateFault {
  /** The line of its text, from 1. */
  readonly line: number;
  /** What is wrong, in words. */
  readonly text: string;
  /** The name that is no column, if that is what is wrong. */
  readonly unknownColumn?: string;
}

/** A place that a column fills. */
interface Place {
  /** The number of the column, from 0. */
  readonly column: number;
}

/** What is repeated for each row. */
interface Section {
  /** What stands in it. */
  readonly parts: readonly (string | Place)[];
}

/** A text as it stands, a place, or what is repeated. */
export type Part = string | Place | Section;

/** A piece of a filled template: text of the template, or a value of the list. */
export type Piece = string | {
  /** The value. */
  readonly value: string;
};

/** How a template is read. */
export interface TemplateSetting {
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** Whether several rows make one mail, so that a part may repeat. */
  readonly grouped: boolean;
  /** The line that the text begins in, from 1. */
  readonly line: number;
}

/** A text between braces; no name of a column has braces or line ends. */
const TAG = /\{\{([^{}\n]*)\}\}|\{\{/g;

/** Where two braces stand for themselves, so that {@linkcode TAG} finds the whole of it. */
const QUOTED_BRACES = /\{\{\s*(?:'\{\{'|"\{\{")\s*\}\}/g;

/** A tag of a section that has a line to itself takes the line with it. */
const LONE_SECTION_TAG = /^[ \t]*(\{\{\s*[#/][^{}\n]*\}\})[ \t]*(?:\r?\n|$)/gm;

/** What stands for two literal braces while a text is read: a noncharacter, which no text may hold. */
const BRACES = "\ufdd0";

/**
 * Reads a template.
 *
 * @param text The text.
 * @param setting How.
 * @param onFault Told what is wrong; what is wrong has no part in the result.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fillText, parseTemplate } from "./template.ts";
 *
 * const setting = { columns: ["name", "day"], grouped: false, line: 1 };
 * const parts = parseTemplate("Hi, {{name}}!", setting, () => {});
 * assertEquals(fillText(parts, [["Ana", "Monday"]]), "Hi, Ana!");
 * ```
 */
export function parseTemplate(
  text: string,
  setting: TemplateSetting,
  onFault: (fault: TemplateFault) => void,
): readonly Part[] {
  return new TemplateReader(text, setting, onFault).read();
}

class TemplateReader {
  readonly #text: string;
  readonly #setting: TemplateSetting;
  readonly #onFault: (fault: TemplateFault) => void;
  readonly #parts: Part[] = [];
  /** The section that is open, and where it began. */
  #open: { readonly parts: (string | Place)[]; readonly at: number } | undefined;

  constructor(
    text: string,
    setting: TemplateSetting,
    onFault: (fault: TemplateFault) => void,
  ) {
    this.#text = text.replace(QUOTED_BRACES, BRACES);
    this.#setting = setting;
    this.#onFault = onFault;
  }

  read(): readonly Part[] {
    const text = this.#text;
    const dropped = loneTags(text);
    let from = 0;
    for (const match of text.matchAll(TAG)) {
      const { index, 0: whole, 1: inner } = match;
      const lone = dropped.get(index);
      this.#addText(text.slice(from, lone?.start ?? index));
      from = lone?.end ?? index + whole.length;
      if (inner === undefined) this.#fault(index, "{{ without }} on the same line");
      else this.#addTag(inner.trim(), index);
    }
    this.#addText(text.slice(from));
    if (this.#open !== undefined) this.#fault(this.#open.at, "{{#rows}} without {{/rows}}");
    return this.#parts;
  }

  #addText(text: string): void {
    if (text === "") return;
    (this.#open?.parts ?? this.#parts).push(text.replaceAll(BRACES, "{{"));
  }

  #addTag(tag: string, at: number): void {
    if (tag === "#rows") return this.#openSection(at);
    if (tag === "/rows") return this.#closeSection(at);
    if (/^[#/^!&>]/.test(tag)) {
      return this.#fault(at, `{{${tag}}}: only {{#rows}} and {{/rows}} are known`);
    }
    const column = tag === "" ? -1 : this.#setting.columns.indexOf(tag);
    if (column >= 0) return void (this.#open?.parts ?? this.#parts).push({ column });
    const line = this.#lineOf(at);
    this.#onFault({ line, text: `no column ${quoteForMessage(tag)}`, unknownColumn: tag });
  }

  #openSection(at: number): void {
    if (!this.#setting.grouped) this.#fault(at, "{{#rows}} needs --group-by");
    if (this.#open !== undefined) this.#fault(at, "{{#rows}} inside {{#rows}}");
    const section = { parts: [], at };
    this.#open = section;
    this.#parts.push(section);
  }

  #closeSection(at: number): void {
    if (this.#open === undefined) this.#fault(at, "{{/rows}} without {{#rows}}");
    this.#open = undefined;
  }

  #fault(at: number, text: string): void {
    this.#onFault({ line: this.#lineOf(at), text });
  }

  #lineOf(at: number): number {
    return this.#setting.line + this.#text.slice(0, at).split("\n").length - 1;
  }
}

/** By the place of a tag that has a line to itself, where that line begins and ends. */
function loneTags(text: string): ReadonlyMap<number, { start: number; end: number }> {
  const lines = new Map<number, { start: number; end: number }>();
  // Where the whole text is one line, as in a header field, there is no line to take away.
  if (!text.includes("\n")) return lines;
  for (const match of text.matchAll(LONE_SECTION_TAG)) {
    const { index, 0: whole } = match;
    lines.set(index + whole.indexOf("{{"), { start: index, end: index + whole.length });
  }
  return lines;
}

/**
 * Fills a template.
 *
 * @param parts The template.
 * @param rows The rows of the mail, at least one.
 * @param encode Makes of a value what may stand in the text; by default it stays as it is.
 */
export function fillText(
  parts: readonly Part[],
  rows: readonly Cells[],
  encode: (value: string) => string = (value) => value,
): string {
  let text = "";
  for (const piece of fillPieces(parts, rows)) {
    text += typeof piece === "string" ? piece : encode(piece.value);
  }
  return text;
}

/**
 * Fills a template, and tells what came of the list.
 *
 * @param parts The template.
 * @param rows The rows of the mail, at least one.
 */
export function fillPieces(parts: readonly Part[], rows: readonly Cells[]): Piece[] {
  const [first = []] = rows;
  const pieces: Piece[] = [];
  for (const part of parts) {
    if (typeof part === "string") pieces.push(part);
    else if ("column" in part) pieces.push(valueAt(first, part));
    else for (const row of rows) for (const inner of part.parts) pieces.push(pieceOf(inner, row));
  }
  return pieces;
}

function pieceOf(part: string | Place, row: Cells): Piece {
  return typeof part === "string" ? part : valueAt(row, part);
}

function valueAt(row: Cells, { column }: Place): Piece {
  return { value: row[column] ?? "" };
}

/**
 * The columns that stand outside of what is repeated, where all rows of a mail must agree.
 *
 * @param parts The template.
 */
export function commonColumns(parts: readonly Part[]): number[] {
  return parts.flatMap((part) => typeof part !== "string" && "column" in part ? [part.column] : []);
}
