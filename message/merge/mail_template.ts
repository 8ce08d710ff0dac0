/**
 * A mail with places that rows of a list fill: header fields, an empty line, and the text.
 * @module
 */
import { quoteForMessage } from "../encoding/character.ts";
import {
  commonColumns,
  parseTemplate,
  type Part,
  type TemplateFault,
  type TemplateSetting,
} from "./template.ts";

/** Fields with addresses; nobody sees those of Bcc. */
export const ADDRESS_FIELDS = ["from", "sender", "reply-to", "to", "cc", "bcc"] as const;

/** The name of a field with addresses, in lower case. */
export type AddressFieldName = typeof ADDRESS_FIELDS[number];

/** A header field of a template. */
export interface FieldTemplate {
  /** Its name as it is written. */
  readonly name: string;
  /** The line it begins in, from 1. */
  readonly line: number;
  /** Its value, unfolded. */
  readonly parts: readonly Part[];
}

/** A mail with places to fill. */
export interface MailTemplate {
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** The header fields, those that name files to attach too. */
  readonly fields: readonly FieldTemplate[];
  /** The text. */
  readonly text: readonly Part[];
  /** The same as HTML. */
  readonly html: readonly Part[] | undefined;
}

/** What a template is read from. */
interface TemplateTexts {
  /** Header fields, an empty line, and the text. */
  readonly template: string;
  /** The HTML beside it. */
  readonly html: string | undefined;
  /** The names of the columns. */
  readonly columns: readonly string[];
  /** Whether several rows make one mail. */
  readonly grouped: boolean;
}

/** Which of the texts a fault is in. */
export type TemplateSource = "template" | "html";

/**
 * Reads a template.
 *
 * @param texts What it is read from.
 * @param onFault Told what is wrong, and where.
 */
export function readMailTemplate(
  texts: TemplateTexts,
  onFault: (source: TemplateSource, fault: TemplateFault) => void,
): MailTemplate {
  const { columns, grouped } = texts;
  const inTemplate = (fault: TemplateFault): void => onFault("template", fault);
  const setting = (line: number): TemplateSetting => ({ columns, grouped, line });
  const { fields, bodyLine, body } = splitHeader(withoutMark(texts.template), inTemplate);
  return {
    columns,
    fields: fields.map(({ name, value, line }) => ({
      name,
      line,
      parts: parseTemplate(value, setting(line), inTemplate),
    })),
    text: parseTemplate(body, setting(bodyLine), inTemplate),
    html: texts.html === undefined
      ? undefined
      : parseTemplate(withoutMark(texts.html), setting(1), (fault) => onFault("html", fault)),
  };
}

/**
 * All parts of a template where the rows of one mail must agree.
 *
 * @param template The template.
 * @returns The columns, each once.
 */
export function columnsInCommon({ fields, text, html }: MailTemplate): number[] {
  const texts = [...fields.map(({ parts }) => parts), text, html ?? []];
  return [...new Set(texts.flatMap(commonColumns))];
}

/** A field whose value is not read yet. */
interface RawField {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** A header and what stands below it. */
interface Split {
  readonly fields: readonly RawField[];
  /** The line that the body begins in, from 1. */
  readonly bodyLine: number;
  readonly body: string;
}

function splitHeader(text: string, onFault: (fault: TemplateFault) => void): Split {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const end = lines.findIndex((line) => line.trim() === "");
  const header = end < 0 ? lines : lines.slice(0, end);
  const fields: { name: string; value: string; line: number }[] = [];
  for (const [index, text] of header.entries()) {
    const line = index + 1;
    const last = fields.at(-1);
    const [, name, value] = /^([!-9;-~]+):(.*)$/.exec(text) ?? [];
    if (/^[ \t]/.test(text) && last !== undefined) last.value += ` ${text.trim()}`;
    else if (name !== undefined && value !== undefined) fields.push({ name, value, line });
    else {
      const what = `${quoteForMessage(text)} is not a header field such as "Subject: Hi"`;
      onFault({ line, text: `${what}; an empty line ends the header` });
      break;
    }
  }
  const trimmed = fields.map((field) => ({ ...field, value: field.value.trim() }));
  const body = end < 0 ? [] : lines.slice(end + 1);
  return { fields: trimmed, bodyLine: end + 2, body: body.join("\n") };
}

/** What some programs put before a text in UTF-8. */
function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
