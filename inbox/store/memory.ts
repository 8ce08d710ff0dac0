/**
 * A store in memory, for `mua demo` and for tests.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import type { MessageStore, MessageWriter, StoredMessage } from "./store.ts";
import type { ListedMessage } from "./index.ts";
import { findSubject } from "./subject.ts";

/**
 * Makes an empty store.
 *
 * @returns The store.
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
export function createMemoryStore(): MessageStore {
  return new MemoryStore();
}

class MemoryStore implements MessageStore {
  readonly #messages: { readonly stored: StoredMessage; readonly octets: Uint8Array }[] = [];

  create(): Promise<MessageWriter> {
    const pieces: Uint8Array[] = [];
    return Promise.resolve({
      write: (octets: Uint8Array): Promise<void> => {
        pieces.push(octets.slice());
        return Promise.resolve();
      },
      commit: (envelope: EnvelopeRecord): Promise<StoredMessage> => {
        const octets = concatenate(pieces);
        const stored = { number: this.#messages.length + 1, size: octets.length, envelope };
        this.#messages.push({ stored, octets });
        return Promise.resolve(stored);
      },
      abandon: (): Promise<void> => Promise.resolve(),
    });
  }

  list(): Promise<ListedMessage[]> {
    const messages = this.#messages.map(({ stored, octets }) => ({
      ...stored,
      ...findSubject(octets, true),
    }));
    return Promise.resolve(messages);
  }

  find(number: number): Promise<StoredMessage | undefined> {
    return Promise.resolve(this.#messages[number - 1]?.stored);
  }

  read(number: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    const message = this.#messages[number - 1];
    return Promise.resolve(message === undefined ? undefined : once(message.octets));
  }
}

async function* once(octets: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(octets);
}
