/**
 * One output of the program, to a terminal, a pipe or a file.
 * @module
 */
import { escapeJson, OctetEscaper } from "./escape.ts";
import type { OutputLane, SlowSink } from "./output_queue.ts";
import { type Pieces, render } from "./style.ts";

/** A file that takes octets, such as `Deno.stdout`. */
export interface Sink {
  /** Writes some of the octets and says how many. */
  writeSync(octets: Uint8Array): number;
  /** The same beside the event loop; without this there is no waiting. */
  write?(octets: Uint8Array): Promise<number>;
  /** Whether a person reads it. */
  isTerminal(): boolean;
}

/** One of the two outputs: writes whole, in order, and survives a reader that has gone. */
export class Stream {
  readonly #sink: Sink;
  readonly #color: boolean;
  readonly #onFailure: (error: unknown) => void;
  readonly #isTerminal: boolean;
  readonly #closing = new AbortController();
  readonly #escaper = new OctetEscaper();
  /** Where there is one, nothing is written synchronously: that would wait for what is written already. */
  #lane: OutputLane | undefined;

  /**
   * @param sink Where it leads.
   * @param color Whether to colour.
   * @param onFailure Told why it cannot be written, unless its reader has gone.
   */
  constructor(sink: Sink, color: boolean, onFailure: (error: unknown) => void) {
    this.#sink = sink;
    this.#color = color;
    this.#onFailure = onFailure;
    this.#isTerminal = sink.isTerminal();
  }

  /** Aborted when nothing can be written any more. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Octets that wait. */
  get waiting(): number {
    return this.#lane?.waiting ?? 0;
  }

  /**
   * From now on what is written waits beside the event loop, if the sink can do that.
   *
   * @param open Makes the lane to a sink.
   */
  queueIn(open: (sink: SlowSink, onFailure: (error: unknown) => void) => OutputLane): void {
    const { write } = this.#sink;
    if (write === undefined) return;
    const sink = { write: (octets: Uint8Array) => write.call(this.#sink, octets) };
    this.#lane ??= open(sink, (error) => this.#fail(error));
  }

  /** How many writes were dropped since this was asked last. */
  takeDropped(): number {
    const dropped = this.#lane?.dropped ?? 0;
    if (this.#lane !== undefined) this.#lane.dropped = 0;
    return dropped;
  }

  /** Done when nothing waits any more. */
  async drained(): Promise<void> {
    await this.#lane?.drained();
  }

  /** Writes texts, escaped. */
  text(pieces: readonly Pieces[]): void {
    this.#write(encoder.encode(this.#escaper.end() + render(pieces, this.#color)));
  }

  /** Writes an object as one line of JSON, {@linkcode versioned}. */
  json(value: object): void {
    this.#write(encoder.encode(escapeJson(JSON.stringify(versioned(value))) + "\n"));
  }

  /** Writes octets of a message: as they are, but escaped where a person reads. */
  octets(octets: Uint8Array): void {
    const plain = this.#lane === undefined ? octets : octets.slice();
    this.#write(this.#isTerminal ? encoder.encode(this.#escaper.push(octets)) : plain);
  }

  #write(octets: Uint8Array): void {
    if (this.#closing.signal.aborted) return;
    if (this.#lane !== undefined) return this.#lane.push(octets);
    try {
      writeWhole(this.#sink, octets);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#closing.abort();
    // A terminal that takes no more is a window that was closed.
    if (!this.#isTerminal && !isReaderGone(error)) this.#onFailure(error);
  }
}

/** The pipes of Node are sockets: one that is closed with octets unread is reset, and not only broken. */
function isReaderGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset;
}

/** The version of the shapes that `docs/schema/` describes. */
const JSON_VERSION = 1;

/**
 * What a program reads, with the version of its shape before it.
 *
 * @param value An object for `JSON.stringify`.
 */
export function versioned(value: object): object {
  return { version: JSON_VERSION, ...value };
}

const encoder = new TextEncoder();

/** How long to wait, in milliseconds, for a pipe that another process has made non-blocking. */
const FULL_PIPE_PAUSE = 1;

/** Writes all octets now: what follows, or the end of the process, must not overtake them. */
function writeWhole(sink: Sink, octets: Uint8Array): void {
  for (let at = 0; at < octets.length;) {
    try {
      at += sink.writeSync(octets.subarray(at));
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_PAUSE);
    }
  }
}
