/**
 * What happens in the inbox, for whoever shows or explains it.
 * @module
 */
import type { DialogueStage } from "./effect.ts";
import type { Head } from "./head.ts";
import type { StoredMessage } from "./store.ts";

/** A client connected. */
export interface OpenedEvent {
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
export interface StoredEvent {
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

/** A connection ended. */
export interface ClosedEvent {
  readonly kind: "closed";
  /** When, in milliseconds of Unix time. */
  readonly time: number;
  /** The connection. */
  readonly connection: number;
}

/** One event. */
export type InboxEvent = OpenedEvent | LineEvent | StoredEvent | ClosedEvent;

/** Takes the events as they happen. */
export type EventSink = (event: InboxEvent) => void;
