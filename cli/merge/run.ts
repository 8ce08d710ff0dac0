/**
 * The sending of all mails of a merge: each with a record before its end leaves, and one with what came
 * of it.
 * @module
 */
import { Courier } from "../../smtp/delivery/courier.ts";
import type { DeliveryOptions } from "../../smtp/delivery/deliver.ts";
import { groupByDomain } from "../../smtp/delivery/destination.ts";
import type { Search } from "../../smtp/delivery/find.ts";
import type { Envelope, Mail, MessageSource, Outcome, Recipient } from "../../smtp/mod.ts";
import { answerOf, isToSend } from "../../journal/answer.ts";
import { type Clock, systemClock } from "../terminal/clock.ts";
import { InputError } from "../terminal/exit.ts";
import type { Journal } from "./journal/journal.ts";
import type { Mails } from "./mails.ts";
import { RateMeter, type Snapshot } from "./progress.ts";
import { Pace } from "./rate.ts";
import { RetryQueue } from "./retry.ts";
import { Standing } from "./standing.ts";

/** What is sent, and how. */
interface RunSetting {
  /** The mails. */
  readonly mails: Mails;
  /** The numbers of those to send, in their order. */
  readonly next: readonly number[];
  /** What is known of each. */
  readonly journal: Journal;
  /** How they are delivered; its signal is that of the user. */
  readonly delivery: DeliveryOptions;
  /** Where they go. */
  readonly search: Search;
  /** Connections at a time. */
  readonly connections: number;
  /** The milliseconds from one mail to the next, if that is limited. */
  readonly pause: number | undefined;
  /** For how many milliseconds a deferred mail is tried again. */
  readonly retryFor: number;
  /** Whether mails that nobody knows about are sent again. */
  readonly retryUnknown: boolean;
  /** Told what a person should know while it goes on. */
  readonly note: (text: string) => void;
  /** The clock; tests give their own. */
  readonly clock?: Clock;
}

/** A mail on its way, or a part of one: to the recipients of one domain. */
interface Shipment extends Mail {
  readonly number: number;
  /** How many recipients the mail has in all. */
  readonly of: number;
}

/** Connections at a time to one host that was found by MX: it is somebody else's. */
const CONNECTIONS_PER_HOST = 2;

/** Milliseconds that a mail waits for a server that was named and does not answer. */
const SERVER_PATIENCE = 5_000;

/** Milliseconds that mails in hand have to end in good order when the user wants no more. */
const LAST_WORDS = 500;

/** Mails in hand for each connection: what is ready to ride behind another one, and no more is to be ended. */
const MAILS_PER_CONNECTION_IN_HAND = 4;

/** One run. */
export class Run {
  readonly #setting: RunSetting;
  readonly #clock: Clock;
  readonly #courier: Courier<Shipment>;
  readonly #retries: RetryQueue;
  readonly #standing: Standing;
  readonly #meter = new RateMeter();
  /** Aborted when nothing more may begin. */
  readonly #stop = new AbortController();
  /** Aborted when what has begun is broken off. */
  readonly #abort = new AbortController();
  /** Mails that are being sent. */
  readonly #flying = new Map<number, Promise<void>>();
  /** Of these, those whose end may have left and has no answer yet. */
  readonly #ended = new Set<Shipment>();
  #wake = Promise.withResolvers<void>();
  #ending: Promise<void> | undefined;
  #failure: unknown;
  #begun = 0;
  #answered = 0;

  /** @param setting What is sent, and how. */
  constructor(setting: RunSetting) {
    const { delivery, search, connections, retryFor, clock = systemClock } = setting;
    this.#setting = setting;
    this.#clock = clock;
    this.#retries = new RetryQueue(retryFor);
    const byServer = search.server !== undefined;
    this.#standing = new Standing(byServer, setting.note);
    this.#courier = new Courier<Shipment>({
      ...delivery,
      signal: this.#abort.signal,
      search: { ...search, signal: this.#abort.signal },
      connections,
      connectionsPerHost: byServer ? connections : CONNECTIONS_PER_HOST,
      mailsInHand: connections * MAILS_PER_CONNECTION_IN_HAND,
      patience: byServer ? Math.min(SERVER_PATIENCE, retryFor) : 0,
      beforeDot: (shipment, recipients) => this.#beforeDot(shipment, recipients),
    });
  }

  /** An outcome of each kind that was not a delivery, for who can tell what helps. */
  get failures(): readonly Outcome[] {
    return this.#standing.failures;
  }

  /** How far it is. */
  snapshot(): Snapshot {
    const { journal, mails } = this.#setting;
    const { counts } = journal.state;
    const now = this.#clock.now();
    const open = new Set(Array.from(this.#ended, ({ number }) => number)).size;
    const { due } = this.#retries;
    const isIdle = this.#flying.size === 0 && due !== undefined;
    return {
      ...counts,
      unknown: counts.unknown - open,
      done: mails.count - counts.waiting - open,
      all: mails.count,
      rate: this.#meter.rate(now, this.#answered),
      pause: isIdle ? Math.max(0, due - now) : undefined,
    };
  }

  /**
   * Sends the mails, and those that are deferred again, until all is done or the user wants no more.
   *
   * @throws {CliError} 74 if the journal cannot be written, 65 if the list or a file has changed.
   */
  async go(): Promise<void> {
    const { signal } = this.#setting.delivery;
    const stop = (): void => this.#stopAll(LAST_WORDS);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    try {
      await this.#feed();
    } catch (error) {
      this.#fail(error);
    }
    await this.#ending;
    await Promise.all(this.#flying.values());
    await this.#courier.close();
    signal.removeEventListener("abort", stop);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #feed(): Promise<void> {
    const { pause } = this.#setting;
    const { signal } = this.#stop;
    const pace = pause === undefined ? undefined : new Pace(pause);
    while (!signal.aborted) {
      const mail = this.#take();
      if (mail === undefined) {
        if (this.#flying.size === 0 && this.#retries.size === 0) return;
        await this.#change();
        continue;
      }
      const wait = pace?.take(this.#clock.now()) ?? 0;
      if (wait > 0) await this.#clock.wait(wait, signal);
      await this.#courier.room();
      if (!signal.aborted) await this.#launch(mail);
    }
  }

  /** The next mail: one whose time has come again, or one that was not sent yet. */
  #take(): number | undefined {
    const again = this.#retries.take(this.#clock.now());
    if (again !== undefined || this.#standing.isHeld) return again;
    return this.#setting.next[this.#begun++];
  }

  /** Waits until there may be something to do. */
  async #change(): Promise<void> {
    const { due } = this.#retries;
    const done = new AbortController();
    const waiting = [this.#wake.promise];
    if (due !== undefined) waiting.push(this.#clock.wait(due - this.#clock.now(), done.signal));
    await Promise.race(waiting);
    done.abort();
  }

  /** Begins nothing more, and lets what has begun end for so many milliseconds. */
  #stopAll(grace: number): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#ending = this.#breakOff(grace);
    this.#notify();
  }

  #notify(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async #launch(number: number): Promise<void> {
    const { mails, journal, retryUnknown } = this.#setting;
    const fitting = mails.fill(number, ({ line, text }) => {
      throw new InputError(`line ${line} of the list has changed: ${text}`);
    });
    if (fitting === undefined) return;
    const { envelope } = fitting;
    const recipients = envelope.recipients.filter(({ address }) =>
      isToSend(journal.state.ofRecipient(number, address), retryUnknown)
    );
    if (recipients.length === 0) return;
    const files = new DisposableStack();
    let message: MessageSource;
    try {
      message = await mails.compose(fitting, files, `${journal.id}.${number + 1}`);
    } catch (error) {
      files.dispose();
      throw error;
    }
    const of = envelope.recipients.length;
    const flying = Promise.all(
      this.#partsOf({ ...envelope, recipients }).map((part) =>
        this.#send({ number, of, message, envelope: part })
      ),
    ).then(() => this.#settle(number), (error) => this.#fail(error)).finally(() => {
      files.dispose();
      this.#flying.delete(number);
      this.#notify();
    });
    this.#flying.set(number, flying);
  }

  /** By MX each domain answers for itself, so that its answer is kept before another one comes. */
  #partsOf(envelope: Envelope): readonly Envelope[] {
    if (this.#setting.search.server !== undefined) return [envelope];
    const domains = groupByDomain(envelope.recipients);
    if (domains.size === 1) return [envelope];
    return Array.from(domains.values(), (recipients) => ({ ...envelope, recipients }));
  }

  #beforeDot(shipment: Shipment, recipients: readonly Recipient[]): Promise<void> | undefined {
    const { number, of } = shipment;
    const addresses = recipients.map(({ address }) => address);
    const onDisk = this.#setting.journal.beforeDot(number, of, addresses);
    this.#ended.add(shipment);
    return onDisk;
  }

  async #send(shipment: Shipment): Promise<void> {
    const { number, of } = shipment;
    let outcomes: readonly Outcome[];
    try {
      outcomes = await this.#courier.send(shipment);
    } catch (error) {
      this.#ended.delete(shipment);
      throw error;
    }
    const hadEnd = this.#ended.delete(shipment);
    // Where nothing was sent nothing is new: what is unknown since an earlier run stays so.
    const news = outcomes.filter(({ reason }) => reason !== "interrupted" || hadEnd);
    if (news.length > 0) this.#setting.journal.answered(number, of, news.map(answerOf));
    for (const outcome of outcomes) {
      // What fails for this mail in such a way fails for all.
      if (!this.#standing.take(outcome)) this.#stopAll(0);
    }
  }

  #settle(number: number): void {
    const { journal } = this.#setting;
    this.#answered++;
    if (journal.state.of(number) !== "deferred" || this.#stop.signal.aborted) return;
    const isWaiting = this.#retries.add(number, this.#clock.now());
    // Without another attempt nobody would find out that the server answers again.
    if (!isWaiting && this.#standing.isHeld) this.#stopAll(LAST_WORDS);
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#stopAll(0);
  }

  async #breakOff(grace: number): Promise<void> {
    const time = new AbortController();
    await Promise.race([
      systemClock.wait(grace, time.signal),
      Promise.all(this.#flying.values()),
    ]);
    time.abort();
    // Where nothing goes on any more, connections are taken leave of in peace.
    if (this.#flying.size > 0) this.#abort.abort(this.#setting.delivery.signal.reason);
  }
}
