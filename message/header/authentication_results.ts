/**
 * What a server says it has checked of a message: Authentication-Results (RFC 8601).
 * @module
 */
import { readTokens, type Token } from "./lexer.ts";

/** What one field says. */
export interface AuthenticationResults {
  /** The server that claims it, by the name that it gives itself; empty when it gives none. */
  readonly server: string;
  /** For ARC-Authentication-Results: which of the set (RFC 8617 4.1.1). */
  readonly instance?: number;
  /** What was checked; none at all when the server says `none`. */
  readonly results: readonly AuthenticationResult[];
  /** Whether some of it could not be read. */
  readonly broken: boolean;
}

/** The result of one method. */
export interface AuthenticationResult {
  /** The method, such as `spf`, `dkim` or `dmarc`. */
  readonly method: string;
  /** The result, such as `pass`, `fail` or `none`. */
  readonly result: string;
  /** Why, where the server says so. */
  readonly reason?: string;
  /** What was looked at: `smtp.mailfrom` and its value (RFC 8601 2.3). */
  readonly properties: ReadonlyMap<string, string>;
  /** The comments behind it. */
  readonly comments: readonly string[];
}

/** The most results of a field that are read. */
const MAX_RESULTS = 200;
/** The most properties and comments of a result. */
const MAX_DETAILS = 100;

/**
 * Reads the value of Authentication-Results or ARC-Authentication-Results. Never throws.
 *
 * @param value The unfolded value.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseAuthenticationResults } from "./authentication_results.ts";
 *
 * const value = "mx.example.com 1; spf=pass (ok) smtp.mailfrom=ualg.pt; dkim=none";
 * const { server, results } = parseAuthenticationResults(value);
 * assertEquals(server, "mx.example.com");
 * assertEquals(results.map(({ method, result }) => [method, result]), [["spf", "pass"], ["dkim", "none"]]);
 * assertEquals(results[0]?.properties.get("smtp.mailfrom"), "ualg.pt");
 * ```
 */
export function parseAuthenticationResults(value: string): AuthenticationResults {
  const [first = [], ...others] = splitAtSemicolons(readTokens(value, ";=/"));
  const instance = readInstance(first);
  const head = instance === undefined ? first : others.shift() ?? [];
  const [server, next] = head.filter(({ kind }) => kind !== "comment");
  // Exchange Online does not name itself, and begins with the first result.
  const isNameless = isSpecial(next, "=");
  const results: AuthenticationResult[] = [];
  let broken = server === undefined || isNameless;
  for (const tokens of [...isNameless ? [head] : [], ...others].slice(0, MAX_RESULTS)) {
    const words = tokens.filter(({ kind }) => kind !== "comment");
    if (words.length === 0 || isNone(words)) continue;
    const result = readResult(words, tokens);
    if (result === undefined) broken = true;
    else results.push(result);
  }
  const name = isNameless ? "" : server?.text ?? "";
  return { server: name, results, broken, ...(instance === undefined ? {} : { instance }) };
}

function splitAtSemicolons(tokens: readonly Token[]): Token[][] {
  const groups: Token[][] = [[]];
  for (const token of tokens) {
    if (isSpecial(token, ";")) groups.push([]);
    else groups.at(-1)?.push(token);
  }
  return groups;
}

/** `i=1` before the name of the server (RFC 8617 4.1.1). */
function readInstance([name, equals, number]: readonly Token[]): number | undefined {
  if (name?.text !== "i" || !isSpecial(equals, "=")) return undefined;
  return /^\d{1,3}$/.test(number?.text ?? "") ? Number(number?.text) : undefined;
}

function isNone(words: readonly Token[]): boolean {
  return words.length === 1 && words[0]?.text.toLowerCase() === "none";
}

function readResult(
  words: readonly Token[],
  tokens: readonly Token[],
): AuthenticationResult | undefined {
  const pairs = readPairs(words);
  const [first, ...details] = pairs;
  if (first === undefined) return undefined;
  const properties = new Map<string, string>();
  let reason: string | undefined;
  for (const [name, value] of details.slice(0, MAX_DETAILS)) {
    if (name === "reason") reason = value;
    else properties.set(name, value);
  }
  const comments = tokens.filter(({ kind }) => kind === "comment").slice(0, MAX_DETAILS);
  return {
    method: first[0],
    result: first[1].toLowerCase(),
    ...(reason === undefined ? {} : { reason }),
    properties,
    comments: comments.map(({ text }) => text),
  };
}

/** `name=value`, where the name may have a version: `spf/1=pass`. A value goes to the next name. */
function readPairs(words: readonly Token[]): (readonly [name: string, value: string])[] {
  const pairs: (readonly [name: string, value: string])[] = [];
  let end = words.length;
  for (let equals = words.length - 1; equals > 0; equals--) {
    if (!isSpecial(words[equals], "=")) continue;
    const start = isSpecial(words[equals - 2], "/") ? equals - 3 : equals - 1;
    const name = words[start];
    // An equals sign in a value has no name before it: it is a part of the value.
    if (name === undefined || name.kind !== "atom" || isSpecial(words[start - 1], "=")) continue;
    const value = words.slice(equals + 1, end).map(({ text }) => text).join("");
    pairs.push([name.text.toLowerCase(), value]);
    end = start;
  }
  return pairs.reverse();
}

function isSpecial(token: Token | undefined, text: string): boolean {
  return token?.kind === "special" && token.text === text;
}
