/**
 * What the dialogue of the inbox asks of whoever carries it. The dialogue decides what to say and
 * what becomes of a message; a connection and a store, or a test with bytes in memory, do it.
 * @module
 */
import type { EnvelopeRecord } from "../message/file/envelope_record.ts";
import type { Stage } from "../smtp/mod.ts";
import type { ServerReply } from "./reply.ts";

/** What a line of the dialogue belongs to; `other` is every command that no mail needs. */
export type DialogueStage = Stage | "other";

/** One thing to do. */
export type Effect =
  /** Ask whether the next step may be taken: a script of faults can stand against it. `subject` is what it is about, such as the path of RCPT. */
  | { readonly kind: "ask"; readonly stage: DialogueStage; readonly subject: string }
  /** Send a reply; it may wait until the next `read`, so that replies to pipelined commands leave together (RFC 2920 section 3.2). */
  | {
    readonly kind: "say";
    readonly stage: DialogueStage;
    readonly reply: ServerReply;
    /** The rule of the script of faults that gave the reply. */
    readonly rule?: string | undefined;
  }
  /** Send a text as it is, and show `lines` as what was said. Only a script of faults speaks like this. */
  | {
    readonly kind: "send";
    readonly stage: DialogueStage;
    readonly text: string;
    readonly lines: readonly string[];
  }
  /** Wait, when all that was said has been sent. */
  | { readonly kind: "pause"; readonly milliseconds: number }
  /** Make TLS of the connection, when all that was said has been sent (RFC 3207 section 4). */
  | { readonly kind: "secure" }
  /** Show a line that the client sent. Nothing else is done with it. */
  | { readonly kind: "hear"; readonly stage: DialogueStage; readonly text: string }
  /** Show a remark. */
  | { readonly kind: "note"; readonly stage: DialogueStage; readonly text: string }
  /** Read more octets. When `renew` is false, the time that a command may take goes on. */
  | { readonly kind: "read"; readonly renew: boolean }
  /** Begin to store a message with these octets. */
  | { readonly kind: "begin"; readonly octets: Uint8Array; readonly envelope: EnvelopeRecord }
  /** Store more octets of the message. They are a view of what was read. */
  | { readonly kind: "write"; readonly octets: Uint8Array }
  /** Keep the message. */
  | { readonly kind: "commit"; readonly envelope: EnvelopeRecord }
  /** Forget the message that was begun. */
  | { readonly kind: "abandon" };

/** How it went. */
export type Answer =
  /** Done; to `ask`: it may. */
  | { readonly kind: "done" }
  /** To `ask`: it may not, and this is to be said in place of it. */
  | { readonly kind: "refuse"; readonly reply: ServerReply }
  /** To `begin`, `write` and `commit`: it cannot be stored, and what was begun is forgotten. To `secure`: there is no TLS, and the connection has ended. */
  | { readonly kind: "failed" }
  /** To `commit`: the number that the message has in the store. */
  | { readonly kind: "stored"; readonly number: number }
  /** To `read`: octets, at least one. They are overwritten by the next `read`. */
  | { readonly kind: "octets"; readonly octets: Uint8Array }
  /** To `read`: the client ended or broke the connection. */
  | { readonly kind: "ended" }
  /** To `read`: the client said nothing for too long. */
  | { readonly kind: "idle" }
  /** To `read`: the inbox is being stopped. */
  | { readonly kind: "stopping" };

/** Done. */
export const DONE: Answer = { kind: "done" };

/** It cannot be done. */
export const FAILED: Answer = { kind: "failed" };

/** A dialogue: it yields what to do, is told how it went, and returns when the connection is to be closed. */
export type Dialogue = Generator<Effect, void, Answer>;

/** A part of a dialogue that comes to a result. */
export type DialoguePart<T> = Generator<Effect, T, Answer>;
