/**
 * F174 to F179: failures while the message is sent. The dot is not sent, so nobody has a copy.
 * @module
 */
import {
  abort,
  answer,
  deaf,
  type Fault,
  fin,
  onceHeard,
  sayAndAbort,
  sayAndFinish,
} from "../hostile/fault.ts";
import { assertEquals } from "../std/assert.ts";
import type { Cell } from "./cell.ts";
import { judgeDuration } from "./judge.ts";
import type { Row } from "./row.ts";
import { allMessages, LIMIT, type Scene } from "./scene.ts";

/** One kind of failure. */
interface Failure {
  /** What the peer does; each is played on its own. */
  readonly faults: readonly Fault[];
  readonly resets?: boolean;
  readonly limit?: number;
  /** The code of the answer that must be reported. */
  readonly code?: number;
}

const closing = "421 4.3.2 closing";

/** The failures, by their names in the matrix. */
const FAILURES: Readonly<Record<string, Failure>> = {
  "early 5xx then reads": { faults: [onceHeard(answer("552 5.3.4 too much"))], code: 552 },
  "early 421 then close": {
    faults: [onceHeard(sayAndFinish(closing)), onceHeard(sayAndAbort(closing))],
    code: 421,
  },
  "close": { faults: [onceHeard(fin), onceHeard(abort)] },
  "RST": { faults: [onceHeard(abort)], resets: true },
  "stops reading (zero window)": { faults: [deaf], limit: LIMIT },
  "early 250 before the dot": { faults: [onceHeard(answer("250 2.0.0 taken"))] },
};

/** The cell of a row of the body; `undefined` for other rows. */
export function bodyCell(row: Row): Cell | undefined {
  const failure = FAILURES[row.failure];
  if (row.stage !== "body" || failure === undefined) return undefined;
  const { faults, resets = false, limit, code } = failure;
  return async ({ play }) => {
    for (const fault of faults) {
      const plan = { faults: { body: fault }, resets };
      const scene: Scene = { peers: [plan, plan], longMessage: true };
      const trial = await play(limit === undefined ? scene : { ...scene, limit });
      assertEquals(allMessages(trial).length, 0, "the dot was sent");
      if (code !== undefined) assertEquals(trial.recipients[0]?.code, code);
      if (limit !== undefined) judgeDuration(trial, limit, limit);
    }
  };
}
