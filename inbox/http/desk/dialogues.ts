/**
 * The dialogue that each mail came in, as long as there is room for it.
 * @module
 */
import type { InboxEvent, LineEvent } from "../../serve/event.ts";
import { WeightedCache } from "./weighted_cache.ts";

/** A line of a dialogue. */
export type DialogueLine = Omit<LineEvent, "kind" | "connection">;

/** A dialogue. */
export interface Dialogue {
  /** The connection: 1 is the first. */
  readonly connection: number;
  /** The address of the client, as an address literal. */
  readonly peer: string;
  /** Its lines: those before the first mail, and those of the mail, without the lines of the message. */
  readonly lines: readonly DialogueLine[];
  /** Lines that were too many to be kept. */
  readonly omitted: number;
}

/** Lines of one dialogue that are kept, and characters of one line. */
const MAX_LINES = 500;
const MAX_LENGTH = 1_000;

/** Characters of all dialogues together, and what a line takes besides its text. */
const MAX_WEIGHT = 16 * 1024 * 1024;
const LINE_WEIGHT = 60;

/** A connection that is open. */
interface Open {
  readonly peer: string;
  /** What was said before the first mail: it belongs to all of them. */
  readonly beginning: DialogueLine[];
  /** What was said since the last mail. */
  lines: DialogueLine[];
  omitted: number;
  /** Whether a mail was begun: the beginning is over. */
  hasBegun: boolean;
  /** The mail that was stored last, whose answer is yet to come. */
  stored: number | undefined;
}

/** Keeps the dialogues of mails. */
export class Dialogues {
  readonly #open = new Map<number, Open>();
  readonly #kept = new WeightedCache<Dialogue>(MAX_WEIGHT);

  /**
   * The dialogue of a mail.
   *
   * @param number The mail.
   * @returns The dialogue; `undefined` if it is not known any more.
   */
  get(number: number): Dialogue | undefined {
    return this.#kept.get(number);
  }

  /**
   * Follows what happens.
   *
   * @param event What happened.
   */
  take(event: InboxEvent): void {
    if (event.kind === "opened") this.#open.set(event.connection, opened(event.peer));
    if (event.kind === "notice") return;
    const open = this.#open.get(event.connection);
    if (open === undefined) return;
    if (event.kind === "line") this.#hear(event, open);
    if (event.kind === "stored") open.stored = event.message.number;
    if (event.kind === "closed") {
      this.#finish(event.connection, open);
      this.#open.delete(event.connection);
    }
  }

  #hear({ kind: _, connection, ...line }: LineEvent, open: Open): void {
    // The lines of the message itself are in the message.
    if (line.stage === "body" && line.speaker === "client") return;
    if (line.speaker === "client" && open.stored !== undefined) this.#finish(connection, open);
    if (line.stage === "mail") open.hasBegun = true;
    const lines = open.hasBegun ? open.lines : open.beginning;
    if (lines.length >= MAX_LINES) open.omitted++;
    else lines.push({ ...line, text: line.text.slice(0, MAX_LENGTH) });
    // The connection may stay open for long.
    if (line.speaker === "server" && open.stored !== undefined) this.#finish(connection, open);
  }

  /** The answer to the mail was heard, or never will be. */
  #finish(connection: number, open: Open): void {
    const { stored, peer, beginning, omitted } = open;
    if (stored === undefined) return;
    const lines = [...beginning, ...open.lines];
    const weight = lines.reduce((sum, { text }) => sum + text.length + LINE_WEIGHT, 0);
    this.#kept.set(stored, { connection, peer, lines, omitted }, weight);
    open.stored = undefined;
    open.lines = [];
    open.omitted = 0;
  }
}

function opened(peer: string): Open {
  return { peer, beginning: [], lines: [], omitted: 0, hasBegun: false, stored: undefined };
}
