/**
 * What became of a mail, as one JSON object for a program. Only who asks for it pays for loading the
 * words of servers that it names reasons by.
 * @module
 */
import type { Reason } from "../../explain/bounce/reason/reason.ts";
import { reasonOfRefusal } from "../../explain/bounce/reason/refusal.ts";
import type { Attempt, Outcome } from "../../smtp/mod.ts";
import { formatEnhancedStatus } from "../../smtp/reply.ts";
import { NO_PORT } from "../../smtp/security.ts";
import type { Queued } from "./queue.ts";
import { outcomeExitCode } from "./report.ts";

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
 * @param queued What is kept in the outbox.
 * @returns An object for `JSON.stringify`.
 */
export function reportJson(
  mail: SentMail,
  outcomes: readonly Outcome[],
  queued?: Queued,
): object {
  const left = outcomes.filter(({ recipient }) => !queued?.recipients.has(recipient));
  return {
    mailFrom: mail.reversePath,
    messageId: mail.messageId ?? null,
    size: mail.size,
    recipients: outcomes.map(outcomeJson),
    queued: queued === undefined
      ? null
      : { id: queued.id, recipients: [...queued.recipients], hasUnknown: queued.hasUnknown },
    exitCode: outcomeExitCode(left),
  };
}

/**
 * What happened to a recipient as JSON.
 *
 * @param outcome What happened.
 */
export function outcomeJson(outcome: Outcome): Readonly<Record<string, unknown>> {
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
    port: host === undefined ? null : portJson(host),
    code: reply?.code ?? null,
    enhanced: reply?.enhanced === undefined ? null : formatEnhancedStatus(reply.enhanced),
    text: (reply?.lines ?? outcome.received)?.join("\n") ?? null,
    explanation,
    tls: host === undefined ? null : securityJson(host),
    attempts: attempts.map((attempt) => ({
      host: attempt.host,
      address: attempt.address ?? null,
      port: portJson(attempt),
      tls: securityJson(attempt),
      error: attempt.error ?? null,
    })),
  };
}

/** A socket has no port. */
function portJson({ port }: Attempt): number | null {
  return port === NO_PORT ? null : port;
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

/**
 * How a connection was secured, for a program.
 *
 * @param attempt The connection.
 */
export function securityJson({ security, policy: demanded }: Attempt): unknown {
  const policy = demanded ?? null;
  if (!security.encrypted) return { encrypted: false, verified: false, problem: null, policy };
  const { verified, problem = null } = security;
  return { encrypted: true, verified, problem, policy };
}
