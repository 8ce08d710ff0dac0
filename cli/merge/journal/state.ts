/**
 * What the records of a journal say of each mail, in little memory.
 * @module
 */
import { type MailState, stateOf } from "../../../journal/answer.ts";
import type { MailRecord } from "./record.ts";

/** The states, what a person must know of first before what matters less. */
const BY_WEIGHT: readonly MailState[] = ["unknown", "deferred", "waiting", "refused", "delivered"];

/** The records of one mail where its recipients are not all in the same state. */
interface Mixed {
  /** The states of those who were spoken of. */
  readonly states: Map<string, MailState>;
  /** The state of the others. */
  readonly rest: MailState;
  /** How many recipients there are. */
  readonly of: number;
  readonly offsets: number[];
}

/** How many mails are in each state. */
export type MailCounts = Readonly<Record<MailState, number>>;

/** What is known of all mails of a run. */
export class JournalState {
  /** By mail, the place of its state in {@linkcode BY_WEIGHT}. */
  readonly #states: Uint8Array;
  /** By mail, where its last record stands. */
  readonly #offsets: Float64Array;
  readonly #mixed = new Map<number, Mixed>();
  readonly #counts: Record<MailState, number>;

  /** @param mails How many mails there are. */
  constructor(mails: number) {
    this.#states = new Uint8Array(mails).fill(BY_WEIGHT.indexOf("waiting"));
    this.#offsets = new Float64Array(mails);
    this.#counts = { waiting: mails, delivered: 0, deferred: 0, refused: 0, unknown: 0 };
  }

  /** How many mails are in each state. */
  get counts(): MailCounts {
    return { ...this.#counts };
  }

  /**
   * Takes a record.
   *
   * @param record The record.
   * @param offset Where it stands in the journal.
   * @throws {RangeError} If there is no such mail.
   */
  take(record: MailRecord, offset: number): void {
    const { mail, of } = record;
    if (mail >= this.#states.length) throw new RangeError(`no mail ${mail}`);
    const states = statesOf(record);
    const [first] = states.values();
    const isPlain = states.size === of && [...states.values()].every((state) => state === first);
    if (isPlain && first !== undefined) {
      this.#mixed.delete(mail);
      this.#offsets[mail] = offset;
      this.#set(mail, first);
    } else {
      this.#mix(mail, of, states, offset);
    }
  }

  /**
   * The state of a mail: that of the recipient with the weightiest one.
   *
   * @param mail The number of the mail.
   */
  of(mail: number): MailState {
    return BY_WEIGHT[this.#states[mail] ?? 0] ?? "unknown";
  }

  /**
   * The states that the recipients of a mail are in.
   *
   * @param mail The number of the mail.
   */
  statesOf(mail: number): ReadonlySet<MailState> {
    const mixed = this.#mixed.get(mail);
    if (mixed === undefined) return new Set([this.of(mail)]);
    const all = new Set(mixed.states.values());
    if (mixed.states.size < mixed.of) all.add(mixed.rest);
    return all;
  }

  /**
   * The state of a recipient.
   *
   * @param mail The number of the mail.
   * @param recipient One of its recipients.
   */
  ofRecipient(mail: number, recipient: string): MailState {
    const mixed = this.#mixed.get(mail);
    return mixed === undefined ? this.of(mail) : mixed.states.get(recipient) ?? mixed.rest;
  }

  /**
   * Where the records stand that tell what happened to a mail.
   *
   * @param mail The number of the mail.
   * @returns The places, in their order; none for a mail that waits.
   */
  offsetsOf(mail: number): readonly number[] {
    const mixed = this.#mixed.get(mail);
    if (mixed !== undefined) return mixed.offsets;
    const offset = this.#offsets[mail] ?? 0;
    return offset === 0 ? [] : [offset];
  }

  #mix(
    mail: number,
    of: number,
    states: ReadonlyMap<string, MailState>,
    offset: number,
  ): void {
    const mixed = this.#mixed.get(mail) ??
      { states: new Map(), rest: this.of(mail), of, offsets: [...this.offsetsOf(mail)] };
    for (const [recipient, state] of states) mixed.states.set(recipient, state);
    mixed.offsets.push(offset);
    this.#mixed.set(mail, mixed);
    const all = this.statesOf(mail);
    this.#set(mail, BY_WEIGHT.find((state) => all.has(state)) ?? "waiting");
  }

  #set(mail: number, state: MailState): void {
    this.#counts[this.of(mail)]--;
    this.#states[mail] = BY_WEIGHT.indexOf(state);
    this.#counts[state]++;
  }
}

function statesOf(record: MailRecord): ReadonlyMap<string, MailState> {
  if ("dot" in record) return new Map(record.dot.map((recipient) => [recipient, "unknown"]));
  return new Map(record.answers.map((answer) => [answer.to, stateOf(answer)]));
}
