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

/** Octets of all dialogues together, and what a line takes besides its text, about. */
const MAX_WEIGHT = 8 * 1024 * 1024;
const LINE_WEIGHT = 200;

/** A dialogue that is kept. */
type Kept = Omit<Dialogue, "lines"> & { readonly lines: readonly LineEvent[] };

/** A connection that is open. */
interface Open {
  readonly peer: string;
  /** What was said before the first mail: it belongs to all of them. */
  readonly beginning: LineEvent[];
  /** What was said since the last mail. */
  lines: LineEvent[];
  omitted: number;
  /** Whether a mail was begun: the beginning is over. */
  hasBegun: boolean;
  /** The mail that was stored last, whose answer is yet to come. */
  stored: number | undefined;
}

/** Keeps the dialogues of mails. */
export class Dialogues {
  readonly #open = new Map<number, Open>();
  readonly #kept = new WeightedCache<Kept>(MAX_WEIGHT);

  /**
   * The dialogue of a mail.
   *
   * @param number The mail.
   * @returns The dialogue; `undefined` if it is not known any more.
   */
  get(number: number): Dialogue | undefined {
    const kept = this.#kept.get(number);
    return kept && { ...kept, lines: kept.lines.map(lineOf) };
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

  /** Events are kept as they are: there are many, and few are looked at. */
  #hear(line: LineEvent, open: Open): void {
    const { speaker, stage, connection } = line;
    // The lines of the message itself are in the message.
    if (stage === "body" && speaker === "client") return;
    if (speaker === "client" && open.stored !== undefined) this.#finish(connection, open);
    if (stage === "mail") open.hasBegun = true;
    const lines = open.hasBegun ? open.lines : open.beginning;
    if (lines.length >= MAX_LINES) open.omitted++;
    else lines.push(line.text.length > MAX_LENGTH ? shortened(line) : line);
    // The connection may stay open for long.
    if (speaker === "server" && open.stored !== undefined) this.#finish(connection, open);
  }

  /** The answer to the mail was heard, or never will be. */
  #finish(connection: number, open: Open): void {
    const { stored, peer, beginning, omitted } = open;
    if (stored === undefined) return;
    const lines = beginning.concat(open.lines);
    let weight = 0;
    for (const { text } of lines) weight += text.length + LINE_WEIGHT;
    this.#kept.set(stored, { connection, peer, lines, omitted }, weight);
    open.stored = undefined;
    open.lines = [];
    open.omitted = 0;
  }
}

function shortened(line: LineEvent): LineEvent {
  return { ...line, text: line.text.slice(0, MAX_LENGTH) };
}

function lineOf({ time, speaker, stage, text, encrypted, code }: LineEvent): DialogueLine {
  const line = { time, speaker, stage, text, encrypted };
  return code === undefined ? line : { ...line, code };
}

function opened(peer: string): Open {
  return { peer, beginning: [], lines: [], omitted: 0, hasBegun: false, stored: undefined };
}
