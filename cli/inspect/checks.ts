/**
 * What servers claim to have checked of a message, as `mua inspect` shows it (RFC 8601).
 * @module
 */
import type { AuthenticationResult } from "../../message/header/authentication_results.ts";
import type { AuthenticationClaim, Inspection } from "../../message/inspect/inspection.ts";
import { brief } from "../terminal/words.ts";
import { bold, cyan, dim, green, type Piece, red, yellow } from "../terminal/style.ts";
import { wrap } from "../terminal/wrap.ts";

/** What each method looks at: RFC 7208, 6376, 9989, 8617, 8601 2.7.3 and 2.7.4. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ["spf", "whether the sending address is allowed to send for the domain of MAIL FROM"],
  ["dkim", "whether a domain's signature matches what arrived"],
  ["dmarc", "whether the domain of From matches what SPF or DKIM proved"],
  ["arc", "whether the checks of earlier servers are sealed"],
  ["auth", "whether the sender authenticated"],
  ["iprev", "whether the sending host's name resolves back to its address"],
  ["dkim-atps", "whether the author's domain allows another domain to sign"],
  ["compauth", "Microsoft's own summary of the checks"],
  ["bimi", "whether the domain may show a logo"],
]);

const RESULTS: ReadonlyMap<string, string> = new Map([
  ["pass", "yes"],
  ["fail", "no"],
  ["hardfail", "no"],
  ["reject", "no"],
  ["softfail", "probably not: the domain is not sure"],
  ["neutral", "the domain does not say"],
  ["none", "there was nothing to check"],
  ["policy", "yes, but this server's policy does not accept it"],
  ["temperror", "the check could not be made at the time"],
  ["permerror", "what the domain has published is broken"],
  ["bestguesspass", "yes, by this server's guess"],
]);

const RED: ReadonlySet<string> = new Set(["fail", "hardfail", "reject", "permerror"]);

/** Columns before what a result means. */
const MEANING_INDENT = 11;
/** Results of one field that are shown. */
const MAX_RESULTS = 30;
/** Fields that are shown. */
const MAX_CLAIMS = 20;

/**
 * The checks.
 *
 * @param inspection What was found out about the message.
 * @param columns The width of the terminal.
 */
export function checksLines({ authentication, journey }: Inspection, columns: number): Piece[] {
  if (authentication.length === 0) {
    return [
      bold("Checks"),
      "  none recorded (no Authentication-Results field)\n",
    ];
  }
  const last = journey.hops.at(-1);
  const more = authentication.length - MAX_CLAIMS;
  const caution =
    "Anyone can write such a field. Trust it only if it names your own server, and only above the " +
    `first Received of another one${
      last?.received.by === undefined ? "" : `; the last server was ${brief(last.received.by)}`
    }.`;
  return [
    bold("Checks"),
    "\n",
    ...authentication.slice(0, MAX_CLAIMS).flatMap((claim) => claimLines(claim, columns)),
    ...(more > 0 ? [dim(`  and ${more} more; --json has all\n`)] : []),
    dim(wrap(caution, 2, 2, columns)),
  ];
}

function claimLines(
  { server, instance, results, broken, field }: AuthenticationClaim,
  columns: number,
): Piece[] {
  const who = server === "" ? "a server that gives no name" : brief(server);
  const arc = instance === undefined ? "" : `, in ARC set ${instance}`;
  return [
    "  ",
    cyan(who),
    dim(`  claims in line ${field.line}${arc}:`),
    "\n",
    ...results.slice(0, MAX_RESULTS).flatMap((each) => resultLines(each, columns)),
    ...(results.length === 0 && !broken ? ["    that it checked nothing\n"] : []),
    ...(broken ? [yellow("    part of it cannot be read (RFC 8601 2.2)\n")] : []),
  ];
}

function resultLines(each: AuthenticationResult, columns: number): Piece[] {
  const { method, result, properties, reason } = each;
  const looked = METHODS.get(method);
  const meaning = RESULTS.get(result);
  const about = [...properties].slice(0, 3).map(([name, value]) => `${name}=${value}`).join(" ");
  const words = [
    ...(looked === undefined || meaning === undefined ? [] : [`${looked}: ${meaning}`]),
    ...(reason === undefined ? [] : [`because: ${brief(reason)}`]),
  ];
  return [
    `    ${brief(method).padEnd(6)} `,
    styleOf(result)(brief(result)),
    `${about === "" ? "" : `  ${brief(about)}`}\n`,
    ...words.map((text) => dim(wrap(text, MEANING_INDENT, MEANING_INDENT, columns))),
  ];
}

function styleOf(result: string): (...pieces: Piece[]) => Piece {
  if (result === "pass") return green;
  return RED.has(result) ? red : yellow;
}
