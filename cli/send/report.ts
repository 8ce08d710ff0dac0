/**
 * What became of a mail: a line a recipient for a person, and an exit code for a script.
 * @module
 */
import type { Verdict } from "../../smtp/ledger.ts";
import type { Attempt, Outcome, OutcomeReason, OutcomeStatus } from "../../smtp/mod.ts";
import { formatReply } from "../../smtp/reply.ts";
import { NO_PORT } from "../../smtp/security.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode, exitCodeOfAll } from "../terminal/exit.ts";
import { bold, dim, green, type Piece, red, yellow } from "../terminal/style.ts";

const EXIT_CODES: Readonly<Record<OutcomeReason, ExitCode>> = {
  "accepted": Exit.ok,
  "temporary": Exit.temporary,
  "unknown": Exit.unknown,
  "recipient": Exit.recipientRefused,
  "no-host": Exit.noHost,
  "permanent": Exit.refused,
  "protocol": Exit.protocol,
  "authentication": Exit.authentication,
  "permission": Exit.configuration,
  "input": Exit.io,
  "interrupted": Exit.interrupted,
};

/**
 * The exit code of a single result.
 *
 * @param verdict The result.
 * @returns What the table of exit codes says.
 */
export function exitCodeOf(verdict: Pick<Verdict, "reason">): ExitCode {
  return EXIT_CODES[verdict.reason];
}

/**
 * The exit code of a mail.
 *
 * @param outcomes What happened to each recipient.
 * @returns 0 if all are delivered, else what the table of exit codes says.
 */
export function outcomeExitCode(outcomes: readonly Outcome[]): ExitCode {
  return exitCodeOfAll(outcomes.map(exitCodeOf));
}

const STATUS_STYLES: Readonly<Record<OutcomeStatus, (text: string) => Piece>> = {
  delivered: (text) => bold(green(text)),
  deferred: (text) => bold(yellow(text)),
  refused: (text) => bold(red(text)),
  unknown: (text) => bold(yellow(text)),
};

/** Columns of the longest status. */
const STATUS_WIDTH = "delivered".length;

/**
 * A word of how it ended, in its colour.
 *
 * @param status How it ended.
 * @param text What is written; the word itself by default.
 */
export function statusPiece(status: OutcomeStatus, text: string = status): Piece {
  return STATUS_STYLES[status](text);
}

/**
 * The result as lines: status, recipient, host, and the server's words or ours.
 *
 * @param outcomes What happened to each recipient.
 * @param queued Those that the mail is kept for.
 * @returns A line a recipient.
 */
export function reportLines(
  outcomes: readonly Outcome[],
  queued: ReadonlySet<string> = new Set(),
): Piece[] {
  const width = outcomes.reduce(
    (most, { recipient }) => Math.max(most, escapeLine(recipient).length),
    0,
  );
  return outcomes.flatMap((outcome) => [
    statusPiece(
      outcome.status,
      (queued.has(outcome.recipient) ? "queued" : outcome.status).padEnd(STATUS_WIDTH),
    ),
    `  ${escapeLine(outcome.recipient).padEnd(width)}  `,
    ...decisionPieces(outcome),
    "\n",
  ]);
}

/**
 * The host that decided on a recipient, and its words or ours.
 *
 * @param outcome What happened to the recipient.
 */
export function decisionPieces(outcome: Outcome): Piece[] {
  return [...hostPieces(outcome), escapeLine(words(outcome))];
}

function hostPieces(outcome: Outcome): Piece[] {
  const host = outcome.decidedBy;
  if (host === undefined) return [];
  const isSocket = host.port === NO_PORT;
  const address = host.address === undefined || isSocket ? "" : ` [${host.address}]`;
  return [dim(`${escapeLine(host.host)}${address}`), "  "];
}

function words(outcome: Outcome): string {
  return outcome.reply === undefined ? outcome.explanation : formatReply(outcome.reply);
}

/**
 * Delivered by one answer, to no host that could not be verified: beyond its line there is nothing to be
 * said about it.
 *
 * @param outcome What happened to a recipient.
 */
export function isPlainSuccess({ status, decidedBy, further }: Outcome): boolean {
  return status === "delivered" && further === undefined && !isUnverified(decidedBy);
}

/** Whether a mail went over TLS to a host that nobody knows. */
export function isUnverified(attempt: Attempt | undefined): boolean {
  return attempt !== undefined && attempt.security.encrypted && !attempt.security.verified;
}
