/**
 * Puts the messages of one connection into a store, one after the other.
 * @module
 */
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import { type Answer, DONE, type Effect, FAILED } from "../effect.ts";
import { type Head, HeadReader } from "../store/head.ts";
import type { MessageStore, MessageWriter, StoredMessage } from "../store/store.ts";

/** What a dialogue wants done with a message. */
type StoringEffect = Extract<
  Effect,
  { readonly kind: "begin" | "write" | "commit" | "abandon" }
>;

/** Where messages go, and who is told. */
interface IntakeOptions {
  /** The store. */
  readonly store: MessageStore;
  /** Told of a message that is stored. */
  readonly onStored: (message: StoredMessage, head: Head) => void;
  /** Told that one cannot be stored, and why. */
  readonly onFailure: (reason: string) => void;
  /** Told that what there is of one cannot be removed, and why. */
  readonly onLeftOver: (reason: string) => void;
}

/** The messages of one connection on their way into a store. */
export class Intake {
  readonly #options: IntakeOptions;
  #writer: MessageWriter | undefined;
  #head = new HeadReader();

  /** @param options Where messages go, and who is told. */
  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /**
   * Does what a dialogue wants done.
   *
   * @param effect What it is.
   * @returns How it went.
   */
  async do(effect: StoringEffect): Promise<Answer> {
    try {
      switch (effect.kind) {
        case "begin":
          this.#head = new HeadReader();
          this.#writer = await this.#options.store.create();
          return await this.#write(effect.octets);
        case "write":
          return await this.#write(effect.octets);
        case "commit":
          return await this.#commit(effect.envelope);
        case "abandon":
          return await this.abandon();
      }
    } catch (error) {
      this.#options.onFailure(reasonOf(error));
      await this.abandon();
      return FAILED;
    }
  }

  /** Forgets the message that is not whole, if there is one. */
  async abandon(): Promise<Answer> {
    const writer = this.#writer;
    this.#writer = undefined;
    try {
      await writer?.abandon();
    } catch (error) {
      this.#options.onLeftOver(reasonOf(error));
    }
    return DONE;
  }

  async #write(octets: Uint8Array): Promise<Answer> {
    this.#head.push(octets);
    await this.#writer?.write(octets);
    return DONE;
  }

  async #commit(envelope: EnvelopeRecord): Promise<Answer> {
    const message = await this.#writer?.commit(envelope);
    if (message === undefined) return FAILED;
    this.#writer = undefined;
    this.#options.onStored(message, this.#head.end());
    return { kind: "stored", number: message.number };
  }
}

/**
 * The words of an error.
 *
 * @param error What was thrown.
 */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
