/**
 * The arguments of MAIL and RCPT: a path and its parameters (RFC 5321 sections 4.1.1.2, 4.1.1.3 and
 * 4.1.2).
 * @module
 */
import { mailboxFault } from "../message/address/address.ts";
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

/** A path that lacks its angle brackets. */
const BARE_PATH = /^([^<>" ]+)(?= |$)/;

/** `A-d-l`, the source route: to be accepted and ignored (RFC 5321 section 4.1.2 and appendix C). */
const SOURCE_ROUTE = /^@[^@,:"\\]+(?:,@[^@,:"\\]+)*:/;

/** The one mailbox that needs no domain (RFC 5321 section 4.1.1.3). */
const POSTMASTER = /^postmaster$/i;

/** Characters of a reason: a reply line has at most 512 octets (RFC 5321 section 4.5.3.1.5). */
const FAULT_LENGTH = 300;

/**
 * Splits the argument of MAIL or RCPT.
 *
 * @param argument What follows the verb.
 * @param keyword `FROM` or `TO`.
 * @param isLenient Whether angle brackets may be missing.
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
  isLenient = false,
): PathArgument | undefined {
  const prefix = `${keyword}:`;
  if (argument.slice(0, prefix.length).toUpperCase() !== prefix) return undefined;
  const rest = argument.slice(prefix.length).replace(/^ +/, "");
  const [written, path] = PATH.exec(rest) ?? (isLenient ? BARE_PATH.exec(rest) : null) ?? [];
  if (written === undefined || path === undefined) return undefined;
  const parameters = parseParameters(rest.slice(written.length));
  if (parameters === undefined) return undefined;
  return { path: path.replace(SOURCE_ROUTE, ""), parameters };
}

/**
 * Says why a path is no mailbox of RFC 5321 section 4.1.2, nor `Postmaster` alone.
 *
 * @param path The path without angle brackets.
 * @returns The reason as a part of a reply, or `undefined` when nothing is against it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pathFault } from "./path.ts";
 * assertEquals(pathFault("postmaster"), undefined);
 * assertEquals(pathFault("root"), "it has no @ and domain");
 * ```
 */
export function pathFault(path: string): string | undefined {
  if (POSTMASTER.test(path)) return undefined;
  // A reply is ASCII unless the client asked for more (RFC 6531 section 3.5).
  return mailboxFault(path)?.replace(/[^ -~]/g, "?").slice(0, FAULT_LENGTH);
}
