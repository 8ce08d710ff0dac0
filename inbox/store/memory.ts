/**
 * A store in memory, for `mua demo` and for tests.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import type { MessageStore, MessageWriter, StoredMessage } from "./store.ts";
import type { ListedMessage } from "./index.ts";
import { findSubject } from "./subject.ts";

/** A message that was received. */
export interface InboxMessage {
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
  readonly messages: readonly InboxMessage[];
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
  readonly #messages: InboxMessage[] = [];

  get messages(): readonly InboxMessage[] {
    return [...this.#messages];
  }

  create(): Promise<MessageWriter> {
    const pieces: Uint8Array[] = [];
    return Promise.resolve({
      write: (octets: Uint8Array): Promise<void> => {
        pieces.push(octets.slice());
        return Promise.resolve();
      },
      commit: (envelope: EnvelopeRecord): Promise<StoredMessage> => {
        const message = { number: this.#messages.length + 1, envelope, raw: concatenate(pieces) };
        this.#messages.push(message);
        return Promise.resolve(storedMessage(message));
      },
      abandon: (): Promise<void> => Promise.resolve(),
    });
  }

  list(): Promise<ListedMessage[]> {
    const messages = this.#messages.map((message) => ({
      ...storedMessage(message),
      ...findSubject(message.raw, true),
    }));
    return Promise.resolve(messages);
  }

  find(number: number): Promise<StoredMessage | undefined> {
    const message = this.#messages[number - 1];
    return Promise.resolve(message && storedMessage(message));
  }

  read(number: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    const message = this.#messages[number - 1];
    return Promise.resolve(message === undefined ? undefined : once(message.raw));
  }
}

function storedMessage({ number, envelope, raw }: InboxMessage): StoredMessage {
  return { number, size: raw.length, envelope };
}

async function* once(octets: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(octets);
}
