/**
 * `--fail` of `mua inbox`: the scripts of faults, read and explained.
 * @module
 */
import { type FaultRule, FaultRuleError, parseFaultRule } from "../inbox/fault_rule.ts";
import { UsageError } from "./exit.ts";
import type { OptionTable } from "./options.ts";
import { didYouMean } from "./suggest.ts";

/** The option. */
export const failOptions = {
  fail: {
    kind: "list",
    value: "RULE",
    help: "let something go wrong: STAGE[:PATTERN]=ACTION [once|N times|after N]; may be repeated",
    group: "Faults",
  },
} as const satisfies OptionTable;

/** What the help says of rules. */
export const failDetails: readonly string[] = [
  "A rule of --fail is STAGE[:PATTERN]=ACTION, and how often. STAGE: banner, ehlo, ehlo-after-tls, helo, " +
  "starttls, tls, auth, mail, rcpt, data, body, dot, rset, quit. PATTERN, with * and ?: the address of " +
  "mail and rcpt, the name of ehlo and helo, the mechanism of auth.",
  "ACTION: a reply such as 451 4.2.0 later (421 also closes); drop closes the connection without an " +
  "answer; stall never answers; slow 2s answers late; drip 100ms answers octet by octet; half, garbage, " +
  "mixed, extra, lf, control, longline N and manylines N answer as no server should. " +
  "ehlo:hide=STARTTLS offers less.",
  "How often: always; once; 3 times; after 2, that is from the third time on. It is counted over all " +
  "connections; with a PATTERN for each address apart. The first rule that applies is taken.",
  "A reply that says no comes in place of the step: the recipient, or the message, is refused. All else " +
  "happens to the answer alone: after dot=drop the message is there, and the client cannot know.",
];

/**
 * Reads the rules.
 *
 * @param texts The rules as they were given.
 * @returns The rules.
 * @throws {UsageError} If one cannot be understood.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readFaults } from "./inbox_fail.ts";
 * assertEquals(readFaults(["data=drop once"])[0]?.times, 1);
 * ```
 */
export function readFaults(texts: readonly string[]): FaultRule[] {
  return texts.map((text) => {
    try {
      return parseFaultRule(text);
    } catch (error) {
      if (!(error instanceof FaultRuleError)) throw error;
      const { unknown, known } = error;
      const hint = unknown === undefined ? undefined : didYouMean(unknown, known);
      throw new UsageError(`--fail "${text}": ${error.message}`, { hint, cause: error });
    }
  });
}
