/**
 * The messages of a running inbox, asked for by HTTP.
 * @module
 */
import type { ListedMessage } from "../../../inbox/store/index.ts";
import { type EnvelopeRecord, readEnvelopeRecord } from "../../../message/file/envelope_record.ts";
import { JsonMembers } from "../../../message/file/json_members.ts";
import { CliError, Exit } from "../../terminal/exit.ts";
import type { InboxClient } from "./client.ts";

/** Messages, wherever they are. */
export interface Mails {
  /** All of them, in the order of their numbers. */
  list(): Promise<ListedMessage[]>;
  /** One by its number, if it is there. */
  find(number: number): Promise<ListedMessage | undefined>;
  /** The number of the last one, if there is any. */
  last(): Promise<number | undefined>;
  /** The octets of one, if it is there. */
  read(number: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Removes some, and gives the numbers of those that were there. */
  remove(numbers: readonly number[]): Promise<readonly number[]>;
  /** Removes all, and gives their numbers. */
  clear(): Promise<readonly number[]>;
}

/** Those of an inbox that runs. */
export class RemoteMails implements Mails {
  readonly #client: InboxClient;

  /** @param client Asks the inbox. */
  constructor(client: InboxClient) {
    this.#client = client;
  }

  /** See {@linkcode Mails}. */
  async list(): Promise<ListedMessage[]> {
    const listed: ListedMessage[] = [];
    for (;;) {
      const after = listed.at(-1)?.number ?? 0;
      const members = await this.#client.json(`/api/messages?after=${after}`);
      const page = members.list("messages").map((item) => readMessage(membersOf(item)));
      // One that never ends would list itself for ever.
      if (page.some(({ number }) => number <= after)) throw wrong("the numbers do not rise");
      if (page.length === 0) return listed;
      for (const message of page) listed.push(message);
    }
  }

  /** See {@linkcode Mails}. */
  async find(number: number): Promise<ListedMessage | undefined> {
    return await this.#message(String(number));
  }

  /** See {@linkcode Mails}. */
  async last(): Promise<number | undefined> {
    return (await this.#message("latest"))?.number;
  }

  /** See {@linkcode Mails}. */
  async read(number: number): Promise<AsyncIterable<Uint8Array> | undefined> {
    return await this.#client.octets(`/api/v1/message/${number}/raw`);
  }

  /** See {@linkcode Mails}. */
  async remove(numbers: readonly number[]): Promise<readonly number[]> {
    return await this.#remove({ numbers });
  }

  /** See {@linkcode Mails}. */
  async clear(): Promise<readonly number[]> {
    return await this.#remove({});
  }

  async #message(name: string): Promise<ListedMessage | undefined> {
    const members = await this.#client.find(`/api/message/${name}`);
    return members && readMessage(members);
  }

  async #remove(body: { readonly numbers?: readonly number[] }): Promise<readonly number[]> {
    const members = await this.#client.json("/api/messages", { method: "DELETE", body });
    return members.list("removed").map((item) => {
      if (typeof item === "number") return item;
      throw wrong("removed is not a list of numbers");
    });
  }
}

function readMessage(members: JsonMembers): ListedMessage {
  return {
    number: members.number("number"),
    size: members.number("size"),
    envelope: members.has("envelope") ? readEnvelope(members.get("envelope")) : undefined,
    ...(members.has("subject") ? { subject: members.text("subject") } : {}),
    ...(members.has("headerCut") ? { headerCut: true } : {}),
  };
}

function readEnvelope(value: unknown): EnvelopeRecord {
  try {
    return readEnvelopeRecord(value);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function membersOf(value: unknown): JsonMembers {
  return new JsonMembers(value, wrong);
}

function wrong(reason: string): CliError {
  return new CliError(Exit.protocol, `unexpected answer of the inbox: ${reason}`);
}
