/**
 * The arguments of MAIL and RCPT: a path and its parameters (RFC 5321 sections 4.1.1.2, 4.1.1.3 and
 * 4.1.2).
 * @module
 */
import { AddressError, parseMailbox } from "../message/address.ts";
import { type Parameters, parseParameters } from "./parameters.ts";

/** An argument that was split: the path without its angle brackets and source route, and the parameters. */
export interface PathArgument {
  /** What stands between `<` and `>`, without a source route; empty is the null path. */
  readonly path: string;
  /** The parameters. */
  readonly parameters: Parameters;
}

/** `Path`: a quoted local part may hold angle brackets and spaces. */
const PATH = /^<((?:"(?:[^"\\]|\\.)*"|[^"<> ])*)>(?= |$)/;

/** `A-d-l`, the source route: to be accepted and ignored (RFC 5321 section 4.1.2 and appendix C). */
const SOURCE_ROUTE = /^@[^@,:"\\]+(?:,@[^@,:"\\]+)*:/;

/** The one mailbox that needs no domain (RFC 5321 section 4.1.1.3). */
const POSTMASTER = /^postmaster$/i;

/**
 * Splits the argument of MAIL or RCPT.
 *
 * @param argument What follows the verb.
 * @param keyword `FROM` or `TO`.
 * @returns The parts, or `undefined` when it is not the grammar: the path stands in angle brackets.
 *   RFC 5321 section 3.3 allows no space around the colon; one behind it is tolerated, as by most
 *   servers, because people who type the dialogue put it there.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { splitPathArgument } from "./path.ts";
 * assertEquals(splitPathArgument("from:<ana@ualg.pt> SIZE=9", "FROM")?.path, "ana@ualg.pt");
 * assertEquals(splitPathArgument("FROM: <ana@ualg.pt>", "FROM")?.path, "ana@ualg.pt");
 * assertEquals(splitPathArgument("FROM:ana@ualg.pt", "FROM"), undefined);
 * ```
 */
export function splitPathArgument(
  argument: string,
  keyword: "FROM" | "TO",
): PathArgument | undefined {
  const prefix = `${keyword}:`;
  if (argument.slice(0, prefix.length).toUpperCase() !== prefix) return undefined;
  const rest = argument.slice(prefix.length).replace(/^ +/, "");
  const [bracketed, path] = PATH.exec(rest) ?? [];
  if (bracketed === undefined || path === undefined) return undefined;
  const parameters = parseParameters(rest.slice(bracketed.length));
  if (parameters === undefined) return undefined;
  return { path: path.replace(SOURCE_ROUTE, ""), parameters };
}

/**
 * Tells whether a path is a mailbox of RFC 5321 section 4.1.2, or `Postmaster` alone.
 *
 * @param path The path without angle brackets.
 * @returns Whether it is.
 */
export function isMailbox(path: string): boolean {
  if (POSTMASTER.test(path)) return true;
  try {
    parseMailbox(path);
    return true;
  } catch (error) {
    if (error instanceof AddressError) return false;
    throw error;
  }
}
