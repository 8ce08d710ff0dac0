/**
 * What is wrong with the header of a template, whatever rows fill it.
 * @module
 */
import { SINGLE_FIELDS } from "../header/single_fields.ts";
import { MessageError } from "../message.ts";
import { parseExtraField, refuseLonePost } from "../compose/extra_field.ts";
import { splitAddressField } from "./address_field.ts";
import { addressFieldName, isNamed } from "./fill.ts";
import type { FieldTemplate, MailTemplate } from "./mail_template.ts";
import { fillPieces, type TemplateFault } from "./template.ts";

/** Fields that people write for something that is done in another way here, in lower case. */
const OTHER_WAYS: ReadonlyMap<string, string> = new Map([
  ["attachment", "to attach a file, write Attach: FILE"],
  ["attachments", "to attach a file, write Attach: FILE, one field for each"],
  ["content-type", "for HTML, put it in a file of its own: --html FILE"],
]);

/**
 * Finds what is wrong with the header of a template.
 *
 * @param template The template.
 * @param onFault Told what is wrong.
 */
export function checkFields(
  { fields }: MailTemplate,
  onFault: (fault: TemplateFault) => void,
): void {
  const seen = new Set<string>();
  for (const field of fields) {
    const key = field.name.toLowerCase();
    const { line } = field;
    if (seen.has(key) && SINGLE_FIELDS.has(key)) {
      onFault({ line, text: `a second field ${field.name}` });
    }
    seen.add(key);
    const text = OTHER_WAYS.get(key) ?? faultOf(field);
    if (text !== undefined) onFault({ line, text });
  }
  if (!seen.has("from")) onFault({ line: 1, text: "no From field: who is the author?" });
  if (!["to", "cc", "bcc"].some((name) => seen.has(name))) {
    onFault({ line: 1, text: "no To field: who gets the mail?" });
  }
  checkUnsubscribe(fields, onFault);
}

function faultOf(field: FieldTemplate): string | undefined {
  try {
    if (addressFieldName(field) !== undefined) splitAddressField(fillPieces(field.parts, [[]]));
    else if (!isNamed(field, "attach")) parseExtraField(`${field.name}: x`);
    return undefined;
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return `${field.name}: ${
      error.message.replace(`Cannot use the header field "${field.name}: x": `, "")
    }`;
  }
}

/** One click unsubscribes only where there is something to click on (RFC 8058 3.1). */
function checkUnsubscribe(
  fields: readonly FieldTemplate[],
  onFault: (fault: TemplateFault) => void,
): void {
  const post = fields.find((field) => isNamed(field, "list-unsubscribe-post"));
  if (post === undefined) return;
  const literal = fields.map(({ name, parts }) => ({
    name,
    value: parts.map((part) => typeof part === "string" ? part : "x").join("").trim(),
  }));
  try {
    refuseLonePost(literal);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    onFault({ line: post.line, text: error.message.replace(/^Cannot/, "cannot") });
  }
}
