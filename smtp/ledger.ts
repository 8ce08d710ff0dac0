/**
 * The account of a mail's recipients: who still waits, and how it ended for the others. It outlives the
 * connection, so that a result is never lost with it.
 * @module
 */
import type { Recipient } from "./envelope.ts";
import type { SmtpError, SmtpErrorKind } from "./error.ts";
import type { OutcomeReason, OutcomeStatus, RecipientResult } from "./outcome.ts";
import { formatReply, type Reply, severity } from "./reply.ts";
import { promptOf, type Stage } from "./stage.ts";
import { TlsError } from "./tls_error.ts";

/** A result without the recipient it is for. */
export type Verdict = Omit<RecipientResult, "recipient">;

/** Who waits and who is settled. A recipient is settled once. */
export class Ledger {
  readonly #results = new Map<Recipient, RecipientResult>();
  readonly #order: readonly Recipient[];
  /** Whom the last answer to a message was for, and what it said. */
  #answered: { readonly recipients: readonly Recipient[]; readonly verdict: Verdict } | undefined;

  /** @param recipients The recipients, all waiting. */
  constructor(recipients: readonly Recipient[]) {
    this.#order = recipients;
  }

  /** The recipients without a result, in the order they were given. */
  get waiting(): readonly Recipient[] {
    return this.#order.filter((recipient) => !this.#results.has(recipient));
  }

  /** Whether every recipient has a result. */
  get isSettled(): boolean {
    return this.#order.every((recipient) => this.#results.has(recipient));
  }

  /** The results so far, in the order the recipients were given. */
  get results(): readonly RecipientResult[] {
    return this.#order.flatMap((recipient) => this.#results.get(recipient) ?? []);
  }

  /**
   * Gives recipients their result; those that have one keep it.
   *
   * @param recipients Whom it concerns.
   * @param verdict The result.
   */
  settle(recipients: readonly Recipient[], verdict: Verdict): void {
    for (const recipient of recipients) {
      if (this.#results.has(recipient)) continue;
      this.#results.set(recipient, { recipient: recipient.address, ...verdict });
    }
    if (verdict.stage === "dot") this.#answered = { recipients, verdict };
  }

  /** How many recipients the last message was for, once it was answered; else 0. */
  get answeredFor(): number {
    return this.#answered?.recipients.length ?? 0;
  }

  /**
   * Changes the result of the last message, where more was answered to it after all.
   *
   * @param change Makes the new verdict from the old one and the number of its recipients.
   */
  amend(change: (verdict: Verdict, recipients: number) => Verdict): void {
    if (this.#answered === undefined) return;
    const { recipients, verdict } = this.#answered;
    const changed = change(verdict, recipients.length);
    for (const recipient of recipients) {
      this.#results.set(recipient, { recipient: recipient.address, ...changed });
    }
  }
}

/**
 * The verdict of a server's answer about a sender, a recipient or the message.
 *
 * @param reply The answer, with a code of 2yz, 4yz or 5yz.
 * @param stage What it answers.
 * @returns The verdict.
 */
export function replyVerdict(reply: Reply, stage: Stage): Verdict {
  const explanation = `the server answered ${promptOf(stage)} with ${formatReply(reply)}`;
  switch (severity(reply)) {
    case "positive":
      return { status: "delivered", reason: "accepted", stage, reply, explanation };
    case "transient":
      return { status: "deferred", reason: "temporary", stage, reply, explanation };
    case "permanent": {
      const reason = stage === "rcpt" ? "recipient" : "permanent";
      return { status: "refused", reason, stage, reply, explanation };
    }
    case "intermediate":
      return { status: "refused", reason: "protocol", stage, reply, explanation };
  }
}

/**
 * A refusal of our own, before the server was asked.
 *
 * @param explanation Why, in words.
 * @param stage What would have come next.
 * @returns The verdict.
 */
export function localRefusal(explanation: string, stage: Stage): Verdict {
  return { status: "refused", reason: "permanent", stage, reply: undefined, explanation };
}

const REASONS: Partial<Record<SmtpErrorKind, OutcomeReason>> = {
  protocol: "protocol",
  permission: "permission",
  message: "input",
  interrupted: "interrupted",
};

/**
 * The verdict of a session that failed.
 *
 * @param error The failure.
 * @returns The verdict for everybody who waited on that session.
 */
export function errorVerdict(error: SmtpError): Verdict {
  const { stage, reply, message: explanation } = error;
  const received = error.received.length > 0 ? { received: error.received } : {};
  if (error.maybeDelivered) {
    return { status: "unknown", reason: "unknown", stage, reply, explanation, ...received };
  }
  const status: OutcomeStatus = error.temporary ? "deferred" : "refused";
  const byStatus = status === "deferred" ? "temporary" : "permanent";
  const isAuth = error.kind === "auth" || (error.kind === "policy" && stage === "auth");
  const byAuth = isAuth && status === "refused" ? "authentication" : undefined;
  const reason = byAuth ?? REASONS[error.kind] ?? byStatus;
  const tlsProblem = error instanceof TlsError ? { tlsProblem: error.problem } : {};
  return { status, reason, stage, reply, explanation, ...received, ...tlsProblem };
}
