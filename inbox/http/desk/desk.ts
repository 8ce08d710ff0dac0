/**
 * The desk at which mails are asked for: the store behind it, what was seen of each mail, and what its
 * readers did to it.
 * @module
 */
import type { InboxEvent } from "../../serve/event.ts";
import type { ListedMessage } from "../../store/index.ts";
import type { LiveStore, StoreChange } from "../../store/live.ts";
import { HttpError } from "../exchange/respond.ts";
import { isOfList, matches, type Term, wantsText } from "../search/term.ts";
import { type Dialogue, Dialogues } from "./dialogues.ts";
import { Events } from "./events.ts";
import { Glances } from "./glances.ts";
import { Marks } from "./marks.ts";
import { searchable, searchableInList, type Summary } from "./summary.ts";
import { type Survey, surveyMail } from "./survey.ts";

/** The store, as far as the desk needs it. */
type Mails = Pick<LiveStore, "messages" | "get" | "subscribe" | "read" | "remove" | "look">;

/** What a list shows of a mail. */
export interface ListedSummary extends Summary {
  /** Its name in the API. */
  readonly ID: string;
  /** Whether it was read. */
  readonly Read: boolean;
  /** Its tags. */
  readonly Tags: readonly string[];
}

/** What is searched for. */
interface Query {
  readonly terms: readonly Term[];
  /** Those of the terms that the list answers. */
  readonly ofList: readonly Term[];
  /** Whether one asks for what is in the body. */
  readonly needsText: boolean;
}

/** Octets of each text of a mail that are given out with it. */
const READ_OCTETS = 8 * 1024 * 1024;

/** Mails that a search reads at a time. */
const READ_TOGETHER = 8;

/** Milliseconds after which a search lets others have their turn. */
const LONGEST_TURN = 10;

/** Milliseconds in which events about the numbers of mails become one. */
const STATS_PAUSE = 100;

/** New mails that wait to be told of. */
const MAX_NEWS = 10_000;

/** The desk. */
export class Desk implements Disposable {
  /** What happens. */
  readonly events = new Events();
  /** What readers did. */
  readonly marks = new Marks();
  /** How many mails were deleted, came and were refused since it runs. */
  readonly counts = { deleted: 0, accepted: 0, acceptedOctets: 0, rejected: 0 };
  readonly #mails: Mails;
  readonly #dialogues = new Dialogues();
  readonly #subscription: Disposable;
  readonly #glances: Glances;
  readonly #ended = new AbortController();
  #news: number[] = [];
  #isTelling = false;
  #statsTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param mails The store. */
  constructor(mails: Mails) {
    this.#mails = mails;
    this.#glances = new Glances((number) => this.open(number));
    this.#subscription = mails.subscribe((change) => this.#notice(change));
  }

  /** The mails, the oldest first. */
  get messages(): readonly ListedMessage[] {
    return this.#mails.messages;
  }

  /** How many were not read. */
  get unread(): number {
    return this.messages.length - this.marks.readCount;
  }

  /**
   * The mail that a name of the API means.
   *
   * @param id Its name: a number, or `latest`.
   * @throws {HttpError} 404 if there is none.
   */
  find(id: string): ListedMessage {
    const message = id === "latest"
      ? this.messages.at(-1)
      : /^[1-9]\d{0,8}$/.test(id)
      ? this.#mails.get(Number(id))
      : undefined;
    if (message === undefined) throw new HttpError(404, "there is no such message");
    return message;
  }

  /**
   * Follows what happens in the inbox.
   *
   * @param event What happened.
   */
  take(event: InboxEvent): void {
    this.#dialogues.take(event);
    if (event.kind === "refused") this.counts.rejected++;
  }

  /** The dialogue that a mail came in; `undefined` if it is not known any more. */
  dialogue(number: number): Dialogue | undefined {
    return this.#dialogues.get(number);
  }

  /**
   * The octets of a mail.
   *
   * @param number The mail.
   * @throws {HttpError} 404 if it is gone.
   */
  async open(number: number): Promise<AsyncIterable<Uint8Array>> {
    try {
      const octets = await this.#mails.read(number);
      if (octets !== undefined) return octets;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    // Another program removed it.
    await this.#mails.look(number);
    throw new HttpError(404, "the message is gone");
  }

  /** What is in a mail, its texts at length. */
  async survey(number: number): Promise<Survey> {
    return await surveyMail(await this.open(number), READ_OCTETS);
  }

  /**
   * What a list shows of a mail.
   *
   * @param message The mail.
   * @throws {HttpError} 404 if it is gone.
   */
  async summary(message: ListedMessage): Promise<ListedSummary> {
    const { number } = message;
    const summary = await this.#glances.summary(message);
    return {
      ID: String(number),
      ...summary,
      Read: this.marks.isRead(number),
      Tags: this.marks.tagsOf(number),
    };
  }

  /** What a list shows of mails; those that are gone meanwhile are left out. */
  async summaries(messages: readonly ListedMessage[]): Promise<ListedSummary[]> {
    const found = await inGroups(messages, (message) => ifThere(this.summary(message)));
    return found.filter((summary) => summary !== undefined);
  }

  /**
   * Searches.
   *
   * @param terms What to look for.
   * @param among The mails to look at, all by default.
   * @returns The mails that were found, the newest first.
   */
  async search(
    terms: readonly Term[],
    among: readonly ListedMessage[] = this.messages,
  ): Promise<ListedMessage[]> {
    const newest = among.toReversed();
    if (terms.length === 0) return newest;
    const query = {
      terms,
      ofList: terms.filter(isOfList),
      needsText: wantsText(terms) ||
        terms.some(({ wanted }) => wanted.kind === "state" && wanted.state === "inline"),
    };
    const found = await inGroups(newest, async (message) => {
      return await ifThere(this.#matches(message, query)) === true ? message : undefined;
    });
    return found.filter((message) => message !== undefined);
  }

  /** Removes mails, and gives the numbers of those that were still there. */
  async remove(messages: readonly ListedMessage[]): Promise<readonly number[]> {
    return await this.#mails.remove(messages.map(({ number }) => number));
  }

  /** Sets whether mails were read. */
  setRead(messages: readonly ListedMessage[], read: boolean): void {
    const changed = messages.filter(({ number }) => this.marks.setRead(number, read));
    for (const { number } of changed) {
      this.events.tell("update", { ID: String(number), Read: read });
    }
    if (changed.length > 0) this.#tellStatsSoon();
  }

  /** Sets the tags of mails. */
  setTags(messages: readonly ListedMessage[], tags: readonly string[]): void {
    for (const { number } of messages) this.marks.setTags(number, tags);
    this.#tellTags(messages.map(({ number }) => number));
  }

  /** Gives a tag another name; an empty one takes it away. */
  renameTag(tag: string, name: string): void {
    this.#tellTags(this.marks.renameTag(tag, name));
  }

  /** Aborted when it ends: nobody waits any longer. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Ends it, and all who listen and wait. */
  [Symbol.dispose](): void {
    this.#ended.abort();
    clearTimeout(this.#statsTimer);
    this.#subscription[Symbol.dispose]();
    this.events.end();
    this.#news = [];
  }

  async #matches(message: ListedMessage, { terms, ofList, needsText }: Query): Promise<boolean> {
    const marks = this.#marksOf(message);
    if (message.headerCut === undefined) {
      if (!matches(ofList, searchableInList(message, marks))) return false;
      if (ofList.length === terms.length) return true;
    }
    const { summary, text } = await this.#glances.searched(message, needsText);
    return matches(terms, searchable(message, summary, text, marks));
  }

  #marksOf({ number }: ListedMessage): { read: boolean; tags: readonly string[] } {
    return { read: this.marks.isRead(number), tags: this.marks.tagsOf(number) };
  }

  #notice(change: StoreChange): void {
    if (change.kind === "stored") {
      this.counts.accepted++;
      this.counts.acceptedOctets += change.message.size;
      this.#tellNews(change.message.number);
    } else {
      this.counts.deleted += change.numbers.length;
      for (const number of change.numbers) this.#forget(number);
      if (this.messages.length === 0) this.events.tell("truncate", null);
      else for (const number of change.numbers) this.events.tell("delete", { ID: String(number) });
    }
    this.#tellStatsSoon();
  }

  #forget(number: number): void {
    this.marks.forget(number);
    this.#glances.forget(number);
  }

  /** The mail is looked at only if somebody wants to know, and not while the next one waits. */
  #tellNews(number: number): void {
    if (!this.events.hasListener("new") || this.#news.length >= MAX_NEWS) return;
    this.#news.push(number);
    if (!this.#isTelling) this.#tellAllNews();
  }

  async #tellAllNews(): Promise<void> {
    this.#isTelling = true;
    for (let at = 0; at < this.#news.length; at++) {
      const message = this.#mails.get(this.#news[at] ?? 0);
      const summary = message && await ifThere(this.summary(message));
      if (summary !== undefined) this.events.tell("new", summary);
    }
    this.#news = [];
    this.#isTelling = false;
  }

  #tellTags(numbers: readonly number[]): void {
    for (const number of numbers) {
      this.events.tell("update", { ID: String(number), Tags: this.marks.tagsOf(number) });
    }
  }

  #tellStatsSoon(): void {
    if (!this.events.hasListener("stats")) return;
    this.#statsTimer ??= setTimeout(() => {
      this.#statsTimer = undefined;
      this.events.tell("stats", { Total: this.messages.length, Unread: this.unread });
    }, STATS_PAUSE);
  }
}

/** `undefined` of a mail that was removed, or cannot be read. */
async function ifThere<Result>(looking: Promise<Result>): Promise<Result | undefined> {
  try {
    return await looking;
  } catch {
    return undefined;
  }
}

/** Does work for each of many, a few at a time, and keeps the order; others get their turn meanwhile. */
async function inGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let since = performance.now();
  for (let at = 0; at < items.length; at += READ_TOGETHER) {
    if (performance.now() - since > LONGEST_TURN) {
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
    const group = items.slice(at, at + READ_TOGETHER);
    for (const result of await Promise.all(group.map(work))) results.push(result);
  }
  return results;
}
