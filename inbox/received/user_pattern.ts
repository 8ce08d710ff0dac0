/**
 * Patterns that a user writes: a text, or a regular expression between slashes. The engine of JavaScript
 * tries all the ways in which an expression may match, and nothing stops it; so only those are taken that
 * cannot have too many.
 * @module
 */

/** What a text must be like: a text to be found in it, or an expression. */
export type TextPattern = string | RegExp;

/** A pattern that is not taken. The message says why, for a person. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

/** Characters that an expression of a user is matched with; subjects are shorter. */
export const MATCHED_CHARACTERS = 250;

/** Steps that a match may take at worst: a second or so. */
const MAX_STEPS = 2e8;

/** What an expression is made of: something with a character class or an escape, brackets, `|`, a quantifier, the rest. */
const PIECE =
  /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\((?:\?(?:<?[=!]|:|<[^>]*>))?|[)|*+?]|\{\d+(?:,\d*)?\}|[\s\S]/gu;

/**
 * Reads a pattern.
 *
 * @param text `/RE/`, with the flags i, m, s and u; anything else stands for itself.
 * @returns The pattern.
 * @throws {PatternError} If it is no regular expression, or one that could take too long.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { parseUserPattern } from "./user_pattern.ts";
 * assertEquals(parseUserPattern("50% off"), "50% off");
 * assertEquals(parseUserPattern("/confirm.*account/i"), /confirm.*account/i);
 * assertThrows(() => parseUserPattern("/(a+)+$/"));
 * ```
 */
export function parseUserPattern(text: string): TextPattern {
  const [, source, flags = ""] = /^\/(.+)\/([a-z]*)$/su.exec(text) ?? [];
  if (source === undefined) return text;
  if (!/^[imsu]*$/.test(flags)) {
    throw new PatternError(
      `"${text}": of the flags of an expression only i, m, s and u can be used`,
    );
  }
  const expression = compile(source, flags);
  const fault = faultOf(source);
  if (fault === undefined) return expression;
  throw new PatternError(`"${text}" could take too long: ${fault}`);
}

function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PatternError(`"/${source}/${flags}": ${reason}`, { cause });
  }
}

/** A group, which may match one text in several ways. */
interface Group {
  hasWays: boolean;
  alternatives: number;
}

/** Why an expression may have too many ways to match. */
function faultOf(source: string): string | undefined {
  const open: Group[] = [newGroup()];
  let last: Group | "quantifier" | undefined;
  /** Quantifiers without a limit, and the ways of all others together. */
  let [unlimited, ways] = [0, 1];
  for (const [piece] of source.matchAll(PIECE)) {
    const group = open.at(-1) ?? newGroup();
    if (piece.startsWith("(")) open.push(newGroup());
    if (piece === "|") group.alternatives++;
    if (piece === ")") {
      open.pop();
      ways *= group.alternatives;
      group.hasWays ||= group.alternatives > 1;
      if (group.hasWays) open.forEach((outer) => outer.hasWays = true);
      last = group;
      continue;
    }
    const count = countOf(piece);
    if (count === undefined || (piece === "?" && last === "quantifier")) {
      // A `?` behind another quantifier only says which way is tried first.
      last = undefined;
      continue;
    }
    if (typeof last === "object" && last.hasWays && count.most > 1) {
      return "what is repeated has repeats or alternatives in it";
    }
    last = "quantifier";
    if (count.least === count.most) continue;
    open.forEach((each) => each.hasWays = true);
    if (count.most === Infinity) unlimited++;
    else ways *= count.most - count.least + 1;
  }
  return stepsOf(unlimited + (source.startsWith("^") ? 0 : 1), ways) > MAX_STEPS
    ? "it has too many of *, +, ?, {N,M} and |"
    : undefined;
}

function newGroup(): Group {
  return { hasWays: false, alternatives: 1 };
}

/** Each quantifier ends somewhere behind the one before it. */
function stepsOf(places: number, ways: number): number {
  let steps = ways;
  for (let place = 1; place <= places; place++) steps *= MATCHED_CHARACTERS / place;
  return steps;
}

/** How often a quantifier repeats; `undefined` for what is none. */
function countOf(piece: string): { readonly least: number; readonly most: number } | undefined {
  switch (piece) {
    case "*":
      return { least: 0, most: Infinity };
    case "+":
      return { least: 1, most: Infinity };
    case "?":
      return { least: 0, most: 1 };
  }
  const [, least, comma, most = ""] = /^\{(\d+)(,)?(\d*)\}$/.exec(piece) ?? [];
  if (least === undefined) return undefined;
  if (comma === undefined) return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most === "" ? Infinity : Number(most) };
}
