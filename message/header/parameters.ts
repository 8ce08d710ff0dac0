/**
 * Values with parameters, as Content-Type and Content-Disposition have them, read for a person: what
 * can be understood is, also where the grammar is broken. What is sent is read by `content_type.ts`,
 * which gives up where readers would not agree.
 * @module
 */
import { decodeCharset } from "../encoding/charset.ts";
import { decodeWords } from "./encoded_word.ts";
import { decodeHex } from "../encoding/hex.ts";
import { readTokens, type Token } from "./lexer.ts";
import { concatenate } from "../encoding/octets.ts";
import { encodeKept, withoutKept } from "../encoding/raw_octet.ts";

/** What is wrong with a value. */
export type ParameterFault =
  /** No value, or an unfinished one. */
  | "broken"
  /** Two parameters of one name: readers do not agree on which of them counts. */
  | "repeated"
  /** An encoded word, which has no place in a parameter (RFC 2047 5). */
  | "encoded-word"
  /** A piece of RFC 2231 3 that is missing or not the next one. */
  | "pieces"
  /** A character set that is not known, or octets that are none of it. */
  | "charset";

/** A value and its parameters. */
interface Parameterized {
  /** What stands before the first semicolon, in lower case and without blanks. */
  readonly value: string;
  /** The parameters by their names in lower case, those of RFC 2231 joined and decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What is wrong with them. */
  readonly faults: ReadonlySet<ParameterFault>;
}

/** The most pieces that one parameter is joined of. */
const MAX_PIECES = 1_000;

/** `filename*1*`: the name, the number of the piece, and whether it is percent-encoded. */
const EXTENDED_NAME = /^([^*]+)(?:\*(\d{1,9}))?(\*)?$/;

/** One piece of a parameter (RFC 2231 3). */
interface PiecedValue {
  readonly number: number;
  readonly encoded: boolean;
  readonly text: string;
}

/**
 * Reads a value with parameters. Never throws.
 *
 * @param text The unfolded value of the field. An octet that is kept in it (see `raw_octet.ts`) is one
 * of the character set that its parameter names; elsewhere it becomes U+FFFD.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseParameters } from "./parameters.ts";
 *
 * const text = "Attachment; filename*0*=utf-8''Ol%C3%A1; filename*1=\".txt\"";
 * const { value, parameters } = parseParameters(text);
 * assertEquals([value, parameters.get("filename")], ["attachment", "Olá.txt"]);
 * ```
 */
export function parseParameters(text: string): Parameterized {
  const faults = new Set<ParameterFault>();
  const [first = [], ...others] = splitAtSemicolons(text, faults);
  const parameters = new Map<string, string>();
  const pieced = new Map<string, PiecedValue[]>();
  for (const tokens of others) takeParameter(tokens, text, parameters, pieced, faults);
  for (const [name, pieces] of pieced) parameters.set(name, joinPieces(pieces, faults));
  const value = first.map((token) => token.text).join("").toLowerCase();
  return { value: withoutKept(value), parameters, faults };
}

function splitAtSemicolons(text: string, faults: Set<ParameterFault>): Token[][] {
  const groups: Token[][] = [[]];
  for (const token of readTokens(text, ";=")) {
    if (token.open) faults.add("broken");
    if (token.kind === "special" && token.text === ";") groups.push([]);
    else if (token.kind !== "comment") groups.at(-1)?.push(token);
  }
  return groups;
}

function takeParameter(
  tokens: readonly Token[],
  text: string,
  plain: Map<string, string>,
  pieced: Map<string, PiecedValue[]>,
  faults: Set<ParameterFault>,
): void {
  const [nameToken, equals, ...values] = tokens;
  if (nameToken === undefined) return;
  const [, name, number, star] = EXTENDED_NAME.exec(withoutKept(nameToken.text).toLowerCase()) ??
    [];
  if (name === undefined || equals?.text !== "=" || values.length === 0) {
    faults.add("broken");
    return;
  }
  const value = valueOf(values, text, faults);
  if (number === undefined && star === undefined) {
    if (plain.has(name)) faults.add("repeated");
    else plain.set(name, withoutKept(value));
    return;
  }
  const pieces = pieced.get(name) ?? [];
  pieced.set(name, pieces);
  if (pieces.length === MAX_PIECES) faults.add("pieces");
  else pieces.push({ number: Number(number ?? 0), encoded: star !== undefined, text: value });
}

/** Many programs write blanks in a value without quotes: it goes to the semicolon. */
function valueOf(
  tokens: readonly Token[],
  text: string,
  faults: Set<ParameterFault>,
): string {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return "";
  if (tokens.length > 1) faults.add("broken");
  const value = first.kind === "quoted" ? first.text : text.slice(first.start, last.end);
  if (!value.includes("=?")) return value;
  const { text: decoded, words } = decodeWords(value);
  if (words > 0) faults.add("encoded-word");
  return decoded;
}

/** RFC 2231 3 and 4: only the first piece names a character set, and any may be percent-encoded. */
function joinPieces(pieces: PiecedValue[], faults: Set<ParameterFault>): string {
  pieces.sort((one, other) => one.number - other.number);
  if (pieces.some(({ number }, index) => number !== index)) faults.add("pieces");
  const [first] = pieces;
  const [, charset = "", rest] = first?.encoded === true
    ? /^([^']*)'[^']*'(.*)$/s.exec(first.text) ?? []
    : [];
  if (first?.encoded === true && rest === undefined) faults.add("charset");
  const octets = pieces.map(({ encoded, text }, index) => {
    const value = index === 0 && rest !== undefined ? rest : text;
    return encoded ? decodeHex(value, "%") : encodeKept(value);
  });
  const { text, known, intact } = decodeCharset(concatenate(octets), charset || "utf-8");
  if (!known || !intact) faults.add("charset");
  return text;
}
