/**
 * F180 to F195: several recipients that are answered differently, in a group and one by one.
 * @module
 */
import { answer, closing, type Fault, fin, inTurn } from "../hostile/fault.ts";
import type { Cell } from "./cell.ts";
import type { Row } from "./row.ts";

const ok = answer("250 2.1.5 ok");
const later = answer("450 4.2.0 later");
const never = answer("550 5.1.1 never");
const tooMany = answer("452 4.5.3 too many");

/** The answers to RCPT of a transaction, in their order, by the failures of the matrix. */
const ANSWERS: Readonly<Record<string, readonly Fault[]>> = {
  "ok+4xx": [ok, later],
  "ok+5xx": [ok, never],
  "4xx+5xx": [later, never],
  "all 4xx": [later, later],
  "all 5xx": [never, never],
  "452 too many after n": [ok, tooMany, tooMany],
  "421 after the first": [ok, closing],
  "ok, then close": [ok, fin],
};

/** The cell of a row of several recipients; `undefined` for other rows. */
export function recipientsCell(row: Row): Cell | undefined {
  const answers = ANSWERS[row.failure];
  if (row.stage !== "RCPT-mixed" || answers === undefined) return undefined;
  const plan = {
    faults: { RCPT: inTurn(...answers) },
    offers: row.variant === "pipelined" ? ["PIPELINING"] : [],
  };
  const recipients = ["a", "b", "c"].slice(0, answers.length);
  return async ({ play }) => {
    await play({ peers: [plan, plan], recipients });
  };
}
