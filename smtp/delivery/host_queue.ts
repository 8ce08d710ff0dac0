/**
 * The mails that wait for one host, and the connections that are kept to it.
 * @module
 */
import { type Clock, systemClock } from "../../clock/clock.ts";
import { SmtpError } from "../error.ts";
import { CLEAR_TEXT } from "../security.ts";
import { duringStage } from "../stage.ts";
import type { ChunkingMode } from "../transfer/chunking.ts";
import type { Load } from "../transfer/transaction.ts";
import type { Budget } from "./budget.ts";
import type { Host } from "./destination.ts";
import { Lane, type Ticket, type Yard } from "./lane.ts";
import { reach, type Reached } from "./reach.ts";
import type { VisitOptions, Welcome } from "./visit.ts";

/** Milliseconds until a host that refused a connection is asked again; each time twice as long. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 5 * 60_000;

/** Milliseconds that an idle connection is kept: many servers close it after ten seconds or more. */
const IDLE_LIMIT = 10_000;

/** How mails go to all hosts. */
export interface QueueOptions extends VisitOptions {
  /** The port to connect to. */
  readonly port: number;
  /** Leave to open connections. */
  readonly budget: Budget;
  /** Mails that go over a connection before it is closed. */
  readonly mailsPerConnection: number;
  /** What pauses and patience go by; tests give their own. */
  readonly clock?: Clock;
}

/** One host, for mails that ask the same of TLS. */
export class HostQueue implements Yard {
  readonly #host: Host;
  readonly #requireTls: boolean;
  readonly #options: QueueOptions;
  #waiting: Ticket[] = [];
  /** Those that wait for a new connection, to go first on it. */
  #waitingForFresh: Ticket[] = [];
  /** What wakes each connection that is idle. */
  readonly #idle: (() => void)[] = [];
  readonly #visits = new Set<Promise<void>>();
  /** Connections that mails go over, and those that are being opened. */
  #lanes = 0;
  #opening = 0;
  #isAsking = false;
  /** How often in a row a connection could not be opened, how that ended, and when to try again. */
  #misses = 0;
  #lastMiss: Reached | undefined;
  #pausedUntil = -Infinity;
  readonly #clock: Clock;
  #stopTimer = (): void => {};
  /** Whether a mail may ride behind the one before. */
  riding = true;

  /**
   * @param host The host.
   * @param requireTls Whether the mails require TLS on their way (RFC 8689).
   * @param options How they go.
   */
  constructor(host: Host, requireTls: boolean, options: QueueOptions) {
    this.#host = host;
    this.#requireTls = requireTls;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    options.signal.addEventListener("abort", this.#onAbort);
  }

  /** Mails that a connection carries at most. */
  get mailsPerConnection(): number {
    return this.#options.mailsPerConnection;
  }

  /** When to use BDAT where it is offered. */
  get chunking(): ChunkingMode {
    return this.#options.chunking;
  }

  /**
   * Brings a mail to the host.
   *
   * @param load The mail.
   * @param patience Milliseconds to wait for the host while it refuses connections.
   * @returns How it went; what came of it is in the ledger.
   */
  carry(load: Load, patience: number): Promise<Reached> {
    const { promise, resolve, reject } = Promise.withResolvers<Reached>();
    const giveUpAt = this.#clock.now() + patience;
    this.#waiting.push({ ...load, giveUpAt, resolve, reject });
    const wake = this.#idle.pop();
    if (wake === undefined) this.#open();
    else wake();
    return promise;
  }

  /** Waits until all connections are closed; the budget closes those that are idle. */
  async close(): Promise<void> {
    this.#options.signal.removeEventListener("abort", this.#onAbort);
    this.#stopTimer();
    while (this.#visits.size > 0) await Promise.all(this.#visits);
  }

  /** The next mail that waits. */
  take(isFirst: boolean): Ticket | undefined {
    return (isFirst ? this.#waitingForFresh.shift() : undefined) ?? this.#waiting.shift();
  }

  /** Puts a mail back that had no dot. */
  putBack(ticket: Ticket, needsFresh: boolean): void {
    (needsFresh ? this.#waitingForFresh : this.#waiting).unshift(ticket);
  }

  /** From now on each mail waits for the answers to the one before. */
  miscounted(): void {
    this.riding = false;
  }

  /** Waits for a mail on an idle connection. */
  async idle(stirred: Promise<void>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wake = (): void => resolve(true);
    const close = (): void => resolve(false);
    this.#idle.push(wake);
    this.#options.budget.rest(this.#host.name, close);
    stirred.then(close);
    const stopTimer = this.#clock.start(IDLE_LIMIT, close);
    const isWoken = await promise;
    stopTimer();
    this.#options.budget.resume(close);
    const index = this.#idle.indexOf(wake);
    if (index >= 0) this.#idle.splice(index, 1);
    return isWoken;
  }

  readonly #onAbort = (): void => this.#open();

  /** Opens one more connection if a mail waits that none is being opened for. */
  #open(): void {
    const waiting = this.#waiting.length + this.#waitingForFresh.length;
    if (waiting === 0 || this.#isAsking || this.#opening >= waiting) return;
    if (this.#options.signal.aborted) return this.#giveUp(Infinity, this.#interrupted());
    if (this.#isPaused) return this.#pause();
    this.#isAsking = true;
    this.#options.budget.ask(this.#host.name, () => {
      this.#isAsking = false;
      if (this.#hasMail && !this.#isPaused) this.#visit();
      else this.#options.budget.release(this.#host.name);
      this.#open();
    });
  }

  get #isPaused(): boolean {
    return this.#clock.now() < this.#pausedUntil;
  }

  get #hasMail(): boolean {
    return this.#waiting.length + this.#waitingForFresh.length > 0;
  }

  #visit(): void {
    this.#opening++;
    const visit = this.#reach().finally(() => {
      this.#visits.delete(visit);
      this.#options.budget.release(this.#host.name);
      this.#open();
    });
    this.#visits.add(visit);
  }

  async #reach(): Promise<void> {
    const { port } = this.#options;
    let isOpening = true;
    const opened = (): void => {
      if (isOpening) this.#opening--;
      isOpening = false;
    };
    const work = async (welcome: Welcome): Promise<void> => {
      opened();
      this.#misses = 0;
      this.#lanes++;
      const used = this.#host.addresses.filter(({ text }) => text === welcome.address);
      await new Lane(welcome, used, this).run().finally(() => this.#lanes--);
    };
    const errand = { port, requireTls: this.#requireTls, work };
    try {
      const reached = await reach(this.#host, errand, this.#options);
      if (isOpening) this.#miss(reached);
    } catch (error) {
      for (const ticket of this.#takeAll(Infinity)) ticket.reject(error);
    } finally {
      opened();
    }
  }

  #miss(reached: Reached): void {
    this.#lastMiss = reached;
    this.#pausedUntil = this.#clock.now() +
      Math.min(FIRST_PAUSE * 2 ** this.#misses++, LONGEST_PAUSE);
  }

  /** While the host is not asked, mails go over the connections that there are, or their patience ends. */
  #pause(): void {
    const now = this.#clock.now();
    const isCutOff = this.#lanes === 0 && this.#opening === 0;
    if (isCutOff && this.#lastMiss !== undefined) this.#giveUp(now, this.#lastMiss);
    const left = [...this.#waiting, ...this.#waitingForFresh];
    if (left.length === 0) return;
    const first = isCutOff
      ? left.reduce((least, { giveUpAt }) => Math.min(least, giveUpAt), Infinity)
      : Infinity;
    this.#stopTimer();
    this.#stopTimer = this.#clock.start(
      Math.min(this.#pausedUntil, first) - now,
      () => this.#open(),
    );
  }

  /** Ends the wait of those whose patience is over by then. */
  #giveUp(by: number, reached: Reached): void {
    for (const ticket of this.#takeAll(by)) ticket.resolve(reached);
  }

  #takeAll(by: number): Ticket[] {
    const isLeft = ({ giveUpAt }: Ticket): boolean => giveUpAt > by;
    const all = [...this.#waitingForFresh, ...this.#waiting];
    this.#waitingForFresh = this.#waitingForFresh.filter(isLeft);
    this.#waiting = this.#waiting.filter(isLeft);
    return all.filter((ticket) => !isLeft(ticket));
  }

  #interrupted(): Reached {
    const stage = "connect";
    const error = new SmtpError(`interrupted ${duringStage(stage)}`, {
      kind: "interrupted",
      stage,
    });
    return { ends: [{ address: undefined, security: CLEAR_TEXT, error }], tried: [] };
  }
}
