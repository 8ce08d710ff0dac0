/**
 * What the dialogue asks of whoever carries it: the dialogue decides what to say, and this says it.
 * A test carries it over bytes in memory; {@linkcode Session} of session.ts over a connection.
 * @module
 */
import type { Command } from "./command.ts";
import type { MessageSource } from "./envelope.ts";
import type { Reply } from "./reply.ts";
import type { Stage } from "./stage.ts";

/** Commands and replies, and nothing else: all that AUTH needs (RFC 4954). */
export interface CommandExchange {
  /**
   * Sends commands in one piece.
   *
   * @throws {SmtpError} If the connection fails.
   */
  send(commands: readonly Command[]): Promise<void>;
  /**
   * The server's next reply.
   *
   * @throws {SmtpError} If the connection fails, the deadline of the stage passes, or it is no reply.
   */
  receive(stage: Stage): Promise<Reply>;
  /** Whether the server has said more than it was asked. */
  readonly unread: boolean;
}

/** What belongs to the end of a message. */
export interface MessageEnd {
  /** Called right before the end of the message leaves; where it throws, that does not leave. */
  readonly before: () => void | Promise<void>;
  /** Commands that leave together with the dot (RFC 2920 section 3.1). */
  readonly behind?: readonly Command[];
}

/** The two ends of a dialogue, seen from the client. */
export interface Conversation extends CommandExchange {
  /**
   * Shows what the server has said more than it was asked, without reading a reply in it.
   *
   * @returns The lines, secrets masked.
   */
  showUnread(stage: Stage): readonly string[];
  /**
   * The server's next reply, if it is here already: the same as {@linkcode CommandExchange.receive}, at once.
   *
   * @returns The reply, or `undefined` while it is not here whole.
   * @throws {SmtpError} If it is no reply.
   */
  received(stage: Stage): Reply | undefined;
  /** Tells the transcript something about the dialogue. */
  note(stage: Stage, text: string): void;
  /**
   * Sends the message as mail data, up to and with the final dot (RFC 5321 section 4.1.1.4).
   *
   * @param end What belongs to the dot.
   * @returns A reply that came before the dot was sent: then the dot was not sent, and will not be.
   * @throws {SmtpError} If the connection fails or the message cannot be read. The stage is `body` if the
   * dot certainly did not leave, else `dot`.
   */
  sendMessage(message: MessageSource, end: MessageEnd): Promise<Reply | undefined>;
  /**
   * The octets of the message. A piece may be overwritten once the next is asked for.
   *
   * @throws {SmtpError} While reading, if the message cannot be read; the connection is then closed.
   */
  read(message: MessageSource): AsyncIterable<Uint8Array>;
  /**
   * Sends a chunk of the message with BDAT (RFC 3030 section 2): exactly these octets.
   *
   * @returns A reply that came before the chunk was sent: then it was not sent whole, and will not be.
   * @throws {SmtpError} If the connection fails. The stage is `body` if the message certainly did not
   * leave whole, else `dot`.
   */
  sendChunk(octets: Uint8Array, isLast: boolean): Promise<Reply | undefined>;
  /** Sends the lone dot that ends mail data without a message (RFC 2920 section 3.1). */
  sendLoneDot(): Promise<void>;
  /**
   * Encrypts the connection, now.
   *
   * @throws {SmtpError} If that fails, or the server is not who it should be.
   */
  startTls(): Promise<void>;
}
