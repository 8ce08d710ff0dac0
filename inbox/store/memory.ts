/**
 * A store in memory, for `mua demo` and for tests.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import type { MessageStore, MessageWriter } from "./store.ts";
import type { ListedMessage } from "./index.ts";
import { findSubject } from "./subject.ts";

/** A message that was received. */
interface KeptMessage {
  /** Its number, from 1, in the order of arrival. */
  readonly number: number;
  /** The envelope it came in. */
  readonly envelope: EnvelopeRecord;
  /** Its octets, with the Return-Path and Received that the inbox added (RFC 5321 section 4.4). */
  readonly raw: Uint8Array;
}

/** A store that can be looked into at any time. */
export interface MemoryStore extends MessageStore {
  /** The messages, in the order of arrival. */
  readonly messages: readonly KeptMessage[];
  /**
   * A message by its number.
   *
   * @param number The number.
   * @returns The message, or `undefined` when there is none of this number.
   */
  get(number: number): KeptMessage | undefined;
}

/**
 * Makes an empty store.
 *
 * @returns The store, and what is in it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createMemoryStore } from "./memory.ts";
 * const store = createMemoryStore();
 * const writer = await store.create();
 * await writer.write(new TextEncoder().encode("Subject: Hi\r\n\r\n"));
 * assertEquals(await store.list(), []);
 * ```
 */
export function createMemoryStore(): MemoryStore {
  return new Messages();
}

class Messages implements MemoryStore {
  /** In the order of their numbers, in which they are added. */
  readonly #messages = new Map<number, KeptMessage>();
  #next = 1;

  get messages(): readonly KeptMessage[] {
    return [...this.#messages.values()];
  }

  get(number: number): KeptMessage | undefined {
    return this.#messages.get(number);
  }

  create(): Promise<MessageWriter> {
    const pieces: Uint8Array[] = [];
    return Promise.resolve({
      write: (octets: Uint8Array): Promise<void> => {
        pieces.push(octets.slice());
        return Promise.resolve();
      },
      commit: (envelope: EnvelopeRecord): Promise<ListedMessage> => {
        const message = { number: this.#next++, envelope, raw: concatenate(pieces) };
        this.#messages.set(message.number, message);
        return Promise.resolve(listedMessage(message));
      },
      abandon: (): Promise<void> => Promise.resolve(),
    });
  }

  list(): Promise<ListedMessage[]> {
    return Promise.resolve(Array.from(this.#messages.values(), listedMessage));
  }

  numbers(): Promise<readonly number[]> {
    return Promise.resolve([...this.#messages.keys()]);
  }

  find(number: number): Promise<ListedMessage | undefined> {
    const message = this.#messages.get(number);
    return Promise.resolve(message && listedMessage(message));
  }

  read(number: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    const message = this.#messages.get(number);
    return Promise.resolve(message === undefined ? undefined : once(message.raw));
  }

  remove(numbers: readonly number[]): Promise<readonly number[]> {
    return Promise.resolve(numbers.filter((number) => this.#messages.delete(number)));
  }
}

function listedMessage({ number, envelope, raw }: KeptMessage): ListedMessage {
  return { number, size: raw.length, envelope, ...findSubject(raw, true) };
}

async function* once(octets: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(octets);
}
