/**
 * What happened on a connection, one event a line, for whoever wants to show or keep it.
 * @module
 */
import type { Stage } from "../stage.ts";

/** Who spoke: we, the server, or mua itself about what it does (`note`) and what went wrong (`failure`). */
export type Speaker = "client" | "server" | "note" | "failure";

/** One line of a dialogue. */
export interface TranscriptEvent {
  /** When, in milliseconds of Unix time. */
  readonly time: number;
  /** Who spoke. */
  readonly speaker: Speaker;
  /** What the line belongs to. */
  readonly stage: Stage;
  /** The line without its end, secrets masked. What the server said is not escaped. */
  readonly text: string;
  /** Whether the line went through TLS. */
  readonly encrypted: boolean;
  /** Of a server's line: the code of its reply. */
  readonly code?: number;
}

/** Takes the events of a transcript as they happen. */
export type TranscriptSink = (event: TranscriptEvent) => void;
