/**
 * Many mails in one run: some at the same time, each with an outcome for each recipient.
 * @module
 */
import type { Envelope, MessageSource, Recipient } from "../envelope.ts";
import type { Outcome } from "../outcome.ts";
import { deliverAll } from "./deliver_all.ts";
import type { DeliveryOptions } from "./deliver.ts";
import type { Search } from "./find.ts";
import { KnownDestinations } from "./known_destinations.ts";

/** One of many mails; whoever sends it may add what they know it by. */
export interface Mail {
  /** Who it is from and for. */
  readonly envelope: Envelope;
  /** The message. */
  readonly message: MessageSource;
}

/** How many mails go. */
export interface CourierOptions<M extends Mail> extends Omit<DeliveryOptions, "beforeDot"> {
  /** Where mail goes; each domain is looked up once. */
  readonly search: Search;
  /** Connections at a time, to all hosts; by default 10. */
  readonly connections?: number;
  /** Connections at a time to one host; by default 2. */
  readonly connectionsPerHost?: number;
  /** Mails that go over a connection before it is closed; by default 100. */
  readonly mailsPerConnection?: number;
  /** Mails in hand for which there is {@linkcode Courier.room}; by default 200. */
  readonly mailsInHand?: number;
  /**
   * Milliseconds that a mail waits for the last host that could take it while that refuses connections;
   * by default 0: the mail is deferred at once.
   */
  readonly patience?: number;
  /**
   * Called right before the octets leave that end a mail's message for these recipients: from then on
   * they may have it, and before they have not. A mail for several domains has several such moments.
   * A promise is waited for. Where it throws, the octets do not leave, and {@linkcode Courier.send} rejects.
   */
  readonly beforeDot?: (mail: M, recipients: readonly Recipient[]) => void | Promise<void>;
}

const CONNECTIONS = 10;
const MAILS_IN_HAND = 200;

/**
 * Takes mails and delivers them. What happened to a mail is told mail by mail; a mail that may have been
 * taken is never offered again.
 */
export class Courier<M extends Mail = Mail> implements AsyncDisposable {
  readonly #options: CourierOptions<M>;
  readonly #destinations: KnownDestinations;
  readonly #inHand = new Set<Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  /** @param options How mails go. */
  constructor(options: CourierOptions<M>) {
    this.#options = options;
    this.#destinations = new KnownDestinations(options.search);
    this.#free = options.connections ?? CONNECTIONS;
  }

  /**
   * Delivers a mail, when its turn comes.
   *
   * @param mail The mail; its envelope must have been checked.
   * @returns What happened to each recipient, in the order of the envelope. A refusal is an outcome, and
   * so is a host that cannot be reached.
   * @throws What `beforeDot` throws, or {@linkcode Deno.errors.NotCapable} without permission for the resolver.
   */
  send(mail: M): Promise<readonly Outcome[]> {
    const sending = this.#deliver(mail);
    const settled = sending.then(() => {}, () => {}).then(() => void this.#inHand.delete(settled));
    this.#inHand.add(settled);
    return sending;
  }

  /** Waits until fewer mails are in hand than may be: then it is time for the next one. */
  async room(): Promise<void> {
    while (this.#inHand.size >= (this.#options.mailsInHand ?? MAILS_IN_HAND)) {
      await Promise.race(this.#inHand);
    }
  }

  /** Waits for all mails, and takes leave of all hosts. */
  async close(): Promise<void> {
    while (this.#inHand.size > 0) await Promise.all(this.#inHand);
  }

  /** The same as {@linkcode Courier.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #deliver(mail: M): Promise<readonly Outcome[]> {
    const { envelope, message } = mail;
    await this.#turn();
    try {
      const destinations = await this.#destinations.of(envelope.recipients);
      return await deliverAll(destinations, envelope, message, {
        ...this.#options,
        beforeDot: (recipients) => this.#options.beforeDot?.(mail, recipients),
      });
    } finally {
      this.#free++;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    while (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#free--;
  }
}
