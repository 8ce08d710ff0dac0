/**
 * What became of a mail: a line a recipient for a person, one JSON object for a program, and an exit
 * code for a script.
 * @module
 */
import type { Verdict } from "../../smtp/ledger.ts";
import type { Attempt, Outcome, OutcomeReason, OutcomeStatus } from "../../smtp/mod.ts";
import { formatEnhancedStatus, formatReply } from "../../smtp/reply.ts";
import type { Reason } from "../../explain/bounce/reason/reason.ts";
import { reasonOfRefusal } from "../../explain/bounce/reason/refusal.ts";
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
export function exitCodeOf(verdict: Verdict): ExitCode {
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
 * The result as lines: status, recipient, host, and the server's words or ours.
 *
 * @param outcomes What happened to each recipient.
 * @returns A line a recipient.
 */
export function reportLines(outcomes: readonly Outcome[]): Piece[] {
  const width = outcomes.reduce(
    (most, { recipient }) => Math.max(most, escapeLine(recipient).length),
    0,
  );
  return outcomes.flatMap((outcome) => [
    STATUS_STYLES[outcome.status](outcome.status.padEnd(STATUS_WIDTH)),
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
  const address = host.address === undefined ? "" : ` [${host.address}]`;
  return [dim(`${escapeLine(host.host)}${address}`), "  "];
}

function words(outcome: Outcome): string {
  return outcome.reply === undefined ? outcome.explanation : formatReply(outcome.reply);
}

/** What is known of the mail besides its recipients. */
export interface SentMail {
  /** The reverse-path without angle brackets. */
  readonly reversePath: string;
  /** The Message-ID with its angle brackets, if the message has one. */
  readonly messageId: string | undefined;
  /** Octets of the message. */
  readonly size: number;
}

/**
 * The result as JSON.
 *
 * @param mail The mail.
 * @param outcomes What happened to each recipient.
 * @returns An object for `JSON.stringify`.
 */
export function reportJson(mail: SentMail, outcomes: readonly Outcome[]): object {
  return {
    mailFrom: mail.reversePath,
    messageId: mail.messageId ?? null,
    size: mail.size,
    recipients: outcomes.map(outcomeJson),
    exitCode: outcomeExitCode(outcomes),
  };
}

function outcomeJson(outcome: Outcome): unknown {
  const { recipient, status, reason, stage, reply, explanation, attempts, decidedBy: host } =
    outcome;
  return {
    recipient,
    status,
    reason,
    bounceReason: bounceReason(outcome),
    stage,
    host: host?.host ?? null,
    address: host?.address ?? null,
    port: host?.port ?? null,
    code: reply?.code ?? null,
    enhanced: reply?.enhanced === undefined ? null : formatEnhancedStatus(reply.enhanced),
    text: (reply?.lines ?? outcome.received)?.join("\n") ?? null,
    explanation,
    tls: host === undefined ? null : securityJson(host),
    attempts: attempts.map((attempt) => ({
      host: attempt.host,
      address: attempt.address ?? null,
      port: attempt.port,
      tls: securityJson(attempt),
      error: attempt.error ?? null,
    })),
  };
}

/** Why a server refused, in the word that `mua explain` has for it in a bounce. */
function bounceReason({ status, reason, stage, reply, explanation }: Outcome): Reason | null {
  if (reply !== undefined && reply.code >= 400) {
    const enhanced = reply.enhanced === undefined
      ? undefined
      : formatEnhancedStatus(reply.enhanced);
    return reasonOfRefusal({ code: reply.code, enhanced, text: reply.lines.join(" ") }, stage);
  }
  if (status !== "refused" || reason !== "no-host") return null;
  return /null MX/.test(explanation) ? "notaccept" : "hostunknown";
}

function securityJson({ security, policy: demanded }: Attempt): unknown {
  const policy = demanded ?? null;
  if (!security.encrypted) return { encrypted: false, verified: false, problem: null, policy };
  const { verified, problem = null } = security;
  return { encrypted: true, verified, problem, policy };
}
