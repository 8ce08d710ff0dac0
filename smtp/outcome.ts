/**
 * What happened to a recipient: a refusal is data, not an error.
 * @module
 */
import type { Reply } from "./reply.ts";
import type { PolicyName, Security } from "./security.ts";
import type { Stage } from "./stage.ts";
import type { TlsProblem } from "./tls_error.ts";

/**
 * How it ended for a recipient:
 * - `delivered`: the server has taken the responsibility (RFC 5321 section 4.2.5);
 * - `deferred`: not delivered, the same may succeed later;
 * - `refused`: not delivered, the same will fail again;
 * - `unknown`: the final dot was sent and no complete answer came; a copy may be out.
 */
export type OutcomeStatus = "delivered" | "deferred" | "refused" | "unknown";

/**
 * What a result rests on, for the exit code:
 * - `accepted`, `temporary`, `unknown`: as the status says;
 * - `recipient`: this recipient was refused for good;
 * - `no-host`: no such host, or a domain that takes no mail;
 * - `permanent`: another refusal for good;
 * - `protocol`: the server did not speak SMTP;
 * - `authentication`: who we are was not accepted;
 * - `permission`: this program may not do what was needed;
 * - `input`: the message could not be read to its end;
 * - `interrupted`: the user stopped it.
 */
export type OutcomeReason =
  | "accepted"
  | "temporary"
  | "unknown"
  | "recipient"
  | "no-host"
  | "permanent"
  | "protocol"
  | "authentication"
  | "permission"
  | "input"
  | "interrupted";

/** The result of one recipient at one host. */
export interface RecipientResult {
  /** The mailbox as it was written in RCPT TO. */
  readonly recipient: string;
  /** How it ended. */
  readonly status: OutcomeStatus;
  /** What that rests on. */
  readonly reason: OutcomeReason;
  /** The stage that decided it. */
  readonly stage: Stage;
  /** The server's answer, if one decided it. */
  readonly reply: Reply | undefined;
  /** What the server has said in place of an answer that can be understood. */
  readonly received?: readonly string[];
  /** Answers to the message behind the first one, as a server of LMTP gives them. */
  readonly further?: readonly Reply[];
  /** What happened, in our words where there is no answer of the server. */
  readonly explanation: string;
  /** What was wrong with TLS, if that decided it. */
  readonly tlsProblem?: TlsProblem;
}

/** A host that was tried, and how that ended if it ended badly. */
export interface Attempt {
  /** The name of the exchanger or server. */
  readonly host: string;
  /** Its address, once there was a connection to one. */
  readonly address: string | undefined;
  /** The port. */
  readonly port: number;
  /** How the connection was secured. */
  readonly security: Security;
  /** Who demanded TLS besides the user, if anybody. */
  readonly policy: PolicyName | undefined;
  /** Why this host did not get the mail; `undefined` for the one that answered. */
  readonly error: string | undefined;
}

/** The final result of one recipient. */
export interface Outcome extends RecipientResult {
  /** The hosts that were tried, in order. Empty if no host was found. */
  readonly attempts: readonly Attempt[];
  /** The one of them that decided; `undefined` if no host was found. */
  readonly decidedBy: Attempt | undefined;
}
