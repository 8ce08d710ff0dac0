/**
 * A failure of the session: the dialogue with this host is over.
 * @module
 */
import { type Reply, severity } from "./reply.ts";
import type { Stage } from "./stage.ts";

/**
 * What went wrong with a session:
 * - `connect`: no TCP connection;
 * - `timeout`: the stage's deadline passed;
 * - `closed`: the server closed or reset the connection;
 * - `reply`: the server refused to go on with the session (not a sender, a recipient or a message);
 * - `protocol`: the server said something that is not SMTP or has no meaning here;
 * - `tls`: no TLS connection, or not one that may be used;
 * - `auth`: the server did not accept who we are;
 * - `policy`: we refuse to go on, because of what the server does not offer;
 * - `permission`: this program may not do what was needed;
 * - `message`: the message could not be read to its end;
 * - `interrupted`: the user stopped it.
 */
export type SmtpErrorKind =
  | "connect"
  | "timeout"
  | "closed"
  | "reply"
  | "protocol"
  | "tls"
  | "auth"
  | "policy"
  | "permission"
  | "message"
  | "interrupted";

/** What an {@linkcode SmtpError} is made of, besides its message. */
interface SmtpErrorDetails {
  /** What went wrong. */
  readonly kind: SmtpErrorKind;
  /** Where. */
  readonly stage: Stage;
  /** The server's answer, if it was one that ended the session. */
  readonly reply?: Reply;
  /** What the server has said that is no reply, or not a whole one. */
  readonly received?: readonly string[];
  /** The error underneath. */
  readonly cause?: unknown;
}

/** Kinds that say nothing about the mail itself, so that the same may succeed later. */
const TEMPORARY_KINDS: ReadonlySet<SmtpErrorKind> = new Set(
  ["connect", "timeout", "closed", "tls", "interrupted"] as const,
);

/** A failure of the session with one host. A refusal of a recipient or a message is not an error but an outcome. */
export class SmtpError extends Error {
  override readonly name = "SmtpError";
  /** What went wrong. */
  readonly kind: SmtpErrorKind;
  /** Where. */
  readonly stage: Stage;
  /** The server's answer, if it was one that ended the session. */
  readonly reply: Reply | undefined;
  /**
   * What the server has said that is no reply, or not a whole one, line by line. The one of a wire is whole,
   * secrets and all; that of a session is masked and bounded.
   */
  readonly received: readonly string[];

  /**
   * @param message What happened, in words, without a full stop.
   * @param details The facts that decisions are made on.
   */
  constructor(message: string, details: SmtpErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = details.kind;
    this.stage = details.stage;
    this.reply = details.reply;
    this.received = details.received ?? [];
  }

  /** Whether the server may hold the message all the same: the dot left and no complete answer came (RFC 5321 section 4.5.3.2.6). */
  get maybeDelivered(): boolean {
    return this.stage === "dot";
  }

  /** Whether the same may succeed later. */
  get temporary(): boolean {
    return TEMPORARY_KINDS.has(this.kind) ||
      (this.reply !== undefined && severity(this.reply) === "transient");
  }
}
