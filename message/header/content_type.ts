/**
 * The fields that say what a body is and how it is written: Content-Type and
 * Content-Transfer-Encoding (RFC 2045 5.1 and 6.1).
 * @module
 */

/** A media type. */
export interface ContentType {
  /** The top-level type in lower case, such as `text`. */
  readonly type: string;
  /** The subtype in lower case, such as `plain`. */
  readonly subtype: string;
  /** The parameters by their names in lower case; the values as meant, without quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+\\-.^_`{|}~0-9A-Za-z]+";
const MEDIA_TYPE = new RegExp(`^(${TOKEN})[ \\t]*/[ \\t]*(${TOKEN})[ \\t]*(?=;|$)`);
/**
 * A value without quotes may be no token here: many programs write `boundary=----=_Part` where
 * RFC 2045 5.1 wants quotes.
 */
const PARAMETER = new RegExp(
  `;[ \\t]*(?:(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))[ \\t]*)?(?=;|$)`,
  "y",
);
const COMMENT_TOKEN = /\\.|[^"\\()]+|./gs;

/**
 * Reads the value of Content-Type. Parameters in the form of RFC 2231 stay as they are written, under
 * names such as `filename*0`.
 *
 * @param value The unfolded value.
 * @returns The media type; `undefined` when it cannot be read, or two parameters have one name, so
 * that readers would not agree on it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseContentType } from "./content_type.ts";
 *
 * const { type, parameters } = parseContentType('Multipart/mixed; boundary="a b" (cut here)') ?? {};
 * assertEquals(type, "multipart");
 * assertEquals(parameters?.get("boundary"), "a b");
 * ```
 */
export function parseContentType(value: string): ContentType | undefined {
  const text = withoutComments(value);
  const [start, type, subtype] = MEDIA_TYPE.exec(text ?? "") ?? [];
  if (text === undefined || start === undefined || type === undefined || subtype === undefined) {
    return undefined;
  }
  const parameters = parseParameters(text, start.length);
  if (parameters === undefined) return undefined;
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters };
}

/**
 * Reads the value of Content-Transfer-Encoding.
 *
 * @param value The unfolded value.
 * @returns The name in lower case, whether it is known or not; comments are no part of it.
 */
export function parseTransferEncoding(value: string): string {
  return withoutComments(value)?.toLowerCase() ?? "";
}

function parseParameters(text: string, start: number): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = start;
  while (PARAMETER.lastIndex < text.length) {
    const match = PARAMETER.exec(text);
    if (match === null) return undefined;
    const [, name, quoted, plain] = match;
    if (name === undefined) continue;
    if (parameters.has(name.toLowerCase())) return undefined;
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/gs, "$1") ?? plain ?? "");
  }
  return parameters;
}

/** Without comments, which nest, and the blanks around it; `undefined` when a comment is not closed. */
function withoutComments(value: string): string | undefined {
  let depth = 0;
  let quoted = false;
  let text = "";
  for (const [token] of value.matchAll(COMMENT_TOKEN)) {
    if (token === '"' && depth === 0) quoted = !quoted;
    if (token === "(" && !quoted) depth++;
    else if (token === ")" && !quoted) depth--;
    else if (depth === 0) text += token;
    if (depth < 0) return undefined;
  }
  return depth === 0 ? text.trim() : undefined;
}
