/**
 * A store that is looked into while mail arrives: the list of its messages is at hand, and whoever
 * subscribes is told what comes and goes.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import type { ListedMessage } from "./index.ts";
import type { MessageStore, MessageWriter } from "./store.ts";

/** What changed in a store. */
export type StoreChange =
  /** A message is there. */
  | { readonly kind: "stored"; readonly message: ListedMessage }
  /** Messages are gone. */
  | { readonly kind: "removed"; readonly numbers: readonly number[] };

/** Is told of changes as they happen; it must not throw. */
type StoreListener = (change: StoreChange) => void;

/** How a store is kept. */
export interface LiveStoreOptions {
  /** The most messages that are kept: when one more comes, the oldest goes. Without it all are. */
  readonly max?: number | undefined;
}

/** A store with its list in memory: some 600 octets a message, and not the message. */
export class LiveStore implements MessageStore {
  readonly #store: MessageStore;
  readonly #max: number;
  readonly #listeners = new Set<StoreListener>();
  /** In the order of their numbers. */
  #messages: ListedMessage[] = [];

  private constructor(store: MessageStore, { max = Infinity }: LiveStoreOptions) {
    this.#store = store;
    this.#max = max;
  }

  /**
   * Reads the list of a store.
   *
   * @param store The store. From here on messages go into it through what is returned.
   * @param options How it is kept.
   * @throws {Deno.errors} If the store cannot be read.
   */
  static async open(store: MessageStore, options: LiveStoreOptions = {}): Promise<LiveStore> {
    const live = new LiveStore(store, options);
    live.#messages = await store.list();
    await live.#trim();
    return live;
  }

  /** The messages of this moment, the oldest first. What comes and goes changes the list: copy it to keep it. */
  get messages(): readonly ListedMessage[] {
    return this.#messages;
  }

  /**
   * A message of the list.
   *
   * @param number Its number.
   * @returns The message, or `undefined` when there is none of this number.
   */
  get(number: number): ListedMessage | undefined {
    const message = this.#messages[this.#placeOf(number)];
    return message?.number === number ? message : undefined;
  }

  /**
   * Calls a function for each change.
   *
   * @param listener The function.
   * @returns Ends this.
   */
  subscribe(listener: StoreListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /** See {@linkcode MessageStore}. */
  async create(): Promise<MessageWriter> {
    const writer = await this.#store.create();
    return {
      write: (octets) => writer.write(octets),
      commit: async (envelope: EnvelopeRecord): Promise<ListedMessage> => {
        const message = await writer.commit(envelope);
        this.#add(message);
        // The message is stored, whatever becomes of the oldest.
        await this.#trim().catch(() => {});
        return message;
      },
      abandon: () => writer.abandon(),
    };
  }

  /** See {@linkcode MessageStore}: a copy of {@linkcode LiveStore.messages}. */
  list(): Promise<ListedMessage[]> {
    return Promise.resolve([...this.#messages]);
  }

  /** See {@linkcode MessageStore}. */
  numbers(): Promise<readonly number[]> {
    return Promise.resolve(this.#messages.map(({ number }) => number));
  }

  /** See {@linkcode MessageStore}. */
  find(number: number): Promise<ListedMessage | undefined> {
    return Promise.resolve(this.get(number));
  }

  /** See {@linkcode MessageStore}. */
  read(number: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#store.read(number);
  }

  /** See {@linkcode MessageStore}. */
  async remove(numbers: readonly number[]): Promise<readonly number[]> {
    const removed = this.#drop(numbers);
    await this.#store.remove(removed);
    return removed;
  }

  /**
   * Removes all messages.
   *
   * @returns How many there were.
   */
  async clear(): Promise<number> {
    return (await this.remove(this.#messages.map(({ number }) => number))).length;
  }

  /**
   * Finds out whether another program has stored or removed a message.
   *
   * @param number Its number.
   */
  async look(number: number): Promise<void> {
    const message = await this.#store.find(number);
    if (message === undefined) this.#drop([number]);
    else this.#add(message);
    await this.#trim();
  }

  /** Finds out what other programs have stored and removed. */
  async refresh(): Promise<void> {
    const before = await this.numbers();
    const numbers = await this.#store.numbers();
    const there = new Set(numbers);
    // What came meanwhile was not asked for.
    this.#drop(before.filter((number) => !there.has(number)));
    for (const number of numbers) if (this.get(number) === undefined) await this.look(number);
  }

  #add(message: ListedMessage): void {
    const place = this.#placeOf(message.number);
    if (this.#messages[place]?.number === message.number) return;
    this.#messages.splice(place, 0, message);
    this.#tell({ kind: "stored", message });
  }

  #drop(numbers: readonly number[]): readonly number[] {
    const known = [...new Set(numbers)].filter((number) => this.get(number) !== undefined);
    const going = new Set(known);
    if (known.length === 0) return known;
    if (known.length === 1) this.#messages.splice(this.#placeOf(known[0] ?? 0), 1);
    else this.#messages = this.#messages.filter(({ number }) => !going.has(number));
    this.#tell({ kind: "removed", numbers: known });
    return known;
  }

  async #trim(): Promise<void> {
    const excess = this.#messages.length - this.#max;
    if (excess > 0) await this.remove(this.#messages.slice(0, excess).map(({ number }) => number));
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** Where a number is in the list, or would be: mostly at its end. */
  #placeOf(number: number): number {
    let [low, high] = [0, this.#messages.length];
    if ((this.#messages[high - 1]?.number ?? 0) < number) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#messages[middle]?.number ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
