/**
 * What happens in the inbox, for whoever shows or explains it.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import type { DialogueStage } from "../effect.ts";
import type { Head } from "../store/head.ts";
import type { StoredMessage } from "../store/store.ts";

/** A client connected. */
interface OpenedEvent {
  readonly kind: "opened";
  /** When, in milliseconds of Unix time. */
  readonly time: number;
  /** The connection: 1 is the first. */
  readonly connection: number;
  /** The address of the client, as an address literal. */
  readonly peer: string;
}

/** A line of a dialogue. */
export interface LineEvent {
  readonly kind: "line";
  /** When, in milliseconds of Unix time. */
  readonly time: number;
  /** The connection. */
  readonly connection: number;
  /** Who spoke: the client, the inbox as its server, or the inbox about what it saw. */
  readonly speaker: "client" | "server" | "note";
  /** What the line belongs to. */
  readonly stage: DialogueStage;
  /** The line without its end, secrets masked. What the client said is not escaped. */
  readonly text: string;
  /** Whether it went through TLS. */
  readonly encrypted: boolean;
  /** Of a server's line: the code of its reply. */
  readonly code?: number;
}

/** A message was stored. */
interface StoredEvent {
  readonly kind: "stored";
  /** When, in milliseconds of Unix time. */
  readonly time: number;
  /** The connection. */
  readonly connection: number;
  /** The message. */
  readonly message: StoredMessage;
  /** Its header. */
  readonly head: Head;
}

/** A command, a message or a client was refused. */
export interface RefusedEvent {
  readonly kind: "refused";
  /** When, in milliseconds of Unix time. */
  readonly time: number;
  /** The connection. */
  readonly connection: number;
  /** What was refused: `mail`, `rcpt`, `dot`, `auth` and so on. */
  readonly stage: DialogueStage;
  /** The command, secrets masked and not escaped; absent when the refusal answers none. */
  readonly command: string | undefined;
  /** The envelope of the message that was on its way, if one was. */
  readonly envelope: EnvelopeRecord | undefined;
  /** The code of the reply; a handshake that fails has none. */
  readonly code: number | undefined;
  /** The reply as one line. */
  readonly text: string;
  /** The rule of a script of faults that refused; absent when the inbox did. */
  readonly rule: string | undefined;
  /** What the system said, where that is why: the client is not told. */
  readonly reason: string | undefined;
  /** Whether the connection was under TLS. */
  readonly encrypted: boolean;
}

/** Something about the inbox itself that its user has to know: it waits, or cannot go on as it should. */
export interface NoticeEvent {
  readonly kind: "notice";
  /** When, in milliseconds of Unix time. */
  readonly time: number;
  /** What it is, for a person. */
  readonly text: string;
}

/** A connection ended. */
interface ClosedEvent {
  readonly kind: "closed";
  /** When, in milliseconds of Unix time. */
  readonly time: number;
  /** The connection. */
  readonly connection: number;
}

/** One event. */
export type InboxEvent =
  | OpenedEvent
  | LineEvent
  | StoredEvent
  | RefusedEvent
  | NoticeEvent
  | ClosedEvent;

/** Takes the events as they happen. */
export type EventSink = (event: InboxEvent) => void;
