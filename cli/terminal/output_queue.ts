/**
 * Output that waits beside the event loop: a program that does not read the pipe that it opened stops
 * neither the work nor the signals. What waits is bounded.
 * @module
 */
import { startTimer } from "../../clock/timer.ts";

import { concatenate } from "../../message/encoding/octets.ts";

/** A file that takes octets in its own time, such as `Deno.stdout`. */
export interface SlowSink {
  /** Writes some of the octets and says how many. */
  write(octets: Uint8Array): Promise<number>;
}

/** Octets that wait for one sink at most; what comes beyond that is dropped. */
export const MAX_WAITING_OCTETS = 8 * 1024 * 1024;

/** Octets that are enough for one write. */
const WRITE_OCTETS = 64 * 1024;

/** Milliseconds that one sink keeps the others waiting for the sake of the order between them. */
const ORDER_PATIENCE = 100;

/** Milliseconds before the next try where another process has made a pipe non-blocking. */
const FULL_PIPE_PAUSE = 10;

interface Entry {
  /** Its place in the order of all that was written. */
  readonly place: number;
  readonly octets: Uint8Array;
}

/** What is common to lanes whose order counts. */
export class OutputOrder {
  readonly lanes: OutputLane[] = [];
  /** The place of what is written next. */
  next = 0;

  /**
   * The place up to which a lane may write.
   *
   * @param lane The lane.
   */
  limitFor(lane: OutputLane): number {
    const others = this.lanes.filter((other) => other !== lane);
    return others.reduce((limit, { turn }) => Math.min(limit, turn), Infinity);
  }

  /** Lets every lane go on that can. */
  advance(): void {
    for (const lane of this.lanes) lane.advance();
  }
}

/**
 * The way to one sink. What goes through the lanes of one order comes out in that order, as on a terminal
 * or in one file, unless a sink takes nothing for a while: the others then no longer wait for it.
 */
export class OutputLane {
  readonly #order: OutputOrder;
  readonly #sink: SlowSink;
  readonly #onFailure: (error: unknown) => void;
  #entries: Entry[] = [];
  /** The first entry that is being written. */
  #writing: Entry | undefined;
  #isLate = false;
  #isBroken = false;
  #idle = Promise.withResolvers<void>();

  /** Octets that are not yet taken. */
  waiting = 0;
  /** Writes that were dropped; whoever says so sets it to 0. */
  dropped = 0;

  /**
   * @param order What the lane belongs to.
   * @param sink Where it leads.
   * @param onFailure Told why the sink takes nothing any more.
   */
  constructor(order: OutputOrder, sink: SlowSink, onFailure: (error: unknown) => void) {
    this.#order = order;
    this.#sink = sink;
    this.#onFailure = onFailure;
    order.lanes.push(this);
  }

  /**
   * Writes octets when the sink takes them.
   *
   * @param octets The octets; they must not change any more.
   */
  push(octets: Uint8Array): void {
    if (this.#isBroken) return;
    if (this.waiting + octets.length > MAX_WAITING_OCTETS) {
      this.dropped++;
      return;
    }
    this.waiting += octets.length;
    this.#entries.push({ place: this.#order.next++, octets });
    this.advance();
  }

  /** Writes what waits, as far as it is its turn. */
  advance(): void {
    if (this.#writing !== undefined) return;
    const entries = this.#entries.splice(0, this.#countOfNext(this.#order.limitFor(this)));
    if (entries.length > 0) this.#start(entries);
  }

  /** How many entries come before a place, and are not too much for one write. */
  #countOfNext(limit: number): number {
    let octets = 0;
    const end = this.#entries.findIndex((entry) => {
      const isEnd = entry.place > limit || octets >= WRITE_OCTETS;
      octets += entry.octets.length;
      return isEnd;
    });
    return end === -1 ? this.#entries.length : end;
  }

  /** Done when nothing waits any more, or nothing will be taken. */
  async drained(): Promise<void> {
    while (this.waiting > 0) await this.#idle.promise;
  }

  /** The place up to which the other lanes may write. */
  get turn(): number {
    if (this.#isLate || this.#isBroken) return Infinity;
    return (this.#writing ?? this.#entries[0])?.place ?? Infinity;
  }

  #start(entries: readonly Entry[]): void {
    this.#writing = entries[0];
    const stop = startTimer(ORDER_PATIENCE, () => {
      this.#isLate = true;
      this.#order.advance();
    });
    this.#writeAll(concatenate(entries.map(({ octets }) => octets)))
      .catch((error) => this.#break(error))
      .finally(() => {
        stop();
        this.#isLate = false;
        this.#writing = undefined;
        if (this.waiting === 0) this.#wake();
        this.#order.advance();
      });
  }

  async #writeAll(octets: Uint8Array): Promise<void> {
    for (let at = 0; at < octets.length;) {
      const count = await this.#writeSome(octets.subarray(at));
      at += count;
      this.waiting -= count;
    }
  }

  async #writeSome(octets: Uint8Array): Promise<number> {
    try {
      return await this.#sink.write(octets);
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      await new Promise<void>((resolve) => startTimer(FULL_PIPE_PAUSE, resolve));
      return 0;
    }
  }

  #break(error: unknown): void {
    this.#isBroken = true;
    this.#entries = [];
    this.waiting = 0;
    this.#onFailure(error);
  }

  #wake(): void {
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }
}
