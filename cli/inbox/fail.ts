/**
 * `--fail` of `mua inbox`: the scripts of faults, read and explained.
 * @module
 */
import {
  type FaultRule,
  FaultRuleError,
  type FaultStage,
  parseFaultRule,
} from "../../inbox/faults/rule.ts";
import type { TlsOffer } from "../../inbox/transaction.ts";
import { UsageError } from "../terminal/exit.ts";
import type { OptionTable } from "../command/options.ts";
import { didYouMean } from "../command/suggest.ts";

/** The option. */
export const failOptions = {
  fail: {
    kind: "list",
    value: "RULE",
    help:
      "make something fail: STAGE[:PATTERN]=ACTION [above N/min] [after N] [once|N times]; may be repeated",
    group: "Faults",
  },
} as const satisfies OptionTable;

/** What the help says of rules. */
export const failDetails: readonly string[] = [
  "A --fail rule is STAGE[:PATTERN]=ACTION, optionally followed by how often. STAGE: banner, " +
  "ehlo, ehlo-after-tls, helo, starttls, tls, auth, mail, rcpt, data, body, dot, rset, quit. " +
  "PATTERN (with * and ?) matches the address of mail and rcpt, the name of ehlo and helo, or " +
  "the mechanism of auth.",
  "ACTION: a reply such as 451 4.2.0 later (421 also closes the connection); drop closes the " +
  "connection without replying; stall never replies; slow 2s replies late; drip 100ms replies " +
  "one octet at a time; half, garbage, mixed, extra, lf, control, longline N and manylines N " +
  "reply as no server should. ehlo:hide=STARTTLS offers fewer extensions.",
  "How often: always; once; 3 times; after 2, meaning from the third time on; after 2 once; above " +
  "10/min (or /s, /h), meaning only what comes faster. " +
  "Times are counted across all connections and, with a PATTERN, separately for each address. " +
  "The first matching rule wins. If the text of a reply looks like one of these, quote it: 451 " +
  '"come back after 300".',
  "A reply that refuses replaces the step: the recipient or the message is refused. Everything " +
  "else affects only the reply: after dot=drop the message is stored, and the client cannot " +
  "know.",
];

/** What an inbox offers that a rule can be about. */
interface Offered {
  /** When there is TLS, if there is any. */
  readonly tls: TlsOffer | undefined;
  /** Whether there is AUTH. */
  readonly auth: boolean;
}

/**
 * Reads the rules.
 *
 * @param texts The rules as they were given.
 * @param offered What the inbox offers.
 * @returns The rules.
 * @throws {UsageError} If one cannot be understood, or could never apply.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readFaults } from "./fail.ts";
 * const [rule] = readFaults(["data=drop once"], { tls: undefined, auth: false });
 * assertEquals(rule?.times, 1);
 * ```
 */
export function readFaults(texts: readonly string[], offered: Offered): FaultRule[] {
  return texts.map((text) => {
    const rule = readRule(text);
    const missing = missingFor(rule.stage, offered);
    if (missing === undefined) return rule;
    throw new UsageError(`--fail "${text}" would never apply: ${missing}`);
  });
}

function readRule(given: string): FaultRule {
  const text = given.trim();
  // They are kept in a file, one a line.
  if (text.includes("\n")) throw new UsageError("a rule is one line");
  try {
    return parseFaultRule(text);
  } catch (error) {
    if (!(error instanceof FaultRuleError)) throw error;
    const { unknown, known = [], meant } = error.details;
    const hint = meant !== undefined
      ? `Did you mean ${meant}?`
      : unknown && didYouMean(unknown, known);
    throw new UsageError(`--fail "${text}": ${error.message}`, { hint, cause: error });
  }
}

/** What a stage is never reached without. */
function missingFor(stage: FaultStage, { tls, auth }: Offered): string | undefined {
  switch (stage) {
    case "starttls":
      return tls === "auto" || tls === "require" ? undefined : "STARTTLS needs --tls auto";
    case "tls":
    case "ehlo-after-tls":
      return tls === undefined ? "TLS needs --tls auto or on-connect" : undefined;
    case "auth":
      return auth ? undefined : "AUTH needs --user or --any-user";
    default:
      return undefined;
  }
}
