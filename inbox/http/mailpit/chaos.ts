/**
 * Mailpit's chaos: its three triggers as rules of faults.
 * @module
 */
import type { FaultControl } from "../desk/faults.ts";
import { membersOf, readJson } from "../exchange/body.ts";
import { HttpError, respondJson } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";

/** A trigger, and the stage of a rule that does the same. */
const STAGES = { Authentication: "auth", Recipient: "rcpt", Sender: "mail" } as const;

type Trigger = keyof typeof STAGES;

const TRIGGERS: readonly Trigger[] = ["Authentication", "Recipient", "Sender"];

/** The code of a trigger that is not set. */
const DEFAULT_CODE = 451;

/** What is said behind the code; by it the rules of triggers are told from others. */
const WORDS = "Chaos trigger";

/**
 * What answers requests about chaos. Faults here are never random: a trigger is always on or off.
 *
 * @param faults The script of faults.
 */
export function chaosRoutes(faults: FaultControl): Routes {
  return {
    "GET /api/v1/chaos": () => respondJson(triggersOf(faults.rules)),
    "PUT /api/v1/chaos": async ({ request }) => {
      const members = membersOf(await readJson(request));
      const chaos = TRIGGERS.filter((trigger) => members.has(trigger)).flatMap((trigger) =>
        readTrigger(trigger, members.get(trigger))
      );
      const others = faults.rules.filter((rule) => parse(rule) === undefined);
      faults.replace([...chaos, ...others]);
      return respondJson(triggersOf(faults.rules));
    },
  };
}

function readTrigger(trigger: Trigger, value: unknown): string[] {
  const members = membersOf(value);
  const [code, probability] = [members.number("ErrorCode"), members.number("Probability")];
  if (!Number.isInteger(code) || code < 400 || code > 599) {
    throw new HttpError(400, `the ErrorCode of ${trigger} must be from 400 to 599`);
  }
  if (probability === 0) return [];
  if (probability !== 100) {
    throw new HttpError(
      501,
      `the Probability of ${trigger} must be 0 or 100: faults here are not random; ` +
        "PUT /api/faults takes rules with counts, such as mail=451 later after 2 once",
    );
  }
  return [`${STAGES[trigger]}=${code} "${WORDS}"`];
}

function triggersOf(rules: readonly string[]): Record<string, unknown> {
  const codes = new Map(rules.map(parse).filter((each) => each !== undefined));
  return Object.fromEntries(TRIGGERS.map((trigger) => {
    const code = codes.get(STAGES[trigger]);
    return [trigger, {
      ErrorCode: code ?? DEFAULT_CODE,
      Probability: code === undefined ? 0 : 100,
    }];
  }));
}

/** The stage and code of a rule that a trigger made. */
function parse(rule: string): [stage: string, code: number] | undefined {
  const [, stage, code] = /^(auth|rcpt|mail)=(\d{3}) "Chaos trigger"$/.exec(rule) ?? [];
  return stage === undefined ? undefined : [stage, Number(code)];
}
