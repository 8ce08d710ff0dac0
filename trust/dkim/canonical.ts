/**
 * The octets that a signature is made of, as text of one character an octet (RFC 6376 section 3.4).
 * A message is signed by them, and it is tried what one was before it was altered; that it is valid as
 * it stands is judged by mailauth.
 * @module
 */
import { Buffer } from "node:buffer";
import type { HeaderField } from "../../message/header/header.ts";
import { RelaxedBody } from "./relaxed_body.ts";
import type { Canonicalization, Signature } from "./signature.ts";

/** What stands in the place of a field: its octets as text, or `undefined` if the field is left out. */
export type Replacements = ReadonlyMap<HeaderField, string | undefined>;

/**
 * Octets as text of one character an octet, with CRLF at the end of each line.
 *
 * @param octets The octets.
 */
export function octetText(octets: Uint8Array): string {
  const { buffer, byteOffset, length } = octets;
  return Buffer.from(buffer, byteOffset, length).toString("latin1").replace(/\r?\n/g, "\r\n");
}

/**
 * The lines of a body in canonical form, without the empty ones at its end.
 *
 * @param body The body: {@linkcode octetText}.
 * @param form The form.
 */
export function canonicalLines(body: string, form: Canonicalization): string[] {
  const lines = (form === "simple" ? body : relaxBody(body)).split("\r\n");
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1);
}

function relaxBody(body: string): string {
  const pieces: string[] = [];
  const relaxed = new RelaxedBody((octets) => pieces.push(Buffer.from(octets).toString("latin1")));
  relaxed.push(Buffer.from(body, "latin1"));
  relaxed.end();
  return pieces.join("");
}

/**
 * What the signature over the header is made of (RFC 6376 section 3.7).
 *
 * @param fields The header.
 * @param signature The signature; it may be that of an ARC-Message-Signature too.
 * @param instead What stands in the place of some fields.
 */
export function signedText(
  fields: readonly HeaderField[],
  signature: Signature,
  instead: Replacements = new Map(),
): string {
  const form = signature.header === "relaxed" ? relaxField : simpleField;
  const picked = coveredFields(fields, signature, instead);
  const lines = picked.map((field) => form(instead.get(field) ?? octetText(field.raw)));
  const own = form(octetText(signature.field.raw));
  return [...lines, own.replace(SIGNATURE_VALUE, "$1")].join("\r\n");
}

const SIGNATURE_VALUE = /((?:^[^:]{1,40}:|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*/;

/**
 * The fields that a signature covers: of each name in h= the last one that is not taken yet.
 *
 * @param fields The header.
 * @param signature The signature.
 * @param instead What stands in the place of some fields; those that are left out are not covered.
 */
export function coveredFields(
  fields: readonly HeaderField[],
  { field: own, covered }: Pick<Signature, "field" | "covered">,
  instead: Replacements = new Map(),
): HeaderField[] {
  const isThere = (field: HeaderField): boolean =>
    field !== own && (!instead.has(field) || instead.get(field) !== undefined);
  const left = Map.groupBy(fields.filter(isThere), ({ name }) => name.toLowerCase());
  return covered.flatMap((name) => left.get(name.toLowerCase())?.pop() ?? []);
}

/**
 * A header field in the canonical form `relaxed` (RFC 6376 section 3.4.2), without a line end.
 *
 * @param text The field: {@linkcode octetText}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { relaxField } from "./canonical.ts";
 *
 * assertEquals(relaxField("Subject:  Hi,\r\n\tAna \r\n"), "subject:Hi, Ana");
 * ```
 */
export function relaxField(text: string): string {
  const colon = text.indexOf(":");
  const value = text.slice(colon + 1).replace(/\r\n/g, "").replace(/[ \t]+/g, " ");
  return `${text.slice(0, colon).trim().toLowerCase()}:${value.replace(/^ | $/g, "")}`;
}

function simpleField(text: string): string {
  return text.replace(/\r\n$/, "");
}
