/**
 * What became of a merge, for a person and for a program.
 * @module
 */
import type { Outcome } from "../../smtp/mod.ts";
import type { HintSetting } from "../send/hints.ts";
import { statusPiece } from "../send/report.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode, exitCodeOfAll } from "../terminal/exit.ts";
import { bold, dim, type Piece } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { MailCounts } from "./journal/state.ts";
import type { Paths } from "./material.ts";
import type { Tally } from "./result.ts";

/** What became of a merge. */
interface Summary {
  /** The files. */
  readonly paths: Paths;
  /** How many mails are in each state, those of earlier runs too. */
  readonly counts: MailCounts;
  /** What became of the recipients. */
  readonly tally: Tally;
  /** Whether the user wanted no more. */
  readonly isInterrupted: boolean;
  /** How long it took, in milliseconds. */
  readonly milliseconds: number;
}

/**
 * The exit code of a merge: that of a mail to all its recipients, 130 if it was interrupted.
 *
 * @param summary What became of it.
 */
export function mergeExitCode({ tally, isInterrupted }: Summary): ExitCode {
  const interrupted = isInterrupted ? [Exit.interrupted] : [];
  return exitCodeOfAll([...tally.exitCodes, ...interrupted]);
}

/**
 * Shows what became of a merge.
 *
 * @param summary What became of it.
 * @param terminal Where to.
 */
export function showSummary(summary: Summary, terminal: Terminal): void {
  const { paths, counts, tally } = summary;
  const { delivered, deferred, refused, unknown, waiting } = counts;
  const width = String(delivered + deferred + refused + unknown + waiting).length;
  const line = (word: Piece, blanks: number, number: number): Piece[] => {
    const isShown = number > 0 || blanks === 0;
    return isShown ? [word, " ".repeat(blanks), `  ${String(number).padStart(width)}\n`] : [];
  };
  const pieces: Piece[] = [
    ...line(statusPiece("delivered"), 0, delivered),
    ...line(statusPiece("deferred"), 1, deferred),
    ...line(statusPiece("refused"), 2, refused),
    ...line(statusPiece("unknown"), 2, unknown),
    ...line(bold("not sent"), 1, waiting),
  ];
  let told = 0;
  for (const { to, status, host, reply, line, others } of tally.samples) {
    told += 1 + others;
    const place = host === "" ? "" : `${escapeLine(host)}  `;
    pieces.push(
      statusPiece(status),
      `  ${escapeLine(to)}${others > 0 ? ` and ${others} more` : ""}  `,
      dim(place),
      `${escapeLine(reply)}  `,
      dim(`(line ${line})`),
      "\n",
    );
  }
  const failed = deferred + refused + unknown;
  const more = failed > told ? "All of them: " : "";
  pieces.push(dim(`${more}${paths.result}`), "\n");
  terminal.out(pieces);
}

/**
 * The result as JSON.
 *
 * @param summary What became of it.
 */
export function summaryJson(summary: Summary): object {
  const { paths, counts, milliseconds } = summary;
  const { delivered, deferred, refused, unknown, waiting: notSent } = counts;
  return {
    send: true,
    mails: delivered + deferred + refused + unknown + notSent,
    delivered,
    deferred,
    refused,
    unknown,
    notSent,
    result: paths.result,
    journal: paths.journal,
    seconds: Math.round(milliseconds) / 1000,
    exitCode: mergeExitCode(summary),
  };
}

/**
 * What a person can do about what is not delivered.
 *
 * @param counts How many mails are in each state.
 * @param failures An outcome of each kind.
 * @param setting How they were sent.
 */
export async function mergeHints(
  { deferred, unknown, waiting }: MailCounts,
  failures: readonly Outcome[],
  setting: HintSetting,
): Promise<string[]> {
  const hints: string[] = [];
  const others = failures.filter(({ reason }) => reason !== "temporary" && reason !== "unknown");
  if (others.length > 0) {
    const { reportHints } = await import("../send/hints.ts");
    for (const hint of reportHints(others, setting)) hints.push(hint);
  }
  if (deferred + waiting > 0) hints.push("To go on with what is not sent: the same command again");
  if (unknown > 0) {
    hints.push(
      "The unknown ones may have arrived. To send them again, which some may get twice:\n" +
        "the same command with --retry-unknown",
    );
  }
  return hints;
}
