/**
 * A mail with places that rows of a list fill: header fields, an empty line, and the text.
 * @module
 */
import { readWrittenMail, withoutMark } from "../header/written_header.ts";
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
  const { fields, bodyLine, body } = readWrittenMail(texts.template, (line, text) => {
    inTemplate({ line, text });
  });
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
