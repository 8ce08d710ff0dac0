/**
 * Many mails in one run: some at the same time, each with an outcome for each recipient.
 * @module
 */
import { checkEnvelope } from "../command.ts";
import type { Envelope, MessageSource, Recipient } from "../envelope.ts";
import type { Outcome } from "../outcome.ts";
import { checkParameters } from "../parameters.ts";
import { Glance } from "../connection/glance.ts";
import type { Load } from "../transfer/transaction.ts";
import { Budget } from "./budget.ts";
import { deliverAll } from "./deliver_all.ts";
import type { DeliveryOptions } from "./deliver.ts";
import type { Host } from "./destination.ts";
import type { Search } from "./find.ts";
import { HostQueue, type QueueOptions } from "./host_queue.ts";
import { KnownDestinations } from "./known_destinations.ts";

/** One of many mails; whoever sends it may add what they know it by. */
export interface Mail {
  /** Who it is from and for. */
  readonly envelope: Envelope;
  /** The message. */
  readonly message: MessageSource;
}

/** How many mails go at a time, and what is told meanwhile. */
export interface CourierLimits<M extends Mail = Mail> {
  /** Connections at a time, to all hosts; by default 10. */
  readonly connections?: number | undefined;
  /** Connections at a time to one host; by default 2, or all to a server that is named. */
  readonly connectionsPerHost?: number | undefined;
  /** Mails that go over a connection before it is closed; by default 100. */
  readonly mailsPerConnection?: number | undefined;
  /** Mails in hand for which there is {@linkcode MailCourier.room}; by default 200. */
  readonly mailsInHand?: number | undefined;
  /**
   * Milliseconds that a mail waits for the last host that could take it while that refuses connections;
   * by default 0: the mail is deferred at once.
   */
  readonly patience?: number | undefined;
  /**
   * Called right before the octets leave that end a mail's message for these recipients: from then on
   * they may have it, and before they have not. A mail for several domains has several such moments.
   * A promise is waited for. Where it throws, the octets do not leave, and {@linkcode MailCourier.send}
   * rejects.
   */
  readonly beforeDot?:
    | ((mail: M, recipients: readonly Recipient[]) => void | Promise<void>)
    | undefined;
}

/**
 * Takes mails and delivers them over connections that are kept. What happened to a mail is told mail by
 * mail; a mail that may have been taken is never offered again.
 */
export interface MailCourier<M extends Mail = Mail> extends AsyncDisposable {
  /**
   * Delivers a mail, when its turn comes.
   *
   * @param mail The mail.
   * @returns What happened to each recipient, in the order of the envelope. A refusal is an outcome, and
   * so is a host that cannot be reached.
   * @throws {CommandError} If the envelope cannot be sent.
   * @throws What `beforeDot` throws, or {@linkcode Deno.errors.NotCapable} without permission for the resolver.
   */
  send(mail: M): Promise<readonly Outcome[]>;
  /** Waits until fewer mails are in hand than may be: then it is time for the next one. */
  room(): Promise<void>;
  /** Waits for all mails, and takes leave of all hosts. */
  close(): Promise<void>;
}

/** How many mails go, and how. */
export interface CourierOptions<M extends Mail>
  extends Omit<DeliveryOptions, "beforeDot">, CourierLimits<M> {
  /** Where mail goes; each domain is looked up once. */
  readonly search: Search;
}

const CONNECTIONS = 10;
const CONNECTIONS_PER_HOST = 2;
const MAILS_PER_CONNECTION = 100;
const MAILS_IN_HAND = 200;

/** A courier, by what the program itself knows of delivery. */
export class Courier<M extends Mail = Mail> implements MailCourier<M> {
  readonly #options: CourierOptions<M>;
  readonly #destinations: KnownDestinations;
  readonly #budget: Budget;
  /** What every queue needs, once the first mail is there. */
  #preparing: Promise<QueueOptions> | undefined;
  #glance: Glance | undefined;
  readonly #queues = new Map<string, HostQueue>();
  readonly #keys = new WeakMap<Host, string>();
  #inHand = 0;
  /** What is waited for until a mail is no longer in hand. */
  readonly #waiting: (() => void)[] = [];

  /** @param options How mails go. */
  constructor(options: CourierOptions<M>) {
    const { connections = CONNECTIONS, connectionsPerHost = CONNECTIONS_PER_HOST } = options;
    this.#options = options;
    this.#destinations = new KnownDestinations(options.search);
    this.#budget = new Budget(connections, connectionsPerHost);
  }

  /** As {@linkcode MailCourier.send}. */
  async send(mail: M): Promise<readonly Outcome[]> {
    checkEnvelope(mail.envelope, undefined);
    checkParameters(mail.envelope);
    this.#inHand++;
    try {
      return await this.#deliver(mail);
    } finally {
      this.#inHand--;
      for (const told of this.#waiting.splice(0)) told();
    }
  }

  /** As {@linkcode MailCourier.room}. */
  async room(): Promise<void> {
    const most = this.#options.mailsInHand ?? MAILS_IN_HAND;
    while (this.#inHand >= most) await this.#oneLess();
  }

  /** As {@linkcode MailCourier.close}. */
  async close(): Promise<void> {
    while (this.#inHand > 0) await this.#oneLess();
    this.#budget.close();
    await Promise.all(Array.from(this.#queues.values(), (queue) => queue.close()));
    this.#glance?.[Symbol.dispose]();
    this.#glance = this.#preparing = undefined;
  }

  /** The same as {@linkcode Courier.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #oneLess(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #deliver(mail: M): Promise<readonly Outcome[]> {
    const { envelope, message } = mail;
    const { beforeDot, patience = 0 } = this.#options;
    const destinations = await this.#destinations.of(envelope.recipients);
    const queueOptions = await (this.#preparing ??= this.#prepare());
    const options: DeliveryOptions = beforeDot === undefined ? queueOptions : {
      ...queueOptions,
      beforeDot: (recipients) => beforeDot(mail, recipients),
    };
    return await deliverAll(
      destinations,
      envelope,
      message,
      options,
      (host, load, isLast) =>
        this.#queueOf(host, load, queueOptions).carry(load, isLast ? patience : 0),
    );
  }

  async #prepare(): Promise<QueueOptions> {
    const { search: { port }, mailsPerConnection = MAILS_PER_CONNECTION } = this.#options;
    this.#glance = await Glance.open();
    const look = this.#glance?.look;
    const { beforeDot: _, ...options } = this.#options;
    return { ...options, port, mailsPerConnection, budget: this.#budget, look };
  }

  /** The queue of a host, for mails that ask the same of TLS. */
  #queueOf(host: Host, { sender }: Load, options: QueueOptions): HostQueue {
    const requireTls = sender.requireTls === true;
    const key = requireTls ? `${this.#keyOf(host)} with TLS` : this.#keyOf(host);
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const queue = new HostQueue(host, requireTls, options);
    this.#queues.set(key, queue);
    return queue;
  }

  /** What is the same for the same host, though another search has found it. */
  #keyOf(host: Host): string {
    const known = this.#keys.get(host);
    if (known !== undefined) return known;
    const { name, addresses, policy } = host;
    const key = JSON.stringify([name, addresses.map(({ text }) => text), policy]);
    this.#keys.set(host, key);
    return key;
  }
}
