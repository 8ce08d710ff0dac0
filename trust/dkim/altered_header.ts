/**
 * What was done to the header of a message since it was signed, where one can tell: it is tried what is
 * usual on the way, until the signature matches.
 * @module
 */
import type { KeyObject } from "node:crypto";
import { findFields, type HeaderField } from "../../message/header/header.ts";
import { coveredFields, octetText, type Replacements, signedText } from "./canonical.ts";
import { confirms } from "./public_key.ts";
import type { Signature } from "./signature.ts";

/** One thing that was done to the header. */
export interface HeaderChange {
  /** The name of the field. */
  readonly field: string;
  /** The number of its line, from 1. */
  readonly line: number;
  /** What was done: it got a tag at its start, was added, was rewritten, or differs from the copy (z=). */
  readonly kind: "tag" | "added" | "rewritten" | "differs";
  /** The tag, or what stood there before; empty for a field that was added. */
  readonly text: string;
}

/** A change undone: what stands in the place of the field. */
interface Undone {
  readonly target: HeaderField;
  readonly replacement: string | undefined;
  readonly change: HeaderChange;
}

/** Changes that are tried alone: each try goes through the header and checks a signature. */
const MAX_TRIED = 40;
/** Changes that are tried in pairs. */
const MAX_PAIRED = 12;

/**
 * Looks for what must be undone in the header so that a signature matches again.
 *
 * @param fields The header.
 * @param signature The signature, which does not match.
 * @param key The key of the signer.
 * @returns What was done; empty where one cannot tell.
 */
export function findHeaderChanges(
  fields: readonly HeaderField[],
  signature: Signature,
  key: KeyObject,
): HeaderChange[] {
  const matches = (instead: Replacements): boolean =>
    confirms(key, signature, signedText(fields, signature, instead));
  const copied = differencesFrom(fields, signature);
  if (copied.length > 0) return copied.map(({ change }) => change);
  const candidates = candidatesIn(fields, signature).slice(0, MAX_TRIED);
  const pairs = pairsOf(candidates.slice(0, MAX_PAIRED));
  for (const tried of [...candidates.map((one) => [one]), ...pairs]) {
    const instead = new Map(tried.map(({ target, replacement }) => [target, replacement]));
    if (instead.size === tried.length && matches(instead)) return tried.map(({ change }) => change);
  }
  return [];
}

function pairsOf(candidates: readonly Undone[]): Undone[][] {
  return candidates.flatMap((one, index) =>
    candidates.slice(index + 1).map((other) => [one, other])
  );
}

function candidatesIn(fields: readonly HeaderField[], signature: Signature): Undone[] {
  const covered = coveredFields(fields, signature);
  const added = covered.filter(({ name }) => name.toLowerCase() !== "from");
  return [
    ...covered.flatMap((field) => [...tagOf(field), ...rewrittenFrom(field, fields)]),
    ...added.map((field) => undo(field, undefined, "added", "")),
  ];
}

function undo(
  target: HeaderField,
  replacement: string | undefined,
  kind: HeaderChange["kind"],
  text: string,
): Undone {
  const { name: field, line } = target;
  return { target, replacement, change: { field, line, kind, text } };
}

/** What lists, filters and companies put before a subject, behind `Re:` too. */
const TAG =
  /^(\s*(?:(?:re|fwd?|aw|sv|wg)\s*:\s*)*)(\[[^\]]{1,80}\]|\*{2,5}[^*]{1,40}\*{2,5}|\{[^}]{1,40}\}|(?:EXTERNAL|EXT|SPAM)\s*:)\s*/i;

function tagOf(field: HeaderField): Undone[] {
  if (field.name.toLowerCase() !== "subject") return [];
  const text = octetText(field.raw);
  const colon = text.indexOf(":") + 1;
  const value = text.slice(colon);
  const [tag, before = "", word = ""] = TAG.exec(value) ?? [];
  if (tag === undefined) return [];
  const rest = value.slice(tag.length);
  // In the simple form the blank behind the colon counts.
  const start = before === "" ? " " : before;
  return [undo(field, `${text.slice(0, colon)}${start}${rest}`, "tag", word)];
}

/** Lists that must not break DMARC write themselves into From, and keep who wrote in one of these. */
const KEPT_FROM = ["x-original-from", "x-mailfrom", "original-from", "reply-to"];

function rewrittenFrom(field: HeaderField, fields: readonly HeaderField[]): Undone[] {
  if (field.name.toLowerCase() !== "from") return [];
  return KEPT_FROM.flatMap((name) => findFields(fields, name)).map((kept) => {
    const text = octetText(kept.raw);
    const value = text.slice(text.indexOf(":") + 1);
    return undo(field, `${field.name}:${value}`, "rewritten", kept.value);
  });
}

/** Where the signer has copied fields (z=), it is told exactly which are others now. */
function differencesFrom(fields: readonly HeaderField[], { copies }: Signature): Undone[] {
  return copies.flatMap(([name, value]) => {
    const present = findFields(fields, name);
    const plain = (text: string): string => text.replace(/\s+/g, "");
    const [first] = present;
    if (first === undefined || present.some((field) => plain(field.value) === plain(value))) {
      return [];
    }
    return [undo(first, undefined, "differs", value)];
  });
}
