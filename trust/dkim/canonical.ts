/**
 * The octets that a signature is made of, as text of one character an octet (RFC 6376 section 3.4).
 * With them it is tried what a message was before it was altered; that it is valid as it stands is
 * judged by mailauth.
 * @module
 */
import { Buffer } from "node:buffer";
import type { HeaderField } from "../../message/header/header.ts";
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
  const lines = body.split("\r\n");
  const formed = form === "simple" ? lines : lines.map(relax);
  const last = formed.findLastIndex((line) => line !== "");
  return formed.slice(0, last + 1);
}

/** Runs of blanks are one, and at the end of a line none (RFC 6376 3.4.4). */
function relax(line: string): string {
  return line.replace(/[ \t]+/g, " ").replace(/ $/, "");
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

function relaxField(text: string): string {
  const colon = text.indexOf(":");
  const value = text.slice(colon + 1).replace(/\r\n/g, "").replace(/[ \t]+/g, " ");
  return `${text.slice(0, colon).trim().toLowerCase()}:${value.replace(/^ | $/g, "")}`;
}

function simpleField(text: string): string {
  return text.replace(/\r\n$/, "");
}
