/**
 * Where the inbox keeps what arrives: in a directory, one `.eml` a message and beside it the envelope
 * as `.eml.json`. The names are made of numbers alone, never of anything that a message says.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import type { ListedMessage } from "./index.ts";

/** A message in a store. */
export type StoredMessage = Omit<ListedMessage, "subject" | "headerCut">;

/** A message on its way into a store. */
export interface MessageWriter {
  /**
   * Adds octets; they may be overwritten when this is done.
   *
   * @param octets The next octets of the message.
   */
  write(octets: Uint8Array): Promise<void>;
  /**
   * Keeps the message: from now on, and not before, the store lists it.
   *
   * @param envelope The envelope it came in.
   * @returns The message.
   */
  commit(envelope: EnvelopeRecord): Promise<ListedMessage>;
  /** Forgets the message; nothing of it stays. */
  abandon(): Promise<void>;
}

/** A store of messages. */
export interface MessageStore {
  /** Begins a message. */
  create(): Promise<MessageWriter>;
  /** The messages as they arrived, in the order of their numbers. */
  list(): Promise<ListedMessage[]>;
  /**
   * A message by its number.
   *
   * @param number The number.
   * @returns The message as a list shows it, or `undefined` when there is none of this number.
   */
  find(number: number): Promise<ListedMessage | undefined>;
  /**
   * The octets of a message.
   *
   * @param number The number of the message.
   * @returns The octets in chunks, or `undefined` when there is no such message.
   */
  read(number: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * The numbers of the messages, in their order: less work than a list.
   */
  numbers(): Promise<readonly number[]>;
  /**
   * Removes messages. A number is not given to another message while the store is open.
   *
   * @param numbers Their numbers; those of no message are passed over.
   * @returns The numbers of those that were removed.
   */
  remove(numbers: readonly number[]): Promise<readonly number[]>;
}
