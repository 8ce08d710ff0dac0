/**
 * From a template and rows of a list to one mail.
 * @module
 */
import { AddressError } from "../address/address.ts";
import type { HeaderAddress } from "../address/header_address.ts";
import type { Draft } from "../compose/draft.ts";
import { characterName, quoteForMessage } from "../encoding/character.ts";
import { MessageError } from "../message.ts";
import { readAddressField } from "./address_field.ts";
import {
  ADDRESS_FIELDS,
  type AddressFieldName,
  type FieldTemplate,
  type MailTemplate,
} from "./mail_template.ts";
import { type Cells, fillPieces, fillText, type Part } from "./template.ts";

/** A mail that rows have filled. */
export interface FilledMail {
  /** What it says. */
  readonly draft: Omit<Draft, "attachments" | "date" | "zoneMinutes">;
  /** Recipients that stand in the envelope alone. */
  readonly bcc: readonly HeaderAddress[];
  /** The paths of the files to attach, as they are written. */
  readonly attach: readonly string[];
}

/** Fields where a blank value is no fault: nobody is meant. */
const MAY_BE_BLANK: ReadonlySet<AddressFieldName> = new Set(["cc", "bcc", "reply-to", "sender"]);

/**
 * Fills a template. A value never becomes syntax: neither of a header field, nor of an address, nor of
 * HTML.
 *
 * @param template The template.
 * @param rows The rows of the mail, at least one.
 * @param onFault Told what is wrong with the rows.
 * @returns The mail; `undefined` if anything is wrong.
 */
export function fillMail(
  template: MailTemplate,
  rows: readonly Cells[],
  onFault: (text: string) => void,
): FilledMail | undefined {
  let isWhole = true;
  const refuse = (text: string): void => {
    isWhole = false;
    onFault(text);
  };
  const lists = new Map<AddressFieldName, readonly HeaderAddress[]>();
  const headers: string[] = [];
  const attach: string[] = [];
  let subject = "";
  for (const field of template.fields) {
    const forbidden = findForbidden(field, template.columns, rows);
    if (forbidden !== undefined) {
      refuse(forbidden);
      continue;
    }
    const name = addressFieldName(field);
    if (name !== undefined) lists.set(name, readAddresses(field, name, rows, refuse));
    else {
      const value = fillText(field.parts, rows).trim();
      if (isNamed(field, "subject")) subject = value;
      else if (!isNamed(field, "attach")) headers.push(`${field.name}: ${value}`);
      else if (value !== "") attach.push(value);
    }
  }
  const listOf = (name: AddressFieldName): readonly HeaderAddress[] => lists.get(name) ?? [];
  const [from, another] = listOf("from");
  if (another !== undefined) refuse("From: more than one author");
  if (from === undefined && isWhole) refuse("From: no author");
  const [to, cc, bcc] = [listOf("to"), listOf("cc"), listOf("bcc")];
  if (isWhole && to.length + cc.length + bcc.length === 0) refuse("no recipient");
  if (!isWhole || from === undefined) return undefined;
  const text = fillText(template.text, rows);
  const html = template.html && fillText(template.html, rows, escapeHtml);
  const [sender, replyTo] = [listOf("sender"), listOf("reply-to")];
  return {
    draft: { from, sender, replyTo, to, cc, subject, text, ...withHtml(html), headers },
    bcc,
    attach,
  };
}

function withHtml(html: string | undefined): { readonly html?: string } {
  return html === undefined ? {} : { html };
}

/**
 * Whether a field has a name; names have no case.
 *
 * @param field The field.
 * @param name The name in lower case.
 */
export function isNamed(field: FieldTemplate, name: string): boolean {
  return field.name.toLowerCase() === name;
}

/**
 * The name of a field with addresses.
 *
 * @param field The field.
 * @returns It in lower case; `undefined` for other fields.
 */
export function addressFieldName({ name }: FieldTemplate): AddressFieldName | undefined {
  const wanted = name.toLowerCase();
  return ADDRESS_FIELDS.find((each) => each === wanted);
}

function readAddresses(
  { name, parts }: FieldTemplate,
  key: AddressFieldName,
  rows: readonly Cells[],
  refuse: (text: string) => void,
): readonly HeaderAddress[] {
  try {
    return readAddressField(fillPieces(parts, rows), MAY_BE_BLANK.has(key));
  } catch (error) {
    if (!(error instanceof AddressError) && !(error instanceof MessageError)) throw error;
    refuse(`${name}: ${error.message.replace(/^Cannot /, "cannot ")}`);
    return [];
  }
}

/** Whatever ends a line or a header field, or hides in one, in a value for it. */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

function findForbidden(
  { name, parts }: FieldTemplate,
  columns: readonly string[],
  rows: readonly Cells[],
): string | undefined {
  for (const column of columnsOf(parts)) {
    for (const row of rows) {
      const [character] = FORBIDDEN.exec(row[column] ?? "") ?? [];
      if (character === undefined) continue;
      const what = quoteForMessage(columns[column] ?? "");
      return `${name}: the value of ${what} holds ${characterName(character)}`;
    }
  }
  return undefined;
}

function columnsOf(parts: readonly Part[]): number[] {
  return parts.flatMap((part) => {
    if (typeof part === "string") return [];
    return "column" in part ? [part.column] : columnsOf(part.parts);
  });
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A value as text of HTML, in an attribute with quotes too. */
function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => HTML_ENTITIES[character] ?? character);
}
