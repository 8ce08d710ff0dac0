/**
 * What `mua check` says: a few lines for a person, one line of JSON for a program, and an exit code.
 * @module
 */
import type { Arrived } from "../../mailbox/mailbox.ts";
import type { Sought } from "../../mailbox/sought.ts";
import type { Comparison } from "../../message/compare/compare.ts";
import type { Outcome } from "../../smtp/mod.ts";
import { isAltered, type Judgement } from "./judge.ts";
import { comparisonJson } from "../compare/json.ts";
import type { Returned } from "../../explain/bounce/bounce.ts";
import { bounceJson, returnedLines } from "../explain/bounce.ts";
import { conclusionLines } from "../compare/report.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode } from "../terminal/exit.ts";
import { scoreText } from "../../explain/reading/verdict.ts";
import { hopJson } from "../inspect/json.ts";
import { junkJson, verdictLines } from "../inspect/verdict.ts";
import { wayLines } from "../inspect/way.ts";
import { reportJson, type SentMail } from "../send/json.ts";
import { decisionPieces, outcomeExitCode, reportLines } from "../send/report.ts";
import { bold, green, type Piece, red, yellow } from "../terminal/style.ts";
import { verificationJson } from "../verify/json.ts";
import { verificationLines } from "../verify/report.ts";
import { type Verified, verifyExitCode } from "../verify/verify.ts";

/** A message that has arrived, and what became of it. */
export interface Arrival extends Arrived, Judgement {
  /** Whether it is what it says, if that was asked. */
  readonly verified: Verified | undefined;
  /** When it was seen first, in milliseconds of Unix time. */
  readonly time: number;
}

/** Why a mail that may be on its way was waited for no longer. */
type WaitEnd = "time-out" | "interrupted" | "mailbox" | "bounced";

/** How a check ended. Times are milliseconds of Unix time. */
export interface CheckResult {
  /** The mail. */
  readonly mail: SentMail;
  /** What it is known by. */
  readonly sought: Sought;
  /** What happened to it when it was sent, if it was; one recipient. */
  readonly outcomes: readonly Outcome[];
  /** When sending it began; `undefined` if the mailbox could not be opened. */
  readonly sent: number | undefined;
  /** When a server took it, if one did. */
  readonly accepted: number | undefined;
  /** What arrived, if it did. */
  readonly arrival: Arrival | undefined;
  /** Why it was waited for no longer, if it has not arrived; `undefined` if it was not waited for. */
  readonly ended: WaitEnd | undefined;
  /** The bounce that came in its place, if one did. */
  readonly bounce?: Returned | undefined;
  /** When the check ended. */
  readonly end: number;
}

/**
 * Whether a mail may be on its way: a server took it, or may have.
 *
 * @param outcomes What happened to it.
 */
export function mayArrive(outcomes: readonly Outcome[]): boolean {
  return outcomes.some(({ status }) => status === "delivered" || status === "unknown");
}

/**
 * The exit code of a check.
 *
 * @param result How it ended.
 * @returns 0 arrived unaltered, 1 altered or not what it says, 3 as junk, 69 came back, else as `mua send`;
 * if that went well, 130 interrupted or 75 not yet arrived.
 */
export function checkExitCode({ arrival, outcomes, ended }: CheckResult): ExitCode {
  if (arrival?.taken !== undefined) return Exit.junk;
  if (arrival !== undefined) {
    if (isAltered(arrival)) return Exit.differs;
    return arrival.verified === undefined ? Exit.ok : verifyExitCode(arrival.verified);
  }
  if (ended === "bounced") return Exit.refused;
  const sending = outcomeExitCode(outcomes);
  if (sending !== Exit.ok) return sending;
  return ended === "interrupted" ? Exit.interrupted : Exit.temporary;
}

/** Columns of the longest label. */
const LABEL_WIDTH = "unaltered".length;

/**
 * The result as lines.
 *
 * @param result How the check ended.
 * @param columns The width of the terminal.
 */
export function checkLines(result: CheckResult, columns: number): Piece[] {
  const { sent, accepted, arrival, outcomes, sought, ended, end } = result;
  if (sent === undefined) return [];
  if (!mayArrive(outcomes)) return reportLines(outcomes);
  const accepting = accepted === undefined ? reportLines(outcomes) : [
    label(green, "accepted"),
    `after ${seconds(accepted - sent)}  `,
    ...outcomes.flatMap(decisionPieces),
    "\n",
  ];
  const lines = [
    ...line(bold, "sent", `${new Date(sent).toISOString()}  ${sought.messageId}`),
    ...accepting,
  ];
  if (arrival !== undefined) return [...lines, ...arrivalLines(arrival, sent, columns)];
  if (result.bounce !== undefined) {
    return [
      ...lines,
      ...line(red, "returned", `${seconds(end - sent)} after it was sent`),
      ...returnedLines(result.bounce),
    ];
  }
  if (ended === undefined) return lines;
  const waited = seconds(end - (accepted ?? sent));
  return [...lines, ...line(yellow, "missing", `${NOT_SEEN[ended]} ${waited} after it was sent`)];
}

function arrivalLines(arrival: Arrival, sent: number, columns: number): Piece[] {
  const { place, junk, time, journey, comparison, verdict, verified } = arrival;
  const where = junk ? `in ${place}, the junk mailbox` : `in ${place}`;
  return [
    ...line(junk ? yellow : green, "arrived", `after ${seconds(time - sent)}  ${where}`),
    ...junkLines(arrival),
    ...(isAltered(arrival)
      ? alterationLines(comparison)
      : line(green, "unaltered", "same content as sent")),
    "\n",
    ...apart(verdictLines(verdict, columns)),
    ...wayLines(journey, columns),
    "\n",
    bold("Conclusions\n"),
    ...conclusionLines(comparison, columns),
    ...(verified === undefined ? [] : ["\n", ...verificationLines(verified, columns)]),
  ];
}

/** Who took it for junk, in a line: why follows. */
function junkLines({ taken, junk }: Arrival): Piece[] {
  if (taken === undefined) return [];
  const score = scoreText(taken);
  const by = taken.by === undefined
    ? "nobody says in the header why it is in the junk mailbox"
    : `by ${taken.by}${score === "" ? "" : `, ${score}`}${
      junk ? "" : ", but not in the junk mailbox"
    }`;
  return line(red, "junk", by);
}

function apart(lines: Piece[]): Piece[] {
  return lines.length === 0 ? [] : [...lines, "\n"];
}

/** What was altered in the header, field by field; of the text the conclusions tell. */
function alterationLines({ header }: Comparison): Piece[] {
  const lines = header.flatMap((change) => {
    if (change.fate === "removed") return line(red, "removed", change.sent.name);
    if (change.fate !== "altered") return [];
    const { name, value } = change.received;
    return line(red, "altered", `${name} is now: ${value.trim()}`);
  });
  return lines.length > 0 ? lines : line(red, "altered", "not in the header: see Conclusions");
}

const NOT_SEEN: Readonly<Record<WaitEnd, string>> = {
  "time-out": "not in the mailbox",
  "interrupted": "not seen in the mailbox when you stopped,",
  "mailbox": "not seen in the mailbox, which can no longer be read,",
  "bounced": "not in the mailbox: it came back",
};

function line(style: (text: string) => Piece, name: string, text: string): Piece[] {
  return [label(style, name), `${escapeLine(text)}\n`];
}

function label(style: (text: string) => Piece, name: string): Piece {
  return style(name.padEnd(LABEL_WIDTH + 2));
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(3)} s`;
}

/**
 * What a person can do when the mail has not arrived.
 *
 * @param result How the check ended.
 * @returns A hint in words, or `undefined` if there is nothing to say.
 */
export function checkHint({ ended, sought }: CheckResult): string | undefined {
  if (ended === undefined || ended === "mailbox" || ended === "bounced") return undefined;
  return "It may still arrive: a server may be holding it back (greylisting), or a queue may be long. mua\n" +
    `does not send it again. Look for ${
      sought.token ?? sought.messageId
    }, or wait longer with --wait.`;
}

/**
 * The result as JSON; times that something took are seconds.
 *
 * @param result How the check ended.
 * @param exitCode The exit code.
 * @param problem Why the mailbox could not be looked into to the end, if so.
 * @returns An object for `JSON.stringify`.
 */
export function checkJson(
  result: CheckResult,
  exitCode: ExitCode,
  problem: string | undefined,
): object {
  const { mail, sought, outcomes, sent, accepted, arrival } = result;
  const at = (time: number | undefined): string | null =>
    time === undefined ? null : new Date(time).toISOString();
  const after = (time: number | undefined): number | null =>
    time === undefined || sent === undefined ? null : (time - sent) / 1000;
  return {
    result: resultWord(result),
    messageId: sought.messageId,
    token: sought.token ?? null,
    sent: at(sent),
    accepted: at(accepted),
    acceptedAfter: after(accepted),
    arrived: at(arrival?.time),
    arrivedAfter: after(arrival?.time),
    place: arrival?.place ?? null,
    inJunk: arrival?.junk ?? null,
    junk: junkJson(arrival?.taken),
    hops: arrival?.journey.hops.map(hopJson) ?? null,
    comparison: arrival === undefined ? null : comparisonJson(arrival.comparison),
    ...(arrival?.verified === undefined
      ? {}
      : { verification: verificationJson(arrival.verified) }),
    problem: problem ?? null,
    bounces: result.bounce?.bounces.map(bounceJson) ?? [],
    delivery: reportJson(mail, outcomes),
    exitCode,
  };
}

/** The result in one word, for a program. */
function resultWord({ arrival, outcomes, ended }: CheckResult): string {
  if (ended === "bounced") return "returned";
  if (arrival !== undefined) return isAltered(arrival) ? "altered" : "unaltered";
  return mayArrive(outcomes) ? "missing" : "not-sent";
}
