/**
 * One message on its way into the store, however it comes: by DATA or in chunks. A transaction ends with
 * it, whatever becomes of the message (RFC 5321 section 4.1.1.4).
 * @module
 */
import type { EnvelopeRecord } from "../message/file/envelope_record.ts";
import { count } from "../message/inspect/sentence.ts";
import { BodyLog } from "../smtp/connection/body_log.ts";
import type { Conversation } from "./conversation.ts";
import type { DialoguePart } from "./effect.ts";
import { MESSAGE_TOO_LARGE } from "./extensions.ts";
import { reply, type ServerReply } from "./reply.ts";
import { formatTrace, protocolOf } from "./trace.ts";
import type { SessionSettings, SessionState, Transaction } from "./transaction.ts";

/** The other side of the connection, and what tells one message from another. */
export interface Circumstances {
  /** The address of the client, as an address literal. */
  readonly peer: string;
  /** The port of the client. */
  readonly peerPort: number;
  /** The time now. */
  readonly clock: () => Date;
  /** A new name for a message, of letters and digits. */
  readonly newId: () => string;
  /** Whether the lines of messages are left out of what is shown. */
  readonly hidesBodies?: boolean | undefined;
}

const CANNOT_STORE = reply(451, "4.3.0", "Cannot store the message now");

const encoder = new TextEncoder();

/** A message on its way. */
export class Incoming {
  readonly #conversation: Conversation;
  readonly #settings: SessionSettings & Circumstances;
  readonly #transaction: Transaction;
  readonly #envelope: EnvelopeRecord;
  readonly #trace: string;
  readonly #log = new BodyLog();
  #octets = 0;
  #isStoring = false;
  #refusal: ServerReply | undefined;

  /**
   * @param conversation The dialogue.
   * @param settings What the session knows.
   * @param transaction Whose message it is.
   * @param state What the session remembers of the client.
   */
  constructor(
    conversation: Conversation,
    settings: SessionSettings & Circumstances,
    transaction: Transaction,
    state: SessionState,
  ) {
    this.#conversation = conversation;
    this.#settings = settings;
    this.#transaction = transaction;
    const time = settings.clock();
    this.#trace = this.#formatTrace(state, time);
    this.#envelope = this.#record(state, time);
  }

  /**
   * Begins to store it.
   *
   * @returns The refusal, if that cannot be done.
   */
  *begin(): DialoguePart<ServerReply | undefined> {
    const octets = encoder.encode(this.#trace);
    const begun = yield { kind: "begin", octets, envelope: this.#envelope };
    this.#isStoring = begun.kind !== "failed";
    if (!this.#isStoring) this.#refusal = CANNOT_STORE;
    return this.#refusal;
  }

  /**
   * Takes the next octets of its content.
   *
   * @param content The octets.
   * @returns Why it is not kept, if it is not.
   */
  *take(content: Uint8Array): DialoguePart<ServerReply | undefined> {
    if (this.#octets === 0 && content.length > 0) yield* this.#conversation.ask("body");
    this.#octets += content.length;
    if (!this.#settings.hidesBodies) {
      for (const text of this.#log.push(content)) yield { kind: "hear", stage: "body", text };
    }
    if (this.#octets > this.#settings.limits.messageOctets) {
      yield* this.abandon();
      this.#refusal ??= MESSAGE_TOO_LARGE;
    }
    if (this.#isStoring && content.length > 0) {
      const written = yield { kind: "write", octets: content };
      this.#isStoring = written.kind !== "failed";
      if (!this.#isStoring) this.#refusal = CANNOT_STORE;
    }
    return this.#refusal;
  }

  /** Says how much of it was not shown. */
  *showHidden(): DialoguePart<void> {
    const { hidden } = this.#log;
    if (hidden === 0) return;
    const text = `${
      count(hidden, "more octet of the message is", "more octets of the message are")
    } not shown`;
    yield { kind: "note", stage: "body", text };
  }

  /** Keeps it, now that it is whole, and gives the answer. */
  *finish(): DialoguePart<ServerReply> {
    const refusal = this.#refusal ?? (yield* this.#conversation.ask("dot"));
    if (refusal !== undefined) {
      yield* this.abandon();
      return refusal;
    }
    const stored = yield { kind: "commit", envelope: this.#envelope };
    this.#isStoring = false;
    if (stored.kind !== "stored") return CANNOT_STORE;
    this.#conversation.forgive();
    return reply(250, "2.0.0", `Stored as message ${stored.number}`);
  }

  /** Forgets it. */
  *abandon(): DialoguePart<void> {
    if (!this.#isStoring) return;
    this.#isStoring = false;
    yield { kind: "abandon" };
  }

  #formatTrace(state: SessionState, time: Date): string {
    const { client, reversePath, recipients, utf8 } = this.#transaction;
    const { peer, hostName, newId } = this.#settings;
    return formatTrace({
      reversePath,
      recipients: recipients.map(({ path }) => path),
      clientName: client.name,
      peer,
      hostName,
      protocol: protocolOf({
        extended: client.extended,
        utf8,
        encrypted: state.encrypted,
        authenticated: state.user !== undefined,
      }),
      id: newId(),
      time,
    });
  }

  #record({ encrypted, user }: SessionState, time: Date): EnvelopeRecord {
    const { client, reversePath, parameters, recipients } = this.#transaction;
    const { peer, peerPort } = this.#settings;
    const rcptParameters = recipients.map((recipient) => recipient.parameters);
    return {
      version: 1,
      mailFrom: reversePath,
      rcptTo: recipients.map(({ path }) => path),
      ...(parameters.length === 0 ? {} : { mailParameters: parameters }),
      ...(rcptParameters.every((each) => each.length === 0) ? {} : { rcptParameters }),
      ehlo: client.name,
      peer: `${peer}:${peerPort}`,
      encrypted,
      ...(user === undefined ? {} : { user }),
      time: time.toISOString(),
    };
  }
}
